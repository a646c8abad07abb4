"""Invitations, papers and permissions, by what others need of them. Pages start from `..._visible_to`."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow, GrantRow
from hearthside.people.models import (
    Authority,
    AuthorityState,
    Invitation,
    InvitationState,
    SafetyMark,
    SpokenPermission,
)

LIVE_PAPERS = (AuthorityState.TO_READ, AuthorityState.PROPOSED)


def invitations_visible_to(actor: Actor) -> QuerySet[Invitation]:
    """The invitations to accounts that are this actor's own, newest first."""
    own = members.accounts_visible_to(actor, scopes=members.OWN_SCOPES)
    rows = Invitation.objects.filter(account__in=own.values("pk")).select_related("account")
    return rows.order_by("-made_at", "-pk")


def papers_visible_to(actor: Actor) -> QuerySet[Authority]:
    """The papers that this actor sent, and those the member sent for an account of their own, newest first.

    Papers that a helper sent are not shown to whoever's account they are about: staff tell them.
    """
    if actor.kind is not ActorKind.LOGIN:
        return Authority.objects.none()
    own = members.accounts_visible_to(actor, scopes=members.OWN_SCOPES).values("pk")
    mine = Q(helper_id=int(actor.ident)) | Q(helper=None, account__in=own)
    rows = Authority.objects.filter(mine).select_related("case", "account", "person", "helper")
    return rows.order_by("-case__opened_at", "-pk")


def spoken_visible_to(actor: Actor) -> QuerySet[SpokenPermission]:
    """The spoken permissions that hold on accounts of this actor's own."""
    own = members.accounts_visible_to(actor, scopes=members.OWN_SCOPES)
    return _holding(clock.today()).filter(account__in=own.values("pk"))


def invitation_to_answer(reference: str) -> Invitation | None:
    """An invitation that can be answered today; who has its code is the caller's to know."""
    row = Invitation.objects.filter(reference=reference, state=InvitationState.WAITING).first()
    return row if row is not None and row.answer_by >= clock.today() else None


def invitation_of_form(request_key: str) -> Invitation | None:
    """The invitation that a form made when it was sent."""
    return Invitation.objects.filter(request_key=request_key).first()


def waiting_invitations(account_id: int) -> list[Invitation]:
    rows = Invitation.objects.filter(
        account_id=account_id, state=InvitationState.WAITING, answer_by__gte=clock.today()
    )
    return list(rows.order_by("made_at", "pk"))


def papers_with(reference: str) -> Authority | None:
    """Any papers; who may see them is the caller's to ask."""
    rows = Authority.objects.select_related("case", "account", "person", "helper")
    return rows.filter(case__reference=reference).first()


def papers_of(account_id: int, *, most: int) -> list[Authority]:
    rows = Authority.objects.filter(account_id=account_id).select_related("case")
    return list(rows.order_by("-case__opened_at", "-pk")[:most])


def spoken_of(account_id: int) -> list[SpokenPermission]:
    """The permissions given by voice that hold today."""
    return list(spoken_now(account_id))


def spoken_now(account_id: int) -> QuerySet[SpokenPermission]:
    return _holding(clock.today()).filter(account_id=account_id)


def spoken_ever(account_id: int) -> QuerySet[SpokenPermission]:
    """What the member ever said we may, the newest first."""
    return SpokenPermission.objects.filter(account_id=account_id).order_by("-given_at", "-pk")


def invitations_on(account_id: int) -> QuerySet[Invitation]:
    """Whoever was asked to help, the newest first."""
    return Invitation.objects.filter(account_id=account_id).order_by("-made_at", "-pk")


def _holding(day: date) -> QuerySet[SpokenPermission]:
    return SpokenPermission.objects.filter(ended_at=None, ends_on__gte=day).order_by("given_at", "pk")


def safety_mark(account_id: int) -> SafetyMark | None:
    return safety_marks(account_id).first()


def safety_marks(account_id: int) -> QuerySet[SafetyMark]:
    """That mark as a query; at most one there is."""
    return SafetyMark.objects.filter(account_id=account_id, cleared_at=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """Who can see one account today: whose it is, the helpers, and what is over."""

    own: tuple[GrantRow, ...]
    helpers: tuple[GrantRow, ...]
    ended: tuple[GrantRow, ...]

    @property
    def count(self) -> int:
        return len(self.own) + len(self.helpers)


def standing(account_id: int) -> Standing:
    live = members.live_helpers(account_id)
    return Standing(
        tuple(one for one in live if not one.is_helpers), tuple(one for one in live if one.is_helpers),
        tuple(members.ended_grants_of(account_id)),
    )  # fmt: skip


def own_account(actor: Actor, chosen: str) -> AccountRow | None:
    """The open account if it is this actor's own, else the first that is; None for a helper."""
    own = members.accounts_visible_to(actor, scopes=members.OWN_SCOPES)
    return own.filter(number=chosen).first() or own.first()


def helps(actor: Actor) -> list[GrantRow]:
    """The accounts on which this actor is a helper."""
    if actor.kind is not ActorKind.LOGIN:
        return []
    return [grant for grant in members.live_grants(int(actor.ident)).order_by("pk") if grant.is_helpers]

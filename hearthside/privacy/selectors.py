"""What this room knows, by what others need of it. Pages start from `..._visible_to`."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django.db.models import Q, QuerySet

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind
from hearthside.identity.selectors import LoginRow
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.privacy.case_kinds import LIST, WHOLE
from hearthside.privacy.models import (
    Breach,
    Copy,
    CopyState,
    Disclosure,
    Draft,
    LegalHold,
    OtherContact,
    Purge,
    Request,
    Restriction,
)
from hearthside.privacy.registry import PARTS, Whose
from hearthside.privacy.rules import breaches, requests

RequestRow = Request
CopyRow = Copy
BreachRow = Breach


def accounts_opened_by(actor: Actor) -> QuerySet[AccountRow]:
    """Every account a login may see anything of: the way in to a copy of its own part."""
    return members.accounts_visible_to(actor, scopes=tuple(PARTS))  # type: ignore[arg-type]


def accounts_spoken_for_by(actor: Actor) -> QuerySet[AccountRow]:
    """The accounts whose privacy rights this login may use: the member's own, or one who sees it all."""
    return members.accounts_visible_to(actor, scopes=WHOLE)


def parts_open_to(actor: Actor, account_id: int) -> frozenset[str]:
    """Which parts of an account's facts this login may have a copy of."""
    if actor.kind is not ActorKind.LOGIN:
        return frozenset()
    return parts_of_login(int(actor.ident), account_id)


def parts_of_login(login_id: int, account_id: int) -> frozenset[str]:
    """As `parts_open_to`, for a login that somebody else acts for."""
    grants = members.live_grants(login_id).filter(account_id=account_id)
    return frozenset().union(*(PARTS.get(scope, ()) for scope in grants.values_list("scope", flat=True)))


def requests_visible_to(actor: Actor) -> QuerySet[Request]:
    """The requests this login may see, newest first; a private one only for whoever asked."""
    if actor.kind is not ActorKind.LOGIN:
        return Request.objects.none()
    rows = Request.objects.filter(account__in=accounts_spoken_for_by(actor).values("pk"))
    return rows.filter(Q(is_private=False) | Q(login_id=int(actor.ident))).order_by("-asked_at", "-pk")


def copies_visible_to(actor: Actor) -> QuerySet[Copy]:
    """Copies this login asked for itself, newest first, where it may still see all that is in them."""
    if actor.kind is not ActorKind.LOGIN:
        return Copy.objects.none()
    rows = Copy.objects.filter(login_id=int(actor.ident), account__in=accounts_opened_by(actor).values("pk"))
    allowed = {
        account_id: parts_open_to(actor, account_id)
        for account_id in rows.order_by().values_list("account_id", flat=True).distinct()
    }
    fits = [pk for pk, owner, parts in rows.values_list("pk", "account_id", "parts")
            if allowed[owner] >= set(parts)]  # fmt: skip
    return Copy.objects.filter(pk__in=fits).order_by("-asked_at", "-pk")


def draft_with_key(key: str, login_id: int) -> Draft | None:
    """A request somebody is writing; nobody finds another's."""
    return Draft.objects.filter(key=key, login_id=login_id).first()


def draft_of(login_id: int, account_id: int, kind: str) -> Draft | None:
    return Draft.objects.filter(login_id=login_id, account_id=account_id, kind=kind).first()


def request_with_reference(reference: str) -> Request | None:
    """Any request; who may see it is the caller's to ask."""
    return Request.objects.filter(reference=reference).select_related("case", "account").first()


def request_of_draft(key: str) -> Request | None:
    """What a draft became when it was sent."""
    return Request.objects.filter(case__request_key=f"privacy:{key}").first()


def requests_of(account_id: int) -> QuerySet[Request]:
    return Request.objects.filter(account_id=account_id).order_by("-asked_at", "-pk")


def copy_with_reference(reference: str) -> Copy | None:
    return Copy.objects.filter(reference=reference).select_related("account").first()


def copies_of(account_id: int) -> QuerySet[Copy]:
    return Copy.objects.filter(account_id=account_id).order_by("-asked_at", "-pk")


def whose(copy: Copy) -> Whose:
    """Whose facts go into a copy, as the grants stand now.

    Without a login (asked on paper) it is the subscriber's: for the others each asks alone.
    """
    people = members.people_of(copy.account_id)
    if copy.login_id is None:
        return Whose(copy.account_id, frozenset(row.pk for row in people if row.relationship == "self"))
    asker = Actor(ActorKind.LOGIN, str(copy.login_id))
    seen = members.people_whose_care_is_visible_to(asker, copy.account_id)
    return Whose(copy.account_id, frozenset(row.pk for row in seen))


def disclosures_of(account_id: int) -> QuerySet[Disclosure]:
    return Disclosure.objects.filter(account_id=account_id).order_by("-told_on", "-pk")


def list_for_member(account_id: int, *, since: date, until: date) -> list[requests.Told]:
    """The disclosures that a member's list holds, oldest first."""
    rows = [
        requests.Told(row.told_on, ", ".join(part for part in (row.to, row.to_address) if part), row.what,
                      row.why, row.basis)
        for row in disclosures_of(account_id)
    ]  # fmt: skip
    return requests.counted(rows, since=since, until=until)


def list_is_free(asked: Request, *, today: date) -> bool:
    """Whether this list costs nothing: the first in twelve months."""
    rows = Request.objects.filter(account_id=asked.account_id, kind=LIST, answered_at__isnull=False)
    given = [row.answered_at.date() for row in rows.exclude(pk=asked.pk) if row.answered_at]
    return requests.is_free(given, today=today)


def restrictions_of(account_id: int) -> QuerySet[Restriction]:
    return Restriction.objects.filter(account_id=account_id).order_by("-agreed_at", "-pk")


def live_restrictions(account_id: int) -> list[Restriction]:
    """The limits on whom we tell that hold now. Any room that tells somebody outside asks this first."""
    return list(restrictions_of(account_id).filter(ended_at=None))


def other_contact(account_id: int) -> OtherContact | None:
    """The only way the account may be reached, if its member asked for one and we agreed."""
    return other_contacts(account_id).first()


def other_contacts_ever(account_id: int) -> QuerySet[OtherContact]:
    """Every way that was agreed to, ended ones as well, the newest first."""
    return OtherContact.objects.filter(account_id=account_id).order_by("-since", "-pk")


def other_contacts(account_id: int) -> QuerySet[OtherContact]:
    """That way as a query; at most one there is."""
    return OtherContact.objects.filter(account_id=account_id, ended_at=None)


def breach_with_reference(reference: str) -> Breach | None:
    return Breach.objects.filter(reference=reference).select_related("case").first()


def breaches_newest_first() -> QuerySet[Breach]:
    return Breach.objects.select_related("case").order_by("-discovered_on", "-pk")


def duties_of(breach: Breach) -> breaches.Duties:
    """Whom to tell of this breach, and by when."""
    return breaches.duties(
        discovered_on=breach.discovered_on, people=breach.people, factors=breach.factors,
        is_encrypted=breach.is_encrypted, for_plan=breach.for_plan,
    )  # fmt: skip


def live_holds() -> list[LegalHold]:
    return list(LegalHold.objects.filter(ended_at=None).select_related("account").order_by("placed_at"))


def held_accounts() -> frozenset[int | None]:
    """The accounts of which nothing may go; None among them: nothing at all may."""
    return frozenset(LegalHold.objects.filter(ended_at=None).values_list("account_id", flat=True))


def purges(*, most: int = 100) -> list[Purge]:
    return list(Purge.objects.order_by("-at", "-pk")[:most])


def failed_copies() -> QuerySet[Copy]:
    return Copy.objects.filter(state=CopyState.FAILED).select_related("account").order_by("asked_at", "pk")


def is_own_account(account: AccountRow, login: LoginRow) -> bool:
    """Whether a staff login stands too close to an account to open it. Source: threats.md 2, row 32."""
    return members.is_close_to(account, login_id=login.pk, email=login.email)


def _ids(
    rows: QuerySet[Draft] | QuerySet[Copy] | QuerySet[Disclosure], after: int, most: int
) -> Sequence[tuple[int, int]]:
    return list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", "account_id")[:most])


def old_drafts(before: date, after: int, most: int) -> Iterable[tuple[int, int]]:
    """Drafts made before a day: their ids and whose they are, in order of id."""
    return _ids(Draft.objects.filter(made_at__lt=_start(before)), after, most)


def copies_over(before: date, after: int, most: int) -> Iterable[tuple[int, int]]:
    """Copies that are on the disk and were made before a day."""
    return _ids(Copy.objects.filter(state=CopyState.READY, ready_at__lt=_start(before)), after, most)


def old_copies(before: date, after: int, most: int) -> Iterable[tuple[int, int]]:
    """Notes of copies whose file is long gone."""
    return _ids(Copy.objects.filter(state=CopyState.GONE, asked_at__lt=_start(before)), after, most)


def old_disclosures(before: date, after: int, most: int) -> Iterable[tuple[int, int]]:
    """Notes of what was told before a day."""
    return _ids(Disclosure.objects.filter(told_on__lt=before), after, most)


def _start(day: date) -> datetime:
    """The first instant of a day at the desk."""
    return datetime.combine(day, time.min, clock.EASTERN)

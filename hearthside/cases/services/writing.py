"""What every service of this room does: lock, look again, write down."""

from datetime import datetime

from hearthside.audit.actor import Actor, ActorKind
from hearthside.cases.errors import CaseClosed
from hearthside.cases.models import Case, CaseEvent, CaseState, EventKind
from hearthside.members import services as members


def who(by: Actor) -> str:
    """Who acts, as a row keeps it: "staff:12"."""
    return f"{by.kind}:{by.ident}"[:60]


def is_staff(by: Actor) -> bool:
    return by.kind is ActorKind.STAFF


def locked(reference: str) -> Case:
    """The case, its account's turn taken first: the order in which everybody locks."""
    account_id = Case.objects.values_list("account_id", flat=True).get(reference=reference)
    if account_id is not None:
        members.lock_account(account_id)
    return Case.objects.select_for_update().get(reference=reference)


def live(reference: str) -> Case:
    """As `locked`. Raises CaseClosed."""
    case = locked(reference)
    if case.state == CaseState.CLOSED:
        raise CaseClosed(reference)
    return case


def said_before(key: str | None) -> CaseEvent | None:
    """What the form with this key wrote, if it was sent before."""
    return CaseEvent.objects.filter(request_key=key).first() if key else None


def write(
    case: Case, kind: EventKind, *, by: Actor, at: datetime, words: str = "", code: str = "",
    is_visible: bool = True, key: str | None = None,
) -> CaseEvent:  # fmt: skip
    """One more row of a case's story."""
    return CaseEvent.objects.create(
        case=case, account_id=case.account_id, at=at, kind=kind, by=who(by), is_visible=is_visible,
        words=words.strip(), code=code, request_key=key or None,
    )  # fmt: skip

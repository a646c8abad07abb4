"""What every service of this room does first: take the account's turn, look again."""

from hearthside.audit.actor import Actor, job
from hearthside.estates.models import Notice
from hearthside.members import services as members

ESTATES = job("estates")


def who(by: Actor) -> str:
    """Who acts, as a row keeps it: "staff:12"."""
    return f"{by.kind}:{by.ident}"[:60]


def locked(reference: str) -> Notice:
    """The notice of a case, its account's turn taken first: the order in which everybody locks."""
    account_id = Notice.objects.values_list("account_id", flat=True).get(case__reference=reference)
    if account_id is not None:
        members.lock_account(account_id)
    rows = Notice.objects.select_for_update(of=("self",)).select_related("case")
    return rows.get(case__reference=reference)


def save(notice: Notice, **facts: object) -> None:
    """Set and save these fields."""
    for name, value in facts.items():
        setattr(notice, name, value)
    notice.save(update_fields=list(facts))

"""What must always hold in the ledger, proved from the postings themselves."""

from collections.abc import Iterator

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from hearthside.ledger import books
from hearthside.ledger.models import Checkpoint, JournalEntry, OpenItem, Posting
from hearthside.ledger.selectors import MIRRORS

Check = tuple[str, list[str]]
MOST_NAMED = 20


def checks() -> Iterator[Check]:
    """(name, what was found wrong) for each rule; an empty list is good."""
    yield "every journal entry sums to zero", _unbalanced_entries()
    yield "every posting belongs to an entry of its account", _strays()
    yield "open items are what the postings say", _wrong_open_items()
    yield "open items are on the account of their charge", _items_elsewhere()
    yield "checkpoints are what the postings say", _wrong_checkpoints()
    yield "every mending entry names what it mends", _unnamed_mends()


def _unbalanced_entries() -> list[str]:
    sums = JournalEntry.objects.annotate(
        cents=Coalesce(Sum("postings__amount_cents"), 0), legs=Count("postings")
    ).filter(~Q(cents=0) | Q(legs__lt=2))
    return [f"entry {row.pk} sums to {row.cents} cents over {row.legs} postings" for row in sums[:MOST_NAMED]]


def _strays() -> list[str]:
    rows = Posting.objects.exclude(account_id=F("entry__account_id")).exclude(
        account=None, entry__account=None
    )
    return [f"posting {pk}" for pk in rows.values_list("pk", flat=True)[:MOST_NAMED]]


def _wrong_open_items() -> list[str]:
    said = (
        Posting.objects.filter(charge_id=OuterRef("charge_id"), book=books.RECEIVABLE)
        .values("charge_id")
        .annotate(cents=Sum("amount_cents"))
        .values("cents")
    )
    rows = OpenItem.objects.annotate(said=Coalesce(Subquery(said), 0)).exclude(said=F("open_cents"))
    wrong = [
        f"charge {row.charge_id}: open {row.open_cents}, postings say {row.said}" for row in rows[:MOST_NAMED]
    ]
    items = OpenItem.objects.filter(charge_id=OuterRef("charge_id")).values("charge_id")
    missing = Posting.objects.filter(book=books.RECEIVABLE).annotate(item=Subquery(items)).filter(item=None)
    return wrong + [
        f"charge {pk} has no open item" for pk in missing.values_list("charge_id", flat=True)[:MOST_NAMED]
    ]


def _items_elsewhere() -> list[str]:
    owners = Posting.objects.filter(charge_id=OuterRef("charge_id")).values("account_id")[:1]
    rows = OpenItem.objects.annotate(owner=Subquery(owners)).exclude(owner=F("account_id"))
    return [f"open item {row.charge_id} is on account {row.account_id}" for row in rows[:MOST_NAMED]]


def _wrong_checkpoints() -> list[str]:
    def said(book: str) -> Coalesce:
        sums = (
            Posting.objects.filter(
                account_id=OuterRef("account_id"), id__lte=OuterRef("through_posting"), book=book
            )
            .values("account_id")
            .annotate(cents=Sum("amount_cents"))
            .values("cents")
        )
        return Coalesce(Subquery(sums), 0)

    rows = Checkpoint.objects.annotate(owed=said(books.RECEIVABLE), credit=said(books.UNAPPLIED)).exclude(
        owed=F("receivable_cents"), credit=F("unapplied_cents")
    )
    return [f"checkpoint {row.pk} of account {row.account_id}" for row in rows[:MOST_NAMED]]


def _unnamed_mends() -> list[str]:
    rows = JournalEntry.objects.filter(kind__in=["charge_reversed", *MIRRORS], mends=None)
    return [f"entry {pk}" for pk in rows.values_list("pk", flat=True)[:MOST_NAMED]]

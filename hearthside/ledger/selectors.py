"""What the ledger knows, by name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils import timezone

from hearthside.ledger import books
from hearthside.ledger.checkpoints import latest_checkpoints, tail_sums
from hearthside.ledger.holds import HoldReason
from hearthside.ledger.models import ChargeHold, Checkpoint, JournalEntry, OpenItem, Posting
from hearthside.ledger.rules import OpenCharge, Standing
from hearthside.money import Money


def standings(account_ids: Iterable[int]) -> dict[int, Standing]:
    """Where accounts stand: their newest checkpoint and the postings since it."""
    wanted = list(account_ids)
    latest = latest_checkpoints(wanted)
    since = {
        account_id: latest[account_id].through_posting if account_id in latest else 0 for account_id in wanted
    }
    tails = tail_sums(since)
    found = {}
    for account_id in wanted:
        before = latest.get(account_id)
        receivable = (before.receivable_cents if before else 0) + tails[account_id].get(books.RECEIVABLE, 0)
        unapplied = (before.unapplied_cents if before else 0) + tails[account_id].get(books.UNAPPLIED, 0)
        found[account_id] = Standing(Money(receivable), Money(-unapplied))
    return found


def standing(account_id: int) -> Standing:
    return standings([account_id])[account_id]


def open_charges(account_id: int) -> list[OpenCharge]:
    """What is owed, oldest first."""
    rows = OpenItem.objects.filter(account_id=account_id, open_cents__gt=0).order_by("opened_on", "charge_id")
    return [OpenCharge(row.charge_id, row.opened_on, Money(row.open_cents)) for row in rows]


def is_set_aside(charge: str) -> Exists:
    """Says of a row in a query, by the column that names its charge, whether that charge is set aside."""
    return Exists(ChargeHold.objects.filter(charge_id=OuterRef(charge), ended_at=None))


def unheld_open_charges(account_id: int, *, named: Iterable[int] = ()) -> list[OpenCharge]:
    """What is owed and not set aside, oldest first; those in `named` as well, set aside or not."""
    rows = OpenItem.objects.filter(account_id=account_id, open_cents__gt=0)
    rows = rows.filter(~is_set_aside("charge_id") | Q(charge_id__in=list(named))).order_by(
        "opened_on", "charge_id"
    )
    return [OpenCharge(row.charge_id, row.opened_on, Money(row.open_cents)) for row in rows]


def unheld_open_charges_of(
    account_ids: Iterable[int], *, named: Iterable[int] = ()
) -> dict[int, list[OpenCharge]]:
    """As `unheld_open_charges` for many accounts, in one query; a named one that waits says so."""
    rows = OpenItem.objects.filter(account_id__in=list(account_ids), open_cents__gt=0)
    rows = rows.annotate(waits=is_set_aside("charge_id")).filter(
        Q(waits=False) | Q(charge_id__in=list(named))
    )
    found: dict[int, list[OpenCharge]] = {}
    for row in rows.order_by("opened_on", "charge_id"):
        item = OpenCharge(row.charge_id, row.opened_on, Money(row.open_cents), row.waits)
        found.setdefault(row.account_id, []).append(item)
    return found


def keys_entered(account_ids: Iterable[int], keys: Iterable[str]) -> set[tuple[int | None, str]]:
    """Which of these keys are entered already, each with its account."""
    rows = JournalEntry.objects.filter(account_id__in=list(account_ids), key__in=list(keys))
    return set(rows.values_list("account_id", "key"))


def unheld_open_amounts(charge_ids: Iterable[int]) -> dict[int, Money]:
    """What is open of those among these charges that are not set aside."""
    rows = OpenItem.objects.filter(~is_set_aside("charge_id"), pk__in=list(charge_ids)).values_list(
        "charge_id", "open_cents"
    )
    return {charge_id: Money(cents) for charge_id, cents in rows}


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a charge is set aside, what holds it, since when."""

    reason: HoldReason
    source: str
    since: datetime


def held_charges(account_id: int) -> dict[int, Hold]:
    """Charges of an account that are set aside now; where several things hold one, the first."""
    rows = ChargeHold.objects.filter(account_id=account_id, ended_at=None).order_by("-since", "-pk")
    return {row.charge_id: Hold(HoldReason(row.reason), row.source, row.since) for row in rows}


def held_by(source: str) -> dict[int, datetime | None]:
    """Charges that this source set aside, each with the time its hold ended (None while it lasts)."""
    rows = ChargeHold.objects.filter(source=source).order_by("pk")
    return dict(rows.values_list("charge_id", "ended_at"))


def holds_in_order() -> list[dict[str, Any]]:
    """Every hold and every end of one; for a replay."""
    rows = ChargeHold.objects.select_related("account").order_by("since", "pk")
    return [
        {
            "account": row.account.roster_key,
            "charge": row.charge_id,
            "reason": row.reason,
            "source": row.source,
            "since": row.since,
            "ended_at": row.ended_at,
        }
        for row in rows
    ]


def open_amounts(charge_ids: Iterable[int]) -> dict[int, Money]:
    rows = OpenItem.objects.filter(pk__in=list(charge_ids)).values_list("charge_id", "open_cents")
    return {charge_id: Money(cents) for charge_id, cents in rows}


def accounts_with_open_charges() -> Iterable[int]:
    """Ids of accounts that owe something, ascending, streamed."""
    rows = OpenItem.objects.filter(open_cents__gt=0).order_by("account_id")
    return rows.values_list("account_id", flat=True).distinct().iterator(chunk_size=2000)


def entry_id(account_id: int | None, key: str) -> int | None:
    return JournalEntry.objects.filter(account_id=account_id, key=key).values_list("pk", flat=True).first()


def postings_of_entry(entry: int) -> list[Posting]:
    return list(Posting.objects.filter(entry_id=entry).order_by("id"))


def postings_of_charge(charge_id: int) -> list[Posting]:
    """The postings of the entries that made this charge: its receivable, its revenue, what was taken."""
    made = JournalEntry.objects.filter(postings__charge_id=charge_id, kind__in=["charge", "paid_to_provider"])
    return list(Posting.objects.filter(entry__in=made.values("pk")).order_by("id"))


def reversed_charges(account_id: int) -> set[int]:
    """Charges that a later entry undid."""
    rows = JournalEntry.objects.filter(account_id=account_id, kind="charge_reversed").values_list(
        "key", flat=True
    )
    return {int(key.rpartition(":")[2]) for key in rows}


def last_posting(account_id: int) -> int:
    newest = (
        Posting.objects.filter(account_id=account_id).order_by("-id").values_list("id", flat=True).first()
    )
    return newest or 0


def credit_used(account_id: int) -> list[tuple[int, Money]]:
    """What waiting credit has paid and still pays, by charge, newest use first."""
    undone = reversed_charges(account_id)
    rows = (
        Posting.objects.filter(
            account_id=account_id, book=books.RECEIVABLE, entry__kind__in=["credit_used", "credit_taken_back"]
        )
        .exclude(charge_id__in=undone)
        .order_by("-id")
        .values_list("charge_id", "amount_cents")
    )
    used: dict[int, int] = {}
    for charge_id, cents in rows:
        used[charge_id] = used.get(charge_id, 0) - cents
    return [(charge_id, Money(cents)) for charge_id, cents in used.items() if cents > 0]


def still_paid_by(entry: int) -> list[tuple[int, Money]]:
    """What an entry paid and still pays, by charge, newest first: less what entries that mend it took."""
    rows = (
        Posting.objects.filter(Q(entry_id=entry) | Q(entry__mends_id=entry), book=books.RECEIVABLE)
        .order_by("-id")
        .values_list("charge_id", "amount_cents")
    )
    paid: dict[int, int] = {}
    for charge_id, cents in rows:
        paid[charge_id] = paid.get(charge_id, 0) - cents
    return [(charge_id, Money(cents)) for charge_id, cents in paid.items() if cents > 0]


def adjusted(charge_id: int) -> dict[str, int]:
    """Cents given up of a charge, by book of adjustments; what was taken back is not counted."""
    rows = Posting.objects.filter(
        book=books.RECEIVABLE, charge_id=charge_id, entry__kind__in=books.ADJUSTMENTS, entry__mended_by=None
    )
    sums = rows.values_list("entry__kind").annotate(cents=Sum("amount_cents"))
    return {book: -cents for book, cents in sums if cents}


def allocations_of(entry_key: str, account_id: int) -> list[tuple[int, Money]]:
    """Which charges an entry paid, and how much of each."""
    rows = Posting.objects.filter(
        account_id=account_id, entry__account_id=account_id, entry__key=entry_key, book=books.RECEIVABLE
    ).order_by("id")
    return [(row.charge_id, Money(-row.amount_cents)) for row in rows if row.charge_id is not None]


@dataclass(frozen=True, slots=True)
class Movement:
    """One entry as it touched one account: for the story of an account or a charge."""

    kind: str
    key: str
    source: str
    effective_on: date
    posted_at: datetime
    charge_id: int | None
    amount: Money


def movements_after(account_id: int, through_posting: int) -> list[Movement]:
    """What changed the balance after a posting, in order. Amounts as they changed what is owed."""
    return _movements(account_id, id__gt=through_posting)


def movements_of_charge(account_id: int, charge_id: int) -> list[Movement]:
    return _movements(account_id, charge_id=charge_id)


def _movements(account_id: int, **chosen: object) -> list[Movement]:
    rows = Posting.objects.filter(account_id=account_id, book__in=books.OWED, **chosen).select_related(
        "entry"
    )
    return [
        Movement(
            row.entry.kind,
            row.entry.key,
            row.entry.source,
            row.entry.effective_on,
            row.entry.posted_at,
            row.charge_id,
            Money(row.amount_cents),
        )
        for row in rows.order_by("id")
    ]


def book_totals() -> dict[str, Money]:
    """What each book holds over all accounts; for `audit`, not for pages."""
    rows = Posting.objects.values("book").annotate(cents=Sum("amount_cents")).order_by("book")
    return {row["book"]: Money(row["cents"]) for row in rows}


def posting_count() -> int:
    return Posting.objects.count()


def checkpoint_count(account_id: int) -> int:
    return Checkpoint.objects.filter(account_id=account_id).count()


def revenue_by_charge(charge_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Cents earned on each charge, and cents the provider took, reversals included."""
    wanted = list(charge_ids)
    keys = {f"{kind}:{pk}": pk for pk in wanted for kind in ("charge", "taken", "reversed")}
    rows = (
        Posting.objects.filter(entry__key__in=keys, book__in=[books.REVENUE, books.PAID_TO_PROVIDER])
        .values("entry__key", "book")
        .annotate(cents=Sum("amount_cents"))
    )
    earned: dict[int, tuple[int, int]] = {}
    for row in rows:
        pk = keys[row["entry__key"]]
        revenue, taken = earned.get(pk, (0, 0))
        if row["book"] == books.REVENUE:
            earned[pk] = (revenue - row["cents"], taken)
        else:
            earned[pk] = (revenue, taken + row["cents"])
    return earned


def charges_without(known: Exists) -> list[int]:
    """Charges that have postings but no row where `known` looks; a few are enough to say."""
    rows = Posting.objects.filter(book=books.RECEIVABLE).filter(~known)
    return list(rows.values_list("charge_id", flat=True).distinct()[:20])


def open_items() -> QuerySet[OpenItem]:
    return OpenItem.objects.all()


CHOSEN_CREDIT = "plan_credit:"
"""How the keys begin of credit that somebody used on charges of their choice; other credit finds its own."""

MIRRORS = ("payment_returned", "payment_disputed", "payment_moved", "payment_taken_off")
"""Entries that undo a whole payment, as `reverse_entry` writes them."""


def money_entries() -> list[dict[str, Any]]:
    """Entries that no file caused (payments, returns, refunds). A leg is (book, charge, cents).

    `is_mirror`: it undoes the whole of the entry that it mends, and not a part.
    """
    kinds = ["charge", "paid_to_provider", "charge_reversed", "credit_used", "credit_taken_back"]
    rows = (
        JournalEntry.objects.exclude(Q(kind__in=kinds) & ~Q(key__startswith=CHOSEN_CREDIT))
        .select_related("account", "mends")
        .order_by("posted_at", "pk")
    )
    return [
        {
            "kind": row.kind,
            "key": row.key,
            "account": row.account.roster_key if row.account else None,
            "on": timezone.localdate(row.posted_at).isoformat(),
            "effective_on": row.effective_on.isoformat(),
            "posted_at": row.posted_at.isoformat(),
            "source": row.source,
            "mends": row.mends.key if row.mends else None,
            "is_mirror": row.kind in MIRRORS,
            "legs": [[leg.book, leg.charge_id, leg.amount_cents] for leg in row.postings.order_by("pk")],
        }
        for row in rows
    ]


REFUNDS = ("refund", "refund_failed")


def refunded_from(book: str) -> Money:
    """What refunds took off a cash book, less what came back of them."""
    rows = Posting.objects.filter(book=book, entry__kind__in=REFUNDS)
    return Money(-(rows.aggregate(cents=Sum("amount_cents"))["cents"] or 0))


def with_credit(account_ids: Iterable[int]) -> list[int]:
    """Of these accounts, those that ever had credit; most never did, and need no second look."""
    rows = Posting.objects.filter(account_id__in=set(account_ids), book=books.UNAPPLIED)
    return list(rows.values_list("account_id", flat=True).distinct())


def sums_of_all(account_id: int) -> dict[str, Money]:
    """What an account owes by adding up its whole history: what `standing` is measured against."""
    rows = (
        Posting.objects.filter(account_id=account_id).values_list("book").annotate(cents=Sum("amount_cents"))
    )
    return {book: Money(cents) for book, cents in rows}


def cash_moved(keys: Iterable[str]) -> dict[str, int]:
    """Cents that the entries of these keys put on cash books (or took off them), by key."""
    rows = Posting.objects.filter(entry__key__in=list(keys), book__startswith=books.cash(""))
    return dict(rows.values_list("entry__key").annotate(Sum("amount_cents")))

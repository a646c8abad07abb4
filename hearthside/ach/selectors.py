"""What is known of bank accounts, debits, files and answers, by name."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet, Sum

from hearthside.ach import numbers, rules
from hearthside.ach.models import (
    ON_ITS_WAY,
    UNSENT,
    Authorization,
    BankAccount,
    BankState,
    Change,
    Debit,
    DebitState,
    Entry,
    FileState,
    OutFile,
    Return,
    Standing,
)
from hearthside.audit.actor import Actor
from hearthside.bills import selectors as bills
from hearthside.members import selectors as members
from hearthside.money import Money
from hearthside.payments import selectors as payments

AT_BANK = (DebitState.IN_FILE, DebitState.APPROVED, DebitState.SENT)


def bank_accounts_visible_to(actor: Actor) -> QuerySet[BankAccount]:
    """The bank accounts of the accounts whose money this actor may see, not those taken away."""
    seen = members.accounts_visible_to(actor)
    return BankAccount.objects.filter(account__in=seen, removed_at=None).order_by("pk")


def debits_visible_to(actor: Actor) -> QuerySet[Debit]:
    """Every debit this actor may see, newest first."""
    seen = members.accounts_visible_to(actor)
    rows = Debit.objects.filter(account__in=seen).select_related("bank_account", "authorization", "account")
    return rows.order_by("-made_at", "-pk")


def usable_of(account_id: int) -> list[BankAccount]:
    return list(usable_on(account_id))


def usable_on(account_id: int) -> QuerySet[BankAccount]:
    """Bank accounts a new debit may name: working, or still being tested."""
    rows = BankAccount.objects.filter(account_id=account_id, removed_at=None)
    return rows.exclude(state=BankState.DISABLED).order_by("pk")


def bank_accounts_on(account_id: int) -> QuerySet[BankAccount]:
    """Every bank account of an account, those that were taken away as well, the newest first."""
    return BankAccount.objects.filter(account_id=account_id).order_by("-entered_at", "-pk")


def authorizations_on(account_id: int) -> QuerySet[Authorization]:
    """Every yes to a debit, ended ones as well, the newest first."""
    return Authorization.objects.filter(account_id=account_id).order_by("-given_at", "-pk")


def bank_with_reference(account_id: int, reference: str) -> BankAccount | None:
    """A bank account of this account that was not taken away."""
    return BankAccount.objects.filter(account_id=account_id, reference=reference, removed_at=None).first()


def debits_of(account_id: int, *, most: int = 50) -> list[Debit]:
    """An account's debits, newest first."""
    return list(debits_on(account_id).select_related("bank_account", "authorization")[:most])


def debits_on(account_id: int) -> QuerySet[Debit]:
    return Debit.objects.filter(account_id=account_id).order_by("-made_at", "-pk")


def returns_on(account_id: int) -> QuerySet[Return]:
    """What came back to an account, newest first."""
    return Return.objects.filter(account_id=account_id).order_by("-came_at", "-pk")


def debit_of_key(request_key: str) -> Debit | None:
    """The debit that one form made."""
    return Debit.objects.filter(request_key=request_key).first()


def live_authorizations_of(bank_account_id: int) -> list[Authorization]:
    return list(Authorization.objects.filter(bank_account=bank_account_id, revoked_at=None).order_by("pk"))


def on_its_way(account_id: int) -> Money:
    """What debits will still bring: asked for, in a file, or at the bank. Nobody should pay it again."""
    return _sum(Debit.objects.filter(account_id=account_id, state__in=ON_ITS_WAY))


def may_be_taken(account_id: int) -> Money:
    """What is owed and not already on its way by any door."""
    return bills.due(account_id) - payments.pending(account_id)


def owed_beside_sent(account_id: int) -> Money:
    """What is owed and not in a file or at a bank already: what the debits that wait may still take."""
    sent = _sum(Debit.objects.filter(account_id=account_id, state__in=AT_BANK))
    elsewhere = payments.pending(account_id) - on_its_way(account_id)
    return bills.due(account_id) - elsewhere - sent


def _sum(debits: QuerySet[Debit]) -> Money:
    return Money(debits.aggregate(cents=Sum("amount_cents"))["cents"] or 0)


def file_with_reference(reference: str) -> OutFile | None:
    return OutFile.objects.filter(reference=reference).first()


def files(*, most: int = 50) -> list[OutFile]:
    """Files, newest first."""
    return list(OutFile.objects.order_by("-made_at", "-pk")[:most])


def files_to_send() -> list[str]:
    """References of files that two people approved and that have not gone out, oldest first."""
    rows = OutFile.objects.filter(state=FileState.APPROVED)
    return list(rows.order_by("made_at").values_list("reference", flat=True))


def files_to_work() -> QuerySet[OutFile]:
    """Files that a person must do something about: read, or compare with the bank's word."""
    working = (FileState.MADE, FileState.SENT, FileState.DIFFERS)
    return OutFile.objects.filter(state__in=working).order_by("made_at", "pk")


def lines_of(file: OutFile, *, most: int = 500) -> list[Entry]:
    """A file's entries as they stand in it; never an account number."""
    return list(file.lines.select_related("bank_account", "debit", "account").order_by("pk")[:most])


def line_counts(file: OutFile) -> list[tuple[str, str, date, int, Money]]:
    """Per batch: class, description, settlement day, entries, sum."""
    rows = file.lines.values("sec", "description", "settles_on").order_by("sec", "description", "settles_on")
    return [
        (row["sec"], row["description"], row["settles_on"], row["count"], Money(row["cents"]))
        for row in rows.annotate(count=Count("pk"), cents=Sum("amount_cents"))
    ]


def is_ours(sha256: str) -> OutFile | None:
    """The file of ours that has these very bytes."""
    return OutFile.objects.filter(sha256=sha256).first()


def waiting_returns() -> QuerySet[Return]:
    """Returns that wait for a person, oldest first."""
    return Return.objects.filter(state=Standing.WAITING).order_by("came_at", "pk")


def waiting_changes() -> QuerySet[Change]:
    return Change.objects.filter(state=Standing.WAITING).order_by("came_at", "pk")


def return_with_id(return_id: int) -> Return | None:
    rows = Return.objects.select_related(
        "entry__debit__authorization", "entry__bank_account", "account", "source"
    )
    return rows.filter(pk=return_id).first()


def change_with_id(change_id: int) -> Change | None:
    rows = Change.objects.select_related("entry", "bank_account", "account", "source")
    return rows.filter(pk=change_id).first()


def tally(rows: QuerySet[Return] | QuerySet[Change]) -> tuple[int, datetime | None]:
    """How many wait, and since when the oldest does."""
    found = rows.order_by().aggregate(count=Count("pk"), oldest=Min("came_at"))
    return found["count"], found["oldest"]


def tally_files() -> tuple[int, datetime | None]:
    found = files_to_work().order_by().aggregate(count=Count("pk"), oldest=Min("made_at"))
    return found["count"], found["oldest"]


def waits_for(bank_account_id: int) -> int:
    """Debits of a bank account that have not gone out."""
    return Debit.objects.filter(bank_account=bank_account_id, state__in=UNSENT).count()


def said_by(change: Change) -> list[tuple[str, str]]:
    """What a change asks for, field by field, an account number by its last four digits only."""
    corrected = rules.correction_of(change.code, numbers.unlock(change.corrected_locked))
    if corrected is None:
        return []
    shown = {name: getattr(corrected, name) for name in corrected.fields}
    if "number" in shown:
        shown["number"] = f"ends in {shown['number'][-4:]}"
    return list(shown.items())


def summary_of(file_id: int) -> dict[str, int]:
    """What became of one of the bank's files, for its report."""
    returns = Return.objects.filter(source=file_id).aggregate(
        returns=Count("pk"), undone=Count("pk", filter=Q(undoes_entry=True)),
        cents=Sum("amount_cents", filter=Q(undoes_entry=True)),
        waiting=Count("pk", filter=Q(undoes_entry=False)),
    )  # fmt: skip
    changes = Change.objects.filter(source=file_id).aggregate(
        changes=Count("pk"), waiting=Count("pk", filter=Q(state=Standing.WAITING))
    )
    return {
        "returns": returns["returns"], "returns_applied": returns["undone"],
        "returned_cents": returns["cents"] or 0, "changes": changes["changes"],
        "changes_applied": changes["changes"] - changes["waiting"],
        "waiting": returns["waiting"] + changes["waiting"],
    }  # fmt: skip


def waiting_of_file(file_id: int, *, most: int) -> Sequence[Return | Change]:
    """What of a file waits because it could not be applied."""
    returns = Return.objects.filter(source=file_id, undoes_entry=False).order_by("line")[:most]
    changes = Change.objects.filter(source=file_id, state=Standing.WAITING).order_by("line")[:most]
    waiting: list[Return | Change] = [*returns, *changes]
    return waiting[:most]


def return_rates(*, on: date) -> tuple[rules.Rate, ...]:
    """Return rates of the debits that settled in the last 60 days, against the ceilings."""
    since = on - timedelta(days=rules.RATE_DAYS)
    sent = Entry.objects.filter(settles_on__gt=since, settles_on__lte=on, debit__isnull=False)
    sent = sent.filter(file__state__in=[FileState.SENT, FileState.CONFIRMED, FileState.DIFFERS])
    came = Return.objects.filter(undoes_entry=True, entry__in=sent).values_list("code")
    by_code: Counter[str] = Counter(dict(came.annotate(count=Count("pk")).order_by()))
    return rules.rates(sent=sent.count(), by_code=by_code)

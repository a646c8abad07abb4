"""What waits for a person at the desk."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from hearthside import clock
from hearthside.desk.registry import Tally, WorkItem, WorkQueue
from hearthside.references import spoken
from hearthside.refunds import selectors
from hearthside.refunds.models import (
    Correction,
    CreditCase,
    DisputeFile,
    DisputeState,
    Refund,
    RefundState,
)


def _items(
    rows: Callable[[], QuerySet[Any]], item: Callable[[Any], WorkItem]
) -> Callable[[str, int], Sequence[WorkItem]]:
    def some(after: str, most: int) -> Sequence[WorkItem]:
        found = rows().filter(pk__gt=int(after or 0)).order_by("pk")[:most]
        return [item(row) for row in found]

    return some


def _tally(rows: Callable[[], QuerySet[Any]], since: str) -> Callable[[], Tally]:
    def counted() -> Tally:
        seen = selectors.counted(rows(), since)
        return Tally(seen.count, _instant(seen.oldest))

    return counted


def _instant(day: datetime | date | None) -> datetime | None:
    if isinstance(day, datetime) or day is None:
        return day
    return datetime.combine(day, time(12), UTC)


def _to_approve() -> QuerySet[Refund]:
    return selectors.states_named([RefundState.ASKED])


def _refund_item(refund: Refund) -> WorkItem:
    return WorkItem(
        str(refund.pk), f"Refund {spoken(refund.reference)}",
        reverse("refunds:desk_refund", args=[refund.reference]), refund.moved_at,
        why="Check in the mail" if refund.way == "check" else "Back to the card or bank account",
        cents=refund.amount_cents, account_id=refund.account_id,
    )  # fmt: skip


def _not_arrived() -> QuerySet[Refund]:
    """Came back or was refused, and nobody has proposed another way since."""
    return selectors.failed_unanswered()


def _correction_item(correction: Correction) -> WorkItem:
    return WorkItem(
        str(correction.pk), f"Payment {spoken(correction.payment.reference)}",
        reverse("refunds:desk_correction", args=[correction.reference]), correction.asked_at,
        why="Move to another account" if correction.kind == "move" else "Take off",
        cents=correction.amount_cents, account_id=correction.account_id,
    )  # fmt: skip


def _old_credits() -> QuerySet[CreditCase]:
    """Credit that was due to be proposed and was not: most often there is no address."""
    return selectors.overdue_credits(clock.today())


def _credit_item(case: CreditCase) -> WorkItem:
    since = _instant(case.since_on)
    assert since is not None
    return WorkItem(
        str(case.pk), f"Credit on account {spoken(case.account.number)}",
        reverse("refunds:desk_account", args=[case.account.number]), since,
        why="Older than 30 days, and not proposed: is there an address?", cents=case.amount_cents,
        account_id=case.account_id,
    )  # fmt: skip


def _stale() -> QuerySet[Any]:
    return selectors.stale_checks(clock.today())


def _check_item(check: Any) -> WorkItem:
    since = _instant(check.stale_on)
    assert since is not None
    return WorkItem(
        str(check.pk), f"Check {check.number}",
        reverse("refunds:desk_stop_check", args=[check.number]), since,
        why="Too old to be paid: call the member, stop it, send another", cents=check.amount_cents,
        account_id=check.account_id,
    )  # fmt: skip


def _disputes() -> QuerySet[DisputeFile]:
    return selectors.disputes().filter(state=DisputeState.OPEN)


def _dispute_item(file: DisputeFile) -> WorkItem:
    return WorkItem(
        str(file.pk), f"Payment {spoken(file.payment.reference)}",
        reverse("refunds:desk_dispute", args=[file.payment.reference]), file.opened_at,
        why="Its card's bank took it back" if file.is_day_known else "Find the day of our answer first",
        cents=file.amount.cents, account_id=file.account_id, due=file.evidence_by,
    )  # fmt: skip


def _queue(
    slug: str,
    name: str,
    permission: str,
    rows: Callable[[], QuerySet[Any]],
    item: Callable[[Any], WorkItem],
    since: str,
    told: str,
) -> WorkQueue:
    return WorkQueue(slug, name, permission, _tally(rows, since), _items(rows, item), help=told)


QUEUES = (
    _queue("refunds-to-approve", "Refunds to approve", "refunds.approve", _to_approve, _refund_item,
           "moved_at", "Somebody else proposed these. Agree, or do not send them."),
    _queue("refunds-failed", "Refunds that did not arrive", "refunds.propose", _not_arrived, _refund_item,
           "moved_at", "The money is on the account again. Ask the member and propose another way."),
    _queue("corrections", "Payments to mend", "refunds.approve", selectors.corrections_waiting,
           _correction_item, "asked_at", "Posted by mistake. A second person must agree."),
    _queue("old-credit", "Credit older than 30 days", "refunds.propose", _old_credits, _credit_item,
           "since_on", "It is the members' money, and could not be proposed by itself."),
    _queue("stale-checks", "Checks too old to be paid", "refunds.approve", _stale, _check_item,
           "stale_on", "Call the member. Stop the check, then send another."),
    _queue("disputes", "Disputed payments", "refunds.work_disputes", _disputes, _dispute_item, "opened_at",
           "Answer before the day, on the card company's own site."),
)  # fmt: skip

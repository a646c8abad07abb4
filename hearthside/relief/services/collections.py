"""The written notice, and the list for another company. Nobody is ever reported to a credit bureau."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min, Sum

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.bills import selectors as bills
from hearthside.claims import selectors as claims
from hearthside.ledger import selectors as ledger
from hearthside.members import selectors as members
from hearthside.members import services as member_services
from hearthside.money import Money, total
from hearthside.payments import selectors as payments
from hearthside.relief import letters, selectors
from hearthside.relief.models import CollectionList, CollectionNotice, CollectionRow
from hearthside.relief.policy import policy
from hearthside.relief.rules.giving_up import Facts, KeptOff, kept_off
from hearthside.relief.services.giving_up import who

BATCH = 500
ONLY_WITHOUT_NOTICE = [KeptOff.NO_NOTICE]
NOT_ABOUT_DEBT = (KeptOff.LISTED, KeptOff.NO_NOTICE, KeptOff.NOTICE_TOO_NEW)


@dataclass(frozen=True, slots=True)
class Judged:
    """An account as the criteria see it: what is known, and what keeps it off the list."""

    account_id: int
    facts: Facts
    reasons: list[KeptOff]


def judge(account_id: int, *, today: date) -> Judged:
    """Whether an account may be on the list today, and every reason why not."""
    facts = _facts(account_id, today=today)
    return Judged(account_id, facts, kept_off(facts, today=today, terms=policy(today).collections))


def _facts(account_id: int, *, today: date) -> Facts:
    """Only what a bill asked for long enough ago counts as owed: what no bill has shown nobody owes yet."""
    all_bills = sorted(bills.bills_of(account_id), key=lambda bill: bill.made_on)
    first_shown: dict[int, date] = {}
    for bill in all_bills:
        for charge_id in bills.charges_on(bill):
            first_shown.setdefault(charge_id, bill.made_on)
    latest = today - timedelta(days=policy(today).collections.days_from_first_bill)
    old = [
        row
        for row in ledger.unheld_open_charges(account_id)
        if first_shown.get(row.charge_id, today) <= latest
    ]
    first_bill_on = max((first_shown[row.charge_id] for row in old), default=None)
    since = min((first_shown[row.charge_id] for row in old), default=today)
    notice = CollectionNotice.objects.filter(account_id=account_id, ended_at=None).first()
    credit = ledger.standing(account_id).unapplied
    application = selectors.open_application(account_id)
    holds = {hold.reason.value for hold in ledger.held_charges(account_id).values()}
    if selectors.standing_plan(account_id) is not None:
        holds.add("plan")
    if application is not None:
        holds.add("hardship")
    return Facts(
        owed=total(row.open for row in old) - credit,
        bills=sum(bill.made_on >= since for bill in all_bills),
        first_bill_on=first_bill_on,
        noticed_on=notice.noticed_on if notice else None,
        holds=frozenset(holds),
        someone_died=any(person.died_on for person in members.people_of(account_id)),
        waits_for_second_plan=claims.waiting_on_account(account_id, as_of=today).held_count > 0,
        pending=payments.pending(account_id),
        is_listed=CollectionRow.objects.filter(account_id=account_id, taken_off_at=None).exists(),
    )


def candidates(*, today: date) -> Iterator[int]:
    """Accounts that owe enough for long enough to be looked at, streamed by id."""
    terms = policy(today).collections
    latest = today - timedelta(days=terms.days_from_first_bill)
    rows = ledger.open_items().filter(open_cents__gt=0).order_by().values("account_id")
    sums = rows.annotate(owed=Sum("open_cents"), oldest=Min("opened_on"))
    found = sums.filter(owed__gte=terms.smallest.cents, oldest__lte=latest).order_by("account_id")
    yield from found.values_list("account_id", flat=True).iterator(chunk_size=2000)


def ready(*, today: date) -> Iterator[Judged]:
    """Accounts that nothing keeps off the list."""
    for account_id in candidates(today=today):
        seen = judge(account_id, today=today)
        if not seen.reasons:
            yield seen


@transaction.atomic
def give_notice(*, account_id: int, by: Actor, at: datetime) -> bool:
    """Write to somebody whom only the missing notice keeps off the list. True when a letter was queued."""
    member_services.lock_account(account_id)
    today = clock.day_of(at)
    seen = judge(account_id, today=today)
    if seen.reasons != ONLY_WITHOUT_NOTICE:
        return False
    CollectionNotice.objects.create(account_id=account_id, noticed_on=today)
    last_day = today + timedelta(days=policy(today).collections.days_from_notice)
    letters.collections_notice(account_id, amount=str(seen.facts.owed), last_day=last_day, at=at)
    audit.record("collections.noticed", subject=f"account:{account_id}", account_id=account_id,
                 cents=seen.facts.owed.cents, by=by, at=at)  # fmt: skip
    return True


@transaction.atomic
def put_on_list(
    *, rows: Sequence[Judged], sha256: str, reference: str, by: Actor, at: datetime
) -> CollectionList:
    """Remember a list that was written, and who is on it. The same `reference` again changes nothing."""
    there = CollectionList.objects.filter(reference=reference).first()
    if there is not None:
        return there
    made = CollectionList.objects.create(reference=reference, made_at=at, made_by=who(by), sha256=sha256)
    CollectionRow.objects.bulk_create((_row(made, one) for one in rows), batch_size=BATCH)
    for one in rows:
        audit.record("collections.listed", subject=reference, account_id=one.account_id,
                     cents=one.facts.owed.cents, by=by, at=at)  # fmt: skip
    return made


def _row(made: CollectionList, one: Judged) -> CollectionRow:
    facts = one.facts
    assert facts.first_bill_on is not None and facts.noticed_on is not None, "only a whole case is listed"
    return CollectionRow(
        made_on_list=made, account_id=one.account_id, amount_cents=facts.owed.cents,
        first_bill_on=facts.first_bill_on, noticed_on=facts.noticed_on,
    )  # fmt: skip


@transaction.atomic
def look_again(*, account_id: int, by: Actor, at: datetime) -> list[KeptOff]:
    """End a notice and take an account off the list as soon as anything speaks for it: it paid, it asked,
    somebody died. Returns the reasons; none when it stays.
    """
    member_services.lock_account(account_id)
    found = judge(account_id, today=clock.day_of(at))
    reasons = [reason for reason in found.reasons if reason not in NOT_ABOUT_DEBT]
    if not reasons:
        return []
    CollectionNotice.objects.filter(account_id=account_id, ended_at=None).update(ended_at=at)
    taken = CollectionRow.objects.filter(account_id=account_id, taken_off_at=None).update(taken_off_at=at)
    if taken:
        audit.record("collections.taken_off", subject=f"account:{account_id}", account_id=account_id,
                     reason=reasons[0], by=by, at=at)  # fmt: skip
    return reasons


def standing_notices() -> list[int]:
    """Accounts that were written to or are on a list; the job looks at them again every day."""
    noticed = CollectionNotice.objects.filter(ended_at=None).values_list("account_id", flat=True)
    listed = CollectionRow.objects.filter(taken_off_at=None).values_list("account_id", flat=True)
    return sorted({*noticed, *listed})


def owed_in_all(rows: Sequence[Judged]) -> Money:
    return total(one.facts.owed for one in rows)

"""From rows to the bill as data: what it says in its reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from hearthside.bills import rules, words
from hearthside.bills.care import CareLine, care_of_account
from hearthside.bills.document.bill import (
    BarPart,
    BillDocument,
    BillLine,
    Change,
    EobComparison,
    HeldLine,
    PaymentSeen,
    Shares,
    SinceLastBill,
    bar_parts,
)
from hearthside.bills.document.parts import Language, Organization, PaymentMethod, Recipient, Service
from hearthside.bills.models import Bill
from hearthside.claims import selectors as claims
from hearthside.claims.items import describe_item
from hearthside.claims.reasons import explain
from hearthside.claims.reasons.rules import HoldReason
from hearthside.claims.selectors import ClaimRow, Held, LineRow
from hearthside.coverage import selectors as coverage
from hearthside.ledger import selectors as ledger
from hearthside.ledger.rules import OpenCharge
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.money import ZERO, Money
from hearthside.organization.hours import hours_in_words
from hearthside.organization.selectors import profile

METHODS: dict[str, PaymentMethod] = {
    "card": "card",
    "bank": "bank",
    "check": "check",
    "money_order": "money_order",
    "cash": "cash",
}


def compose(
    *,
    account: AccountRow,
    number: str,
    as_of: date,
    due_on: date,
    ready: Sequence[OpenCharge],
    due: Money,
    last: Bill | None,
) -> BillDocument:
    """The bill of an account as it stands: `ready` are its open charges, `due` what it asks for."""
    language: Language = "es" if account.language == "es" else "en"
    open_amounts = {charge.charge_id: charge.open for charge in ready}
    lines = care_of_account(account.pk, open_amounts, language)
    totals = Shares.total(shares_of(line) for line in lines)
    is_to_pay = due.cents > 0
    return BillDocument(
        organization=organization(as_of, language),
        bill_number=number,
        account_number=account.number,
        made_on=as_of,
        due_on=due_on if is_to_pay else None,
        amount_due_cents=due.cents,
        recipient=Recipient(
            name=members.recipient_of(account.pk), address_lines=tuple(account.address_lines)
        ),
        patients=tuple(dict.fromkeys(line.patient for line in lines)),
        reason=reason_of(lines, language),
        lines=tuple(_bill_line(line, language) for line in lines),
        totals=totals,
        since=_since(account.pk, last, due, totals.you_owe_cents, language),
        held=(
            *(held_line(care, language) for care in with_deciders(held_care(account.pk, as_of))),
            *set_aside_lines(account.pk, language),
        ),
        bar=_bar(lines, totals),
        eobs=_eobs(lines),
        question_by=due_on if is_to_pay else None,
        language=language,
        large_print=account.large_print,
    )


def organization(on: date, language: Language) -> Organization:
    """The organization as a document prints it."""
    org = profile(on)
    return Organization(
        name=org.name,
        site=org.site,
        phone=org.phone,
        hours=hours_in_words(org.hours, language),
        payee_lines=(org.payee, *org.mail_lines),
        mailer_id=org.mailer_id,
    )


@dataclass(frozen=True, slots=True)
class HeldCare:
    """Something held, with its claim and the line it is about; `decider` is the plan that is waited for."""

    held: Held
    claim: ClaimRow
    line: LineRow | None
    decider: str


def held_care(account_id: int, as_of: date) -> list[HeldCare]:
    """What is held and is about care: an amount waits. A reversal that waits asks for nothing.

    Who decides is left blank: `with_deciders` says it.
    """
    rows = claims.held_rows(account_id, as_of=as_of)
    return [HeldCare(row.held, row.claim, row.line, "") for row in rows if row.held.amount > ZERO]


def with_deciders(waiting: Sequence[HeldCare]) -> list[HeldCare]:
    """The same, where a share waits for another plan with that plan's name."""
    deciders = _later_plans([care.held for care in waiting])
    return [
        replace(care, decider=deciders.get((care.held.person_id, care.claim.plan_order), ""))
        for care in waiting
    ]


def _later_plans(waiting: Sequence[Held]) -> dict[tuple[int | None, int], str]:
    """The plan that pays after another, by person and that other's place, where a share waits for it."""
    people = {held.person_id for held in waiting if held.reason == HoldReason.WAITING_SECOND_PLAN}
    found: dict[tuple[int | None, int], str] = {}
    for person_id, plans in (coverage.coverages_of(pk for pk in people if pk) if people else {}).items():
        for plan in sorted(plans, key=lambda one: -one.order):
            for order in range(1, plan.order):
                found[person_id, order] = plan.plan_name
    return found


def why(line: CareLine, language: Language) -> str:
    """Why a line is owed, from the plan's own reasons."""
    first, *later = line.plans
    meanings = [
        (
            explain(charge.code, "PR", on=charge.claim.decided_on, language=language).meaning,
            Money(charge.amount_cents),
        )
        for charge in line.all_charges
    ]
    return words.why(
        first.plan, line.allowed, meanings, line.taken, [(one.plan, one.paid) for one in later], language
    )


def held_words(held: Held, language: Language) -> str:
    """Why something is held, for the member."""
    try:
        return HoldReason(held.reason).member_words(language)
    except ValueError:
        return words.CHECKING[language]


def service_of(line: CareLine) -> Service:
    return Service(
        item=line.item,
        service_from=line.served_from,
        service_to=line.served_to,
        provider=line.provider,
        patient=line.patient,
    )


def reason_of(lines: Sequence[CareLine], language: Language) -> str:
    """Why there is a bill, in one sentence."""
    if not lines:
        return words.NOTHING[language]
    first, last = min(line.served_from for line in lines), max(line.served_to for line in lines)
    return words.reason([item for line in lines for item in line.items], first, last, language)


def _bill_line(line: CareLine, language: Language) -> BillLine:
    return BillLine(
        service=service_of(line),
        shares=shares_of(line),
        why=why(line, language),
        claim_number=line.plans[0].claim_number,
    )


def shares_of(line: CareLine) -> Shares:
    """Where the charge of a line went, column by column."""
    split = line.split
    return Shares(
        charged_cents=split.charged_cents,
        discount_cents=split.discount_cents,
        plan_paid_cents=split.plan_paid_cents,
        second_plan_paid_cents=split.second_plan_paid_cents,
        other_cents=split.other_cents,
        already_paid_cents=split.already_paid_cents,
        you_owe_cents=split.you_owe_cents,
    )


def held_line(care: HeldCare, language: Language) -> HeldLine:
    """Something held, as a bill says it."""
    line, claim = care.line, care.claim
    served = (line.served_from if line else None) or claim.served_from or claim.decided_on
    item = words.CARE[language]
    if line is not None:
        item = describe_item(
            line.procedure,
            line.modifiers,
            line.qualifier,
            language=language,
            on=served,
            revenue_code=line.revenue_code,
        ).short
    service = Service(
        item=item,
        service_from=served,
        service_to=(line.served_to if line else None) or served,
        provider=claim.provider,
        patient=claim.person.name if claim.person else "",
    )
    waits = care.held.reason == HoldReason.WAITING_SECOND_PLAN
    return HeldLine(
        service=service,
        why=held_words(care.held, language),
        who_decides=care.decider if waits else "",
        until_on=care.held.wait_until,
    )


def _set_aside(account_id: int) -> dict[int, int]:
    """Open cents of the charges that are set aside, by charge."""
    held = ledger.held_charges(account_id)
    return {pk: left.cents for pk, left in ledger.open_amounts(held).items() if left}


def set_aside_lines(account_id: int, language: Language) -> tuple[HeldLine, ...]:
    """Final charges that wait (a question, an appeal, a payment plan), as a bill says them."""
    held = ledger.held_charges(account_id)
    waiting = {pk: left for pk, left in ledger.open_amounts(held).items() if left} if held else {}
    return tuple(
        HeldLine(
            service=service_of(line),
            why=words.SET_ASIDE[held[line.charges[0].pk].reason][language],
            who_decides="",
            until_on=None,
        )
        for line in (care_of_account(account_id, waiting, language) if waiting else ())
    )


def _since(
    account_id: int, last: Bill | None, due: Money, lines_cents: int, language: Language
) -> SinceLastBill | None:
    if last is None:
        return _before_the_first(due.cents - lines_cents, lines_cents, language)
    billed = set(last.lines.values_list("charge_id", flat=True))
    story = rules.tell_story(
        (
            rules.Moved(
                movement.kind,
                movement.key,
                movement.source,
                movement.effective_on,
                movement.charge_id,
                movement.amount.cents,
            )
            for movement in ledger.movements_after(account_id, last.through_posting)
        ),
        last_cents=last.amount_due_cents,
        now_cents=due.cents,
        billed=billed,
        set_aside_cents=sum(cents for pk, cents in _set_aside(account_id).items() if pk in billed),
    )
    return SinceLastBill(
        last_bill_cents=story.last_cents,
        new_charges_cents=story.new_cents,
        payments=tuple(
            PaymentSeen(paid_on=on, amount_cents=cents, method=method_of(source), ending=ending_of(source))
            for source, on, cents in story.payments
        ),
        changes=tuple(
            Change(words=words.change(kind, language), amount_cents=cents)
            for kind, cents in story.changes.items()
        ),
    )


def _before_the_first(before_cents: int, lines_cents: int, language: Language) -> SinceLastBill | None:
    """A first bill tells a story only where money was on the account before it."""
    if not before_cents:
        return None
    said = words.change("credit" if before_cents < 0 else "owed_before", language)
    change = Change(words=said, amount_cents=before_cents)
    return SinceLastBill(last_bill_cents=0, new_charges_cents=lines_cents, changes=(change,))


def method_of(source: str) -> PaymentMethod:
    """A payment's entry says how it came: "card:4242"."""
    return METHODS.get(source.partition(":")[0], "other")


def ending_of(source: str) -> str:
    ending = source.partition(":")[2]
    return ending if len(ending) == 4 and ending.isdigit() else ""


def _bar(lines: Sequence[CareLine], totals: Shares) -> tuple[BarPart, ...]:
    plans = list(dict.fromkeys(line.plans[0].plan for line in lines))
    seconds = list(dict.fromkeys(plan.plan for line in lines for plan in line.plans[1:]))
    return bar_parts(
        totals,
        plan=plans[0] if len(plans) == 1 else "",
        second_plan=seconds[0] if len(seconds) == 1 else "",
    )


def _eobs(lines: Sequence[CareLine]) -> tuple[EobComparison, ...]:
    found: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = {}
    for line in lines:
        second = line.plans[1].plan if len(line.plans) > 1 else ""
        ours, theirs = found.setdefault((line.plans[0].plan, second), ({}, {}))
        ours[line.plans[0].claim_number] = None
        if second:
            theirs[line.plans[1].claim_number] = None
    return tuple(
        EobComparison(
            plan=plan, claim_numbers=tuple(ours), second_plan=second, second_claim_numbers=tuple(theirs)
        )
        for (plan, second), (ours, theirs) in found.items()
    )

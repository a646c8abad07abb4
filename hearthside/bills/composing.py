"""From rows to the bill as data: what it says in its reader's language."""

from collections.abc import Sequence
from datetime import date

from hearthside.bills import rules, words
from hearthside.bills.care import CareLine, care_lines
from hearthside.bills.document.bill import (
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
from hearthside.claims.selectors import Held
from hearthside.ledger import selectors as ledger
from hearthside.ledger.rules import OpenCharge
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.money import Money
from hearthside.organization.hours import hours_in_words
from hearthside.organization.selectors import profile

METHODS: dict[str, PaymentMethod] = {"card": "card", "bank": "bank", "check": "check", "cash": "cash"}


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
    rows = claims.charges(open_amounts)
    lines = care_lines([rows[pk] for pk in open_amounts], open_amounts, language)
    totals = Shares.total(_shares(line) for line in lines)
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
        reason=_reason(lines, language),
        lines=tuple(_bill_line(line, language, as_of) for line in lines),
        totals=totals,
        since=_since(account.pk, last, due, totals.you_owe_cents),
        held=tuple(_held_line(held, language, as_of) for held in held_with_care(account.pk, as_of)),
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


def held_with_care(account_id: int, as_of: date) -> list[Held]:
    """What is held and is about care: an amount waits. A reversal that waits asks for nothing."""
    return [held for held in claims.held_on_account(account_id, as_of=as_of) if held.amount.cents > 0]


def why(line: CareLine, language: Language) -> str:
    """Why a line is owed, from the plan's own reasons."""
    first = line.plans[0]
    meanings = [
        (
            explain(charge.code, "PR", on=charge.claim.decided_on, language=language).meaning.rstrip("."),
            Money(charge.amount_cents),
        )
        for charge in line.charges
    ]
    second = line.plans[-1].plan if len(line.plans) > 1 else ""
    return words.why(first.plan, line.allowed, meanings, line.taken, second, language)


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


def _reason(lines: Sequence[CareLine], language: Language) -> str:
    if not lines:
        return words.NOTHING[language]
    first, last = min(line.served_from for line in lines), max(line.served_to for line in lines)
    return words.reason([item for line in lines for item in line.items], first, last, language)


def _bill_line(line: CareLine, language: Language, as_of: date) -> BillLine:
    return BillLine(
        service=service_of(line),
        shares=_shares(line),
        why=why(line, language),
        claim_number=line.plans[0].claim_number,
    )


def _shares(line: CareLine) -> Shares:
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


def _held_line(held: Held, language: Language, as_of: date) -> HeldLine:
    claim = claims.claim(held.claim_id)
    line = (
        claims.lines([held.line_id]).get(held.line_id)
        if held.line_id
        else claim.lines.order_by("ordinal").first()
    )
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
    return HeldLine(service=service, why=held_words(held, language), until_on=held.wait_until)


def _since(account_id: int, last: Bill | None, due: Money, lines_cents: int) -> SinceLastBill | None:
    if last is None:
        if due.cents == lines_cents:
            return None
        credit = Change(words=words.change("credit", "en"), amount_cents=due.cents - lines_cents)
        return SinceLastBill(last_bill_cents=0, new_charges_cents=lines_cents, changes=(credit,))
    language: Language = "es" if last.account.language == "es" else "en"
    story = rules.tell_story(
        (
            (movement.kind, movement.source, movement.effective_on, movement.amount.cents)
            for movement in ledger.movements_after(account_id, last.through_posting)
        ),
        last_cents=last.amount_due_cents,
        now_cents=due.cents,
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


def method_of(source: str) -> PaymentMethod:
    """A payment's entry says how it came: "card:4242"."""
    return METHODS.get(source.partition(":")[0], "other")


def ending_of(source: str) -> str:
    ending = source.partition(":")[2]
    return ending if len(ending) == 4 and ending.isdigit() else ""


def _bar(lines: Sequence[CareLine], totals: Shares) -> tuple:  # type: ignore[type-arg]
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

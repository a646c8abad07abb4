"""The itemized receipt that a health account (HSA, FSA, HRA) asks for. Source: domain.md 7.

It is worked out from what is true today, not from a bill: charges that stand, the payments that paid them,
and what is not paid yet. The same facts always carry the same receipt number.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from hearthside.bills import composing, selectors, words
from hearthside.bills.applied import Applied, Refund, Source, applied
from hearthside.bills.care import STANDS, CareLine, care_lines
from hearthside.bills.document.bill import Shares
from hearthside.bills.document.codec import to_json
from hearthside.bills.document.parts import Language, LegalEntity, Recipient, RentalMonth
from hearthside.bills.document.receipt import ReceiptDocument, ReceiptLine, ReceiptPayment
from hearthside.bills.rules import Moved
from hearthside.claims import selectors as claims
from hearthside.ledger import selectors as ledger
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.money import ZERO
from hearthside.organization.selectors import profile
from hearthside.references import luhn_digit


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which care a receipt is about: days of service (both included) or bills, and one person or all."""

    first: date | None = None
    last: date | None = None
    bills: tuple[str, ...] = ()
    person_id: int | None = None


def itemized(
    account: AccountRow, wanted: Wanted, *, language: Language, made_on: date
) -> ReceiptDocument | None:
    """The receipt, titled an itemized bill where nothing is paid. None where there is no such care."""
    standing = claims.charges_of(account.pk).filter(state=STANDS)
    charges = list(standing.annotate(is_billed=selectors.is_on_bills(wanted.bills)))
    still_open = ledger.open_amounts(charge.pk for charge in charges)
    lines = [
        line for line in care_lines(charges, still_open, language, beside=()) if _is_wanted(line, wanted)
    ]
    if not lines:
        return None
    money = applied(
        Moved(one.kind, one.key, one.source, one.effective_on, one.charge_id, one.amount.cents)
        for one in ledger.movements_after(account.pk, 0)
    )
    receipt_lines = tuple(_receipt_line(line, money) for line in lines)
    org = profile(made_on)
    document = ReceiptDocument(
        organization=composing.organization(made_on, language),
        legal=LegalEntity(name=org.legal_name, address_lines=org.return_lines, tin=org.tax_id),
        receipt_number="",
        account_number=account.number,
        made_on=made_on,
        recipient=Recipient(
            name=members.recipient_of(account.pk), address_lines=tuple(account.address_lines)
        ),
        lines=receipt_lines,
        payments=_payments({charge.pk for line in lines for charge in line.charges}, money),
        balance_cents=sum(line.shares.you_owe_cents for line in receipt_lines),
        notices=_notices(lines, language),
        language=language,
        large_print=account.large_print,
    )
    return replace(document, receipt_number=number_of(document))


def number_of(document: ReceiptDocument) -> str:
    """Ten digits that follow from what the receipt says, so that printing it again gives the same number."""
    digest = hashlib.sha256(to_json(document).encode()).digest()
    body = str(int.from_bytes(digest[:8]) % (9 * 10**8) + 10**8)
    return body + luhn_digit(body)


def _is_wanted(line: CareLine, wanted: Wanted) -> bool:
    if wanted.person_id is not None and line.person_id != wanted.person_id:
        return False
    if wanted.bills:
        return any(charge.is_billed for charge in line.charges)  # type: ignore[attr-defined]
    is_late_enough = wanted.first is None or wanted.first <= line.served_from
    return is_late_enough and (wanted.last is None or line.served_from <= wanted.last)


def _receipt_line(line: CareLine, money: Applied) -> ReceiptLine:
    """What our payments paid is "you paid"; what the provider took, or help took off, is another change."""
    split = line.split
    paid_cents = sum(money.paid_on(charge.pk) for charge in line.charges)
    return ReceiptLine(
        service=replace(composing.service_of(line), rental=_rental_month(line)),
        shares=Shares(
            charged_cents=split.charged_cents,
            discount_cents=split.discount_cents,
            plan_paid_cents=split.plan_paid_cents,
            second_plan_paid_cents=split.second_plan_paid_cents,
            other_cents=split.other_cents + split.already_paid_cents - paid_cents,
            already_paid_cents=paid_cents,
            you_owe_cents=split.you_owe_cents,
        ),
        hcpcs=line.procedure,
    )


def _rental_month(line: CareLine) -> RentalMonth | None:
    """Month 1 where the claim says so (modifier KH). Later months are not guessed: KI and KJ span several."""
    marks = {mark for charge in line.charges if charge.line for mark in charge.line.modifiers}
    return RentalMonth(month=1) if {"RR", "KH"} <= marks else None


def _payments(charge_ids: set[int], money: Applied) -> tuple[ReceiptPayment, ...]:
    """Each payment once, as far as it lies on these charges or was sent back from them, by day."""
    refunds = [refund for refund in money.refunds if refund.charge_id in charge_ids]
    paid: dict[Source, int] = {}
    for charge_id in charge_ids:
        for source, cents in money.on_charge.get(charge_id, {}).items():
            paid[source] = paid.get(source, 0) + cents
    for refund in refunds:
        paid[refund.of] = paid.get(refund.of, 0) + refund.cents
    rows = [_row(source, source.on, cents) for source, cents in paid.items()]
    rows += [replace(_row(one.of, one.on, one.cents), kind="refund") for one in _joined(refunds)]
    return tuple(sorted(rows, key=lambda row: (row.paid_on, row.confirmation_number, row.kind)))


def _joined(refunds: Sequence[Refund]) -> list[Refund]:
    """One row a refund and payment, however many charges it left."""
    sums: dict[tuple[Source, date], Refund] = {}
    for one in refunds:
        before = sums.get((one.of, one.on))
        sums[one.of, one.on] = replace(one, cents=one.cents + (before.cents if before else 0))
    return list(sums.values())


def _row(source: Source, on: date, cents: int) -> ReceiptPayment:
    return ReceiptPayment(
        paid_on=on,
        amount_cents=cents,
        method=composing.method_of(source.source),
        ending=composing.ending_of(source.source),
        confirmation_number=source.confirmation_number,
    )


def _notices(lines: Sequence[CareLine], language: Language) -> tuple[str, ...]:
    taken = sum((line.taken for line in lines), ZERO)
    return (words.ASK_THE_PROVIDER[language].format(amount=taken),) if taken else ()


def years_of_care(account_id: int) -> list[int]:
    """The years in which an account had care that is charged, newest first."""
    rows = claims.charges_of(account_id).filter(state=STANDS)
    days = rows.values_list("line__served_from", "claim__served_from", "claim__decided_on")
    return sorted({next(day for day in row if day).year for row in days}, reverse=True)

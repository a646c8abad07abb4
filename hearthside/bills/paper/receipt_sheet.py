"""Receipts as the strings their templates set in place."""

from typing import Any

from hearthside.bills.document.receipt import (
    PaymentReceiptDocument,
    ReceiptDocument,
    ReceiptLine,
    ReceiptPayment,
)
from hearthside.bills.document.words import WORDINGS, Wording
from hearthside.bills.document.words.saying import (
    NO_BREAK,
    amount,
    grouped,
    long_day,
    method_name,
    owed,
    rental_month,
    span,
    taken_off,
)
from hearthside.bills.paper.bill_sheet import running_head, sheet_basics

NO_YEAR_IS_SILENT = 0


def receipt_sheet(receipt: ReceiptDocument) -> dict[str, Any]:
    """Everything the itemized receipt says. Source: domain.md 7."""
    wording = WORDINGS[receipt.language]
    words = wording.receipt
    heading = words.itemized_receipt if receipt.is_receipt else words.itemized_bill
    made_on = long_day(receipt.made_on, wording)
    contact = {"phone": receipt.organization.phone, "hours": receipt.organization.hours}
    return {
        **sheet_basics(receipt, wording),
        "title": words.document_title.format(title=heading, date=made_on),
        "heading": heading,
        "running_head": running_head(receipt, wording),
        "facts": [
            [words.receipt_number, grouped(receipt.receipt_number)],
            [wording.bill.account_number, grouped(receipt.account_number)],
            [words.made_on, made_on],
        ],
        "from": [words.from_whom, receipt.legal.name, *receipt.legal.address_lines],
        "tax_id": words.tax_id.format(tin=receipt.legal.tin),
        "to": [words.for_whom, receipt.recipient.name, *receipt.recipient.address_lines],
        "services": _services(receipt, wording),
        "payments": _payments(receipt, wording),
        "balance": [words.balance, owed(receipt.balance_cents, wording)],
        "notices": list(receipt.notices),
        "foot": [words.keep, words.questions.format(**contact)],
    }


def _services(receipt: ReceiptDocument, wording: Wording) -> dict[str, Any]:
    words, columns = wording.receipt, wording.bill
    headings = [columns.charge, columns.discount, columns.plan_paid, words.your_share, words.paid]
    return {
        "heading": words.services,
        "columns": [words.service, words.when, *headings, words.not_yet_paid],
        "rows": [_service_row(line, wording) for line in receipt.lines],
        "total": [columns.total, *_amounts(ReceiptLineTotals(receipt))],
    }


class ReceiptLineTotals:
    """All lines as one, for the row at the foot."""

    def __init__(self, receipt: ReceiptDocument) -> None:
        self.shares = receipt.totals
        self.your_share_cents = self.shares.already_paid_cents + self.shares.you_owe_cents


def _service_row(line: ReceiptLine, wording: Wording) -> dict[str, Any]:
    service, words = line.service, wording.receipt
    days = span(service.service_from, service.service_to, wording, year=NO_YEAR_IS_SILENT)
    code = words.code.format(hcpcs=line.hcpcs) if line.hcpcs else ""
    month = rental_month(service.rental, wording) if service.rental else ""
    under = [
        service.provider,
        words.patient.format(patient=service.patient) if service.patient else "",
        ", ".join(part for part in (code, month) if part),
        "" if line.is_eligible else words.not_eligible,
    ]
    return {
        "item": service.item,
        "under": [part for part in under if part],
        "when": days.replace(NO_BREAK, " "),
        "cells": _amounts(line),
    }


def _amounts(line: ReceiptLine | ReceiptLineTotals) -> list[str]:
    """Charge, discount and other changes, plans paid, your share, you paid, not yet paid."""
    shares = line.shares
    return [
        amount(shares.charged_cents),
        taken_off(shares.discount_cents + shares.other_cents),
        taken_off(shares.plans_paid_cents),
        amount(line.your_share_cents),
        amount(shares.already_paid_cents),
        amount(shares.you_owe_cents),
    ]


def _payments(receipt: ReceiptDocument, wording: Wording) -> dict[str, Any]:
    words = wording.receipt
    return {
        "heading": words.payments,
        "columns": [words.payment_day, words.method, words.confirmation, words.amount],
        "rows": [_payment_row(payment, wording) for payment in receipt.payments],
        "total": [words.total_paid, amount(receipt.paid_cents)],
        "none": words.no_payments,
    }


def _payment_row(payment: ReceiptPayment, wording: Wording) -> list[str]:
    method = method_name(payment.method, payment.ending, wording)
    if payment.kind == "refund":
        method = f"{wording.receipt.refund}: {method}"
    return [
        long_day(payment.paid_on, wording),
        method,
        grouped(payment.confirmation_number),
        amount(payment.signed_cents),
    ]


def payment_receipt_sheet(receipt: PaymentReceiptDocument) -> dict[str, Any]:
    """Everything the receipt of one payment says. Names no care."""
    wording = WORDINGS[receipt.language]
    words = wording.receipt
    is_sent = receipt.status == "sent_to_bank"
    paid_on = long_day(receipt.paid_on, wording)
    rows = [
        [words.amount, amount(receipt.amount_cents)],
        [words.paid_on, ", ".join(part for part in (paid_on, receipt.paid_at) if part)],
        [words.method, method_name(receipt.method, receipt.ending, wording)],
        [words.paid_by, receipt.paid_by],
        [wording.bill.account_number, grouped(receipt.account_number)],
        [words.bills, ", ".join(grouped(number) for number in receipt.bill_numbers)],
    ]
    if receipt.balance_cents is not None:
        left = words.nothing_left if receipt.balance_cents == 0 else owed(receipt.balance_cents, wording)
        rows.append([words.balance_after, left])
    steps = [words.payment_sent_note, *receipt.next_steps] if is_sent else list(receipt.next_steps)
    contact = {"phone": receipt.organization.phone, "hours": receipt.organization.hours}
    return {
        **sheet_basics(receipt, wording),
        "title": words.payment_document_title.format(date=paid_on),
        "heading": words.payment_sent if is_sent else words.payment_received,
        "running_head": running_head(receipt, wording),
        "confirmation": [words.confirmation, grouped(receipt.confirmation_number)],
        "rows": [row for row in rows if row[1]],
        "next": words.next,
        "steps": steps,
        "foot": [words.questions.format(**contact)],
    }

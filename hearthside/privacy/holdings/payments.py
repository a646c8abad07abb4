"""Payments, money that went back, plans and autopay; and the receipts as paper."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from hearthside.autopay import selectors as autopay
from hearthside.members import selectors as members
from hearthside.payments import paper, selectors
from hearthside.payments.endings import ending_of
from hearthside.privacy.registry import MONEY, Holding, Paper, Row, Whose
from hearthside.privacy.saying import each, said
from hearthside.refunds import selectors as refunds
from hearthside.relief import selectors as relief

MOST = 10_000


def _payments(whose: Whose) -> Iterable[Row]:
    return each(
        selectors.received_of(whose.account_id), "reference", "amount_cents", "refunded_cents", "state",
        "method", "brand", "last4", "received_at", "gone_back_at",
    )  # fmt: skip


def _attempts(whose: Whose) -> Iterable[Row]:
    names = ("reference", "amount_cents", "method", "state", "started_at", "moved_at")
    return each(selectors.payments_of(whose.account_id), *names)


def _receipts(whose: Whose) -> Iterable[Paper]:
    language = members.account(whose.account_id).language
    for attempt in selectors.payments_of(whose.account_id):
        if selectors.payment_of(attempt) is not None:
            yield Paper(f"receipt-{attempt.reference}", partial(_receipt, attempt, language))


def _receipt(attempt: Any, language: str) -> bytes:
    return paper.receipt_pdf(ending_of(attempt, left=None), language=language)


def _refunds(whose: Whose) -> Iterable[Row]:
    names = ("reference", "amount_cents", "way", "state", "asked_at")
    return each(refunds.refunds_of(whose.account_id, most=MOST), *names)


def _plans(whose: Whose) -> Iterable[Row]:
    for plan in relief.plans_on(whose.account_id)[:MOST]:
        facts = said(plan, "reference", "state", "amount_cents", "day_of_month", "offered_at")
        parts = plan.installments.order_by("number")
        yield facts | {"payments": list(each(parts, "number", "due_on", "amount_cents"))}


def _applications(whose: Whose) -> Iterable[Row]:
    names = ("reference", "state", "people", "income_cents", "income_is_monthly", "sent_at")
    return each(relief.applications_on(whose.account_id)[:MOST], *names)


def _methods(whose: Whose) -> Iterable[Row]:
    for method in autopay.methods_of(whose.account_id):
        yield {"says": autopay.method_says(method)}


def _consents(whose: Whose) -> Iterable[Row]:
    names = ("kind", "version", "language", "text", "given_at", "ended_at")
    return each(autopay.consents_of(whose.account_id), *names)


def _autopay(whose: Whose) -> Iterable[Row]:
    for rule in autopay.rules_ever(whose.account_id):
        names = ("reference", "state", "cap_cents", "days_before", "started_at", "changed_at", "ended_at")
        yield said(rule, *names) | {"from": autopay.method_says(rule.method)}


def _takings(whose: Whose) -> Iterable[Row]:
    for taking in autopay.takings_on(whose.account_id).select_related("bill")[:MOST]:
        names = ("reference", "state", "amount_cents", "told_at", "take_on", "taken_at")
        yield {"bill": taking.bill.number} | said(taking, *names)


def _paperless(whose: Whose) -> Iterable[Row]:
    return each(autopay.paperless_ever(whose.account_id), "state", "email", "started_at", "ended_at")


def _unclaimed(whose: Whose) -> Iterable[Row]:
    names = ("reference", "amount_cents", "state", "since_on", "dormant_on", "letter_on", "turned_over_on")
    return each(refunds.unclaimed_on(whose.account_id), *names)


HELD = (
    Holding("payments", MONEY, _("Your payments"), _payments, _receipts),
    Holding("payments-started", MONEY, _("Payments that were started"), _attempts),
    Holding("refunds", MONEY, _("Money that went back to you"), _refunds),
    Holding("payment-plans", MONEY, _("Your payment plans"), _plans),
    Holding("hardship-applications", MONEY, _("Your wishes for a lower bill"), _applications),
    Holding("saved-methods", MONEY, _("Saved cards and accounts, in part"), _methods),
    Holding("autopay", MONEY, _("Your autopay"), _autopay),
    Holding("autopay-payments", MONEY, _("What autopay took, or is to take"), _takings),
    Holding("paperless", MONEY, _("Bills without paper"), _paperless),
    Holding("unclaimed-money", MONEY, _("Money of yours that waits for you"), _unclaimed),
    Holding("consents", MONEY, _("What you agreed to"), _consents),
)

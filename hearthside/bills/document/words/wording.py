"""Every word that paper carries, by name. A language that lacks one does not type-check and does not load.

A name in braces is filled in when the document prints. Amounts, dates and numbers arrive in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from hearthside.bills.document.parts import PaymentMethod


@dataclass(frozen=True, slots=True, kw_only=True)
class BillWords:
    title: str
    document_title: str
    number_and_date: str
    amount_due: str
    due_date: str
    account_number: str
    bill_number: str
    pay_code: str
    do_not_pay: str
    nothing_to_pay: str
    credit_to_you: str
    credit_note: str
    last_bill: str
    paid_in_full: str
    paid_some: str
    change: str
    still_owed: str
    credit_left: str
    new_this_time: str
    now_due: str
    credit_now: str
    paying_for: str
    billed_for: str
    care: str
    charge: str
    discount: str
    plan_paid: str
    plans_paid: str
    second_plan: str
    other: str
    already_paid: str
    you_owe: str
    total: str
    more_lines: str
    all_lines: str
    table_overleaf: str
    every_line: str
    on_hold: str
    held_decides: str
    held_until: str
    held_nothing: str
    held_short: str
    held_count: str
    ways: str
    online: str
    online_how: str
    online_short: str
    phone: str
    mail: str
    mail_how: str
    mail_short: str
    other_language: str
    other_language_how: str
    qr_alt: str
    postal_alt: str
    real: str
    real_how: str
    trouble: str
    trouble_how: str
    where_it_went: str
    bar_discount: str
    bar_plan: str
    bar_your_plan: str
    bar_second_plan: str
    bar_other: str
    bar_paid: str
    bar_you: str
    why_each: str
    why_times: str
    from_provider: str
    why_lines: str
    claim: str
    compare: str
    compare_how: str
    compare_match: str
    compare_second: str
    claims_one: str
    claims_many: str
    question: str
    question_by: str
    question_any_day: str
    question_appeal: str
    question_appeal_by: str
    meanings: str
    changes: str
    changes_how: str
    address: str
    plan: str
    member_number: str
    taglines: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CouponWords:
    title: str
    document_title: str
    tear: str
    alone: str
    account: str
    due: str
    check_to: str
    write_on_it: str
    patient: str
    see_back: str
    amount_enclosed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptWords:
    itemized_receipt: str
    itemized_bill: str
    document_title: str
    receipt_number: str
    made_on: str
    from_whom: str
    for_whom: str
    tax_id: str
    services: str
    when: str
    service: str
    code: str
    your_share: str
    paid: str
    not_yet_paid: str
    patient: str
    not_eligible: str
    payments: str
    payment_day: str
    method: str
    confirmation: str
    amount: str
    refund: str
    no_payments: str
    total_paid: str
    balance: str
    keep: str
    questions: str
    payment_document_title: str
    payment_received: str
    payment_sent: str
    payment_sent_note: str
    paid_by: str
    paid_on: str
    bills: str
    balance_after: str
    nothing_left: str
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """All the words of one language. `region` is the two-letter one that goes with it in the PDF."""

    language: str
    region: str
    page: str
    of: str
    running_head: str
    running_head_large: str
    credit: str
    list_and: str
    and_more: str
    rental_month: str
    rental_month_open: str
    months: tuple[str, ...]
    day: str
    day_with_year: str
    span_in_month: str
    span: str
    methods: Mapping[PaymentMethod, str]
    methods_short: Mapping[PaymentMethod, str]
    ending: str
    bill: BillWords
    coupon: CouponWords
    receipt: ReceiptWords
    glossary: Mapping[str, tuple[str, str]]

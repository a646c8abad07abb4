"""A bill as the strings its template sets in place."""

import re
from collections.abc import Sequence
from typing import Any

from hearthside.bills.document.bill import (
    BarPart,
    BillDocument,
    BillLine,
    EobComparison,
    HeldLine,
    SinceLastBill,
)
from hearthside.bills.document.refusals import must_be
from hearthside.bills.document.words import WORDINGS, Wording
from hearthside.bills.document.words.saying import (
    NO_BREAK,
    amount,
    grouped,
    how_paid,
    listed,
    long_day,
    near_day,
    service_name,
    span,
)
from hearthside.bills.paper.lines_table import (
    Headings,
    amount_widths,
    cells,
    columns_for,
    must_stack,
    rests,
    words_width,
)
from hearthside.bills.paper.wrapping import lines_taken

PATIENTS_NAMED_MAX = 3
PATIENT_NAME_MAX = 40
RUNNING_NAME_MAX = 50
WHY_LINES_NAMED_MAX = 4
BODY_POINTS = 12
SHEET_POINTS = 540.0
WAYS_POINTS = (149.7, 149.7, 137.2)  # the three columns beside the QR code
HELD_ON_FRONT_MAX = 2
STANDARD_COLUMNS_MAX = 5
LARGE_COLUMNS_MAX = 4
LABELS = (
    "do_not_pay",
    "every_line",
    "table_overleaf",
    "on_hold",
    "ways",
    "online",
    "online_how",
    "online_short",
    "phone",
    "mail",
    "mail_how",
    "mail_short",
    "other_language",
    "other_language_how",
    "qr_alt",
    "postal_alt",
    "real",
    "real_how",
    "trouble",
    "trouble_how",
    "why_each",
    "compare",
    "question",
    "meanings",
    "changes",
    "changes_how",
    "address",
    "plan",
    "member_number",
    "taglines",
)


def bill_sheet(bill: BillDocument, *, pay_code: str, scan_line: str) -> dict[str, Any]:
    """Everything the paper says, in the bill's language. Raises BadDocument for an unknown glossary key."""
    wording = WORDINGS[bill.language]
    words = wording.bill
    since = _since(bill.since, wording, bill.made_on.year) if bill.since else ""
    held = _held(bill, wording)
    facts = {"site": bill.organization.site, "phone": bill.organization.phone}
    return {
        **sheet_basics(bill, wording),
        "title": words.document_title.format(date=long_day(bill.made_on, wording)),
        "heading": words.title,
        "number_line": words.number_and_date.format(
            number=grouped(bill.bill_number), date=long_day(bill.made_on, wording)
        ),
        "running_head": running_head(bill, wording),
        "to": [bill.recipient.name, *bill.recipient.address_lines],
        "to_pay": bill.is_to_pay,
        "price_label": words.credit_to_you if bill.amount_due_cents < 0 else words.amount_due,
        "price": amount(abs(bill.amount_due_cents)),
        "facts": _key_facts(bill, wording, pay_code),
        "do_not_pay": _do_not_pay_note(bill, wording),
        "reason": _with_whole_dates(bill.reason),
        "notices": list(bill.notices),
        "since": since,
        "table": _lines_table(bill, wording),
        "held": held,
        "took": {} if bill.large_print else _front_lines(bill, wording, since=since, held=held),
        "bar": [_bar_part(part, bill, wording) for part in bill.bar],
        "whys": _whys(bill, wording),
        "compare": [_comparison(eob, wording) for eob in bill.eobs],
        "question": _question(bill, wording),
        "meanings": [list(_meaning(key, wording)) for key in bill.words],
        "coupon": coupon_part(bill, wording, scan_line) if bill.is_to_pay else None,
        "w": {
            **{label: getattr(words, label).format(**facts) for label in LABELS},
            "paying_for": words.paying_for if bill.is_to_pay else words.billed_for,
            "questions": wording.receipt.questions.format(hours=bill.organization.hours, **facts),
            "where_it_went": words.where_it_went.format(amount=amount(bill.totals.charged_cents)),
        },
    }


def sheet_basics(document: Any, wording: Wording) -> dict[str, Any]:
    """What every sheet carries: edition, language, page words, organization."""
    organization = document.organization
    return {
        "large": document.large_print,
        "language": wording.language,
        "region": wording.region,
        "page": [wording.page, wording.of],
        "org": {
            "name": organization.name,
            "site": organization.site,
            "phone": organization.phone,
            "hours": _with_whole_times(organization.hours),
        },
    }


def _with_whole_times(text: str) -> str:
    """8 a.m. and 8 a. m. stay on one line."""
    return re.sub(r"\d [ap]\. ?m\.", lambda time: time.group().replace(" ", NO_BREAK), text)


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def running_head(document: Any, wording: Wording) -> str:
    """Top left of every sheet but the first: whose papers these are. In large print there is less room."""
    words = wording.running_head_large if document.large_print else wording.running_head
    org = shortened(document.organization.name, RUNNING_NAME_MAX)
    return words.format(org=org, account=grouped(document.account_number))


def coupon_part(document: Any, wording: Wording, scan_line: str) -> dict[str, Any]:
    """The coupon's own strings, for a bill's foot or a coupon alone. Empty ones are lines to write on."""
    words, names = wording.bill, wording.coupon
    cents, due_on = document.amount_due_cents, document.due_on
    return {
        "payee": list(document.organization.payee_lines),
        "account": grouped(document.account_number),
        "bill": grouped(document.bill_number),
        "due": long_day(due_on, wording) if due_on else "",
        "amount": amount(cents) if cents else "",
        "patient": listed(
            [shortened(name, PATIENT_NAME_MAX) for name in document.patients],
            wording,
            most=PATIENTS_NAMED_MAX,
        ),
        "scan_line": scan_line,
        "w": {
            "account": names.account,
            "bill": words.bill_number,
            "due": names.due,
            "amount": words.amount_due,
            "tear": names.tear,
            "check_to": names.check_to,
            "write_on_it": names.write_on_it,
            "patient": names.patient,
            "see_back": names.see_back,
            "enclosed": names.amount_enclosed,
            "postal_alt": words.postal_alt,
        },
    }


def _with_whole_dates(text: str) -> str:
    """A year stays on the line of its month."""
    return re.sub(r" (?=\d{4}\b)", NO_BREAK, text)


def _key_facts(bill: BillDocument, wording: Wording, pay_code: str) -> list[list[str]]:
    words = wording.bill
    account = [words.account_number, grouped(bill.account_number)]
    if not (bill.is_to_pay and bill.due_on):
        return [account]
    return [
        [words.due_date, long_day(bill.due_on, wording)],
        account,
        [words.pay_code, grouped(pay_code)],
    ]


def _do_not_pay_note(bill: BillDocument, wording: Wording) -> str:
    if bill.is_to_pay:
        return ""
    if bill.amount_due_cents:
        return wording.bill.credit_note.format(amount=amount(-bill.amount_due_cents))
    return wording.bill.nothing_to_pay


def _since(since: SinceLastBill, wording: Wording, year: int) -> str:
    words = wording.bill
    said = [words.last_bill.format(amount=amount(since.last_bill_cents))]
    for payment in since.payments:
        in_full = len(since.payments) == 1 and payment.amount_cents == since.last_bill_cents
        said.append(
            (words.paid_in_full if in_full else words.paid_some).format(
                amount=amount(payment.amount_cents),
                method=how_paid(payment.method, payment.ending, wording),
                date=near_day(payment.paid_on, wording, year=year),
            )
        )
    said += [words.change.format(words=one.words, amount=amount(one.amount_cents)) for one in since.changes]
    if since.carried_cents > 0:
        said.append(words.still_owed.format(amount=amount(since.carried_cents)))
    elif since.carried_cents < 0:
        said.append(words.credit_left.format(amount=amount(-since.carried_cents)))
    said.append(words.new_this_time.format(amount=amount(since.new_charges_cents)))
    if since.carried_cents and since.now_cents < 0:
        said.append(words.credit_now.format(amount=amount(-since.now_cents)))
    elif since.carried_cents:
        said.append(words.now_due.format(amount=amount(since.now_cents)))
    return " ".join(said)


def _lines_table(bill: BillDocument, wording: Wording) -> dict[str, Any]:
    words = wording.bill
    headings = Headings(
        charge=words.charge,
        discount=words.discount,
        plan=words.plan_paid,
        plans=words.plans_paid,
        second_plan=words.second_plan,
        other=words.other,
        paid=words.already_paid,
        owe=words.you_owe,
    )
    shares = [line.shares for line in bill.lines]
    columns = columns_for(
        shares, headings, amounts_max=LARGE_COLUMNS_MAX if bill.large_print else STANDARD_COLUMNS_MAX
    )
    is_all_due = bill.is_to_pay and bill.totals.you_owe_cents == bill.amount_due_cents
    rows = [_table_row(line, cells(columns, line.shares), bill, wording) for line in bill.lines]
    total = {
        "label": words.amount_due if is_all_due else words.total,
        "cells": cells(columns, bill.totals),
    }
    left = [
        {
            "label": (words.more_lines if rest["shown"] else words.all_lines).format(count=rest["count"]),
            **rest,
        }
        for rest in rests(columns, shares)
    ]
    amount_rows = [row["cells"] for row in (*rows, *left, total)]
    return {
        "columns": [words.care, *(column.heading for column in columns)],
        "widths": amount_widths([column.heading for column in columns], amount_rows),
        "rows": rows,
        "rests": left,
        "total": total,
        "stacked": must_stack(columns, bill.totals, large=bill.large_print),
    }


def _table_row(line: BillLine, cells: list[str], bill: BillDocument, wording: Wording) -> dict[str, Any]:
    item, under = _line_name(line, bill, wording), _under(line, bill)
    return {"item": item, "under": under, "width": words_width(item, under), "cells": cells}


def _front_lines(bill: BillDocument, wording: Wording, *, since: str, held: dict[str, Any]) -> dict[str, Any]:
    """How many lines each text on the front takes; the template finds from it what there is room for."""
    words, org = wording.bill, bill.organization

    def across(text: str, bold: str = "") -> int:
        return lines_taken(text, column_points=SHEET_POINTS, size_points=BODY_POINTS, bold=bold)

    columns = (
        (org.site, words.online_how),
        (org.phone, _with_whole_times(org.hours)),
        (words.mail_how, f"{words.other_language} {words.other_language_how}"),
    )
    ways = [
        1 + sum(lines_taken(text, column_points=width, size_points=BODY_POINTS) for text in column)
        for column, width in zip(columns, WAYS_POINTS, strict=True)
    ]
    return {
        "since": across(since),
        "held": [across(line, words.on_hold) for line in held["lines"]],
        "held_summary": across(held["summary"], words.on_hold) if bill.held else 0,
        "ways": max(ways),
        "foot": across(words.real_how.format(site=org.site), words.real)
        + across(words.trouble_how, words.trouble),
    }


def _line_name(line: BillLine, bill: BillDocument, wording: Wording) -> str:
    return service_name(line.service, wording, year=bill.made_on.year)


def _under(line: BillLine, bill: BillDocument) -> str:
    """The small line below the item: who came, and for whom where the bill is for several people."""
    patient = line.service.patient if len(bill.patients) > 1 else ""
    return ", ".join(part for part in (line.service.provider, patient) if part)


def _held(bill: BillDocument, wording: Wording) -> dict[str, Any]:
    """All held lines, and the shorter wording for a front page without room for them."""
    words, year = wording.bill, bill.made_on.year
    names = [service_name(line.service, wording, year=year) for line in bill.held]
    items = "; ".join(names) if len(names) <= HELD_ON_FRONT_MAX else words.held_count.format(count=len(names))
    return {
        "lines": [_held_line(line, bill, wording) for line in bill.held],
        "front_max": HELD_ON_FRONT_MAX,
        "summary": words.held_short.format(items=items),
    }


def _held_line(line: HeldLine, bill: BillDocument, wording: Wording) -> str:
    words, year = wording.bill, bill.made_on.year
    said = [f"{service_name(line.service, wording, year=year)}.", line.why]
    if line.who_decides:
        said.append(words.held_decides.format(who=line.who_decides))
    if line.until_on:
        said.append(words.held_until.format(date=near_day(line.until_on, wording, year=year)))
    return " ".join(part for part in (*said, words.held_nothing) if part)


def _bar_part(part: BarPart, bill: BillDocument, wording: Wording) -> dict[str, Any]:
    words = wording.bill
    unnamed = {"plan": words.bar_your_plan, "second_plan": words.bar_second_plan}
    labels = {
        "discount": words.bar_discount,
        "other": words.bar_other,
        "paid": words.bar_paid,
        "you": words.bar_you,
    }
    label = labels.get(part.kind) or (
        words.bar_plan.format(plan=part.name) if part.name else unnamed[part.kind]
    )
    return {
        "kind": part.kind,
        "label": label,
        "amount": amount(part.amount_cents),
        "share": part.amount_cents,
    }


def _whys(bill: BillDocument, wording: Wording) -> list[dict[str, str]]:
    """Each reason once, with every line that it is the reason for, in the order of the bill."""
    lines_by_why: dict[tuple[str, str, str], list[BillLine]] = {}
    for line in bill.lines:
        if line.why:
            lines_by_why.setdefault((line.why, line.service.provider, line.claim_number), []).append(line)
    return [
        {
            "lines": _lines_named(lines, bill, wording) + ".",
            "why": " ".join(
                part
                for part in (
                    why,
                    wording.bill.from_provider.format(provider=provider) if provider else "",
                    wording.bill.claim.format(number=claim) if claim else "",
                )
                if part
            ),
        }
        for (why, provider, claim), lines in lines_by_why.items()
    ]


def _lines_named(lines: Sequence[BillLine], bill: BillDocument, wording: Wording) -> str:
    """Each line with its amount; more than four at once as one, with how many and what they come to."""
    if len(lines) <= WHY_LINES_NAMED_MAX:
        named = [f"{_line_name(one, bill, wording)}: {amount(one.shares.you_owe_cents)}" for one in lines]
        return "; ".join(named)
    words, sum_cents = wording.bill, sum(line.shares.you_owe_cents for line in lines)
    items = {line.service.item for line in lines}
    days = span(
        min(line.service.service_from for line in lines),
        max(line.service.service_to for line in lines),
        wording,
        year=bill.made_on.year,
    )
    what = words.why_lines.format(count=len(lines))
    if len(items) == 1:
        what = words.why_times.format(item=items.pop(), days=days, count=len(lines))
    return f"{what}: {amount(sum_cents)}"


def _comparison(eob: EobComparison, wording: Wording) -> str:
    words = wording.bill
    first = words.compare_how.format(plan=eob.plan, claims=_claims(eob.claim_numbers, wording))
    if not eob.second_plan:
        return f"{first} {words.compare_match}"
    second = _claims(eob.second_claim_numbers, wording) if eob.second_claim_numbers else ""
    return f"{first} {words.compare_second.format(plan=eob.second_plan, claims=second)}".replace(" ()", "")


def _claims(numbers: tuple[str, ...], wording: Wording) -> str:
    words = wording.bill.claims_one if len(numbers) == 1 else wording.bill.claims_many
    return words.format(claims=listed(numbers, wording, most=8))


def _question(bill: BillDocument, wording: Wording) -> list[str]:
    words = wording.bill
    ask = words.question_any_day
    if bill.question_by:
        ask = words.question_by.format(date=near_day(bill.question_by, wording, year=bill.made_on.year))
    appeal = bill.appeal_sentence or words.question_appeal
    if bill.appeal_by and not bill.appeal_sentence:
        appeal = words.question_appeal_by.format(date=long_day(bill.appeal_by, wording))
    return [ask, appeal]


def _meaning(key: str, wording: Wording) -> tuple[str, str]:
    must_be("words", key, key in wording.glossary, f"one of {', '.join(wording.glossary)}")
    return wording.glossary[key]

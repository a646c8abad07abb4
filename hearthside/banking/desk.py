"""The bank at the desk: days and their proof, statements, and lines that nobody knows."""

import csv
from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.banking import errors, selectors, services, showing, words
from hearthside.banking.forms import MatchForm, ReasonForm
from hearthside.banking.models import BankLine, CashDay, LineState, Meaning, Statement, StatementState
from hearthside.banking.rules import RETURN_TYPES
from hearthside.errors import HearthsideError, IllegalMove
from hearthside.identity.access import staff_required

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 50
REFUSALS = {
    errors.Outdated.code: "This was changed meanwhile. Look at it as it is now.",
    errors.NoSuchSource.code: "That is matched already, or is gone. Look at what is there now.",
    errors.NotThisKind.code: "Money that came in cannot be money that left.",
    errors.Unexplained.code: "A difference is not explained yet. Explain it first; then sign off.",
    errors.OwnWork.code: "You matched or explained something of this day. Another person signs it off.",
    errors.NoSuchDifference.code: "This difference is gone, or is explained where its bank line stands.",
    errors.NoSuchDay.code: "This day is not over, or was never proven. Prove it first.",
    IllegalMove.code: "That was done already, or cannot be done any more.",
}


@staff_required("banking.view")
@require_safe
def days(request: HttpRequest) -> HttpResponse:
    """Every proven day, the newest first: what the bank moved, what differs, who signed."""
    before = _day_typed(request.GET.get("before", ""))
    rows = selectors.days(before=before, most=PAGE + 1)
    counted = selectors.open_differences(rows)
    names = selectors.names_of(row.signed_by for row in rows)
    listed = [
        {"day": row, "found": counted.get(row.pk, (0, 0))[0], "open": counted.get(row.pk, (0, 0))[1],
         "signed_by": names.get(row.signed_by, row.signed_by)}
        for row in rows[:PAGE]
    ]  # fmt: skip
    asked = _day_typed(request.GET.get("day", ""))
    if asked is not None:
        return redirect("banking:day", asked)
    return render(
        request, "banking/days.html",
        {"rows": listed, "following": rows[PAGE - 1].on if len(rows) > PAGE else None,
         "waiting": selectors.tally(selectors.waiting_lines(), "since")[0],
         "held": selectors.tally(selectors.held_statements(), "came_at")[0], "today": clock.today()},
    )  # fmt: skip


def _day_typed(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@staff_required("banking.view")
@require_safe
def day(request: HttpRequest, on: date) -> HttpResponse:
    """The proof of one day: bank, our records, ledger, and every difference by itself."""
    return _day_page(request, on)


def _day_page(
    request: HttpRequest, on: date, *, form: ReasonForm | None = None, status: int = 200
) -> HttpResponse:
    row = selectors.day(on)
    after = request.GET.get("after", "")
    lines = selectors.lines_of_day(on, after=int(after) if after.isdigit() else 0, most=PAGE + 1)
    return render(
        request, "banking/day.html" if row else "banking/day_unproven.html",
        {
            "on": on, "page": showing.day_page(row) if row else None, "form": form,
            "reasons": ReasonForm(), "lines": showing.line_rows(lines[:PAGE]),
            "following": lines[PAGE - 1].pk if len(lines) > PAGE else None, "is_over": on <= clock.today(),
            "may_match": request.user.has_perm("banking.match"),
         "may_open": _may_open(request),
            "may_sign": request.user.has_perm("banking.sign_off"),
        },
        status=status,
    )  # fmt: skip


@staff_required("banking.view")
@require_safe
def day_csv(request: HttpRequest, on: date) -> HttpResponse:
    """The same as a spreadsheet."""
    row = _proven(on)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="proof-{on}.csv"'
    csv.writer(answer).writerows(showing.csv_rows(showing.day_page(row)))
    audit.record("record.exported", subject=on.isoformat(), reason="proof_of_cash", by=request.actor)  # type: ignore[attr-defined]
    return answer


@staff_required("banking.match")
@require_POST
def prove(request: HttpRequest, on: date) -> HttpResponse:
    """Match what can be matched now, and compare again."""
    return _do(request, lambda told: services.prove_day(on=on, **told),
               "Proven again with what is known now.", "banking:day", on)  # fmt: skip


@staff_required("banking.match")
@require_POST
def explain(request: HttpRequest, on: date, difference: int) -> HttpResponse:
    """Say why a difference is there."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _day_page(request, on, form=form, status=422)
    row = next((one for one in selectors.differences(_proven(on)) if one.pk == difference), None)
    if row is None:
        messages.error(request, REFUSALS[errors.NoSuchDifference.code])
        return redirect("banking:day", on)
    meaning, note = Meaning(form.cleaned_data["meaning"]), form.cleaned_data["note"]
    return _do(
        request,
        lambda told: services.explain_difference(on=on, key=row.key, meaning=meaning, note=note, **told),
        "Explained, with your name.", "banking:day", on,
    )  # fmt: skip


@staff_required("banking.sign_off")
@require_POST
def sign_off(request: HttpRequest, on: date) -> HttpResponse:
    """Take the day as proven."""
    return _do(request, lambda told: services.sign_off(on=on, **told),
               f"{on:%B %-d, %Y} is signed off.", "banking:day", on)  # fmt: skip


@staff_required("banking.view")
@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """What the bank sent, the newest day first."""
    last = selectors.statement(request.GET.get("before", ""))
    rows = selectors.statements(before=(last.as_of, last.pk) if last else None, most=PAGE + 1)
    listed = [(row, words.STATEMENT_STATE[row.state]) for row in rows[:PAGE]]
    following = rows[PAGE - 1].reference if len(rows) > PAGE else ""
    return render(request, "banking/statements.html", {"rows": listed, "following": following})


@staff_required("banking.view")
@require_safe
def statement(request: HttpRequest, reference: str) -> HttpResponse:
    """One account on one day as one file says it."""
    row = _statement(reference)
    after = request.GET.get("after", "")
    lines = selectors.lines_of(row, after=int(after) if after.isdigit() else 0, most=PAGE + 1)
    return render(
        request, "banking/statement.html",
        {"statement": row, "state": words.STATEMENT_STATE[row.state],
         "lines": showing.line_rows(lines[:PAGE]),
         "following": lines[PAGE - 1].pk if len(lines) > PAGE else None,
         "is_held": row.state == StatementState.HELD, "may_match": request.user.has_perm("banking.match"),
         "may_open": _may_open(request)},
    )  # fmt: skip


@staff_required("banking.match")
@require_POST
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what becomes of a statement whose totals did not hold."""
    row = _statement(reference)
    if request.POST.get("do") == "release":
        return _do(request, lambda told: services.release_statement(reference=row.reference, **told),
                   "Its lines count from now on.", "banking:statement", row.reference)  # fmt: skip
    return _do(request, lambda told: services.set_aside_statement(reference=row.reference, **told),
               "Set aside. It is kept, and does not count.", "banking:statement", row.reference)  # fmt: skip


@staff_required("banking.view")
@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """Lines that nothing of ours explains, the oldest first."""
    rows = selectors.waiting_after(request.GET.get("after", ""), most=PAGE + 1)
    following = selectors.key_of(rows[PAGE - 1]) if len(rows) > PAGE else ""
    return render(
        request,
        "banking/lines.html",
        {"lines": showing.line_rows(rows[:PAGE]), "following": following, "may_open": _may_open(request)},
    )


@staff_required("banking.match")
@GET_OR_POST
def line(request: HttpRequest, reference: str) -> HttpResponse:
    """One line of the bank: what of ours it can be, and what to say of it."""
    row = _line(reference)
    if request.method != "POST":
        return _line_page(request, row)
    doing = _DOINGS.get(request.POST.get("do", ""))
    return doing(request, row) if doing else _line_page(request, row, status=400)


def _line_page(
    request: HttpRequest, row: BankLine, *, form: Any = None, match_form: MatchForm | None = None,
    reason_form: ReasonForm | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    is_open = row.state == LineState.WAITING
    sources = selectors.suggestions(row) if is_open and row.type not in RETURN_TYPES else []
    returned = services.maybe_returned(row) if is_open and row.type in RETURN_TYPES else []
    _note_looks(request, row, {one.account_id for one in (*sources, *returned) if one.account_id})
    return render(
        request, "banking/line.html",
        {"shown": showing.line_rows([row])[0], "line": row, "is_open": is_open, "sources": sources,
         "returned": returned, "form": form, "match_form": match_form or MatchForm(sources=sources),
         "reason_form": reason_form or ReasonForm(),
         "is_said": row.state in (LineState.MATCHED, LineState.EXPLAINED)},
        status=status,
    )  # fmt: skip


def _note_looks(request: HttpRequest, row: BankLine, account_ids: set[int]) -> None:
    for account_id in sorted(account_ids):
        audit.record("record.viewed", subject=row.reference, account_id=account_id, reason="payment",
                     by=request.actor)  # type: ignore[attr-defined]  # fmt: skip


def _match(request: HttpRequest, row: BankLine) -> HttpResponse:
    form = MatchForm(request.POST, sources=selectors.suggestions(row))
    if not form.is_valid():
        return _line_page(request, row, form=form, match_form=form, status=422)
    kind, keys = form.cleaned_data["source"]
    return _do(
        request,
        lambda told: services.match_by_hand(
            reference=row.reference, kind=kind, keys=keys, turn=_turn(request), **told
        ),
        "Matched. The next line is ready.", "desk:queue", "bank-lines",
    )  # fmt: skip


def _explain(request: HttpRequest, row: BankLine) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _line_page(request, row, form=form, reason_form=form, status=422)
    meaning, note = Meaning(form.cleaned_data["meaning"]), form.cleaned_data["note"]
    return _do(
        request,
        lambda told: services.explain_line(
            reference=row.reference, meaning=meaning, note=note, turn=_turn(request), **told
        ),
        "Explained. The next line is ready.", "desk:queue", "bank-lines",
    )  # fmt: skip


def _came_back(request: HttpRequest, row: BankLine) -> HttpResponse:
    item = request.POST.get("item", "")
    return _do(
        request,
        lambda told: services.return_check(
            reference=row.reference, item_id=int(item) if item.isdigit() else 0, turn=_turn(request), **told
        ),
        "The check is taken off. Its account owes again, and the member is told.", "desk:queue", "bank-lines",
    )  # fmt: skip


_DOINGS: dict[str, Callable[[HttpRequest, BankLine], HttpResponse]] = {
    "match": _match,
    "explain": _explain,
    "returned": _came_back,
}


@staff_required("banking.match")
@require_POST
def undo(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back what a line was said to be."""
    row = _line(reference)
    return _do(request,
               lambda told: services.undo_line(reference=row.reference, turn=_turn(request), **told),
               "Taken back. The line waits again.", "banking:line", row.reference)  # fmt: skip


def _do(
    request: HttpRequest, deed: Callable[[dict[str, Any]], object], done: str, to: str, *where: object
) -> HttpResponse:
    """Do it, say so, and go on; or say why it was refused."""
    try:
        deed({"by": request.actor, "at": clock.now()})  # type: ignore[attr-defined]
    except HearthsideError as refusal:
        if refusal.code not in REFUSALS:
            raise
        messages.error(request, REFUSALS[refusal.code])
    else:
        messages.success(request, done)
    return redirect(to, *where)


def _may_open(request: HttpRequest) -> bool:
    """Whether a line's own page opens for this person, to work it or, for an auditor, to look."""
    return bool(request.user.may_see("banking.match"))  # type: ignore[union-attr]


def _turn(request: HttpRequest) -> int:
    turn = request.POST.get("turn", "")
    return int(turn) if turn.isdigit() and len(turn) < 10 else -1


def _line(reference: str) -> BankLine:
    row = selectors.line(reference)
    if row is None:
        raise Http404
    return row


def _statement(reference: str) -> Statement:
    row = selectors.statement(reference)
    if row is None:
        raise Http404
    return row


def _proven(on: date) -> CashDay:
    row = selectors.day(on)
    if row is None:
        raise Http404
    return row

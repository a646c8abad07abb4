"""The staff's pages of this room. Who may see a kind of case is that kind's own permission."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_POST, require_safe

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.bills import selectors as bills
from hearthside.cases import flows, letters, rules, selectors, wording
from hearthside.cases.asked_about import LineAsked, asked_in_all, lines_of_bill, lines_of_case
from hearthside.cases.case_kinds import DISPUTE, QUESTION, STANDS
from hearthside.cases.errors import FileRefused
from hearthside.cases.forms import (
    AnswerForm,
    CallerForm,
    FileForm,
    HandOverForm,
    ReasonForm,
    StaffWordsForm,
)
from hearthside.cases.kinds import kind
from hearthside.cases.models import TO_ANSWER, Case, CaseEvent, CaseState
from hearthside.cases.services import disputes, working
from hearthside.cases.views.opened import GET_OR_POST, Facts, actor, see_other, sent_as_attachment
from hearthside.errors import HearthsideError
from hearthside.identity import selectors as logins
from hearthside.identity.access import staff_required
from hearthside.identity.selectors import LoginRow
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.references import new_reference

SAYS = {
    "own_account": "This account is your own, or shares your e-mail or phone. Somebody else must do this.",
    "same_person": "You decided this yourself. A second person must do this.",
    "cases.closed": "This case is closed. Open it again first.",
    "cases.no_more_time": "The rule gives no more time for this case.",
    "cases.too_late": "The time to open it again is over.",
    "cases.same_line_open": "Another open case is about the same line.",
    "cases.nothing_to_ask": "None of these lines is on this account.",
    "states.illegal_move": "This was decided already.",
}
REFUSED_FILES = {
    "kind": "This is no PDF, JPEG, PNG or HEIC.", "size": "This file is larger than 10 MB.",
    "empty": "This file is empty.", "count": "This case holds as many files as it can.",
    "day": "You have added as much as one person may in a day.", "closed": "This case is closed.",
}  # fmt: skip
REOPEN_DAYS = 36_500
"""Staff may open a case again however old it is: who calls late has a reason."""


def _clerk(request: HttpRequest) -> LoginRow:
    return cast(LoginRow, request.user)


def _case(request: HttpRequest, reference: str) -> Case:
    """The case, if its kind is open to this person; the look is written down.

    404 as for a case that does not exist; 403 for one on an account of their own. Source: threats.md row 32.
    """
    found = selectors.cases_for_staff(_clerk(request)).filter(reference=reference).first()
    if found is None:
        raise Http404
    if request.method == "POST" and not _clerk(request).has_perm(kind(found.kind).permission):
        raise PermissionDenied
    _look(request, found.account, found.reference)
    return found


def _look(request: HttpRequest, account: AccountRow | None, subject: str) -> None:
    login, by = _clerk(request), actor(request)
    account_id = account.pk if account else None
    if account is not None and members.is_close_to(account, login_id=login.pk, email=login.email):
        audit.record("record.refused", account_id=account_id, reason="own", result="refused", by=by)
        raise PermissionDenied
    audit.record("record.viewed", subject=subject, account_id=account_id, by=by)


def _in_words(refusal: HearthsideError) -> str:
    return SAYS.get(getattr(refusal, "why", "")) or SAYS.get(refusal.code) or str(refusal)


def _act(request: HttpRequest, done: str, act: Callable[[], Any]) -> bool:
    """Do it and say so; or say why not. Whether it was done."""
    try:
        act()
    except HearthsideError as refusal:
        messages.error(request, _in_words(refusal))
        return False
    messages.success(request, done)
    return True


@staff_required("cases.enter")
@require_safe
def case_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One case: the clock, who asks, what about, what was said, what can be done."""
    return _page(request, _case(request, reference))


def _page(request: HttpRequest, case: Case, status: int = 200, **forms: Any) -> HttpResponse:
    login, rule = _clerk(request), kind(case.kind)
    facts = _known(case) | {
        "kind": rule, "is_question": case.kind == DISPUTE, "is_mine": case.owner_id == login.pk,
        "may_work": login.has_perm(rule.permission), "may_answer": login.has_perm(rule.answers),
        "may_void": login.has_perm("cases.void_charge"), "is_decider": case.decided_by == f"staff:{login.pk}",
        "may_extend": _may_extend(case), "key": new_reference(),
        "hand_over_form": HandOverForm(colleagues=_colleagues(case, login)), "file_form": FileForm(),
        "note_form": StaffWordsForm(), "ask_form": StaffWordsForm(), "more_form": ReasonForm(), **forms,
    }  # fmt: skip
    return render(request, "cases/desk/case.html", facts, status=status)


def _known(case: Case) -> Facts:
    """What staff see of a case, in English whatever the member reads."""
    lines = lines_of_case(case, "en")
    today, rule = clock.today(), kind(case.kind).clock(case.received_on)
    return {
        "case": case, "lines": lines, "asked": asked_in_all(lines), "why": wording.why_words(case),
        "name": members.recipient_of(case.account_id) if case.account_id else "No account",
        "state": wording.DESK_STATES[case.state], "is_live": case.state != CaseState.CLOSED,
        "is_to_answer": case.state in TO_ANSWER, "outcome": wording.state_of(case),
        "clock": rules.standing(case.due_on, rule, today=today, is_paused=case.asked_on is not None),
        "days_left": (case.due_on - today).days if case.due_on else None,
        "files": selectors.files_of(case, is_for_member=False), "story": _story(case),
        "others": [one for one in selectors.live_cases_of(case.account_id or 0) if one.pk != case.pk],
    }  # fmt: skip


def _story(case: Case) -> list[tuple[CaseEvent, str, str]]:
    """Each event, what it was, and by whom."""
    rows = selectors.story_of(case, is_for_member=False)
    staff = {int(row.by.partition(":")[2]) for row in rows if row.by.startswith("staff:")}
    names = logins.staff_names(staff) if staff else {}
    return [(row, wording.DESK_EVENTS[row.kind], _by_whom(row, names)) for row in rows]  # type: ignore[index]


def _by_whom(event: CaseEvent, names: dict[int, str]) -> str:
    kind_of_actor, _colon, ident = event.by.partition(":")
    if kind_of_actor == "staff":
        return names.get(int(ident), "staff")
    return {"login": "the member or a helper", "job": "the worker"}.get(kind_of_actor, kind_of_actor)


def _may_extend(case: Case) -> bool:
    rule = kind(case.kind).clock(case.received_on)
    is_running = case.state in TO_ANSWER and case.due_on is not None
    return is_running and rules.extended(case.due_on, rule, times_so_far=case.times_extended) is not None  # type: ignore[arg-type]


def _colleagues(case: Case, login: LoginRow) -> list[tuple[int, str]]:
    rows = logins.staff_who_may(kind(case.kind).permission)
    return [(row.pk, row.name or row.email) for row in rows if row.pk not in (login.pk, case.owner_id)]


@staff_required("cases.enter")
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Work on it from now on."""
    _case(request, reference)
    mine: Facts = {"reference": reference, "login_id": _clerk(request).pk}
    _act(request, "It is yours.", lambda: working.take(**mine, by=actor(request), at=clock.now()))
    return see_other("cases:desk_case", reference)


@staff_required("cases.enter")
@require_POST
def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Give it to a colleague, with a note."""
    case = _case(request, reference)
    form = HandOverForm(request.POST, colleagues=_colleagues(case, _clerk(request)))
    if not form.is_valid():
        return _page(request, case, 422, hand_over_form=form, form=form)
    given = {"to_login_id": form.cleaned_data["to"], "words": form.cleaned_data["words"]}
    _act(
        request,
        "Handed over.",
        lambda: working.hand_over(reference=reference, **given, by=actor(request), at=clock.now()),
    )
    return see_other("cases:desk_case", reference)


def _say(done: str, verb: str, act: Callable[..., Any], form_name: str) -> Callable[..., HttpResponse]:
    """A button that takes words, once: the form's own key stands for it."""

    @wraps(act)
    def view(request: HttpRequest, reference: str) -> HttpResponse:
        case = _case(request, reference)
        form = StaffWordsForm(request.POST)
        if not form.is_valid():
            return _page(request, case, 422, **{form_name: form, "form": form})
        given = {"words": form.cleaned_data["words"], "key": f"{verb}:{reference}:{form.cleaned_data['key']}"}
        _act(request, done, lambda: act(reference=reference, **given, by=actor(request), at=clock.now()))
        return see_other("cases:desk_case", reference)

    return staff_required("cases.enter")(require_POST(view))


note = _say("The note is kept.", "note", working.add_note, "note_form")
_ask_question = _say("Asked. The clock waits for the answer.", "ask", disputes.ask_for_more, "ask_form")


@staff_required("cases.enter")
@require_POST
def ask_member(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the member for a paper or a word, in writing."""
    return _ask_question(request, reference)


@staff_required("cases.answer_questions")
@GET_OR_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """The answer: written, read as it would be sent with its reading grade, then sent."""
    case = _question(request, reference)
    if case.state not in TO_ANSWER:
        return see_other("cases:desk_case", reference)
    lines = lines_of_case(case, _language(case))  # type: ignore[arg-type]
    asked_for = request.GET.get("outcome", "")
    form = AnswerForm(request.POST or None, initial=_starts(case, asked_for, lines))
    if request.method == "POST" and form.is_valid():
        step = request.POST.get("step", "")
        if step == "send":
            return _send_answer(request, case, form)
        if step == "preview":
            return _preview(request, case, form)
    return render(
        request, "cases/desk/answer.html",
        _known(case) | {"form": form, "outcome_chosen": form["outcome"].value(), "language": _language(case),
                        "member_lines": lines},
        status=422 if form.errors else 200,
    )  # fmt: skip


def _starts(case: Case, outcome: str, lines: list[LineAsked]) -> dict[str, str]:
    """A first draft of the answer, in the member's language, from what they said and what the plan said."""
    if outcome not in QUESTION.outcomes:
        return {}
    with translation.override(_language(case)):
        said = wording.answer_starts(case.why) if outcome == STANDS else wording.correction_starts(case.why)
    reasons = dict.fromkeys(line.why for line in lines) if outcome == STANDS else {}
    return {"outcome": outcome, "words": "\n\n".join(part for part in (said, *reasons) if part)}


def _language(case: Case) -> str:
    return members.account(case.account_id).language if case.account_id else case.language


def _preview(request: HttpRequest, case: Case, form: AnswerForm) -> HttpResponse:
    letter = letters.preview(
        case, form.cleaned_data["words"], outcome=form.cleaned_data["outcome"], today=clock.today()
    )
    return render(
        request, "cases/desk/preview.html",
        _known(case) | {"sends": form, "letter": letter, "grade": f"{letter.reading.score:.1f}",
                        "too_short": letter.reading.words < WORDS_TO_COUNT},
    )  # fmt: skip


WORDS_TO_COUNT = 100
"""Below this a grade says little: it is told, and not judged. Source: voice.md, Measuring."""


def _send_answer(request: HttpRequest, case: Case, form: AnswerForm) -> HttpResponse:
    act = disputes.stands if form.cleaned_data["outcome"] == STANDS else disputes.correct
    words = form.cleaned_data["words"]
    _act(request, "Answered. The letter is on its way.", lambda: act(
        reference=case.reference, words=words, by=actor(request), at=clock.now()))  # fmt: skip
    return see_other("cases:desk_case", case.reference)


def _question(request: HttpRequest, reference: str) -> Case:
    case = _case(request, reference)
    if case.kind != DISPUTE:
        raise Http404
    return case


def _with_reason(done: str, act: Callable[..., Any], permission: str) -> Callable[..., HttpResponse]:
    """A button on a question that needs a reason."""

    @wraps(act)
    def view(request: HttpRequest, reference: str) -> HttpResponse:
        case = _question(request, reference)
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return _page(request, case, 422, more_form=form, form=form)
        words = form.cleaned_data["words"]
        _act(request, done, lambda: act(reference=reference, words=words, by=actor(request), at=clock.now()))
        return see_other("cases:desk_case", reference)

    return staff_required(permission)(require_POST(view))


def _open_again(*, reference: str, words: str, **more: Any) -> Case:
    return disputes.ask_again(reference=reference, words=words, days=REOPEN_DAYS, **more)


more_time = _with_reason("The member is told the new day.", disputes.need_more_time, "cases.answer_questions")
send_back = _with_reason("It is looked at again.", disputes.send_back, "cases.void_charge")
reopen = _with_reason("It is open again.", _open_again, "cases.work_questions")


@staff_required("cases.void_charge")
@require_POST
def void(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the charge off the account ourselves: a second person does."""
    _question(request, reference)
    done = "The charge is off the account."
    _act(request, done, lambda: disputes.void(reference=reference, by=actor(request), at=clock.now()))
    return see_other("cases:desk_case", reference)


@staff_required("cases.work_questions")
@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """The member told us that they take it back."""
    _question(request, reference)
    _act(
        request,
        "Taken back.",
        lambda: disputes.take_back(reference=reference, by=actor(request), at=clock.now()),
    )
    return see_other("cases:desk_case", reference)


@staff_required("cases.enter")
@require_POST
def add_file(request: HttpRequest, reference: str) -> HttpResponse:
    """A paper that came by mail, scanned."""
    case = _case(request, reference)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            flows.take_file(
                case=case, chunks=upload.chunks(), size_bytes=upload.size, by=actor(request), at=clock.now()
            )
        except FileRefused as refusal:
            form.add_error("file", REFUSED_FILES[refusal.why])
        else:
            messages.success(request, "The file is with the case.")
            return see_other("cases:desk_case", reference)
    return _page(request, case, 422, file_form=form, form=form)


@staff_required("cases.enter")
@require_safe
def file(request: HttpRequest, reference: str, file_reference: str) -> HttpResponse:
    """A file somebody sent, to be saved and not shown."""
    found = selectors.file_of(_case(request, reference), file_reference)
    if found is None:
        raise Http404
    return cast(HttpResponse, sent_as_attachment(found))


@staff_required("cases.work_questions")
@require_safe
def new(request: HttpRequest, number: str) -> HttpResponse:
    """For who calls or writes: which bill is it about?"""
    account = _account(request, number)
    return render(
        request,
        "cases/desk/new.html",
        {"account": account, "name": members.recipient_of(account.pk), "bills": bills.bills_of(account.pk)},
    )


@staff_required("cases.work_questions")
@GET_OR_POST
def new_on_bill(request: HttpRequest, number: str, bill_number: str) -> HttpResponse:
    """A question that came by phone or mail: which lines, what is wrong, what they said."""
    account = _account(request, number)
    bill = bills.bill_with_number(bill_number)
    if bill is None or bill.account_id != account.pk:
        raise Http404
    lines = [line for line in lines_of_bill(bill, "en") if not line.is_undone]
    free = [line for line in lines if line.can_be_asked]
    form = CallerForm(
        request.POST or None, lines=free, initial={"received_on": clock.today(), "key": new_reference()}
    )
    if request.method == "POST" and form.is_valid() and not _is_tomorrow(form):
        ticked = form.cleaned_data["lines"]
        chosen = [pk for line in free if line.reference in ticked for pk in line.charge_ids]
        opened: list[Case] = []
        _act(request, "The question is open, and the line is set aside.", lambda: opened.append(
            disputes.ask_about_lines(
                account_id=account.pk, bill_number=bill_number, charge_ids=chosen,
                why=form.cleaned_data["why"], words=form.cleaned_data["words"], language=account.language,
                received_on=form.cleaned_data["received_on"],
                request_key=f"desk:{account.pk}:{form.cleaned_data['key']}"[:64], by=actor(request),
                at=clock.now(),
            )))  # fmt: skip
        if opened:
            return see_other("cases:desk_case", opened[0].reference)
    return render(
        request, "cases/desk/new_on_bill.html",
        {"account": account, "bill": bill, "form": form, "lines": free, "whys": QUESTION.whys.items(),
         "asked": [line for line in lines if line.asked], "name": members.recipient_of(account.pk)},
        status=422 if form.errors else 200,
    )  # fmt: skip


def _is_tomorrow(form: CallerForm) -> bool:
    if form.cleaned_data["received_on"] <= clock.today():
        return False
    form.add_error("received_on", "This day has not come yet.")
    return True


def _account(request: HttpRequest, number: str) -> AccountRow:
    account = members.account_with_number(number)
    if account is None:
        raise Http404
    _look(request, account, account.number)
    return account

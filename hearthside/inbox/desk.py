"""The staff's pages of this room: a thread beside its account, the answer read before it is sent."""

from collections.abc import Callable
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
from hearthside.cases import selectors as cases
from hearthside.cases.asked_about import BillLineToAsk, lines_of_bill
from hearthside.cases.views.opened import GET_OR_POST, Facts, actor, see_other, sent_as_attachment
from hearthside.errors import HearthsideError
from hearthside.identity import selectors as logins
from hearthside.identity.access import staff_required
from hearthside.identity.selectors import LoginRow
from hearthside.inbox import replies, selectors, services, showing, topics, wording
from hearthside.inbox.errors import SomebodyElse, WroteMeanwhile
from hearthside.inbox.formkeys import FormKey
from hearthside.inbox.forms import AnswerForm, HandOverForm, LinesForm, NewForm, NoteForm, WordsForm
from hearthside.inbox.models import Side, Thread, ThreadMessage, ThreadState
from hearthside.inbox.topics import Choice, Records
from hearthside.inbox.views.opened import form_key, keep, keeps_typed
from hearthside.inbox.views.writing import may_send
from hearthside.mailroom import reading
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.references import new_reference

ANSWER = "inbox.answer"
WORDS_TO_COUNT = 100
"""Below this a grade says little: it is told, and not judged. Source: voice.md, Measuring."""
SAYS = {
    "inbox.somebody_else": "A colleague answers this one now. Take it over first, or leave it to them.",
    "inbox.wrote_meanwhile": "Something new was said in this thread. Read it below; your words are kept.",
    "inbox.already_read": "Somebody has read this already, or it went by mail. Write again instead.",
    "inbox.not_a_bill": "This message names no bill. Open the question from the account screen.",
    "cases.nothing_to_ask": "None of these lines can be asked about any more.",
}


def _clerk(request: HttpRequest) -> LoginRow:
    return cast(LoginRow, request.user)


def _thread(request: HttpRequest, reference: str) -> Thread:
    """The thread; the look is written down. 404 for none, 403 for one on an account of their own."""
    found = selectors.thread_with_reference(reference)
    if found is None:
        raise Http404
    _look(request, found.account, found.reference)
    return found


def _look(request: HttpRequest, account: AccountRow, subject: str) -> None:
    login, by = _clerk(request), actor(request)
    if members.is_close_to(account, login_id=login.pk, email=login.email):
        audit.record("record.refused", account_id=account.pk, reason="own", result="refused", by=by)
        raise PermissionDenied
    audit.record("record.viewed", subject=subject, account_id=account.pk, by=by)


def _act(request: HttpRequest, done: str, act: Callable[[], Any]) -> bool:
    """Do it and say so; or say why not. Whether it was done."""
    try:
        act()
    except HearthsideError as refusal:
        messages.error(request, SAYS.get(refusal.code) or str(refusal))
        return False
    messages.success(request, done)
    return True


@staff_required(ANSWER)
@require_safe
def thread_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One thread: who wrote, what was said, and what can be done."""
    return _page(request, _thread(request, reference))


def _page(request: HttpRequest, thread: Thread, status: int = 200, **forms: Any) -> HttpResponse:
    login, records = _clerk(request), topics.records_of(thread.account_id)
    facts = _known(request, thread, records) | {
        "may_answer": login.has_perm(ANSWER), "key": new_reference(), "note_form": NoteForm(),
        "hand_over_form": HandOverForm(colleagues=_colleagues(thread, login)),
        "lines": _lines(thread), "lines_form": None, **forms,
    }  # fmt: skip
    return render(request, "inbox/desk/thread.html", facts, status=status)


def _known(request: HttpRequest, thread: Thread, records: Records) -> Facts:
    """What staff see of a thread, in English whatever the member reads."""
    login, today = _clerk(request), clock.today()
    rows = selectors.messages_of(thread, is_for_member=False)
    return {
        "thread": thread, "name": members.recipient_of(thread.account_id),
        "is_mine": thread.owner_id == login.pk,
        "title": topics.desk_title(thread.about, records), "state": wording.DESK_STATES[thread.state],
        "is_open": thread.state == ThreadState.OPEN, "letters": showing.letters(
            rows, reader_id=login.pk, is_for_member=False),
        "days_left": (thread.due_on - today).days if thread.due_on else None,
        "recallable": _recallable(thread, rows), "read_upto": selectors.read_upto(thread),
        "others": [one for one in selectors.open_threads_of(thread.account_id) if one.pk != thread.pk],
        "cases": cases.live_cases_of(thread.account_id), "danger": _danger(thread, rows),
    }  # fmt: skip


def _danger(thread: Thread, rows: list[ThreadMessage]) -> str:
    if not thread.is_urgent:
        return ""
    return next((row.danger for row in reversed(rows) if row.danger), "")


def _recallable(thread: Thread, rows: list[ThreadMessage]) -> int:
    """The number of our last answer, while nobody has opened it; 0 for none. The service looks again."""
    shown = [row for row in rows if row.side != Side.NOTE and row.recalled_at is None]
    last = shown[-1] if shown else None
    is_ours = last is not None and last.side == Side.STAFF and not thread.case_number
    return last.ordinal if last and is_ours and selectors.read_upto(thread) < last.ordinal else 0


def _colleagues(thread: Thread, login: LoginRow) -> list[tuple[int, str]]:
    rows = logins.staff_who_may(ANSWER)
    return [(row.pk, row.name or row.email) for row in rows if row.pk not in (login.pk, thread.owner_id)]


def _lines(thread: Thread) -> list[BillLineToAsk]:
    """The lines that could become a question about the thread's bill."""
    bill = bills.bill_with_number(topics.bill_number_of(thread.about))
    if bill is None or thread.case_number:
        return []
    return [line for line in lines_of_bill(bill, "en") if line.can_be_asked]


@staff_required(ANSWER)
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer it from now on; from a colleague too."""
    thread = _thread(request, reference)
    services.take(reference=thread.reference, login_id=_clerk(request).pk, by=actor(request), at=clock.now())
    return see_other("inbox:desk_answer", reference)


@keeps_typed
@staff_required(ANSWER)
@GET_OR_POST
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """The answer: begun from a reply, written, read with its reading grade, then sent once."""
    thread = _thread(request, reference)
    if thread.owner_id not in (None, _clerk(request).pk) and request.method == "GET":
        messages.info(request, SAYS["inbox.somebody_else"])
        return see_other("inbox:desk_thread", reference)
    records = topics.records_of(thread.account_id)
    key, is_good = form_key(request, thread.account_id, reference)
    if request.method != "POST":
        return _answer_page(request, thread, records, _begun(request, thread, records, key), key)
    form = AnswerForm(request.POST, request.FILES)
    return _answer_came(request, thread, records, form, key, is_good=is_good)


def _begun(request: HttpRequest, thread: Thread, records: Records, key: FormKey) -> AnswerForm:
    """An empty answer, a reply that was chosen, or what was typed before."""
    draft = selectors.draft_at(_clerk(request).pk, thread.account_id, thread.reference)
    facts = replies.facts_of(thread, records)
    chosen = replies.begun(request.GET.get("reply", ""), facts, _language(thread))
    words = chosen or (draft.words if draft else "")
    rows = selectors.messages_of(thread, is_for_member=True)
    upto = max((row.ordinal for row in rows), default=0)
    return AnswerForm(initial={"words": words, "upto": upto, "key": key.sealed()})


def _language(thread: Thread) -> str:
    return "es" if thread.language == "es" else "en"


def _answer_came(
    request: HttpRequest, thread: Thread, records: Records, form: AnswerForm, key: FormKey, *, is_good: bool
) -> HttpResponse:
    step = request.POST.get("step", "")
    if not may_send(request, form, key, is_good=is_good, thread_id=thread.pk) or step == "change":
        keep(request, key)
        if not form.errors and step != "change":
            return see_other("inbox:desk_answer", thread.reference)
        return _answer_page(request, thread, records, form, key)
    if step != "send":
        keep(request, key)
        return _preview(request, thread, records, form, key)
    return _send(request, thread, records, form, key)


def _answer_page(
    request: HttpRequest, thread: Thread, records: Records, form: WordsForm, key: FormKey
) -> HttpResponse:
    facts = replies.facts_of(thread, records)
    page = _known(request, thread, records) | {
        "form": form, "sealed": key.sealed(), "replies": replies.offered(facts),
        "language": _language(thread),
        "files": selectors.files_of_form(key.key, thread.account_id),
    }  # fmt: skip
    return render(request, "inbox/desk/answer.html", page, status=422 if form.errors else 200)


def _preview(
    request: HttpRequest, thread: Thread, records: Records, form: AnswerForm, key: FormKey
) -> HttpResponse:
    return render(
        request, "inbox/desk/preview.html",
        _known(request, thread, records) | _graded(form.cleaned_data["words"], _language(thread)) | {
            "sends": form, "sealed": key.sealed(), "language": _language(thread),
            "files": selectors.files_of_form(key.key, thread.account_id),
        },
    )  # fmt: skip


def _graded(words: str, language: str) -> Facts:
    """How hard the words are to read."""
    read = reading.read(words, language)
    return {
        "words": words, "reading": read, "grade": f"{read.score:.1f}",
        "too_short": read.words < WORDS_TO_COUNT,
    }  # fmt: skip


def _send(
    request: HttpRequest, thread: Thread, records: Records, form: AnswerForm, key: FormKey
) -> HttpResponse:
    try:
        services.answer(
            reference=thread.reference, words=form.cleaned_data["words"], form_key=key.key,
            upto=form.cleaned_data["upto"], login_id=_clerk(request).pk, by=actor(request), at=clock.now(),
        )  # fmt: skip
    except (SomebodyElse, WroteMeanwhile) as refusal:
        keep(request, key)
        messages.error(request, SAYS[refusal.code])
        return see_other("inbox:desk_thread", thread.reference)
    services.drop_draft(login_id=key.login_id, account_id=key.account_id, place=key.place)
    messages.success(request, "Sent. Whoever wrote is told that there is an answer.")
    return see_other("desk:queue", "messages")


@staff_required(ANSWER)
@require_POST
def note(request: HttpRequest, reference: str) -> HttpResponse:
    """Words for colleagues."""
    thread = _thread(request, reference)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, thread, 422, note_form=form, form=form)
    given = {"words": form.cleaned_data["words"], "key": form.cleaned_data["key"]}
    _act(request, "The note is kept.", lambda: services.add_note(
        reference=reference, **given, by=actor(request), at=clock.now()))  # fmt: skip
    return see_other("inbox:desk_thread", reference)


@staff_required(ANSWER)
@require_POST
def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Give it to a colleague, with a note."""
    thread = _thread(request, reference)
    form = HandOverForm(request.POST, colleagues=_colleagues(thread, _clerk(request)))
    if not form.is_valid():
        return _page(request, thread, 422, hand_over_form=form, form=form)
    typed = form.cleaned_data
    _act(request, "Handed over.", lambda: services.hand_over(
        reference=reference, to_login_id=typed["to"], words=typed["words"], key=typed["key"],
        by=actor(request), at=clock.now()))  # fmt: skip
    return see_other("inbox:desk_thread", reference)


@staff_required(ANSWER)
@require_POST
def recall(request: HttpRequest, reference: str, ordinal: str) -> HttpResponse:
    """Second thoughts: our last answer, before anybody has opened it."""
    thread = _thread(request, reference)
    if int(ordinal) not in [row.ordinal for row in thread.messages.filter(side=Side.STAFF)]:
        raise Http404
    _act(request, "Taken back before it was read. The words are in the story below.", lambda: services.recall(
        reference=reference, ordinal=int(ordinal), by=actor(request), at=clock.now()))  # fmt: skip
    return see_other("inbox:desk_thread", reference)


@staff_required(ANSWER)
@require_POST
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """No answer is needed (a thank-you, one thing asked twice); a reply opens it again."""
    thread = _thread(request, reference)
    services.close(reference=thread.reference, by=actor(request), at=clock.now(), reason="no_answer_needed")
    messages.success(request, "Closed.")
    return see_other("desk:queue", "messages")


@staff_required("cases.work_questions")
@require_POST
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Make a question about a bill of it: its lines are set aside."""
    thread = _thread(request, reference)
    lines = _lines(thread)
    form = LinesForm(request.POST, lines=[(line.reference, line.name) for line in lines])
    if not form.is_valid():
        return _page(request, thread, 422, lines_form=form, form=form)
    chosen = [pk for line in lines if line.reference in form.cleaned_data["lines"] for pk in line.charge_ids]
    _act(request, "It is a question about the bill now, and the thread says its number.", lambda:
         services.make_case(
             reference=reference, bill_number=topics.bill_number_of(thread.about), charge_ids=chosen,
             key=form.cleaned_data["key"], by=actor(request), at=clock.now()))  # fmt: skip
    return see_other("inbox:desk_thread", reference)


@staff_required(ANSWER)
@require_safe
def file(request: HttpRequest, reference: str, file_reference: str) -> HttpResponse:
    """A file that came with a message, to be saved and not shown."""
    found = selectors.file_of(_thread(request, reference), file_reference)
    if found is None:
        raise Http404
    return cast(HttpResponse, sent_as_attachment(found))  # type: ignore[arg-type]


@keeps_typed
@staff_required(ANSWER)
@GET_OR_POST
def new(request: HttpRequest, number: str) -> HttpResponse:
    """Staff write first: to whoever signs in to this account, or by mail where nobody does."""
    account = members.account_with_number(number)
    if account is None:
        raise Http404
    _look(request, account, account.number)
    key, is_good = form_key(request, account.pk, number)
    offered = _subjects()
    form = NewForm(
        request.POST or None, request.FILES or None, choices=offered, initial={"key": key.sealed()}
    )
    if form.is_bound and may_send(request, form, key, is_good=is_good):
        if request.POST.get("step") == "send":
            return _send_first(request, account, form, key)
        facts: Facts = _graded(form.cleaned_data["words"], account.language) | {"sends": form}
        return _new_page(request, account, key, "inbox/desk/new_preview.html", facts)
    facts = {"form": form, "choices": offered}
    return _new_page(request, account, key, "inbox/desk/new.html", facts)


def _subjects() -> list[Choice]:
    with translation.override("en"):
        return [Choice(code, str(label)) for code, (_area, label) in topics.SUBJECTS.items()]


def _new_page(
    request: HttpRequest, account: AccountRow, key: FormKey, template: str, facts: Facts
) -> HttpResponse:
    more = {
        "account": account, "name": members.recipient_of(account.pk), "sealed": key.sealed(),
        "files": selectors.files_of_form(key.key, account.pk), "language": account.language,
    }  # fmt: skip
    form = facts.get("form")
    return render(request, template, facts | more, status=422 if form is not None and form.errors else 200)


def _send_first(request: HttpRequest, account: AccountRow, form: NewForm, key: FormKey) -> HttpResponse:
    about = form.cleaned_data["about"]
    said = services.write_first(
        account_id=account.pk, area=topics.area_of(about), about=about, words=form.cleaned_data["words"],
        language=account.language, form_key=key.key, by=actor(request), at=clock.now(),
    )  # fmt: skip
    messages.success(request, "Sent.")
    return see_other("inbox:desk_thread", said.thread.reference)

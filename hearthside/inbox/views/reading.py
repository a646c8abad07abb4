"""Reading: all messages, one thread as letters, its files; and saying that all is answered."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.cases.views.opened import GET_OR_POST, Facts, actor, login_id, see_other, sent_as_attachment
from hearthside.inbox import selectors, services, showing, topics, wording
from hearthside.inbox.formkeys import FormKey
from hearthside.inbox.forms import WordsForm
from hearthside.inbox.models import Area, Side, Thread, ThreadMessage, ThreadState
from hearthside.inbox.views.opened import carry_key, form_key, open_account, thread_or_404

MOST_LISTED = 50


@login_required
@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """Every thread of the open account that this login may read, the newest word first."""
    account = open_account(request)
    if account is None:
        return render(request, "inbox/no_account.html")
    threads = list(selectors.threads_visible_to(actor(request)).filter(account=account)[:MOST_LISTED])
    return render(
        request, "inbox/list.html",
        {"rows": _rows(request, threads), "writes_about_money": _money_is_open(request, account.pk)},
    )  # fmt: skip


def _money_is_open(request: HttpRequest, account_id: int) -> bool:
    return Area.MONEY in selectors.areas_open_to(actor(request), account_id)


def _rows(request: HttpRequest, threads: list[Thread]) -> list[Facts]:
    if not threads:
        return []
    records = topics.records_of(threads[0].account_id)
    fresh, begins = selectors.unread_ids(threads, login_id(request)), selectors.first_words(threads)
    return [
        {"thread": thread, "title": topics.title(thread.about, records), "state": wording.state_of(thread),
         "is_new": thread.pk in fresh, "begins": begins.get(thread.pk, ""),
         "is_open": thread.state == ThreadState.OPEN}
        for thread in threads
    ]  # fmt: skip


@login_required
@require_safe
def thread_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One thread, oldest letter first, with room to reply. What it shows counts as read."""
    return page(request, thread_or_404(request, reference))


def page(
    request: HttpRequest, thread: Thread, *, form: WordsForm | None = None, key: FormKey | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    """The page of a thread, with a reply that was refused or one that was begun before."""
    rows = selectors.messages_of(thread, is_for_member=True)
    upto = selectors.seen_upto(thread, login_id(request))
    reply_key = key or form_key(request, thread.account_id, thread.reference)[0]
    facts: dict[str, Any] = {
        "thread": thread, "title": topics.title(thread.about, topics.records_of(thread.account_id)),
        "letters": showing.letters(rows, reader_id=login_id(request), is_for_member=True), "upto": upto,
        "state": wording.state_of(thread), "is_open": thread.state == ThreadState.OPEN, "form": form,
        "say_form": _reply(request, thread, form, reply_key), "danger": _danger(rows),
        "files": selectors.files_of_form(reply_key.key, thread.account_id), "about": _about(thread),
        "was_recalled": _was_recalled(thread, rows),
    }  # fmt: skip
    _note_read(request, thread, rows, upto)
    return render(request, "inbox/thread.html", facts, status=status)


def _reply(request: HttpRequest, thread: Thread, form: WordsForm | None, key: FormKey) -> WordsForm:
    if form is not None:
        carry_key(form, key)
        return form
    draft = selectors.draft_at(login_id(request), thread.account_id, thread.reference)
    return WordsForm(initial={"key": key.sealed(), "words": draft.words if draft else ""})


def _danger(rows: list[ThreadMessage]) -> str:
    """What the member's own words since our last answer may mean; "" for nothing."""
    since: list[str] = []
    for row in rows:
        since = [] if row.side == Side.STAFF else [*since, row.danger]
    return "crisis" if "crisis" in since else next(filter(None, since), "")


def _was_recalled(thread: Thread, rows: list[ThreadMessage]) -> bool:
    """Our newest answer was taken back unread, so that whoever got word of it finds out why it is gone."""
    taken_back = thread.messages.exclude(recalled_at=None).order_by("-ordinal").first()
    answered = max((row.ordinal for row in rows if row.side == Side.STAFF), default=0)
    return taken_back is not None and taken_back.ordinal > answered


def _about(thread: Thread) -> str:
    """The page of the record a thread is about; "" for none."""
    bill, payment = topics.bill_number_of(thread.about), topics.payment_of(thread.about)
    if bill:
        return reverse("bills:page", args=[bill])
    return reverse("payments:payment", args=[payment]) if payment else ""


def _note_read(request: HttpRequest, thread: Thread, rows: list[ThreadMessage], upto: int) -> None:
    """Like a letter that is opened: only by a person who looks, and only when there is something new."""
    newest = max((row.ordinal for row in rows), default=0)
    is_fetched_ahead = "prefetch" in request.headers.get("Sec-Purpose", "")
    if request.method == "GET" and newest > upto and not is_fetched_ahead:
        services.note_seen(thread_id=thread.pk, login_id=login_id(request), upto=newest, at=clock.now())


@login_required
@require_safe
def file(request: HttpRequest, reference: str, file_reference: str) -> FileResponse:
    """Save a file that came with a message, from either side."""
    thread = thread_or_404(request, reference)
    found = selectors.file_of(thread, file_reference)
    if found is None or found.message is None or not _is_shown(found.message):
        raise Http404
    audit.record("record.exported", subject=file_reference, account_id=thread.account_id, by=actor(request))
    return sent_as_attachment(found)  # type: ignore[arg-type]


def _is_shown(message: ThreadMessage) -> bool:
    return message.side != Side.NOTE and message.recalled_at is None


@login_required
@GET_OR_POST
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """All is answered: nobody waits any more. A reply opens it again."""
    thread = thread_or_404(request, reference)
    if request.method == "POST":
        services.close(reference=thread.reference, by=actor(request), at=clock.now())
        messages.success(request, _("Closed. To open it again, send a reply."))
    return see_other("inbox:thread", thread.reference)

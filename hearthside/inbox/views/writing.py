"""Writing to us: one page, then it is sent. Nothing typed is lost, and no press of Send counts twice."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.translation import gettext as _

from hearthside import clock
from hearthside.bills import selectors as bills
from hearthside.cases.asked_about import lines_of_bill
from hearthside.cases.views.opened import GET_OR_POST, SeeOther, actor, language_of_page, login_id, see_other
from hearthside.inbox import selectors, services, topics
from hearthside.inbox.errors import TooMany
from hearthside.inbox.formkeys import FormKey
from hearthside.inbox.forms import NewForm, WordsForm
from hearthside.inbox.models import Thread
from hearthside.inbox.services.saying import answer_by
from hearthside.inbox.topics import Choice
from hearthside.inbox.views import reading
from hearthside.inbox.views.attaching import files_came, only_files
from hearthside.inbox.views.opened import (
    NEW,
    carry_key,
    form_key,
    keep,
    keeps_typed,
    open_account,
    thread_or_404,
)
from hearthside.kept import read_form
from hearthside.members.selectors import AccountRow
from hearthside.payments import selectors as payments


@keeps_typed
@login_required
@GET_OR_POST
def new(request: HttpRequest) -> HttpResponse:
    """Write to us about anything on the open account."""
    account = open_account(request)
    if account is None:
        return render(request, "inbox/no_account.html")
    return _new(request, account, None)


@keeps_typed
@login_required
@GET_OR_POST
def about_bill(request: HttpRequest, number: str, line: str = "") -> HttpResponse:
    """Write to us about a bill, or a line of it."""
    bill = bills.bills_visible_to(actor(request)).filter(number=number).first()
    if bill is None:
        raise Http404
    if not line:
        chosen = Choice(f"{topics.BILL}:{number}", topics.of_bill(bill.made_on), _("A bill"))
        return _new(request, bill.account, chosen)
    found = [one for one in lines_of_bill(bill, language_of_page()) if line in one.references]
    if not found:
        raise Http404
    return _new(request, bill.account, topics.of_line(bill, line, found[0].name))


@keeps_typed
@login_required
@GET_OR_POST
def about_payment(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to us about a payment."""
    paid = payments.payments_visible_to(actor(request)).filter(reference=reference).first()
    if paid is None:
        raise Http404
    label = topics.of_payment(clock.day_of(paid.started_at))
    return _new(request, paid.account, Choice(f"{topics.PAYMENT}:{reference}", label, _("A payment")))


def _new(request: HttpRequest, account: AccountRow, chosen: Choice | None) -> HttpResponse:
    key, is_good = form_key(request, account.pk, NEW)
    draft = selectors.draft_at(login_id(request), account.pk, NEW)
    offered = _offered(request, account, chosen)
    begun = {"about": draft.about, "words": draft.words} if draft else {}
    initial = {**begun, **({"about": chosen.value} if chosen else {}), "key": key.sealed()}
    form = read_form(NewForm, request, choices=offered, initial=initial)
    if form.is_bound:
        went = _new_came(request, account, form, key, is_good=is_good)
        if went is not None:
            return went
    return _new_page(request, account, form, key, offered, has_draft=draft is not None)


def _offered(request: HttpRequest, account: AccountRow, chosen: Choice | None) -> list[Choice]:
    """The choices of this page; what it was begun from stands first."""
    areas = selectors.areas_open_to(actor(request), account.pk)
    rest = topics.choices(actor(request), account.pk, areas)
    if chosen is None:
        return rest
    return [chosen, *(one for one in rest if one.value != chosen.value)]


def _new_came(
    request: HttpRequest, account: AccountRow, form: NewForm, key: FormKey, *, is_good: bool
) -> HttpResponse | None:
    """What to do with a form that came; None when its page is to be shown again."""
    if not may_send(request, form, key, is_good=is_good):
        keep(request, key)
        return SeeOther(f"{request.path}#files") if not form.errors and is_good else None
    about, words = form.cleaned_data["about"], form.cleaned_data["words"]
    try:
        said = services.open_thread(
            account_id=account.pk, area=topics.area_of(about), about=about, words=words,
            language=language_of_page(), form_key=key.key, by=actor(request), at=clock.now(),
        )  # fmt: skip
    except TooMany:
        _too_many(request, form, key)
        return None
    return sent(request, said.thread, key)


def may_send(
    request: HttpRequest, form: WordsForm, key: FormKey, *, is_good: bool, thread_id: int | None = None
) -> bool:
    """Whether the words may go now: the form is whole, its file is kept, its key is good."""
    form.is_valid()
    is_about_files = only_files(request, form, key)
    files_are_well = files_came(request, form, key, thread_id)
    if not is_good:
        stale = _("This page was open for a long time. Read your message once more, then send it.")
        form.add_error(None, stale)
    return files_are_well and not is_about_files and form.is_valid()


def _too_many(request: HttpRequest, form: WordsForm, key: FormKey) -> None:
    keep(request, key)
    form.add_error(
        None, _("You have sent as many messages as we can take in a day. Your words are kept: send them "
                "tomorrow, or call us.")
    )  # fmt: skip


def sent(request: HttpRequest, thread: Thread, key: FormKey) -> HttpResponse:
    """It is sent, once: on to the thread, which says by when we answer."""
    services.drop_draft(login_id=key.login_id, account_id=key.account_id, place=key.place)
    day = thread.due_on or answer_by(clock.now())
    words = _("Sent. We answer by %(day)s.") % {"day": formats.date_format(day, "DATE_FORMAT")}
    messages.success(request, words)
    return see_other("inbox:thread", thread.reference)


def _new_page(
    request: HttpRequest, account: AccountRow, form: NewForm, key: FormKey, offered: Sequence[Choice], *,
    has_draft: bool,
) -> HttpResponse:  # fmt: skip
    if form.is_bound:
        carry_key(form, key)
    facts = {
        "form": form, "choices": offered, "files": selectors.files_of_form(key.key, account.pk),
        "answer_by": answer_by(clock.now()), "has_draft": has_draft and not form.is_bound,
    }  # fmt: skip
    return render(request, "inbox/new.html", facts, status=422 if form.is_bound and form.errors else 200)


@keeps_typed
@login_required
@GET_OR_POST
def say(request: HttpRequest, reference: str) -> HttpResponse:
    """One more message in a thread. Opened without a form (after signing in), the thread's own page."""
    thread = thread_or_404(request, reference)
    if request.method != "POST":
        return see_other("inbox:thread", reference)
    key, is_good = form_key(request, thread.account_id, reference)
    form = WordsForm(request.POST, request.FILES)
    if not may_send(request, form, key, is_good=is_good, thread_id=thread.pk):
        keep(request, key)
        if not form.errors:
            return see_other("inbox:thread", reference)
        return reading.page(request, thread, form=form, key=key, status=422)
    words = form.cleaned_data["words"]
    try:
        said = services.say(
            reference=reference, words=words, form_key=key.key, by=actor(request), at=clock.now()
        )
    except TooMany:
        _too_many(request, form, key)
        return reading.page(request, thread, form=form, key=key, status=422)
    return sent(request, said.thread, key)

"""The mail at the desk: one message, an envelope that came back, a letter to a person."""

import secrets
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.helpcenter.checking.forms import LetterForm, ReturnedForm
from hearthside.helpcenter.checking.papers import sent_as_pdf
from hearthside.identity.access import staff_required
from hearthside.identity.selectors import LoginRow
from hearthside.mailroom import papers, reading, wording
from hearthside.mailroom import selectors as mailroom
from hearthside.mailroom import services as mail
from hearthside.mailroom.errors import BrokenHeader, NoSuchMessage
from hearthside.mailroom.selectors import MessageRow
from hearthside.mailroom.services.coming_back import RETURN_REASONS
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_OR_POST
@staff_required("mailroom.view")
def message(request: HttpRequest, number: str) -> HttpResponse:
    """One message as it was said, what became of it, and what to do where it came back."""
    found, account = _opened(request, number)
    if request.method == "POST":
        if not request.user.has_perm("mailroom.work"):
            raise PermissionDenied
        return _work(request, found, account)
    facts = {
        "row": found,
        "account": account,
        "name": members.recipient_of(account.pk) if account else "",
        "how": wording.channel_in_words(found.channel),
        "why": wording.reason_in_words(found.trouble) if found.trouble else "",
        "graded": reading.read(found.body, found.language) if found.body else None,
        "waits_for_us": found.settled_at is None and found.state in ("returned", "stopped"),
        "may_send": bool(account and account.zip and found.channel == "letter"),
    }
    return render(request, "helpcenter/checking/desk_message.html", facts)


def _work(request: HttpRequest, found: MessageRow, account: AccountRow | None) -> HttpResponse:
    by, at = request.actor, clock.now()  # type: ignore[attr-defined]
    if request.POST.get("do") == "send_again" and account is not None and account.zip:
        new = mail.send_again(
            number=found.number, name=members.recipient_of(account.pk) or found.to,
            address_lines=account.address_lines, by=by, at=at,
        )  # fmt: skip
        messages.success(request, "It goes out again, to the address on file.")
        return redirect("helpcenter:desk_message", number=new)
    mail.settle(number=found.number, by=by, at=at)
    messages.success(request, "Closed. Nothing more is sent.")
    return redirect("helpcenter:desk_message", number=found.number)


@require_safe
@staff_required("mailroom.view")
def letter_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """A letter as it is printed."""
    found, _account = _opened(request, number)
    if found.channel != "letter" or not found.to_lines:
        raise Http404
    return sent_as_pdf(papers.pdf_of(found), number)


@GET_OR_POST
@staff_required("mailroom.work")
def returned(request: HttpRequest) -> HttpResponse:
    """The post office brought an envelope back: its message number and what is stamped on it."""
    reasons = [(code, wording.reason_in_words(code)) for code in RETURN_REASONS]
    form = ReturnedForm(request.POST if request.method == "POST" else None, reasons=reasons)
    if form.is_bound and form.is_valid():
        try:
            found = mail.note_returned_mail(
                number=form.cleaned_data["number"], reason=form.cleaned_data["reason"],
                by=request.actor, at=clock.now(),  # type: ignore[attr-defined]
            )  # fmt: skip
        except NoSuchMessage:
            form.add_error("number", "No letter with this number went out. Check it on the envelope.")
        else:
            messages.success(request, "Noted. Find a better address now, or leave it in the queue.")
            return redirect("helpcenter:desk_message", number=found.number)
    status = 422 if form.errors else 200
    return render(request, "helpcenter/checking/desk_returned.html", {"form": form}, status=status)


@GET_OR_POST
@staff_required("mailroom.write")
def write(request: HttpRequest, account: str) -> HttpResponse:
    """Write a letter, see it as it will be sent with its reading grade, send it once."""
    to = _account_opened(request, account)
    sent = request.POST if request.method == "POST" else None
    form = LetterForm(sent, initial={"key": secrets.token_hex(16)})
    facts: dict[str, Any] = {"form": form, "account": to, "name": members.recipient_of(to.pk)}
    if not form.is_bound or not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "helpcenter/checking/desk_write.html", facts, status=status)
    facts["graded"] = reading.read(form.cleaned_data["body"], to.language)
    facts["grade_max"], facts["ease_min"] = int(reading.GRADE_MAX), int(reading.EASE_MIN)
    facts["paragraphs"] = papers.paragraphs_of(form.cleaned_data["body"])
    if request.POST.get("do") != "send":
        return render(request, "helpcenter/checking/desk_write.html", facts)
    return _send(request, form, to, facts)


def _send(request: HttpRequest, form: LetterForm, to: AccountRow, facts: dict[str, Any]) -> HttpResponse:
    key = form.cleaned_data["key"] or secrets.token_hex(16)
    try:
        number = mail.queue_letter(
            key=f"desk:{key}", kind="letter", account_id=to.pk, name=facts["name"],
            address_lines=to.address_lines, language=to.language, large_print=to.large_print,
            subject=form.cleaned_data["subject"], body=form.cleaned_data["body"], at=clock.now(),
        )  # fmt: skip
    except BrokenHeader:
        form.add_error("subject", "Type the subject on one line.")
        return render(request, "helpcenter/checking/desk_write.html", facts, status=422)
    messages.success(request, "The letter goes out with the next batch.")
    return redirect("helpcenter:desk_message", number=number)


def _opened(request: HttpRequest, number: str) -> tuple[MessageRow, AccountRow | None]:
    """The message; looking at it is looking at the record, and is written down."""
    found = mailroom.message_with_number(number)
    if found is None:
        raise Http404
    if found.account_id is None:
        return found, None
    return found, _looked_at(request, members.account(found.account_id), subject=number)


def _account_opened(request: HttpRequest, number: str) -> AccountRow:
    account = members.account_with_number(number)
    if account is None:
        raise Http404
    return _looked_at(request, account, subject=number)


def _looked_at(request: HttpRequest, account: AccountRow, *, subject: str) -> AccountRow:
    """Nobody opens their own record or their family's. Both answers are recorded."""
    by, at, login = request.actor, clock.now(), cast(LoginRow, request.user)  # type: ignore[attr-defined]
    is_own = members.is_close_to(account, login_id=login.pk, email=login.email)
    audit.record(
        "record.viewed", subject=subject, account_id=account.pk, reason="own" if is_own else "mail",
        result="refused" if is_own else "ok", by=by, at=at,
    )  # fmt: skip
    if is_own:
        raise PermissionDenied
    return account

"""Refunds at the staff desk: propose, agree, follow; credit, checks, disputes, corrections."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.errors import HearthsideError, IllegalMove
from hearthside.identity.access import staff_required
from hearthside.identity.selectors import LoginRow
from hearthside.ledger import selectors as ledger
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.payments import selectors as payments
from hearthside.payments.selectors import PaymentRow
from hearthside.refunds import flows, forms, selectors, services, wording
from hearthside.refunds.errors import NotYet
from hearthside.refunds.models import CheckState, CreditState, Reason, RefundState
from hearthside.refunds.services import Mistake, Wanted

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = {
    "asked": ("To approve", [RefundState.ASKED]),
    "out": ("On their way", [RefundState.APPROVED, RefundState.SENDING, RefundState.UNCLEAR]),
    "failed": ("Not arrived", [RefundState.FAILED]),
    "sent": ("Sent", [RefundState.SENT]),
    "voided": ("Not sent", [RefundState.VOIDED]),
}


def _staff(request: HttpRequest) -> LoginRow:
    """Who is at the desk: `staff_required` has let nobody else in."""
    assert request.user.is_authenticated
    return request.user


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _may_look(request: HttpRequest, account: AccountRow) -> None:
    """Staff open this member's record: written down; their own, or of someone close to them, refused."""
    actor, login = _actor(request), _staff(request)
    is_own = members.is_close_to(account, login_id=login.pk, email=login.email)
    if is_own:
        raise PermissionDenied
    audit.record("record.viewed", subject=account.number, account_id=account.pk, by=actor)


def _after(request: HttpRequest) -> int:
    told = request.GET.get("after", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 19 else 0


@staff_required("refunds.see")
@require_GET
def refund_list(request: HttpRequest) -> HttpResponse:
    """Refunds by what they wait for, oldest first."""
    shown = request.GET.get("show", "asked")
    shown = shown if shown in SHOWN else "asked"
    rows, after = selectors.page_of(selectors.states_named(SHOWN[shown][1]), after=_after(request))
    corrections = list(selectors.corrections_waiting()[:50]) if shown == "asked" else []
    return render(
        request, "refunds/desk/list.html",
        {"refunds": rows, "after": after, "shown": shown, "heading": SHOWN[shown][0],
         "corrections": corrections, "choices": [(key, words) for key, (words, _) in SHOWN.items()]},
    )  # fmt: skip


def _refund(reference: str) -> selectors.RefundRow:
    found = selectors.refund_with(reference)
    if found is None:
        raise Http404
    return found


@staff_required("refunds.see")
@require_GET
def refund_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One refund: what, where to, who asked, who agreed, what became of it."""
    refund = _refund(reference)
    _may_look(request, refund.account)
    return _show(request, refund)


def _show(
    request: HttpRequest,
    refund: selectors.RefundRow,
    *,
    form: Any = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    return render(
        request, "refunds/desk/refund.html",
        {"refund": refund, "form": form or forms.WhyNotForm(), "refusal": refusal,
         "check": getattr(refund, "check_paper", None), "story": wording.story(refund),
            "waits": refund.state in selectors.WAITING and refund.not_before > clock.now(),
         "why_two": [wording.SECOND[why] for why in refund.second],
         "has_perm": _staff(request).has_perm("refunds.approve"),
         "is_mine": refund.asked_by_id == _staff(request).pk},
        status=status,
    )  # fmt: skip


@staff_required("refunds.approve")
@require_POST
def approve(request: HttpRequest, reference: str) -> HttpResponse:
    """Agree; then it is sent at once, if its money may leave today."""
    refund = _refund(reference)
    _may_look(request, refund.account)
    try:
        agreed = services.approve(
            reference=reference, login=_staff(request), by=_actor(request), at=clock.now()
        )
    except HearthsideError as refusal:
        return _show(request, _refund(reference), refusal=wording.refusal(refusal), status=409)
    _send(request, agreed)
    return redirect("refunds:desk_refund", reference=reference)


def _send(request: HttpRequest, refund: selectors.RefundRow) -> None:
    try:
        became = flows.send(refund, by=_actor(request), at=clock.now())
    except NotYet as wait:
        messages.info(request, f"Agreed. It leaves on {wording.moment(wait.until)}, by itself.")
        return
    messages.info(request, wording.BECAME.get(RefundState(became.state), "It is on its way."))


@staff_required("refunds.approve")
@require_POST
def reject(request: HttpRequest, reference: str) -> HttpResponse:
    """Do not send it. Nothing has left."""
    refund = _refund(reference)
    _may_look(request, refund.account)
    form = forms.WhyNotForm(request.POST)
    if not form.is_valid():
        return _show(request, refund, form=form, status=422)
    try:
        services.reject(reference=reference, why=form.cleaned_data["why"], by=_actor(request), at=clock.now())
    except IllegalMove as refusal:
        return _show(request, _refund(reference), refusal=wording.refusal(refusal), status=409)
    messages.info(request, "It is not sent. Nothing has left the account.")
    return redirect("refunds:desk_refund", reference=reference)


def _account(request: HttpRequest, number: str) -> AccountRow:
    account = members.account_with_number(number)
    if account is None:
        raise Http404
    _may_look(request, account)
    return account


@staff_required("refunds.see")
@require_GET
def account_page(request: HttpRequest, number: str) -> HttpResponse:
    """The payments of one account, and what may be done with each."""
    account = _account(request, number)
    rows = [(payment, selectors.back_to(payment)) for payment in payments.received_of(account.pk)]
    return render(
        request, "refunds/desk/account.html",
        {"account": account, "name": members.recipient_of(account.pk), "rows": rows,
         "credit": selectors.credit_left(account.pk), "refunds": selectors.refunds_of(account.pk),
         "corrections": selectors.corrections_of(account.pk),
         "may_propose": _staff(request).has_perm("refunds.propose"),
         "may_correct": _staff(request).has_perm("refunds.correct")},
    )  # fmt: skip


def _payment(request: HttpRequest, reference: str) -> PaymentRow:
    payment = payments.payment_with_reference(reference)
    if payment is None:
        raise Http404
    _may_look(request, payment.account)
    return payment


@staff_required("refunds.propose")
@GET_OR_POST
def propose_payment(request: HttpRequest, reference: str) -> HttpResponse:
    """Some or all of one payment goes back: type it, read it once more, propose it."""
    payment = _payment(request, reference)
    return _propose(request, payment.account, payment)


@staff_required("refunds.propose")
@GET_OR_POST
def propose_credit(request: HttpRequest, number: str) -> HttpResponse:
    """Credit goes back: to the cards it came from first, the rest by check."""
    return _propose(request, _account(request, number), None)


def _propose(request: HttpRequest, account: AccountRow, payment: PaymentRow | None) -> HttpResponse:
    left = selectors.left_of(payment) if payment else selectors.credit_left(account.pk)
    first = {"amount": left.dollars_text, "reason": Reason.DUPLICATE if payment else Reason.OVERPAID}
    form = forms.ProposeForm(request.POST) if request.method == "POST" else forms.ProposeForm(initial=first)
    shown: dict[str, Any] = {
        "account": account, "payment": payment, "left": left, "form": form,
        "name": members.recipient_of(account.pk), "standing": ledger.standing(account.pk),
        "key": request.POST.get("key", "")[:40] or get_random_string(24),
    }  # fmt: skip
    if not form.is_bound or not form.is_valid():
        return render(request, "refunds/desk/propose.html", shown, status=422 if form.is_bound else 200)
    wanted = Wanted(
        account.pk, form.cleaned_data["amount"], Reason(form.cleaned_data["reason"]),
        f"desk-{_staff(request).pk}-{shown['key']}", payment.reference if payment else "",
        form.cleaned_data["note"],
    )  # fmt: skip
    try:
        return _propose_or_show(request, wanted, shown)
    except HearthsideError as refusal:
        form.add_error(None, wording.refusal(refusal))
        return render(request, "refunds/desk/propose.html", shown, status=422)


def _propose_or_show(request: HttpRequest, wanted: Wanted, shown: dict[str, Any]) -> HttpResponse:
    if request.POST.get("step") != "propose":
        parts = [
            (part, payments.payment_with(part.payment)) for part in services.parts_of(wanted, at=clock.now())
        ]
        payee = selectors.payee_of(wanted.account_id)
        return render(
            request, "refunds/desk/propose_check.html",
            shown | {"wanted": wanted, "parts": parts, "payee": payee,
                     "why": dict(forms.REASONS)[wanted.reason]},
        )  # fmt: skip
    made = services.propose(wanted=wanted, login=_staff(request), by=_actor(request), at=clock.now())
    for refund in made:
        if refund.state == RefundState.APPROVED:
            _send(request, refund)
        elif refund.state == RefundState.ASKED:
            messages.info(request, "It waits for a second person to agree.")
    return redirect("refunds:desk_refund", reference=made[0].reference)


@staff_required("refunds.correct")
@GET_OR_POST
def correct(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """A payment posted by mistake: move it, or take it off."""
    payment = _payment(request, reference)
    moves = kind == "move"
    form = forms.CorrectForm(request.POST if request.method == "POST" else None, moves=moves)
    shown = {
        "payment": payment, "account": payment.account, "form": form, "moves": moves,
        "name": members.recipient_of(payment.account_id),
        "key": request.POST.get("key", "")[:40] or get_random_string(24),
    }  # fmt: skip
    if not form.is_bound or not form.is_valid():
        return render(request, "refunds/desk/correct.html", shown, status=422 if form.is_bound else 200)
    target = form.cleaned_data["to_account"]
    if request.POST.get("step") != "mend":
        to_name = members.recipient_of(target.pk) if target else ""
        if target:
            _may_look(request, target)
        return render(
            request, "refunds/desk/correct_check.html", shown | {"target": target, "to_name": to_name}
        )
    mistake = Mistake(
        reference, form.cleaned_data.get("reason") or "wrong_account",
        f"desk-{_staff(request).pk}-{shown['key']}", target.pk if target else None, form.cleaned_data["note"],
    )  # fmt: skip
    try:
        made = services.ask_correction(
            mistake=mistake, login=_staff(request), by=_actor(request), at=clock.now()
        )
    except HearthsideError as refusal:
        form.add_error(None, wording.refusal(refusal))
        return render(request, "refunds/desk/correct.html", shown, status=422)
    return redirect("refunds:desk_correction", reference=made.reference)


@staff_required("refunds.see")
@require_GET
def correction_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One correction, and whether somebody must still agree."""
    found = selectors.correction_with(reference)
    if found is None:
        raise Http404
    _may_look(request, found.account)
    return _show_correction(request, found)


def _show_correction(
    request: HttpRequest, found: Any, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    return render(
        request, "refunds/desk/correction.html",
        {"correction": found, "refusal": refusal, "is_mine": found.asked_by_id == _staff(request).pk,
         "reason": dict(forms.MISTAKES).get(found.reason, found.reason),
         "has_perm": _staff(request).has_perm("refunds.approve")},
        status=status,
    )  # fmt: skip


@staff_required("refunds.approve")
@require_POST
def settle_correction(request: HttpRequest, reference: str, answer: str) -> HttpResponse:
    """Agree to a correction, or leave things as they are."""
    found = selectors.correction_with(reference)
    if found is None:
        raise Http404
    _may_look(request, found.account)
    try:
        if answer == "approve":
            services.approve_correction(
                reference=reference, login=_staff(request), by=_actor(request), at=clock.now()
            )
        else:
            services.reject_correction(reference=reference, by=_actor(request), at=clock.now())
    except HearthsideError as refusal:
        again = selectors.correction_with(reference)
        return _show_correction(request, again, refusal=wording.refusal(refusal), status=409)
    return redirect("refunds:desk_correction", reference=reference)


@staff_required("refunds.see")
@require_GET
def credits(request: HttpRequest) -> HttpResponse:
    """Accounts with credit: how much, since when, what happens next."""
    rows, after = selectors.page_of(selectors.credit_cases(), after=_after(request))
    names = members.names_on(case.account_id for case in rows)
    return render(
        request, "refunds/desk/credits.html",
        {"rows": [(case, names.get(case.account_id, "")) for case in rows], "after": after,
         "today": clock.today(), "proposed": CreditState.PROPOSED},
    )  # fmt: skip


@staff_required("refunds.see")
@require_GET
def check_list(request: HttpRequest) -> HttpResponse:
    """The checks we wrote: not yet cashed first; `?show=stale` those too old to be paid."""
    is_stale = request.GET.get("show") == "stale"
    rows = (
        selectors.stale_checks(clock.today())
        if is_stale
        else selectors.checks().filter(state__in=[CheckState.WRITTEN, CheckState.LISTED])
    )
    found, after = selectors.page_of(rows, after=_after(request))
    return render(
        request, "refunds/desk/checks.html",
        {"checks": found, "after": after, "is_stale": is_stale, "today": clock.today(),
         "outstanding": selectors.checks_outstanding()},
    )  # fmt: skip


@staff_required("refunds.approve")
@GET_OR_POST
def stop_check(request: HttpRequest, number: str) -> HttpResponse:
    """Stop a check: its money is on the account again."""
    check = selectors.check_with(int(number))
    if check is None:
        raise Http404
    _may_look(request, check.account)
    form = forms.StopCheckForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.void_check(
                number=check.number, why=form.cleaned_data["why"], by=_actor(request), at=clock.now()
            )
        except IllegalMove as refusal:
            form.add_error(None, wording.refusal(refusal))
        else:
            messages.info(request, "The check is stopped, and its money is on the account again.")
            return redirect("refunds:desk_refund", reference=check.refund.reference)
    return render(
        request, "refunds/desk/stop_check.html", {"check": check, "form": form},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@staff_required("refunds.see")
@require_GET
def disputes(request: HttpRequest) -> HttpResponse:
    """Payments that a card's bank took back, with the day our answer is due."""
    rows, after = selectors.page_of(selectors.disputes(), after=_after(request))
    return render(
        request, "refunds/desk/disputes.html", {"files": rows, "after": after, "today": clock.today()}
    )


@staff_required("refunds.work_disputes")
@GET_OR_POST
def dispute(request: HttpRequest, reference: str) -> HttpResponse:
    """One dispute: notes, the day, and that we have answered."""
    file = selectors.dispute_with(reference)
    if file is None:
        raise Http404
    _may_look(request, file.account)
    note, day = forms.NoteForm(), forms.EvidenceDayForm(initial={"day": file.evidence_by.isoformat()})
    if request.method == "POST":
        what = request.POST.get("what")
        if what == "answered":
            services.answer_dispute(reference=reference, by=_actor(request), at=clock.now())
        elif what == "day" and (day := forms.EvidenceDayForm(request.POST)).is_valid():
            services.set_evidence_day(
                reference=reference, day=day.cleaned_data["day"], by=_actor(request), at=clock.now()
            )
        elif what == "note" and (note := forms.NoteForm(request.POST)).is_valid():
            services.note_dispute(
                reference=reference,
                text=note.cleaned_data["text"],
                login=_staff(request),
                by=_actor(request),
                at=clock.now(),
            )
        if not note.errors and not day.errors:
            return redirect("refunds:desk_dispute", reference=reference)
    return render(
        request, "refunds/desk/dispute.html",
        {"file": file, "notes": file.notes.select_related("by").order_by("at", "pk"), "form": note,
         "day_form": day, "today": clock.today()},
        status=422 if note.errors or day.errors else 200,
    )  # fmt: skip


@staff_required("refunds.see")
@require_GET
def unclaimed(request: HttpRequest) -> HttpResponse:
    """Money nobody claims: who was written to, and when it is due to a state."""
    rows, after = selectors.page_of(selectors.unclaimed(), after=_after(request))
    today = clock.today()
    return render(
        request, "refunds/desk/unclaimed.html",
        {"rows": [(item, services.step_of(item, today=today)) for item in rows], "after": after,
         "is_checked": wording.table_is_checked(today),
         "may_turn_over": _staff(request).has_perm("refunds.turn_over")},
    )  # fmt: skip


@staff_required("refunds.turn_over")
@require_POST
def turn_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Give it to the state of its owner's last address."""
    item = selectors.unclaimed_with(reference)
    if item is None:
        raise Http404
    _may_look(request, item.account)
    try:
        services.turn_over(reference=reference, login=_staff(request), by=_actor(request), at=clock.now())
    except HearthsideError as refusal:
        messages.error(request, wording.refusal(refusal))
    else:
        messages.info(request, f"{item.amount} is entered as given to {item.last_state}.")
    return redirect("refunds:desk_unclaimed")

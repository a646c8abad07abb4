"""ACH at the desk: files to let go, what came back, corrections, stop orders. Nobody keys a bank number."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hearthside import clock
from hearthside.ach import errors, rules, selectors, services, wording
from hearthside.ach.forms import EchoForm
from hearthside.ach.models import Change, DebitState, FileState, OutFile, Return
from hearthside.ach.services.files import Echo
from hearthside.audit import services as audit
from hearthside.errors import HearthsideError
from hearthside.identity.access import staff_required
from hearthside.members import selectors as members

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
REFUSALS = {
    errors.ApproveTwice.code: "You approved it before, or made it by hand. Somebody else must.",
    errors.FileChanged.code: "This is not the file you read. Do not send it; void it and find out why.",
    errors.TooLate.code: "That cannot be done any more. Look at it as it is now.",
    errors.MayNotRepeat.code: "The rules forbid another try: two at most, in 180 days, for lack of money.",
    errors.NoConsent.code: "The person took consent back. They must allow it again first.",
    errors.NothingToTake.code: "This is not owed any more.",
    errors.AccountClosedToUs.code: "This bank account is not used any more.",
}
STATES = {
    FileState.MADE: "Waits for approval",
    FileState.APPROVED: "Approved, not sent",
    FileState.SENT: "Sent",
    FileState.CONFIRMED: "The bank has it",
    FileState.DIFFERS: "The bank got other figures",
    FileState.VOID: "Void",
}


def _who(request: HttpRequest) -> str:
    actor = request.actor  # type: ignore[attr-defined]
    return f"{actor.kind}:{actor.ident}"


def _refused(request: HttpRequest, refusal: HearthsideError) -> None:
    messages.error(request, REFUSALS.get(refusal.code, str(refusal)))


def _viewed(request: HttpRequest, subject: str, account_id: int | None) -> None:
    """A look at somebody's record is written down."""
    if account_id is not None:
        audit.record("record.viewed", subject=subject, account_id=account_id, by=request.actor, reason="ach")  # type: ignore[attr-defined]


@staff_required("ach.see")
@require_safe
def files(request: HttpRequest) -> HttpResponse:
    """Files for the bank, newest first."""
    rows = [(file, STATES[FileState(file.state)], file.approvals.count()) for file in selectors.files()]
    return render(
        request, "ach/desk_files.html", {"rows": rows, "rates": selectors.return_rates(on=clock.today())}
    )


@staff_required("ach.see")
@GET_OR_POST
def file(request: HttpRequest, reference: str) -> HttpResponse:
    """One file: its figures, its batches, who approved it; and what may be done with it now."""
    row = selectors.file_with_reference(reference)
    if row is None:
        raise Http404
    if request.method == "POST":
        if not request.user.has_perm("ach.approve"):
            return _file_page(request, row, status=403)
        return _work_file(request, row)
    return _file_page(request, row)


def _work_file(request: HttpRequest, row: OutFile) -> HttpResponse:
    told: dict[str, Any] = {"reference": row.reference, "by": request.actor, "at": clock.now()}  # type: ignore[attr-defined]
    do = request.POST.get("do", "")
    form = EchoForm(request.POST) if do == "echo" else None
    if form is not None and not form.is_valid():
        return _file_page(request, row, form=form, status=422)
    try:
        if do == "approve":
            services.approve_file(sha256=request.POST.get("sha256", ""), **told)
            messages.success(request, "You let this file go.")
        elif do == "void":
            services.void_file(why="staff", **told)
            messages.success(request, "This file is void. What was in it waits for the next one.")
        elif form is not None:
            _compare(request, form, told)
    except HearthsideError as refusal:
        _refused(request, refusal)
    return redirect("ach:desk_file", row.reference)


def _in_groups(digest: str) -> str:
    """A hash in groups of eight, as two people read it to each other."""
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))


def _compare(request: HttpRequest, form: EchoForm, told: dict[str, Any]) -> None:
    typed = form.cleaned_data
    echo = Echo(typed["entries"], typed["debits"], typed["entry_hash"].strip())
    row = services.compare_echo(echo=echo, **told)
    if row.state == FileState.CONFIRMED:
        messages.success(request, "The bank has what we sent.")
    else:
        messages.error(
            request, "These are not our figures. Ask the bank to stop the file now; then find out why."
        )


def _file_page(
    request: HttpRequest, row: OutFile, *, form: EchoForm | None = None, status: int = 200
) -> HttpResponse:
    approvals = list(row.approvals.order_by("pk"))
    is_mine = _who(request) in {row.made_by, *(one.by for one in approvals)}
    may = request.user.has_perm("ach.approve")
    return render(
        request, "ach/desk_file.html",
        {"file": row,
            "hash": _in_groups(row.sha256), "state": STATES[FileState(row.state)],
            "batches": selectors.line_counts(row),
         "lines": selectors.lines_of(row, most=200), "approvals": approvals, "form": form or EchoForm(),
         "may_approve": may and row.state == FileState.MADE and not is_mine, "is_mine": is_mine,
         "may_void": may and row.state in (FileState.MADE, FileState.APPROVED),
         "may_compare": may and row.state in (FileState.SENT, FileState.DIFFERS)},
        status=status,
    )  # fmt: skip


@staff_required("ach.see")
@require_safe
def returns(request: HttpRequest) -> HttpResponse:
    """Debits that came back and wait for a person; and how many come back, against the ceilings."""
    rows = [(row, wording.meaning(row), wording.why(row)) for row in selectors.waiting_returns()[:200]]
    count, _oldest = selectors.tally(selectors.waiting_returns())
    return render(
        request, "ach/desk_returns.html",
        {"rows": rows, "count": count, "rates": selectors.return_rates(on=clock.today())},
    )  # fmt: skip


@staff_required("ach.see")
@GET_OR_POST
def one_return(request: HttpRequest, pk: int) -> HttpResponse:
    """One return: what the bank said, what was done by itself, what a person may do."""
    row = selectors.return_with_id(pk)
    if row is None:
        raise Http404
    if request.method == "POST":
        if not request.user.has_perm("ach.work"):
            return _return_page(request, row, status=403)
        return _work_return(request, row)
    return _return_page(request, row)


def _work_return(request: HttpRequest, row: Return) -> HttpResponse:
    do, at = request.POST.get("do", ""), clock.now()
    try:
        if do == "repeat" and row.entry is not None and row.entry.debit is not None:
            services.repeat_debit(reference=row.entry.debit.reference, by=request.actor, at=at)  # type: ignore[attr-defined]
            messages.success(request, "It goes again with the next file.")
        elif do in wording.DONE:
            services.close_return(return_id=row.pk, how=do, by=request.actor, at=at)  # type: ignore[attr-defined]
            messages.success(request, "Done.")
    except HearthsideError as refusal:
        _refused(request, refusal)
    return redirect("ach:desk_return", row.pk)


def _return_page(request: HttpRequest, row: Return, *, status: int = 200) -> HttpResponse:
    _viewed(request, f"ach_return:{row.pk}", row.account_id)
    debit = row.entry.debit if row.entry else None
    may_work = request.user.has_perm("ach.work")
    may_repeat = (
        may_work and debit is not None and row.undoes_entry and debit.state == DebitState.RETURNED
        and rules.may_repeat(act=rules.Act(row.action), tries=debit.tries, on=clock.today(),
                             first_sent_on=debit.first_sent_on or clock.today())
    )  # fmt: skip
    return render(
        request, "ach/desk_return.html",
        {"row": row, "meaning": wording.meaning(row), "why": wording.why(row), "debit": debit,
         "may_repeat": may_repeat, "may_close": may_work and row.state == "waiting", "done": wording.DONE},
        status=status,
    )  # fmt: skip


@staff_required("ach.see")
@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Corrections from banks that wait for a person."""
    rows = [(row, wording.meaning(row), wording.why(row)) for row in selectors.waiting_changes()[:200]]
    return render(request, "ach/desk_changes.html", {"rows": rows})


@staff_required("ach.see")
@GET_OR_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """One correction: what the bank said, and why it was not made."""
    row = selectors.change_with_id(pk)
    if row is None:
        raise Http404
    if request.method == "POST" and request.user.has_perm("ach.work"):
        do = request.POST.get("do", "")
        if do in wording.DONE:
            services.close_change(change_id=row.pk, how=do, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
            messages.success(request, "Done.")
        return redirect("ach:desk_change", row.pk)
    return _change_page(request, row, status=403 if request.method == "POST" else 200)


def _change_page(request: HttpRequest, row: Change, *, status: int) -> HttpResponse:
    _viewed(request, f"ach_change:{row.pk}", row.account_id)
    may_close = request.user.has_perm("ach.work") and row.state == "waiting"
    return render(
        request, "ach/desk_change.html",
        {"row": row, "meaning": wording.meaning(row), "why": wording.why(row), "said": selectors.said_by(row),
         "may_close": may_close, "done": wording.DONE},
        status=status,
    )  # fmt: skip


@staff_required("ach.work")
@GET_OR_POST
def account(request: HttpRequest, number: str) -> HttpResponse:
    """The bank accounts of a member who is on the phone: a stop order by word of mouth is enough."""
    found = members.account_with_number(number)
    if found is None:
        raise Http404
    _viewed(request, number, found.pk)
    if request.method == "POST":
        _stop(request, found.pk)
        return redirect("ach:desk_account", number)
    rows = [(bank, selectors.live_authorizations_of(bank.pk)) for bank in selectors.usable_of(found.pk)]
    debits = selectors.debits_of(found.pk)
    return render(request, "ach/desk_account.html", {"account": found, "rows": rows, "debits": debits})


def _stop(request: HttpRequest, account_id: int) -> None:
    """End one consent, or stop one debit, as the member on the phone asked."""
    told: dict[str, Any] = {"why": "told_by_phone", "by": request.actor, "at": clock.now()}  # type: ignore[attr-defined]
    consents = {
        one.reference
        for bank in selectors.usable_of(account_id)
        for one in selectors.live_authorizations_of(bank.pk)
    }
    debits = {one.reference for one in selectors.debits_of(account_id)}
    asked = request.POST.get("reference", "")
    try:
        if asked in consents:
            stopped = services.revoke(reference=asked, **told)
            messages.success(request, f"Consent ended. Payments stopped: {len(stopped.canceled)}.")
            if stopped.too_late:
                messages.info(request, "One is at the bank already. Tell them to call their bank to stop it.")
        elif asked in debits:
            services.cancel_debit(reference=asked, **told)
            messages.success(request, "The payment is stopped.")
    except HearthsideError as refusal:
        _refused(request, refusal)

"""An agent's calls: verify, take a payment without hearing a card, close; and the calls we promised."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.errors import HearthsideError, IllegalMove
from hearthside.identity.access import staff_required
from hearthside.members import selectors as members
from hearthside.payments import rules as paying
from hearthside.payments import standing
from hearthside.payments.views.steps import see_other
from hearthside.phone import errors, flows, forms, selectors, services, showing
from hearthside.phone.models import Call, CallBack
from hearthside.phone.rules import verifying
from hearthside.phone.rules.promising import TRIES_MOST
from hearthside.phone.rules.verifying import Clearance, Item
from hearthside.phone.rules.walking import Event

CODE_SHOWN, LOOKED = "handover_code", "phone_looked"
TAKE, CALL_BACK = "phone.take_calls", "phone.call_back"


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(TAKE)
def desk(request: HttpRequest) -> HttpResponse:
    """My open calls; a POST starts one."""
    if request.method == "POST":
        language = "es" if request.POST.get("language") == "es" else "en"
        call = services.start_agent_call(
            agent_id=_login(request), language=language, by=_actor(request), at=clock.now()
        )
        return see_other("phone:call", call.reference)
    calls = selectors.agent_calls_of(_login(request))
    waiting, _oldest = selectors.call_backs_tally()
    return render(request, "phone/desk.html", {"calls": calls, "waiting": waiting})


@require_GET
@staff_required(TAKE)
def call(request: HttpRequest, reference: str) -> HttpResponse:
    """One call. Reloads by itself while the caller keys a card."""
    return _page(request, _mine(request, reference))


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _login(request: HttpRequest) -> int:
    """The staff login; `staff_required` has seen to it that there is one."""
    return int(request.user.pk or 0)


def _mine(request: HttpRequest, reference: str) -> Call:
    """The agent's own call. A colleague's is shown to who may look, and worked by nobody else."""
    found = selectors.call_with(reference)
    if found is None or found.kind != "agent":
        raise Http404
    if found.agent_id != request.user.pk and request.method == "POST":
        raise PermissionDenied
    if found.account is not None:
        _look(request, found.account)
    return found


def _look(request: HttpRequest, account: Any) -> None:
    """Each view of a record is recorded; nobody sees their own."""
    if members.is_close_to(account, login_id=_login(request), email=request.user.email):  # type: ignore[union-attr]
        audit.record("record.refused", account_id=account.pk, reason="own", result="refused",
                     by=_actor(request), at=clock.now())  # fmt: skip
        raise PermissionDenied
    if _looked_just_now(request, account):
        return
    audit.record("record.viewed", subject=account.number, account_id=account.pk, by=_actor(request),
                 at=clock.now())  # fmt: skip


def _looked_just_now(request: HttpRequest, account: Any) -> bool:
    """Whether this session opened this record less than a minute ago: a page that reloads is one look."""
    now, seen = int(clock.now().timestamp()), request.session.get(LOOKED) or {}
    if seen.get("account") == account.pk and 0 <= now - seen.get("at", 0) < 60:
        return True
    request.session[LOOKED] = {"account": account.pk, "at": now}
    return False


def _page(request: HttpRequest, found: Call, *, status: int = 200, **bound: Form) -> HttpResponse:
    seen = showing.page_of(found, at=clock.now())
    facts: dict[str, Any] = {
        "page": seen, "call": found, "form": next(iter(bound.values()), None),
        "check_form": bound.get("check_form") or _check_form(seen.next_items)(),
        "take_form": bound.get("take_form") or forms.TakePaymentForm(initial=_first_amount(seen)),
        "yes_form": bound.get("yes_form") or forms.YesForm(),
        "close_form": bound.get("close_form") or forms.CloseForm(),
        "promise_form": forms.PromiseForm(),
        "code": (request.session.get(CODE_SHOWN) or {}).get(found.reference, ""),
    }  # fmt: skip
    response = render(request, "phone/call.html", facts, status=status)
    if seen.is_keying and request.method == "GET":
        response["Refresh"] = "5"
    return response


def _first_amount(seen: showing.CallPage) -> dict[str, str]:
    return {"amount": seen.money.payable.dollars_text if seen.money else "", "method": "card"}


_CHECK_FORMS: dict[Item, type[Form]] = {
    Item.ACCOUNT: forms.AccountHeardForm,
    Item.NAME: forms.NameHeardForm,
    Item.BIRTH_DATE: forms.BirthDateHeardForm,
}


def _check_form(items: tuple[Item, ...]) -> type[Form]:
    return _CHECK_FORMS.get(items[0], forms.LastHeardForm) if items else forms.LastHeardForm


@require_POST
@staff_required(TAKE)
@sensitive_post_parameters()
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """One answer as it was heard. Pass or fail is kept, and never what was heard."""
    found = _mine(request, reference)
    items = showing.page_of(found, at=clock.now()).next_items
    if not items:
        return see_other("phone:call", reference)
    form = _check_form(items)(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, check_form=form)
    try:
        _JUDGES.get(items[0], _judge_last)(request, found, form)
    except (errors.OwnAccount, errors.CallOver) as refusal:
        messages.error(request, _REFUSALS[type(refusal)])
    return see_other("phone:call", reference)


_REFUSALS: dict[type[HearthsideError], str] = {
    errors.OwnAccount: "This account is your own or one you help with. A colleague must take this call.",
    errors.CallOver: "This call has ended. Start another.",
    errors.NothingToSend: "There is no open bill, or no address or phone on file to send the link to.",
    errors.RecordingMissing: "A yes to a bank payment needs the number of its recording.",
}


def _note(
    request: HttpRequest,
    found: Call,
    item: Item,
    passed: bool,
    *,
    relation: str = "",
    account_id: int | None = None,
) -> None:
    services.check_caller(
        call_id=found.pk, item=item, passed=passed, relation=relation, account_id=account_id,
        by=_actor(request), at=clock.now(),
    )  # fmt: skip


def _judge_account(request: HttpRequest, found: Call, form: Any) -> None:
    account_id = selectors.account_heard(form.number)
    _note(request, found, Item.ACCOUNT, account_id is not None, relation=form.cleaned_data["relation"],
          account_id=account_id)  # fmt: skip


def _judge_name(request: HttpRequest, found: Call, form: Any) -> None:
    names = selectors.names_on_file(found.account_id or 0, found.relation)
    _note(request, found, Item.NAME, verifying.name_fits(form.cleaned_data["heard"], names))


def _judge_birth_date(request: HttpRequest, found: Call, form: Any) -> None:
    held = selectors.birth_dates_on_file(found.account_id or 0)
    _note(request, found, Item.BIRTH_DATE, verifying.birth_date_fits(form.day, held))


def _judge_last(request: HttpRequest, found: Call, form: Any) -> None:
    item, heard = Item(form.cleaned_data["question"]), form.cleaned_data["heard"]
    account = members.account(found.account_id or 0)
    fits = {
        Item.ZIP: lambda: verifying.zip_fits(heard, account.zip),
        Item.PHONE: lambda: verifying.phone_fits(heard, account.phone),
        Item.BILL_AMOUNT: lambda: verifying.amount_fits(heard, selectors.last_bill_amount(account.pk)),
    }
    _note(request, found, item, fits[item]())


_JUDGES: dict[Item, Callable[[HttpRequest, Call, Any], None]] = {
    Item.ACCOUNT: _judge_account,
    Item.NAME: _judge_name,
    Item.BIRTH_DATE: _judge_birth_date,
}


def _paying(request: HttpRequest, reference: str) -> tuple[Call, Clearance]:
    """The call, if its caller may pay. 403 otherwise: the page shows no such button."""
    found = _mine(request, reference)
    clearance = selectors.clearance_of(found)
    if clearance not in (*showing.SHOWS_MONEY, Clearance.PAYMENT_ONLY) or found.state != "open":
        raise PermissionDenied
    return found, clearance


@require_POST
@staff_required(TAKE)
def keypad(request: HttpRequest, reference: str) -> HttpResponse:
    """Open the keypad for this payment: six digits that the caller keys on our line."""
    found, clearance = _paying(request, reference)
    if "end" in request.POST:
        services.end_handovers(call_id=found.pk, by=_actor(request), at=clock.now())
        return see_other("phone:call", reference)
    form = forms.TakePaymentForm(request.POST)
    seen = standing.of_account(found.account_id or 0, at=clock.now())
    if form.is_valid():
        problem = _amount_problem(
            form.cleaned_data["amount"], seen, says_amounts=clearance in showing.SHOWS_MONEY
        )
        if problem:
            form.add_error("amount", problem)
    if not form.is_valid():
        return _page(request, found, status=422, take_form=form)
    amount = form.cleaned_data["amount"]
    _handover, code = services.hand_over(
        call_id=found.pk, amount=amount, takes_all=amount == seen.payable, method=form.cleaned_data["method"],
        by=_actor(request), at=clock.now(),
    )  # fmt: skip
    request.session[CODE_SHOWN] = {found.reference: code}
    return see_other("phone:call", reference)


def _amount_problem(amount: Any, seen: standing.Standing, *, says_amounts: bool) -> str:
    """Why an amount cannot be taken. Somebody who may only pay is told no figure of ours."""
    try:
        paying.choose_part(amount, payable=seen.payable, smallest_part=seen.smallest_part,
                           parts_open=seen.parts_open)  # fmt: skip
    except HearthsideError as refusal:
        if not says_amounts:
            return "This amount cannot be taken. Ask the caller to read the amount on the bill."
        if isinstance(refusal, paying.AmountTooSmall):
            return f"Type {refusal.smallest} or more."
        if isinstance(refusal, paying.RestTooSmall):
            return f"Type {refusal.most} or less, or all of it: {refusal.payable}."
        if isinstance(refusal, paying.PartsClosed):
            return "Part payments are off right now. Take all of it."
        return f"{seen.payable} can be paid now. Type that or less."
    return ""


@require_POST
@staff_required(TAKE)
def charge(request: HttpRequest, reference: str) -> HttpResponse:
    """The caller is back and said yes to the agent."""
    found, _clearance = _paying(request, reference)
    form = forms.YesForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, yes_form=form)
    try:
        charged = flows.agent_heard_yes(
            found, turn=form.cleaned_data["turn"], recording_id=form.cleaned_data["recording"],
            words=showing.page_of(found, at=clock.now()).say, by=_actor(request), at=clock.now(),
        )  # fmt: skip
    except errors.RecordingMissing as refusal:
        form.add_error("recording", _REFUSALS[type(refusal)])
        return _page(request, found, status=422, yes_form=form)
    if charged is not None:
        level, words = _CHARGED.get(charged.event, _NOT_CHARGED)
        messages.add_message(request, level, words)
    return see_other("phone:call", reference)


_NOT_CHARGED = (messages.ERROR, "Nothing was charged. Start the keypad again, or send a pay link.")
_CHARGED = {
    Event.PAID: (
        messages.SUCCESS,
        "Payment received. Read the confirmation number; have the caller read it back.",
    ),
    Event.SENT: (
        messages.SUCCESS,
        "Sent to the bank. Read the confirmation number; have the caller read it back.",
    ),
    Event.CHECKING: (
        messages.WARNING,
        "No answer yet. Tell the caller not to pay again; we tell them by noon Eastern tomorrow.",
    ),
    Event.REFUSED: (
        messages.ERROR,
        "The bank did not accept it. Nothing was charged. The caller may key another.",
    ),
    Event.CHANGED: (messages.ERROR, "The amount due has changed. Nothing was charged. Start again."),
}


@require_POST
@staff_required(TAKE)
def send_link(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the pay page's link to the address or phone on file."""
    found, _clearance = _paying(request, reference)
    channel = "text" if request.POST.get("by") == "text" else "email"
    try:
        services.send_link(call_id=found.pk, channel=channel, by=_actor(request), at=clock.now())
    except (errors.NothingToSend, errors.CallOver) as refusal:
        messages.error(request, _REFUSALS[type(refusal)])
    else:
        to = "the phone on file" if channel == "text" else "the e-mail address on file"
        messages.success(
            request, f"We sent a pay link to {to}. It opens once, for one hour, and asks for the ZIP."
        )
    return see_other("phone:call", reference)


@require_POST
@staff_required(TAKE)
def promise(request: HttpRequest, reference: str) -> HttpResponse:
    """Promise to call back the number on file: for a caller who did not pass, or who has no time."""
    found = _mine(request, reference)
    form = forms.PromiseForm(request.POST)
    if found.account_id is None or not form.is_valid():
        messages.error(request, "There is no account on this call yet. Ask for the account number first.")
        return see_other("phone:call", reference)
    asked = services.ask_call_back(
        request_key=f"agent:{found.reference}", account_id=found.account_id, call_id=found.pk,
        language=found.language, when=form.cleaned_data["when"], by=_actor(request), at=clock.now(),
    )  # fmt: skip
    local = asked.promised_by.astimezone(clock.EASTERN)
    messages.success(request, f"We call the number on file by {local:%A, %B %-d, %-I:%M %p} Eastern.")
    return see_other("phone:call", reference)


@require_POST
@staff_required(TAKE)
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """End the call with why and what came of it."""
    found = _mine(request, reference)
    form = forms.CloseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=422, close_form=form)
    typed = form.cleaned_data
    services.close_call(
        call_id=found.pk, outcome=typed["outcome"], reason=typed["reason"], note=typed["note"],
        by=_actor(request), at=clock.now(),
    )  # fmt: skip
    messages.success(request, "The call is closed.")
    return see_other("phone:desk")


@require_GET
@staff_required(CALL_BACK)
def call_backs(request: HttpRequest) -> HttpResponse:
    """Calls we promised, by the time they were promised for."""
    rows = list(selectors.call_backs_to_make()[:200])
    return render(request, "phone/call_backs.html", {"call_backs": rows, "now": clock.now()})


@require_GET
@staff_required(CALL_BACK)
def call_back_one(request: HttpRequest, reference: str) -> HttpResponse:
    """One promised call, with the number to call for who has taken it."""
    found = _call_back(request, reference)
    number = found.number or (found.account.phone if found.account else "")
    facts = {
        "call_back": found, "is_mine": found.owner_id == request.user.pk, "number": number,
        "may_give_up": found.tries + 1 >= TRIES_MOST, "now": clock.now(),
    }  # fmt: skip
    return render(request, "phone/call_back_one.html", facts)


def _call_back(request: HttpRequest, reference: str) -> CallBack:
    found = selectors.call_back_with(reference)
    if found is None:
        raise Http404
    if found.account is not None:
        _look(request, found.account)
    return found


@require_POST
@staff_required(CALL_BACK)
def call_back_move(request: HttpRequest, reference: str) -> HttpResponse:
    """Take it, or say how it went."""
    found = _call_back(request, reference)
    verb = request.POST.get("how", "")
    if verb not in _CALL_BACK_MOVES or (verb != "take" and found.owner_id != request.user.pk):
        raise PermissionDenied
    try:
        _CALL_BACK_MOVES[verb](request, found)
    except IllegalMove:
        messages.error(request, "A colleague has this call back, or it is done already.")
    if verb == "take":
        return see_other("phone:call_back_one", reference)
    return see_other("phone:call_backs")


_CALL_BACK_MOVES: dict[str, Callable[[HttpRequest, CallBack], object]] = {
    "take": lambda request, found: services.take_call_back(
        call_back_id=found.pk, owner_id=_login(request), by=_actor(request), at=clock.now()
    ),
    "done": lambda request, found: services.call_back_done(
        call_back_id=found.pk, by=_actor(request), at=clock.now()
    ),
    "not_reached": lambda request, found: services.call_back_not_reached(
        call_back_id=found.pk, by=_actor(request), at=clock.now()
    ),
    "given_up": lambda request, found: services.call_back_given_up(
        call_back_id=found.pk, by=_actor(request), at=clock.now()
    ),
}

"""The staff's pages of this room. Each act has its permission; nobody acts on an account of their own."""

from collections.abc import Callable
from functools import wraps
from itertools import islice
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.errors import HearthsideError
from hearthside.identity import selectors as identity
from hearthside.identity.access import staff_required
from hearthside.ledger import selectors as ledger
from hearthside.members import selectors as members
from hearthside.money import Money, total
from hearthside.references import new_reference
from hearthside.relief import keeping, selectors
from hearthside.relief.exports import why_listed
from hearthside.relief.forms import (
    BadDebtForm,
    DayForm,
    DecideForm,
    DeclineForm,
    ForgiveForm,
    PaperFormEntry,
    PauseForm,
    PlanForm,
)
from hearthside.relief.models import (
    LIVE,
    STANDING,
    Application,
    ApplicationState,
    DeclineReason,
    Plan,
    ScanState,
    WriteOff,
)
from hearthside.relief.policy import policy
from hearthside.relief.rules import hardship as rules
from hearthside.relief.rules import plans as plan_rules
from hearthside.relief.rules.giving_up import KeptOff
from hearthside.relief.services import collections, giving_up, hardship, plans
from hearthside.relief.views.opened import GET_OR_POST, see_other
from hearthside.relief.wording import KINDS, REASONS

REFUSED = {
    "own_account": "This account is your own. Somebody else must do this.",
    "same_person": "You proposed this yourself. A second person must agree.",
    "answered_before": "You said no to this before. Somebody else must look again.",
}
SAYS = {
    "relief.plan_stands": "This account has a plan already. Add the bill to it.",
    "relief.no_plan_for_this": "No plan in so many parts is offered for this amount.",
    "relief.balance_changed": "What is owed has changed. Read it again.",
    "relief.plan_ended": "This plan does not stand any more.",
    "relief.plan_late": "A payment is late. Its day cannot move before it is paid.",
    "relief.more_than_owed": "That is more than is still open.",
    "relief.nothing_owed": "Nothing is open that could be lowered.",
    "relief.application_incomplete": "The application is not complete.",
    "relief.unknown_day": "The policy does not offer this day.",
    "states.illegal_move": "This was decided already.",
}
KEPT_OFF = {
    KeptOff.TOO_LITTLE: "owes too little",
    KeptOff.TOO_FEW_BILLS: "too few bills so far",
    KeptOff.TOO_NEW: "billed not long enough ago",
    KeptOff.NO_NOTICE: "no written notice yet",
    KeptOff.NOTICE_TOO_NEW: "the notice is too new",
    KeptOff.DISPUTE: "something is disputed",
    KeptOff.APPEAL: "an appeal is open",
    KeptOff.PLAN: "on a payment plan",
    KeptOff.HARDSHIP: "asks for hardship help",
    KeptOff.ESTATE: "with an estate",
    KeptOff.INVESTIGATION: "is looked into",
    KeptOff.DIED: "somebody on it died",
    KeptOff.SECOND_PLAN: "waits for a second plan",
    KeptOff.ON_ITS_WAY: "a payment is on its way",
    KeptOff.LISTED: "on a list already",
}
MOST_ON_A_PAGE = 200
PAPER_TYPES = {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png", "heic": ".heic"}


def _in_words(refusal: HearthsideError) -> str:
    why = getattr(refusal, "why", "")
    return REFUSED.get(why) or SAYS.get(refusal.code) or str(refusal)


def _look(request: HttpRequest, account_id: int, subject: str) -> None:
    """One's own account stays shut; every other look is written down. Source: threats.md row 32."""
    if selectors.account_of_staff(request.actor, account_id):  # type: ignore[attr-defined]
        raise PermissionDenied
    audit.record("record.viewed", subject=subject, account_id=account_id, by=request.actor)  # type: ignore[attr-defined]


def _act(request: HttpRequest, done: str, act: Callable[..., Any]) -> bool:
    """Do it, as whoever asks and now, and say so; or say why not. Whether it was done."""
    try:
        act(by=request.actor, at=clock.now())  # type: ignore[attr-defined]
    except HearthsideError as refusal:
        messages.error(request, _in_words(refusal))
        return False
    messages.success(request, done)
    return True


def _account(number: str) -> Any:
    account = members.account_with_number(number)
    if account is None:
        raise Http404
    return account


def _person(kept: str) -> str:
    """Who did something, as staff know them: a name, or what works by itself."""
    kind, _, ident = kept.partition(":")
    if kind in ("staff", "login") and ident.isdigit():
        return identity.staff_names([int(ident)]).get(int(ident), f"login {ident}")
    return "the policy" if kept == giving_up.BY_POLICY else kept.replace(":", " ")


def _application(reference: str) -> Application:
    found = selectors.application_with(reference)
    if found is None:
        raise Http404
    return found


def _plan(reference: str) -> Plan:
    found = selectors.plan_with(reference)
    if found is None:
        raise Http404
    return found


def _write_off(reference: str) -> WriteOff:
    found = selectors.write_off_with(reference)
    if found is None:
        raise Http404
    return found


@staff_required("relief.read")
@require_safe
def application(request: HttpRequest, reference: str) -> HttpResponse:
    """An application beside the table: what it would take off, and why."""
    return _application_page(request, _application(reference))


def _application_page(
    request: HttpRequest, found: Application, form: DecideForm | None = None, status: int = 200
) -> HttpResponse:
    _look(request, found.account_id, found.reference)
    said = found.income
    initial = {
        "income": said.dollars_text if said is not None else "",
        "period": "month" if found.income_is_monthly else "year",
    }
    return render(
        request, "relief/desk/application.html",
        {"application": found, "form": form or DecideForm(initial=initial), "decline_form": DeclineForm(),
         "papers": selectors.papers_of(found), "name": members.recipient_of(found.account_id),
         "is_open": found.state == ApplicationState.SENT, "taken_off": selectors.taken_off(found),
         **_would_be(found)},
        status=status,
    )  # fmt: skip


def _would_be(found: Application) -> dict[str, Any]:
    """What the tables say of what was typed, and what that takes off today."""
    if found.people is None or found.income is None:
        return {}
    finding = selectors.finding_for(found, income=selectors.income_a_year(found), on=clock.today())
    charges = [(row.charge_id, row.open) for row in selectors.charges_of_application(found)]
    takes_off = total(part for _, part in rules.forgiven(charges, finding.forgives_percent))
    return {
        "finding": finding, "income_a_year": selectors.income_a_year(found), "takes_off": takes_off,
        "waits": total(open_ for _, open_ in charges), "steps": policy(clock.today()).hardship.steps,
        "alone": policy(clock.today()).approvals.alone["assistance"],
    }  # fmt: skip


@staff_required("relief.decide_application")
@require_POST
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer with the income that the papers show."""
    found = _application(reference)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _application_page(request, found, form, 422)
    income = rules.a_year(form.cleaned_data["income"], is_monthly=form.is_monthly)
    _act(request, "Answered. The letter is on its way.", lambda **acting: hardship.decide(
        reference=reference, income_a_year=income, **acting))  # fmt: skip
    return see_other("relief:desk_application", reference)


@staff_required("relief.decide_application")
@require_POST
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    """Say no, with a reason."""
    form = DeclineForm(request.POST)
    _application(reference)
    if form.is_valid():
        _act(request, "Answered. The letter is on its way.", lambda **acting: hardship.decline(
            reference=reference, reason=DeclineReason(form.cleaned_data["reason"]), **acting))  # fmt: skip
    return see_other("relief:desk_application", reference)


@staff_required("relief.read")
@require_safe
def paper(request: HttpRequest, reference: str) -> HttpResponse:
    """A file somebody sent, to be saved and not shown: nothing in it runs here."""
    found = selectors.paper_with(reference)
    if found is None or found.state == ScanState.WAITING:
        raise Http404
    _look(request, found.account_id, found.reference)
    response: Any = FileResponse(
        keeping.path_of(found.stored_as).open("rb"), as_attachment=True,
        filename=f"{found.reference}{PAPER_TYPES[found.kind]}", content_type="application/octet-stream",
    )  # fmt: skip
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return cast(HttpResponse, response)


@staff_required("relief.enter_application")
@GET_OR_POST
def enter_application(request: HttpRequest, number: str) -> HttpResponse:
    """An application that came on paper."""
    account = _account(number)
    _look(request, account.pk, f"account:{account.pk}")
    form = PaperFormEntry(request.POST or None)
    if form.is_bound and form.is_valid():
        made: list[Application] = []
        if _act(
            request,
            "Entered. It waits for an answer.",
            lambda **acting: made.append(_enter(account, form, **acting)),
        ):
            return see_other("relief:desk_application", made[0].reference)
    return render(
        request, "relief/desk/enter.html",
        {"form": form, "account": account, "name": members.recipient_of(account.pk)},
        status=422 if form.errors else 200,
    )  # fmt: skip


def _enter(account: Any, form: PaperFormEntry, **acting: Any) -> Application:
    return hardship.enter(
        account_id=account.pk, language=account.language, people=form.cleaned_data["people"],
        income=form.cleaned_data["income"], is_monthly=form.is_monthly, **acting,
    )  # fmt: skip


@staff_required("relief.offer_plan")
@GET_OR_POST
def offer_plan(request: HttpRequest, number: str) -> HttpResponse:
    """Offer a plan of up to as many parts as anybody may choose."""
    return _offer(request, number, is_long=False)


@staff_required("relief.offer_long_plan")
@GET_OR_POST
def offer_long_plan(request: HttpRequest, number: str) -> HttpResponse:
    """Offer a plan of more than four parts: Regulation Z asks for its facts, and they are on the page."""
    return _offer(request, number, is_long=True)


def _offer(request: HttpRequest, number: str, *, is_long: bool) -> HttpResponse:
    account, today = _account(number), clock.today()
    _look(request, account.pk, f"account:{account.pk}")
    standing = selectors.standing_plan(account.pk)
    if standing is not None:
        return see_other("relief:desk_plan", standing.reference)
    terms = policy(today).plans
    most = terms.installments_most_by_permission if is_long else terms.installments_most
    offers = selectors.offers(account.pk, today=today, day=selectors.usual_day(today), most=most)
    owed = total(row.open for row in selectors.plannable(account.pk, on=today))
    form = PlanForm(
        request.POST or None, counts=[offer.count for offer in offers], days=terms.days_of_month,
        initial={"day": selectors.usual_day(today)},
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        return _make_offer(request, account, form, is_long=is_long)
    return render(
        request, "relief/desk/offer.html",
        {"form": form, "account": account, "offers": offers, "owed": owed, "is_long": is_long,
         "key": new_reference(), "name": members.recipient_of(account.pk)},
        status=422 if form.errors else 200,
    )  # fmt: skip


def _make_offer(request: HttpRequest, account: Any, form: PlanForm, *, is_long: bool) -> HttpResponse:
    made: list[Plan] = []
    try:
        expected = Money(int(request.POST.get("cents", "")))
    except ValueError:
        expected = Money(0)
    key = f"desk:{request.POST.get('key', '')[:40]}"

    def offer(**acting: Any) -> None:
        made.append(
            plans.offer(
                account_id=account.pk, count=form.cleaned_data["count"], day=form.cleaned_data["day"],
                expected=expected, key=key, by_permission=is_long, **acting,
            )
        )  # fmt: skip

    _act(request, "Offered. It starts when the member accepts it or pays the first part.", offer)
    if made:
        return see_other("relief:desk_plan", made[0].reference)
    return see_other("relief:desk_offer_long" if is_long else "relief:desk_offer", account.number)


@staff_required("relief.read")
@require_safe
def plan(request: HttpRequest, reference: str) -> HttpResponse:
    """A plan as the ledger says it stands, and everything that may be done with it."""
    found = _plan(reference)
    _look(request, found.account_id, found.reference)
    today = clock.today()
    seen = selectors.picture(found, today=today)
    days = tuple(day for day in policy(today).plans.days_of_month if day != found.day_of_month)
    return render(
        request, "relief/desk/plan.html",
        {"plan": found, "picture": seen, "name": members.recipient_of(found.account_id),
         "is_live": found.state in LIVE, "is_standing": found.state in STANDING,
         "extra": total(row.open for row in selectors.plannable(found.account_id, on=today)),
         "day_form": DayForm(days=days), "forgive_form": ForgiveForm(), "pause_form": PauseForm(),
         "disclosure": plan_rules.disclosure([one.due for one in seen.shown])},
    )  # fmt: skip


def _plan_act(
    permission: str, done: str, act: Callable[..., Any], reads: Callable[[HttpRequest], dict[str, Any]]
) -> Callable[..., HttpResponse]:
    """A button on a plan's page: who may press it, what it does, what it needs from the form."""

    @wraps(act)
    def view(request: HttpRequest, reference: str) -> HttpResponse:
        found = _plan(reference)
        _look(request, found.account_id, found.reference)
        try:
            asked = reads(request)
        except ValueError:
            messages.error(request, "Something was missing. Nothing was changed.")
            return see_other("relief:desk_plan", reference)
        _act(request, done, lambda **acting: act(reference=reference, **asked, **acting))
        return see_other("relief:desk_plan", reference)

    return staff_required(permission)(require_POST(view))


def _nothing(request: HttpRequest) -> dict[str, Any]:
    return {}


def _read_day(request: HttpRequest) -> dict[str, Any]:
    return {"day": int(request.POST.get("day", ""))}


def _read_cents(request: HttpRequest) -> dict[str, Any]:
    return {"expected": Money(int(request.POST.get("cents", "")))}


def _read_until(request: HttpRequest) -> dict[str, Any]:
    form = PauseForm(request.POST)
    if not form.is_valid() or form.cleaned_data["until"] <= clock.today():
        raise ValueError("until")
    return {"reason": plans.ASKED, "until": form.cleaned_data["until"]}


def _read_forgiven(request: HttpRequest) -> dict[str, Any]:
    form = ForgiveForm(request.POST)
    if not form.is_valid():
        raise ValueError("amount")
    return {"amount": form.cleaned_data["amount"], "reason": form.cleaned_data["reason"]}


plan_day = _plan_act("relief.change_plan", "The day is changed.", plans.change_day, _read_day)
plan_add = _plan_act("relief.change_plan", "The bill is on the plan.", plans.add_bills, _read_cents)
plan_pause = _plan_act("relief.pause_plan", "The plan is paused.", plans.pause, _read_until)
plan_resume = _plan_act("relief.pause_plan", "The plan goes on.", plans.resume, _nothing)
plan_stop = _plan_act("relief.change_plan", "The plan has ended.", plans.stop, _nothing)
plan_break = _plan_act("relief.break_plan", "The plan is broken.", plans.break_plan, _nothing)
forgive = _plan_act(
    "relief.forgive", "Done, or waiting for a second person.", giving_up.forgive_on_plan, _read_forgiven
)


@staff_required("relief.propose_write_off")
@GET_OR_POST
def bad_debt(request: HttpRequest, number: str) -> HttpResponse:
    """Propose to give up what nobody can pay."""
    account = _account(number)
    _look(request, account.pk, f"account:{account.pk}")
    form = BadDebtForm(request.POST or None)
    if form.is_bound and form.is_valid():
        made: list[WriteOff] = []

        def propose(**acting: Any) -> None:
            reason = form.cleaned_data["reason"]
            made.append(giving_up.propose_bad_debt(account_id=account.pk, reason=reason, **acting))

        _act(request, "Proposed. A second person decides.", propose)
        if made:
            return see_other("relief:desk_write_off", made[0].reference)
    owed = total(row.open for row in ledger.unheld_open_charges(account.pk))
    return render(
        request, "relief/desk/bad_debt.html",
        {"form": form, "account": account, "owed": owed, "name": members.recipient_of(account.pk)},
        status=422 if form.errors else 200,
    )  # fmt: skip


@staff_required("relief.read")
@require_safe
def write_off(request: HttpRequest, reference: str) -> HttpResponse:
    """What was proposed, by whom, and the two answers."""
    found = _write_off(reference)
    _look(request, found.account_id, found.reference)
    me = giving_up.who(request.actor)  # type: ignore[attr-defined]
    return render(
        request, "relief/desk/write_off.html",
        {"write_off": found, "name": members.recipient_of(found.account_id),
         "is_mine": found.proposed_by == me, "kind": KINDS[found.kind],
         "reason": REASONS.get(found.reason, found.reason), "proposed_by": _person(found.proposed_by),
         "approved_by": _person(found.approved_by),
         "owed": total(row.open for row in ledger.open_charges(found.account_id))},
    )  # fmt: skip


def _write_off_act(permission: str, done: str, act: Callable[..., Any]) -> Callable[..., HttpResponse]:
    @wraps(act)
    def view(request: HttpRequest, reference: str) -> HttpResponse:
        found = _write_off(reference)
        _look(request, found.account_id, found.reference)
        _act(request, done, lambda **acting: act(reference=reference, **acting))
        return see_other("relief:desk_write_off", reference)

    return staff_required(permission)(require_POST(view))


approve = _write_off_act("relief.approve_write_off", "Approved. It is off the account.", hardship.approve)
turn_down = _write_off_act("relief.approve_write_off", "Turned down. It stays owed.", hardship.turn_down)
undo = _write_off_act("relief.undo_write_off", "Taken back. It is owed again.", giving_up.undo)


@staff_required("relief.see_collections")
@require_safe
def pre_collection(request: HttpRequest) -> HttpResponse:
    """Who would be on the next list and why, who is on one, and what keeps the others off."""
    today = clock.today()
    some = islice(collections.candidates(today=today), MOST_ON_A_PAGE)
    judged = [collections.judge(account_id, today=today) for account_id in some]
    audit.record("record.searched", reason="pre-collection", by=request.actor)  # type: ignore[attr-defined]
    rows = [(members.account(one.account_id), one) for one in judged]
    ready = [
        (account, one.facts.owed, why_listed(one, today=today)) for account, one in rows if not one.reasons
    ]
    kept_off = [
        (account, one.facts.owed, [KEPT_OFF[reason] for reason in one.reasons])
        for account, one in rows
        if one.reasons
    ]
    return render(
        request, "relief/desk/pre_collection.html",
        {"ready": ready, "kept_off": kept_off, "listed": list(selectors.listed_rows()[:MOST_ON_A_PAGE]),
         "terms": policy(today).collections, "most": MOST_ON_A_PAGE},
    )  # fmt: skip

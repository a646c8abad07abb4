"""The privacy officer's books: what is kept how long, legal holds, and the breach log."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.cases import selectors as cases
from hearthside.cases.wording import DESK_STATES
from hearthside.identity.access import staff_required
from hearthside.members import selectors as members
from hearthside.privacy import retention, selectors, services, wording
from hearthside.privacy.desk import act
from hearthside.privacy.errors import Unanswered
from hearthside.privacy.forms import AssessmentForm, BreachForm, CloseForm, HoldForm
from hearthside.privacy.rules.breaches import FACTORS
from hearthside.privacy.selectors import BreachRow
from hearthside.privacy.services import breaches as breach_services
from hearthside.privacy.services import purging
from hearthside.privacy.views.opened import GET_OR_POST, Facts, actor, see_other
from hearthside.references import new_reference

REPORTS = 50
MISSING = {
    "people": "how many people are concerned", "people_told_on": "the day the people were told",
    "government_told_on": "the day the government was told", "media_told_on": "the day the press was told",
    "plan_told_on": "the day the plan was told",
}  # fmt: skip


@staff_required("privacy.see_keeping")
@require_safe
def keeping_page(request: HttpRequest) -> HttpResponse:
    """The retention table, what a round would remove now, and what was removed."""
    return _keeping(request)


def _keeping(request: HttpRequest, *, form: HoldForm | None = None, status: int = 200) -> HttpResponse:
    today = clock.today()
    rounds = {one.kind: one for one in purging.look(at=clock.now())}
    lines = [(line, line.keeping.cutoff(today), rounds.get(line.keeping.kind)) for line in retention.table()]
    return render(
        request, "privacy/desk/keeping.html",
        {"lines": lines, "purges": selectors.purges(most=REPORTS), "holds": selectors.live_holds(),
         "hold_form": form or HoldForm(), "form": form,
         "may_hold": request.user.has_perm("privacy.hold_records")},
        status=status,
    )  # fmt: skip


@staff_required("privacy.hold_records")
@require_POST
def place_hold(request: HttpRequest) -> HttpResponse:
    """Keep everything of an account, or of all, until the hold is ended."""
    form = HoldForm(request.POST)
    account_id = None
    if form.is_valid():
        number = "".join(digit for digit in form.cleaned_data["number"] if digit.isdigit())
        account = members.account_with_number(number) if number else None
        if number and account is None:
            form.add_error("number", "There is no account with this number.")
        account_id = account.pk if account else None
    if form.errors:
        return _keeping(request, form=form, status=422)
    reason = form.cleaned_data["reason"]
    act(request, "Held. Nothing it covers is removed.",
        lambda by, at: services.place_hold(account_id=account_id, reason=reason, by=by, at=at))  # fmt: skip
    return see_other("privacy:desk_keeping")


@staff_required("privacy.hold_records")
@require_POST
def end_hold(request: HttpRequest, reference: str) -> HttpResponse:
    """What it kept may go again."""
    if reference not in {hold.reference for hold in selectors.live_holds()}:
        raise Http404
    act(request, "The hold is ended.", lambda by, at: services.end_hold(reference=reference, by=by, at=at))
    return see_other("privacy:desk_keeping")


@staff_required("privacy.work_breaches")
@GET_OR_POST
def breaches(request: HttpRequest) -> HttpResponse:
    """The log, and a new case."""
    form = BreachForm(request.POST or None, initial={"key": new_reference(), "discovered_on": clock.today()})
    if form.is_bound and form.is_valid():
        made: list[BreachRow] = []
        given = form.cleaned_data
        act(request, "The case is open, and its clock runs.",
            lambda by, at: made.append(services.note_breach(**given, by=by, at=at)))  # fmt: skip
        if made:
            return see_other("privacy:desk_breach", made[0].reference)
    rows = [(row, selectors.duties_of(row), DESK_STATES[row.case.state])
            for row in selectors.breaches_newest_first()[:REPORTS]]  # fmt: skip
    return render(
        request,
        "privacy/desk/breaches.html",
        {"rows": rows, "form": form},
        status=422 if form.errors else 200,
    )


def _breach(reference: str) -> BreachRow:
    found = selectors.breach_with_reference(reference)
    if found is None:
        raise Http404
    return found


@staff_required("privacy.work_breaches")
@GET_OR_POST
def breach_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One breach: what is known, the four factors, whom to tell by when."""
    breach = _breach(reference)
    audit.record("record.viewed", subject=reference, reason="breach", by=actor(request))
    form = AssessmentForm(request.POST or None, initial=_initial(breach))
    if form.is_bound and form.is_valid():
        facts = form.facts()
        act(request, "Written down.",
            lambda by, at: services.write_down(reference=reference, facts=facts, by=by, at=at))  # fmt: skip
        return see_other("privacy:desk_breach", reference)
    return _page(request, breach, form=form, status=422 if form.errors else 200)


def _initial(breach: BreachRow) -> Facts:
    facts: Facts = {name: getattr(breach, name) for name in breach_services.FACTS}
    for name in FACTORS:
        facts[f"factor_{name}"], facts[f"note_{name}"] = (
            breach.factors.get(name, ""),
            breach.notes.get(name, ""),
        )
    return facts


def _page(
    request: HttpRequest, breach: BreachRow, *, form: AssessmentForm, close_form: CloseForm | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    case = cases.case_with_reference(breach.reference)
    assert case is not None, "a breach stands beside its case"
    duties = selectors.duties_of(breach)
    return render(
        request, "privacy/desk/breach.html",
        {"breach": breach, "case": case, "duties": duties, "total": sum(breach.people.values()),
         "form": form, "close_form": close_form or CloseForm(), "is_live": case.closed_at is None,
         "factors": [(form[f"factor_{name}"], form[f"note_{name}"]) for name in FACTORS],
         "days_left": (duties.people_by - clock.today()).days if duties.people_by else None},
        status=status,
    )  # fmt: skip


@staff_required("privacy.work_breaches")
@require_POST
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """Close the case: the risk is low, or everybody was told."""
    breach = _breach(reference)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _page(
            request, breach, form=AssessmentForm(initial=_initial(breach)), close_form=form, status=422
        )
    words = form.cleaned_data["words"]
    try:
        services.close_breach(reference=reference, words=words, by=actor(request), at=clock.now())
    except Unanswered as missing:
        messages.error(request, f"This must be written down first: {_missing(missing.what)}.")
        return see_other("privacy:desk_breach", reference)
    messages.success(request, "The case is closed.")
    return see_other("privacy:desk_breaches")


def _missing(what: str) -> str:
    return MISSING.get(what) or f"the factor “{wording.FACTORS[what]}”"

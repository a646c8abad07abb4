"""The staff's pages of a death: take the call, find the person, verify, settle, or take it back."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.cases import rules as case_rules
from hearthside.cases import selectors as cases
from hearthside.errors import HearthsideError
from hearthside.estates import drafts, selectors, services, wording
from hearthside.estates.case_kinds import NOTICE
from hearthside.estates.errors import AlreadyTold, NoView
from hearthside.estates.forms import CallerForm, ContactForm, MatchForm, TaskForm, UndoForm, VerifyForm
from hearthside.estates.models import (
    Notice,
    NoticeState,
    Papers,
    Proof,
    Relation,
    TaskState,
    Told,
    What,
    YesNo,
)
from hearthside.estates.services.contacts import Speaker, why_no_view
from hearthside.estates.services.locking import who
from hearthside.identity.access import staff_required
from hearthside.identity.selectors import LoginRow
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.payments.views.steps import see_other
from hearthside.references import new_reference, spoken

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PERMISSION = "estates.work"


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _look(request: HttpRequest, account: AccountRow | None, subject: str) -> None:
    """Staff open this record: written down; their own, or of someone close to them, refused."""
    login, by = cast(LoginRow, request.user), _actor(request)
    account_id = account.pk if account else None
    if account is not None and members.is_close_to(account, login_id=login.pk, email=login.email):
        audit.record("record.refused", account_id=account_id, reason="own", result="refused", by=by)
        raise PermissionDenied
    audit.record("record.viewed", subject=subject, account_id=account_id, by=by)


def _notice(request: HttpRequest, reference: str) -> Notice:
    found = selectors.notice_of(reference)
    if found is None:
        raise Http404
    _look(request, found.account, reference)
    return found


def _act(request: HttpRequest, reference: str, done: str, act: Callable[[], Any]) -> HttpResponse:
    """Do it and say so, or say why not; then the notice again."""
    try:
        act()
    except AlreadyTold as refusal:
        messages.error(request, f"{wording.SAYS[refusal.code]} It is case {spoken(refusal.reference)}.")
    except NoView as refusal:
        messages.error(request, wording.NO_VIEW[refusal.why])
    except HearthsideError as refusal:
        messages.error(request, wording.SAYS.get(refusal.code) or str(refusal))
    else:
        messages.success(request, done)
    return see_other("estates:desk_notice", reference)


@staff_required(PERMISSION)
@GET_OR_POST
@sensitive_post_parameters()
def new(request: HttpRequest, number: str = "") -> HttpResponse:
    """Somebody calls or writes: the same questions, on one page."""
    account = members.account_with_number(number) if number else None
    if number and account is None:
        raise Http404
    if account is not None:
        _look(request, account, account.number)
    first = {"number": number, "zip": account.zip[:5] if account else ""}
    form = CallerForm(request.POST) if request.method == "POST" else CallerForm(initial=first)
    if form.is_bound and form.is_valid():
        return _taken(request, form.cleaned_data)
    facts = {"form": form, "account": account, "key": request.POST.get("key") or new_reference()}
    return render(request, "estates/desk/new.html", facts, status=422 if form.is_bound else 200)


def _taken(request: HttpRequest, typed: dict[str, Any]) -> HttpResponse:
    """Told and looked for at once: who takes the call sees what came of it."""
    now = clock.now()
    notice = services.report(
        facts=drafts.facts_of(typed), told=Told.PHONE, language=request.POST.get("language", "en"),
        request_key=f"death-desk:{request.POST.get('key', '')[:32]}", by=_actor(request), at=now,
    )  # fmt: skip
    services.look(notice_id=notice.pk, by=_actor(request), at=now)
    return see_other("estates:desk_notice", notice.case.reference)


@staff_required(PERMISSION)
@require_safe
def notice_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One notice: what was told, what rests, what is left to do, who speaks for the estate."""
    return _page(request, _notice(request, reference))


def _page(request: HttpRequest, notice: Notice, status: int = 200, **forms: Any) -> HttpResponse:
    return render(request, "estates/desk/notice.html", _facts(request, notice) | forms, status=status)


def _facts(request: HttpRequest, notice: Notice) -> dict[str, Any]:
    contact = selectors.contact_of(notice)
    return {
        "notice": notice, "contact": contact, **_told(notice), **_case(notice), **_money(notice),
        **_work(notice, by=who(_actor(request))),
        "match_form": MatchForm(initial={"number": notice.number_typed}),
        "verify_form": VerifyForm(initial={"died_on": notice.died_on}), "undo_form": UndoForm(),
        "contact_form": ContactForm(initial=_first_contact(notice, contact)),
    }  # fmt: skip


def _told(notice: Notice) -> dict[str, Any]:
    """What was said, and how, in words for staff."""
    return {
        "state": wording.STATES[NoticeState(notice.state)], "told": wording.TOLD[Told(notice.told)],
        "relation": dict(Relation.choices).get(notice.relation, ""),
        "equipment": wording.DESK_YES_NO[YesNo(notice.equipment)],
        "executor": wording.DESK_YES_NO[YesNo(notice.is_executor)],
        "papers": wording.DESK_PAPERS[Papers(notice.papers)],
        "proof": wording.PROOFS[Proof(notice.proof)] if notice.proof else "",
    }  # fmt: skip


def _case(notice: Notice) -> dict[str, Any]:
    case, today = notice.case, clock.today()
    is_open, rule = case.state != "closed", NOTICE.clock(case.received_on)
    return {
        "case": case, "is_open": is_open, "is_live": is_open,
        "clock": case_rules.standing(case.due_on, rule, today=today, is_paused=False),
        "days_left": (case.due_on - today).days if case.due_on else None,
        "files": cases.files_of(case, is_for_member=False),
    }  # fmt: skip


def _money(notice: Notice) -> dict[str, Any]:
    return {"owed": selectors.owed_by_estate(notice), "credit": selectors.credit_of(notice)}


def _work(notice: Notice, *, by: str) -> dict[str, Any]:
    """What rests, what is left to do, and what this person may do of it."""
    person = members.person(notice.person_id) if notice.person_id else None
    return {
        "person": person, "mail_count": selectors.mail_that_rests(notice),
        "tasks": [(task, wording.TASKS[task.code]) for task in selectors.tasks_of(notice)],
        "stops": [(stop, wording.WHATS[What(stop.what)]) for stop in selectors.stops_to_show(notice)],
        "is_first": notice.verified_by == by, "asked_undo": notice.undo_asked_by == by,
        "no_view": wording.NO_VIEW.get(why_no_view(notice), ""),
        "can_verify": notice.state in (NoticeState.REPORTED, NoticeState.LAPSED) and person is not None,
    }  # fmt: skip


def _first_contact(notice: Notice, contact: Any) -> dict[str, Any]:
    """Who is written down; else, where they said that they act for the estate, whoever told us."""
    names = ("name", "relation", "phone", "email", "address", "papers_seen")
    if contact is not None:
        return {name: getattr(contact, name) for name in names}
    if notice.is_executor != "yes":
        return {}
    return {"name": notice.reporter} | {name: getattr(notice, name) for name in names[1:5]}


@staff_required(PERMISSION)
@require_POST
def match(request: HttpRequest, reference: str) -> HttpResponse:
    """First the account number, then which of its people; from then on everything rests."""
    notice = _notice(request, reference)
    form = MatchForm(request.POST)
    form.fields["person"].choices = [(request.POST.get("person", ""), "")]  # type: ignore[attr-defined]
    if not form.is_valid():
        return _page(request, notice, 422, match_form=form, form=form)
    account = members.account_with_number(form.cleaned_data["number"])
    if account is None:
        form.add_error("number", "No account has this number.")
        return _page(request, notice, 422, match_form=form, form=form)
    _look(request, account, account.number)
    chosen = form.cleaned_data["person"]
    if not chosen:
        people = [(str(one.pk), f"{one.name}{_born(one)}") for one in members.people_of(account.pk)]
        again = MatchForm(initial={"number": account.number}, people=[("", "Choose"), *people])
        return _page(request, notice, match_form=again, is_choosing=True)
    person_id = next((one.pk for one in members.people_of(account.pk) if str(one.pk) == chosen), 0)
    if not person_id:
        raise Http404
    return _act(
        request, reference, "Found. Everything rests now.",
        lambda: services.match(
            reference=reference, account_id=account.pk, person_id=person_id, by=_actor(request),
            at=clock.now(),
        ),
    )  # fmt: skip


def _born(person: Any) -> str:
    return f", born {person.birth_date:%B %-d, %Y}" if person.birth_date else ""


def _button(done: str, act: Callable[..., Any]) -> Callable[[HttpRequest, str], HttpResponse]:
    def view(request: HttpRequest, reference: str) -> HttpResponse:
        _notice(request, reference)
        return _act(
            request, reference, done, lambda: act(reference=reference, by=_actor(request), at=clock.now())
        )

    return staff_required(PERMISSION)(require_POST(view))


stop = _button("Everything rests again.", services.stop_again)
view = _button("The contact can see the money of this account now.", services.open_view)


@staff_required(PERMISSION)
@require_POST
def check(request: HttpRequest, reference: str) -> HttpResponse:
    """A proof was seen."""
    notice = _notice(request, reference)
    form = VerifyForm(request.POST)
    if not form.is_valid():
        return _page(request, notice, 422, verify_form=form, form=form)
    return _act(
        request, reference, "Written down.",
        lambda: services.check(
            reference=reference, proof=Proof(form.cleaned_data["proof"]),
            died_on=form.cleaned_data["died_on"], by=_actor(request), at=clock.now(),
        ),
    )  # fmt: skip


@staff_required(PERMISSION)
@require_POST
def second(request: HttpRequest, reference: str, answer: str) -> HttpResponse:
    """A second person looks at the proof."""
    _notice(request, reference)
    agrees = answer == "approve"
    act = services.confirm if agrees else services.send_back
    done = "Verified." if agrees else "It is a report again."
    return _act(
        request, reference, done, lambda: act(reference=reference, by=_actor(request), at=clock.now())
    )


@staff_required(PERMISSION)
@require_POST
def task(request: HttpRequest, reference: str, pk: str) -> HttpResponse:
    """A box of the checklist."""
    notice, form = _notice(request, reference), TaskForm(request.POST)
    known = {str(row.pk): row.pk for row in selectors.tasks_of(notice)}
    if pk not in known or not form.is_valid():
        raise Http404
    return _act(
        request, reference, "Written down.",
        lambda: services.tick(
            reference=reference, task_id=known[pk], to=TaskState(form.cleaned_data["to"]),
            by=_actor(request), at=clock.now(),
        ),
    )  # fmt: skip


@staff_required(PERMISSION)
@require_POST
def contact(request: HttpRequest, reference: str) -> HttpResponse:
    """Who speaks for the estate."""
    notice, form = _notice(request, reference), ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, notice, 422, contact_form=form, form=form)
    typed = form.cleaned_data
    speaker = Speaker(
        typed["name"],
        typed["relation"],
        typed["phone"],
        typed["email"],
        typed["address"],
        typed["papers_seen"],
    )
    return _act(
        request, reference, "Written down, and written to.",
        lambda: services.set_contact(
            reference=reference, speaker=speaker, by=_actor(request), at=clock.now()
        ),
    )  # fmt: skip


@staff_required(PERMISSION)
@require_POST
def undo(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody found that it was a mistake, and says how they know."""
    notice, form = _notice(request, reference), UndoForm(request.POST)
    if not form.is_valid():
        return _page(request, notice, 422, undo_form=form, form=form)
    return _act(
        request, reference, "Written down. A second person must agree.",
        lambda: services.ask_undo(
            reference=reference, why=form.cleaned_data["why"], by=_actor(request), at=clock.now()
        ),
    )  # fmt: skip


@staff_required(PERMISSION)
@require_POST
def undo_second(request: HttpRequest, reference: str, answer: str) -> HttpResponse:
    """A second person agrees that it was a mistake, or does not."""
    _notice(request, reference)
    agrees = answer == "approve"
    act = services.undo if agrees else services.forget_undo
    done = "Everything is as it was." if agrees else "It stays as it is."
    return _act(
        request, reference, done, lambda: act(reference=reference, by=_actor(request), at=clock.now())
    )


@staff_required(PERMISSION)
@require_POST
def settle(request: HttpRequest, reference: str) -> HttpResponse:
    """Close the case."""
    _notice(request, reference)
    return _act(
        request, reference, "The case is closed.",
        lambda: services.settle(reference=reference, words="", by=_actor(request), at=clock.now()),
    )  # fmt: skip

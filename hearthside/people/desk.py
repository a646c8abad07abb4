"""The staff's pages of this room. Each act has its permission; nobody acts on an account of their own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.cases import flows
from hearthside.cases import selectors as cases
from hearthside.cases import services as case_services
from hearthside.cases.errors import FileRefused
from hearthside.cases.views.opened import sent_as_attachment
from hearthside.errors import HearthsideError
from hearthside.identity import selectors as logins
from hearthside.identity.access import staff_required
from hearthside.identity.selectors import LoginRow
from hearthside.members import selectors as members
from hearthside.members import services as member_services
from hearthside.members.selectors import AccountRow
from hearthside.people import letters, rules, selectors, services
from hearthside.people.forms import AgreeForm, FileForm, MatchForm, SpokenForm, StaffSayForm, TurnDownForm
from hearthside.people.models import Authority
from hearthside.people.policy import policy
from hearthside.people.rules import Paper
from hearthside.people.selectors import LIVE_PAPERS
from hearthside.people.views.opened import Facts, actor, see_other
from hearthside.people.wording import BASES, CHECKLIST, PAPERS, REASONS, SCOPES
from hearthside.references import new_reference, reference_of, typed

SAYS = {
    "people.second_person": "A second person must do this.",
    "people.no_account_yet": "Match the papers to an account and a person first.",
    "people.safety_first": "This account is marked: somebody may not be safe. Nobody is added to it.",
    "people.bad_last_day": "Choose a last day from today on, within the time the policy allows.",
    "cases.closed": "This case is closed.",
    "states.illegal_move": "This was decided already.",
}
REFUSED_FILES = {
    "kind": "This is no PDF, JPEG, PNG or HEIC.", "size": "This file is larger than 10 MB.",
    "empty": "This file is empty.", "count": "This case holds as many files as it can.",
    "day": "You have added as much as one person may in a day.", "closed": "This case is closed.",
}  # fmt: skip


def _clerk(request: HttpRequest) -> LoginRow:
    return cast(LoginRow, request.user)


def _look(request: HttpRequest, account: AccountRow | None, subject: str) -> None:
    """One's own account stays shut; every other look is written down. Source: threats.md row 32."""
    login, by = _clerk(request), actor(request)
    account_id = account.pk if account else None
    if account is not None and members.is_close_to(account, login_id=login.pk, email=login.email):
        audit.record("record.refused", account_id=account_id, reason="own", result="refused", by=by)
        raise PermissionDenied
    audit.record("record.viewed", subject=subject, account_id=account_id, by=by)


def _row(request: HttpRequest, reference: str) -> Authority:
    """The papers; 403 for papers of one's own, or about one's own account."""
    row = selectors.papers_with(reference)
    if row is None:
        raise Http404
    if row.helper_id == _clerk(request).pk:
        raise PermissionDenied
    _look(request, row.account, reference)
    return row


def _account(request: HttpRequest, number: str) -> AccountRow:
    account = members.account_with_number(number)
    if account is None:
        raise Http404
    _look(request, account, number)
    return account


def _act(request: HttpRequest, done: str, act: Callable[..., Any]) -> bool:
    """Do it, as whoever asks and now, and say so; or say why not. Whether it was done."""
    try:
        act(by=actor(request), at=clock.now())
    except HearthsideError as refusal:
        messages.error(request, _in_words(refusal))
        return False
    messages.success(request, done)
    return True


def _in_words(refusal: HearthsideError) -> str:
    lacks = getattr(refusal, "missing", ())
    if lacks:
        return "Not ticked yet: " + "; ".join(CHECKLIST[code] for code in lacks) + "."
    return SAYS.get(refusal.code) or str(refusal)


def _person(kept: str) -> str:
    """Who did something, as staff know them."""
    _kind, _colon, ident = kept.partition(":")
    return logins.staff_names([int(ident)]).get(int(ident), "staff") if ident.isdigit() else ""


@staff_required("people.read_papers")
@require_safe
def papers(request: HttpRequest, reference: str) -> HttpResponse:
    """Papers: whom they are about, what they say, and what can be done."""
    return _page(request, _row(request, reference))


def _page(request: HttpRequest, row: Authority, status: int = 200, **forms: Any) -> HttpResponse:
    login, found = _clerk(request), _asked_account(row)
    paper = Paper(row.kind)
    facts = {
        "row": row, "case": row.case, "kind": PAPERS[paper][0], "rule": rules.RULES[paper],
        "is_live": row.state in LIVE_PAPERS, "opens": SCOPES[row.scope],
        "first": _person(row.proposed_by), "is_first": row.proposed_by == f"staff:{login.pk}",
        "files": cases.files_of(row.case, is_for_member=False), "reason": REASONS.get(row.reason, ""),
        "story": [one for one in cases.story_of(row.case, is_for_member=False) if one.words],
        "may_agree": login.has_perm("people.agree_to_papers"), "key": new_reference(),
        "days_left": (row.case.due_on - clock.today()).days if row.case.due_on else None,
        "match_form": _match_form(found, row), "agree_form": _agree_form(row), "found": found,
        "down_form": TurnDownForm(), "ask_form": StaffSayForm(), "file_form": FileForm(), **forms,
    }  # fmt: skip
    return render(request, "people/desk/papers.html", facts, status=status)


def _asked_account(row: Authority) -> AccountRow | None:
    """The account that staff matched, else the one whose number was typed."""
    return row.account or members.account_with_number(row.asked_number)


def _match_form(found: AccountRow | None, row: Authority, data: Any = None) -> MatchForm:
    people = {one.pk: one.name for one in members.people_of(found.pk)} if found else {}
    initial = {"number": found.number if found else row.asked_number, "person": row.person_id}
    return MatchForm(data, people=people, initial=initial)


def _agree_form(row: Authority, data: Any = None) -> AgreeForm:
    # The second person ticks again: a reading of one's own, not a signature under another's.
    initial = {"scope": row.scope, "ends_on": row.ends_on}
    return AgreeForm(data, paper=Paper(row.kind), today=clock.today(), initial=initial)


@staff_required("people.read_papers")
@require_POST
def match(request: HttpRequest, reference: str) -> HttpResponse:
    """Whom the papers are about: an account, then a person on it."""
    row = _row(request, reference)
    found = members.account_with_number(typed(request.POST.get("number", "")))
    form = _match_form(found, row, request.POST)
    if found is None:
        form.add_error("number", "There is no account with this number.")
    if not form.is_valid() or found is None:
        return _page(request, row, 422, match_form=form, form=form)
    _look(request, found, reference)
    person_id = form.cleaned_data["person"]
    _act(request, "Matched." if person_id else "The account is matched. Now choose the person.",
         lambda **done: services.match(
             reference=reference, account_id=found.pk, person_id=person_id, **done))  # fmt: skip
    return see_other("people:desk_papers", reference)


@staff_required("people.agree_to_papers")
@require_POST
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """They say all they must. A power or a court paper waits for a second person."""
    row = _row(request, reference)
    form = _agree_form(row, request.POST)
    if not form.is_valid():
        return _page(request, row, 422, agree_form=form, form=form)
    said, is_first = form.cleaned_data, not row.proposed_by and rules.RULES[Paper(row.kind)].needs_two
    done = "Agreed. A second person reads it now." if is_first else "Agreed. Helper and member are told."
    what = {"ticked": said["ticked"], "scope": said["scope"], "ends_on": said["ends_on"]}
    if _act(request, done, lambda **by: services.agree(reference=reference, **what, **by)):
        return see_other("people:desk_papers", reference)
    return _page(request, row, 409, agree_form=form)


@staff_required("people.agree_to_papers")
@require_POST
def turn_down(request: HttpRequest, reference: str) -> HttpResponse:
    """They do not let anybody act: why, in words."""
    row = _row(request, reference)
    form = TurnDownForm(request.POST)
    if not form.is_valid():
        return _page(request, row, 422, down_form=form, form=form)
    said = form.cleaned_data
    _act(request, "Turned down. Whoever sent them is told.", lambda **by: services.turn_down(
        reference=reference, reason=said["reason"], words=said["words"], **by))  # fmt: skip
    return see_other("people:desk_papers", reference)


@staff_required("people.read_papers")
@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the sender for something more. The clock waits."""
    row = _row(request, reference)
    form = StaffSayForm(request.POST)
    if not form.is_valid():
        return _page(request, row, 422, ask_form=form, form=form)
    words, key = form.cleaned_data["words"], f"ask:{reference}:{form.cleaned_data['key']}"[:80]
    if _act(request, "Asked. The clock waits for the answer.", lambda **by: case_services.ask_member(
            reference=reference, words=words, key=key, **by)):  # fmt: skip
        letters.papers_asked(row, key=key, at=clock.now())
    return see_other("people:desk_papers", reference)


@staff_required("people.read_papers")
@require_POST
def add_file(request: HttpRequest, reference: str) -> HttpResponse:
    """A paper that came by mail, scanned."""
    row = _row(request, reference)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            flows.take_file(
                case=row.case, chunks=upload.chunks(), size_bytes=upload.size, by=actor(request),
                at=clock.now(),
            )  # fmt: skip
        except FileRefused as refusal:
            form.add_error("file", REFUSED_FILES[refusal.why])
        else:
            messages.success(request, "The file is with the case.")
            return see_other("people:desk_papers", reference)
    return _page(request, row, 422, file_form=form, form=form)


@staff_required("people.read_papers")
@require_safe
def file(request: HttpRequest, reference: str, file_reference: str) -> HttpResponse:
    """A file somebody sent, to be saved and not shown."""
    found = cases.file_of(_row(request, reference).case, file_reference)
    if found is None:
        raise Http404
    return cast(HttpResponse, sent_as_attachment(found))


@staff_required("people.see")
@require_safe
def account(request: HttpRequest, number: str) -> HttpResponse:
    """Who can see this account, whom we may talk with, and what keeps somebody safe."""
    return _account_page(request, _account(request, number))


def _account_page(request: HttpRequest, found: AccountRow, status: int = 200, **forms: Any) -> HttpResponse:
    login, today = _clerk(request), clock.today()
    standing, mark = selectors.standing(found.pk), selectors.safety_mark(found.pk)
    usual = today + timedelta(days=policy(today).spoken.usual_days)
    facts: Facts = {
        "account": found, "name": members.recipient_of(found.pk), "mark": mark,
        "is_first": mark is not None and mark.clearing_asked_by == f"staff:{login.pk}",
        "own": standing.own,
        "helpers": [(one, SCOPES[one.scope], BASES[one.basis]) for one in standing.helpers],
        "spoken": [(one, SCOPES[one.scope]) for one in selectors.spoken_of(found.pk)],
        "invitations": selectors.waiting_invitations(found.pk),
        "papers": selectors.papers_of(found.pk, most=10),
        "people": [(one, reference_of(one.pk)) for one in members.people_of(found.pk)],
        "may": {name: login.has_perm(f"people.{name}") for name in (
            "log_spoken", "end_access", "keep_safe", "clear_safety", "see_kept_address",
            "keep_care_private")},
        "spoken_form": SpokenForm(initial={"ends_on": usual, "key": new_reference()}), **forms,
    }  # fmt: skip
    return render(request, "people/desk/account.html", facts, status=status)


@staff_required("people.log_spoken")
@require_POST
def log_spoken(request: HttpRequest, number: str) -> HttpResponse:
    """The member said on the phone whom we may talk with."""
    found = _account(request, number)
    form = SpokenForm(request.POST)
    if not form.is_valid():
        return _account_page(request, found, 422, spoken_form=form, form=form)
    said = form.cleaned_data
    _act(request, "Written down.", lambda **by: services.log_spoken(
        account_id=found.pk, name=said["name"], scope=said["scope"], ends_on=said["ends_on"],
        request_key=f"spoken:{found.pk}:{said['key']}"[:64], **by))  # fmt: skip
    return see_other("people:desk_account", number)


@staff_required("people.log_spoken")
@require_POST
def end_spoken(request: HttpRequest, number: str, reference: str) -> HttpResponse:
    found = _account(request, number)
    if not any(one.reference == reference for one in selectors.spoken_of(found.pk)):
        raise Http404
    _act(request, "Ended.", lambda **by: services.end_spoken(reference=reference, **by))
    return see_other("people:desk_account", number)


@staff_required("people.end_access")
@require_POST
def end_access(request: HttpRequest, number: str, reference: str) -> HttpResponse:
    """The member asked on the phone. Nobody who is removed is told."""
    found = _account(request, number)
    grant = next((one for one in selectors.standing(found.pk).helpers if one.reference == reference), None)
    if grant is None:
        raise Http404
    _act(request, "Ended. We do not tell whoever was removed.",
         lambda **by: member_services.end_access(grant_id=grant.pk, why="desk", **by))  # fmt: skip
    return see_other("people:desk_account", number)


@staff_required("people.keep_safe")
@require_POST
def keep_safe(request: HttpRequest, number: str) -> HttpResponse:
    """Someone may not be safe: no reason is asked or kept."""
    found, no_letters = _account(request, number), bool(request.POST.get("no_letters"))
    _act(request, "Every helper is out, and nobody was told.", lambda **by: services.keep_safe(
        account_id=found.pk, no_letters_home=no_letters, **by))  # fmt: skip
    return see_other("people:desk_account", number)


@staff_required("people.keep_safe")
@require_POST
def ask_to_clear(request: HttpRequest, number: str) -> HttpResponse:
    """The first of two: the member told us that it is over."""
    found = _account(request, number)
    _act(request, "Noted. A second person clears it.",
         lambda **by: services.ask_to_clear(account_id=found.pk, **by))  # fmt: skip
    return see_other("people:desk_account", number)


@staff_required("people.clear_safety")
@require_POST
def clear_safety(request: HttpRequest, number: str) -> HttpResponse:
    """The second of two."""
    found = _account(request, number)
    _act(request, "The mark is gone.", lambda **by: services.clear(account_id=found.pk, **by))
    return see_other("people:desk_account", number)


@staff_required("people.see_kept_address")
@require_safe
def kept_address(request: HttpRequest, number: str) -> HttpResponse:
    """The address of somebody who may not be safe; the look is in the record by its own name."""
    found = _account(request, number)
    audit.record("record.glass_broken", subject=number, account_id=found.pk, by=actor(request))
    return render(request, "people/desk/kept_address.html",
                  {"account": found, "name": members.recipient_of(found.pk)})  # fmt: skip


@staff_required("people.keep_care_private")
@require_POST
def care(request: HttpRequest, number: str, reference: str) -> HttpResponse:
    """Keep a person's care from parents and helpers, or share it again."""
    found = _account(request, number)
    person = next((one for one in members.people_of(found.pk) if reference_of(one.pk) == reference), None)
    if person is None:
        raise Http404
    is_on = request.POST.get("private") == "yes"
    done = "Kept from everybody else." if is_on else "Shared as usual."
    _act(request, done, lambda **by: member_services.keep_care_confidential(
        person_id=person.pk, is_on=is_on, **by))  # fmt: skip
    return see_other("people:desk_account", number)

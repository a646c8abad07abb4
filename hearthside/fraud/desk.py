"""The investigators' pages. Every look at a report is recorded, and names no account.

Who may not know of a report finds what they find under a number that we never gave.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.cases.rules import Clock
from hearthside.cases.rules import standing as standing_of
from hearthside.cases.views.opened import see_other
from hearthside.errors import HearthsideError
from hearthside.fraud import keeping, manifest, rules, sealing, selectors, services, wording
from hearthside.fraud.forms import EvidenceForm, LinkForm, OutcomeForm, PersonForm, StaffWordsForm
from hearthside.fraud.models import Bundle, Tip, TipEvent, TipFile, TipState
from hearthside.fraud.policy import policy
from hearthside.identity import selectors as logins
from hearthside.identity.access import staff_required
from hearthside.identity.selectors import LoginRow
from hearthside.ledger import selectors as ledger
from hearthside.money import total
from hearthside.references import new_reference

SAYS = {
    "fraud.same_person": "You asked for this yourself. A second investigator must agree.",
    "fraud.nothing_to_hold": "This report names no charge that could be set aside.",
    "fraud.not_linked": "There is no such report, or it is this one.",
    "fraud.nobody_left": "Then nobody could look into this report. Nothing was changed.",
    "states.illegal_move": "This was decided already. Nothing was changed.",
}
investigators = staff_required(selectors.PERMISSION)


def _login(request: HttpRequest) -> LoginRow:
    return cast(LoginRow, request.user)


def _actor(request: HttpRequest) -> Actor:
    return cast(Actor, request.actor)  # type: ignore[attr-defined]


def _tip(request: HttpRequest, reference: str, *, what: str = "") -> Tip:
    """The report, if this person may know of it; the look is written down."""
    found = selectors.tip_for(_login(request), reference)
    if found is None:
        raise Http404
    audit.record("tip.viewed", subject=reference, reason=what, by=_actor(request))
    return found


def _act(request: HttpRequest, done: str, act: Callable[..., Any], **given: Any) -> bool:
    """Do it and say so; or say why not. Whether it was done."""
    try:
        act(**given, by=_actor(request), at=clock.now())
    except HearthsideError as refusal:
        messages.error(request, SAYS.get(refusal.code) or str(refusal))
        return False
    messages.success(request, done)
    return True


@investigators
@require_safe
def tips(request: HttpRequest) -> HttpResponse:
    """Every report this person may know of: those to work, the nearest clock first; or the closed ones."""
    closed = request.GET.get("closed") == "yes"
    shown = Paginator(selectors.page_of(_login(request), closed=closed), selectors.PAGE)
    page = shown.get_page(request.GET.get("page"))
    for tip in page:
        audit.record("tip.viewed", subject=tip.reference, reason="list", by=_actor(request))
    rows = [
        (tip, wording.DESK_KINDS[tip.kind], wording.DESK_STATES[TipState(tip.state)], _clock(tip))
        for tip in page
    ]
    return render(
        request, "fraud/desk/list.html",
        {"rows": rows, "page": page, "closed": closed, "outcomes": wording.OUTCOMES},
    )  # fmt: skip


def _clock(tip: Tip) -> str:
    terms = policy(clock.day_of(tip.received_at))
    rule = Clock(days=terms.days, warn_days=terms.warn_days)
    return standing_of(tip.due_on, rule, today=clock.today(), is_paused=tip.state == TipState.CLOSED)


@investigators
@require_safe
def tip_page(request: HttpRequest, reference: str) -> HttpResponse:
    """One report: what was told, the files, the story, what it shares with others, what can be done."""
    return _page(request, _tip(request, reference))


def _page(request: HttpRequest, tip: Tip, form: StaffWordsForm | None = None, name: str = "") -> HttpResponse:
    """The page; a form that was sent wrong stands in its place under `name`, with what was typed."""
    login = _login(request)
    facts = _told(tip) | _beside(tip, login) | _doable(tip, login)
    if form is not None:
        facts |= {"form": form, "wrong": name, "forms": facts["forms"] | {name: form}}
    facts["key"] = new_reference()
    return render(request, "fraud/desk/tip.html", facts, status=422 if form else 200)


def _told(tip: Tip) -> dict[str, Any]:
    return {
        "tip": tip, "facts": selectors.facts_of(tip), "kind": wording.DESK_KINDS[tip.kind],
        "state": wording.DESK_STATES[TipState(tip.state)], "outcome": wording.OUTCOMES.get(tip.outcome, ""),
        "clock": _clock(tip), "days_left": (tip.due_on - clock.today()).days, "story": _story(tip),
        "files": selectors.files_of(tip), "is_closed": tip.state == TipState.CLOSED,
    }  # fmt: skip


def _beside(tip: Tip, login: LoginRow) -> dict[str, Any]:
    group = [other for other in selectors.group_of(tip, login) if other.pk != tip.pk]
    alike = [
        (other, wording.DESK_KINDS[other.kind], ", ".join(wording.shared(mark) for mark in found.shared[:6]))
        for other, found in selectors.alike(tip, login)
    ]
    return {"group": group, "alike": alike, "bars": selectors.barred_from(tip)}


def _doable(tip: Tip, login: LoginRow) -> dict[str, Any]:
    hold = selectors.live_hold(tip)
    open_now = ledger.open_amounts(tip.charge_ids) if tip.account_id else {}
    return {
        "hold": hold, "can_hold": bool(open_now) and hold is None and tip.state != TipState.CLOSED,
        "open_now": total(open_now.values()), "is_mine": tip.owner_id == login.pk,
        "is_decider": tip.decided_by == f"staff:{login.pk}", "forms": _forms(tip, login),
    }  # fmt: skip


WORDS_ALONE = ("note", "reply", "agree", "send_back", "reopen")


def _forms(tip: Tip, login: LoginRow) -> dict[str, StaffWordsForm]:
    """The empty forms of the page, by the name of what they do."""
    plain = {name: StaffWordsForm(auto_id=f"{name}_%s") for name in WORDS_ALONE}
    return plain | {
        "close": OutcomeForm(auto_id="close_%s"), "link": LinkForm(auto_id="link_%s"),
        "hand_over": _colleagues(_may_take_over(tip, login), "hand_over", "Back to everybody"),
        "keep_from": _colleagues(_others(tip), "keep_from", "Choose"),
    }  # fmt: skip


def _may_take_over(tip: Tip, login: LoginRow) -> list[LoginRow]:
    return [row for row in selectors.who_may_see(tip) if row.pk != login.pk]


def _others(tip: Tip) -> list[LoginRow]:
    """Whom it could be kept from: everybody at the desk whom it is not kept from yet."""
    barred = {bar.login_id for bar in selectors.barred_from(tip)}
    return [row for row, _roles in logins.staff_logins() if row.is_active and row.pk not in barred]


def _colleagues(
    rows: list[LoginRow], name: str, first: str, data: Mapping[str, Any] | None = None
) -> PersonForm:
    people = [(row.pk, row.name or row.email) for row in rows]
    return PersonForm(data, colleagues=people, first=first, auto_id=f"{name}_%s")


def _story(tip: Tip) -> list[tuple[TipEvent, str, str, str]]:
    """Each event, what it was, its words, and by whom."""
    rows = selectors.story_of(tip, is_for_tipster=False)
    people = {part for row, _words in rows for part in (row.by, row.code) if part.startswith("staff:")}
    names = logins.staff_names({int(part.partition(":")[2]) for part in people}) if people else {}
    return [(row, _what(row, names), words, _whom(row.by, names)) for row, words in rows]


def _what(row: TipEvent, names: Mapping[int, str]) -> str:
    told = wording.DESK_STORY[row.kind]  # type: ignore[index]
    if row.code in wording.OUTCOMES:
        return f"{told}: {wording.OUTCOMES[row.code]}"
    more = {
        "linked": row.code,
        "unlinked": row.code,
        "kept_from": _whom(row.code, names),
        "evidence": row.code,
    }
    return f"{told} {more.get(row.kind, '')}".strip()


def _whom(by: str, names: Mapping[int, str]) -> str:
    kind, _colon, ident = by.partition(":")
    return (
        names.get(int(ident), "staff") if kind == "staff" else {"job": "the worker"}.get(kind, "the reporter")
    )


@investigators
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Work on it from now on."""
    _tip(request, reference)
    _act(request, "It is yours.", services.take, reference=reference, login_id=_login(request).pk)
    return see_other("fraud:desk_tip", reference)


def _said(
    name: str, done: str, act: Callable[..., Any], *, form_class: type[StaffWordsForm] = StaffWordsForm
) -> Callable[..., HttpResponse]:
    """A button that takes words. A note and a reply are written once: the form's key stands for them."""

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        tip = _tip(request, reference)
        form = form_class(request.POST, auto_id=f"{name}_%s")
        if not form.is_valid():
            return _page(request, tip, form, name)
        given = {field: value for field, value in form.cleaned_data.items() if field != "key"}
        if name in ONCE:
            given["key"] = f"{name}:{reference}:{form.cleaned_data['key']}"
        _act(request, done, act, reference=reference, **given)
        return see_other("fraud:desk_tip", reference)

    return investigators(require_POST(view))


def _decide(*, outcome: str, **more: Any) -> Tip:
    return (services.propose if rules.needs_second(outcome) else services.close)(outcome=outcome, **more)


ONCE = ("note", "reply")
note = _said("note", "The note is kept.", services.add_note)
reply = _said("reply", "The reporter can read it with number and PIN.", services.reply)
agree = _said("agree", "Closed. You are the second person.", services.agree)
send_back = _said("send_back", "It is looked into again.", services.send_back)
reopen = _said("reopen", "It is open again.", services.reopen)
close = _said("close", "Your finding is kept.", _decide, form_class=OutcomeForm)


@investigators
@require_POST
def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Give it to a colleague who may see it, or back to everybody."""
    tip = _tip(request, reference)
    people = _may_take_over(tip, _login(request))
    form = _colleagues(people, "hand_over", "Back to everybody", request.POST)
    if not form.is_valid():
        return _page(request, tip, form, "hand_over")
    given = {"to_login_id": form.cleaned_data["to"], "words": form.cleaned_data["words"]}
    _act(request, "Handed over.", services.hand_over, reference=reference, **given)
    return see_other("fraud:desk_tip", reference)


@investigators
@require_POST
def keep_from(request: HttpRequest, reference: str) -> HttpResponse:
    """For this colleague there is no such report from now on."""
    tip = _tip(request, reference)
    form = _colleagues(_others(tip), "keep_from", "Choose", request.POST)
    if form.is_valid() and form.cleaned_data["to"] is None:
        form.add_error("to", "Choose a colleague.")
    if not form.is_valid():
        return _page(request, tip, form, "keep_from")
    given = {"login_id": form.cleaned_data["to"], "words": form.cleaned_data["words"]}
    _act(request, "For them there is no such report now.", services.keep_from, reference=reference, **given)
    if selectors.tip_for(_login(request), reference) is None:
        return see_other("fraud:desk_tips")
    return see_other("fraud:desk_tip", reference)


def _two(done: str, act: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """A button about this report and another, both known to this person."""

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        tip = _tip(request, reference)
        form = LinkForm(request.POST, auto_id="link_%s")
        if form.is_valid() and selectors.tip_for(_login(request), form.cleaned_data["other"]) is None:
            form.add_error("other", SAYS["fraud.not_linked"])
        if not form.is_valid():
            return _page(request, tip, form, "link")
        given = {"other": form.cleaned_data["other"], "words": form.cleaned_data["words"]}
        _tip(request, given["other"], what="link")
        _act(request, done, act, reference=reference, **given)
        return see_other("fraud:desk_tip", reference)

    return investigators(require_POST(view))


link = _two("Linked.", services.link)
unlink = _two("The link has ended.", services.unlink)


@investigators
@require_safe
def group(request: HttpRequest, reference: str) -> HttpResponse:
    """Every report that links lead to, side by side."""
    tip = _tip(request, reference)
    rows = []
    for other in selectors.group_of(tip, _login(request)):
        audit.record("tip.viewed", subject=other.reference, reason="group", by=_actor(request))
        rows.append(
            (
                other,
                wording.DESK_KINDS[other.kind],
                selectors.facts_of(other),
                wording.OUTCOMES.get(other.outcome, ""),
            )
        )
    return render(request, "fraud/desk/group.html", {"tip": tip, "rows": rows})


def _press(done: str, act: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """A button that takes nothing."""

    def view(request: HttpRequest, reference: str) -> HttpResponse:
        _tip(request, reference)
        _act(request, done, act, reference=reference)
        return see_other("fraud:desk_tip", reference)

    return investigators(require_POST(view))


hold = _press("Set aside: nobody is asked for it.", services.hold)
release = _press("It is to be paid again, as old as it was.", services.release)


@investigators
@require_safe
def file(request: HttpRequest, reference: str, file_reference: str) -> HttpResponse:
    """A file that came with a report, to be saved and not shown."""
    found = selectors.file_of(_tip(request, reference, what="file"), file_reference)
    if found is None:
        raise Http404
    return _attachment(keeping.read(found.stored_as), manifest.name_of(found))


def _attachment(content: bytes, name: str) -> HttpResponse:
    """Saved, never shown: nothing in it runs here. Source: threats.md 3."""
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@investigators
@require_http_methods(["GET", "HEAD", "POST"])
def evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """What was handed out or is asked for; and the form that asks."""
    tip = _tip(request, reference, what="evidence")
    form = EvidenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"words": form.cleaned_data["words"], "with_name": form.cleaned_data["with_name"]}
        _act(
            request,
            "Asked. A second investigator must agree.",
            services.ask_for_bundle,
            reference=reference,
            **given,
        )
        return see_other("fraud:desk_evidence", reference)
    rows = [_bundle_row(bundle, _login(request)) for bundle in selectors.bundles_of(tip)]
    facts = {"tip": tip, "form": form, "rows": rows, "key": new_reference(), "facts": selectors.facts_of(tip)}
    return render(request, "fraud/desk/evidence.html", facts, status=422 if form.errors else 200)


def _bundle_row(bundle: Bundle, login: LoginRow) -> dict[str, Any]:
    names = logins.staff_names(int(by.partition(":")[2]) for by in (bundle.asked_by, bundle.agreed_by) if by)
    can_save = bundle.agreed_at is not None and _is_fresh(bundle)
    return {
        "bundle": bundle, "why": selectors.why_of(bundle), "is_mine": bundle.asked_by == f"staff:{login.pk}",
        "asked_by": _whom(bundle.asked_by, names), "can_save": can_save,
        "agreed_by": _whom(bundle.agreed_by, names) if bundle.agreed_by else "",
        "names": [manifest.NAME, *manifest.names_in(bundle), manifest.SUMS] if can_save else [],
    }  # fmt: skip


def _is_fresh(bundle: Bundle) -> bool:
    days = policy(clock.today()).bundle_days
    return (
        bundle.agreed_at is not None
        and bool(bundle.manifest_locked)
        and (clock.now() - bundle.agreed_at).days < days
    )


@investigators
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def agree_to_evidence(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """The second person, who proved a moment ago that it is them, reads what is asked, and agrees."""
    tip = _tip(request, reference, what="evidence")
    bundle = selectors.bundle_with(tip, key)
    if bundle is None:
        raise Http404
    if request.method == "POST":
        _act(request, "Agreed. It can be saved now.", services.agree_to_bundle, key=key)
        return see_other("fraud:desk_evidence", reference)
    facts = {"tip": tip, "row": _bundle_row(bundle, _login(request)), "files": selectors.files_of(tip)}
    return render(request, "fraud/desk/agree.html", facts)


@investigators
@require_safe
def save_evidence(request: HttpRequest, reference: str, key: str, what: str) -> HttpResponse:
    """One file of a bundle: the manifest, the sums, or a file that the manifest names."""
    tip = _tip(request, reference, what="evidence_saved")
    bundle = selectors.bundle_with(tip, key)
    if bundle is None or not _is_fresh(bundle):
        raise Http404
    content = _content(tip, bundle, what)
    if content is None:
        raise Http404
    return _attachment(content, what)


def _content(tip: Tip, bundle: Bundle, what: str) -> bytes | None:
    if what == manifest.NAME:
        return sealing.unlock_text(bundle.manifest_locked).encode()
    if what == manifest.SUMS:
        return manifest.sums(bundle).encode()
    found: TipFile | None = selectors.file_of(tip, what.partition(".")[0])
    is_named = found is not None and manifest.name_of(found) == what and what in manifest.names_in(bundle)
    return keeping.read(found.stored_as) if found and is_named else None

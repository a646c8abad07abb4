"""Queues: what waits, and taking the next of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from hearthside import clock
from hearthside.desk import gathering, opening, services, work
from hearthside.desk.asking import actor, clerk
from hearthside.desk.errors import CannotWorkIt, NoSuchQueue, NotInYourHands
from hearthside.desk.forms import HandOverForm, PutOffForm
from hearthside.desk.registry import WorkQueue
from hearthside.desk.showing import HANDS, hands
from hearthside.identity import selectors as logins
from hearthside.identity.access import staff_required


@require_safe
@staff_required("desk.enter")
def home(request: HttpRequest) -> HttpResponse:
    """Every queue this person may see: how much waits, how old, and its clock."""
    found = work.standings(gathering.queues_for(clerk(request)), today=clock.today())
    return render(request, "desk/home.html", {"standings": found, "total": sum(one.count for one in found)})


@require_safe
@staff_required("desk.enter")
def queue(request: HttpRequest, slug: str) -> HttpResponse:
    """A queue, oldest first, 50 at a time; what is in one's own hands stands above it."""
    chosen = _queue_or_404(request, slug)
    _let_go_of_what_is_done(request, chosen)
    return _queue_page(request, chosen)


def _let_go_of_what_is_done(request: HttpRequest, chosen: WorkQueue) -> None:
    """Rooms send people here when they have finished an item: it is in nobody's hands any more."""
    held = request.session.get(HANDS)
    if held and held["queue"] == chosen.slug and chosen.find is not None and chosen.find(held["key"]) is None:
        del request.session[HANDS]


def _queue_or_404(request: HttpRequest, slug: str) -> WorkQueue:
    try:
        return gathering.queue_for(clerk(request), slug)
    except NoSuchQueue:
        raise Http404 from None


def _queue_page(
    request: HttpRequest, chosen: WorkQueue, *, bound: Any = None, key: str = "", status: int = 200
) -> HttpResponse:
    today, login = clock.today(), clerk(request)
    rows, following = work.page(
        chosen, after=request.GET.get("after", "")[:120], login_id=login.pk, today=today
    )
    held = work.held_by(login.pk, chosen.slug)
    notes = work.notes_on(chosen.slug, [row.item.key for row in rows] + [one.key for one in held])
    may_work = login.has_perm(chosen.permission) and login.has_perm("desk.take_work")
    facts = {
        "queue": chosen, "may_work": may_work, "following": following,
        "standing": work.standings([chosen], today=today)[0],
        "rows": [(row, notes.get(row.item.key, [])) for row in rows],
        "is_first_page": "after" not in request.GET,
        "held": [(one, notes.get(one.key, [])) for one in held],
        "put_off": bound if isinstance(bound, PutOffForm) else PutOffForm(today=today),
        "form": bound, "bound_key": key,
        "colleagues": _colleagues(request, chosen) if held else [],
    }  # fmt: skip
    return render(request, "desk/queue.html", facts, status=status)


def _colleagues(request: HttpRequest, chosen: WorkQueue) -> list[tuple[int, str]]:
    return [
        (one.pk, one.name or one.email)
        for one in logins.staff_who_may(chosen.permission)
        if one != clerk(request)
    ]


@require_POST
@staff_required("desk.take_work")
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """The oldest free item, and straight to the page where it is worked."""
    chosen, login = _working(request, slug), clerk(request)
    item = services.take_next(
        queue=chosen, login=login, may_open=lambda account_id: opening.may_open(login, account_id),
        by=actor(request), at=clock.now(),
    )  # fmt: skip
    if item is None:
        request.session.pop(HANDS, None)
        messages.info(request, "Nothing is free in this queue. Thank you.")
        return redirect("desk:queue", slug)
    request.session[HANDS] = hands(chosen, item)
    return redirect(item.path)


def _working(request: HttpRequest, slug: str) -> WorkQueue:
    """A queue this person may work; seeing it is not enough."""
    chosen = _queue_or_404(request, slug)
    if not clerk(request).has_perm(chosen.permission):
        raise Http404
    return chosen


@require_POST
@staff_required("desk.take_work")
def put_off(request: HttpRequest, slug: str) -> HttpResponse:
    """Let it sleep until a day, for a reason."""
    chosen, key = _working(request, slug), _key(request)
    form = PutOffForm(request.POST, today=clock.today())
    if not form.is_valid():
        return _queue_page(request, chosen, bound=form, key=key, status=422)

    def do() -> None:
        services.put_off(
            queue=slug, key=key, until=form.cleaned_data["until"], reason=form.cleaned_data["reason"],
            note=form.cleaned_data["note"], login=clerk(request), by=actor(request), at=clock.now(),
        )  # fmt: skip

    return _given_on(request, slug, key, "It sleeps until that day.", do)


@require_POST
@staff_required("desk.take_work")
def hand_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Give it to a colleague who may work this queue, with a note."""
    chosen, key = _working(request, slug), _key(request)
    form = HandOverForm(request.POST, colleagues=_colleagues(request, chosen))
    if not form.is_valid():
        return _queue_page(request, chosen, bound=form, key=key, status=422)
    to = logins.staff_login(int(form.cleaned_data["to"]))
    if to is None:
        raise Http404

    def do() -> None:
        services.hand_over(
            queue=chosen, key=key, to=to, note=form.cleaned_data["note"], login=clerk(request),
            by=actor(request), at=clock.now(),
        )  # fmt: skip

    return _given_on(request, slug, key, f"{to.name} has it now.", do)


@require_POST
@staff_required("desk.take_work")
def put_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Give it back to the queue, at its old place."""
    _working(request, slug)
    key, note = _key(request), request.POST.get("note", "")[:1000]

    def do() -> None:
        services.put_back(
            queue=slug, key=key, note=note, login=clerk(request), by=actor(request), at=clock.now()
        )

    return _given_on(request, slug, key, "It is back in the queue, at its old place.", do)


def _key(request: HttpRequest) -> str:
    return request.POST.get("key", "")[:120]


def _given_on(request: HttpRequest, slug: str, key: str, says: str, do: Callable[[], None]) -> HttpResponse:
    """Do it, say so, and show the queue again with the focus on taking the next one."""
    try:
        do()
    except (NotInYourHands, CannotWorkIt):
        messages.error(request, "This item is not in your hands any more. Nothing was changed.")
        return redirect("desk:queue", slug)
    held = request.session.get(HANDS)
    if held and (held["queue"], held["key"]) == (slug, key):
        del request.session[HANDS]
    messages.success(request, says)
    return redirect("desk:queue", slug)

"""Mail money at the desk: deposits, one check at a time, unmatched money, letters, and keying by hand."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.errors import HearthsideError, IllegalMove
from hearthside.identity.access import staff_required
from hearthside.lockbox import errors, selectors, services, showing, words
from hearthside.lockbox.forms import ItemForm, LetterForm, LineForm, MarkForm, OpenBatchForm
from hearthside.lockbox.models import Batch, BatchState, Item, ItemState
from hearthside.lockbox.services import Outcome

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
PAGE = 50
REFUSALS = {
    errors.Outdated.code: "This check was changed meanwhile. Look at it as it is now.",
    errors.Untouchable.code: "That cannot be done to this check any more. Look at it as it is now.",
    errors.SameClerk.code: "You asked for this yourself. The second clerk must be another person.",
    errors.OwnAccount.code: "This account is yours or somebody's close to you. Another clerk must do it.",
    errors.NothingProposed.code: "Nothing waits for a second clerk here any more.",
    errors.SharesDiffer.code: "The shares do not make the check. Change the amounts until they agree.",
    IllegalMove.code: "That was done already, or cannot be done any more.",
}


@staff_required("lockbox.work")
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """Deposits, the newest first: what the bank says, what is posted, what needs a person."""
    last = selectors.batch(request.GET.get("before", ""))
    rows = selectors.batches(before=(last.deposit_on, last.pk) if last else None, most=PAGE + 1)
    following = rows[PAGE - 1].reference if len(rows) > PAGE else ""
    ages = selectors.unmatched_by_age(clock.now())
    return render(
        request, "lockbox/batches.html",
        {"lines": showing.batch_lines(rows[:PAGE]), "following": following, "ages": ages},
    )  # fmt: skip


@staff_required("lockbox.work")
@require_safe
def batch(request: HttpRequest, reference: str) -> HttpResponse:
    """One deposit: its balance, and the checks that need a person."""
    row = _batch(reference)
    if row.state == BatchState.KEYING:
        return redirect("lockbox:keying", row.reference)
    waiting = selectors.waiting_in(row.pk)
    return render(
        request, "lockbox/batch.html",
        {"batch": row, "totals": selectors.totals_of([row])[row.pk], "queue": _queue(waiting),
         "may_release": request.user.has_perm("lockbox.release")},
    )  # fmt: skip


@staff_required("lockbox.release")
@require_POST
def review(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what becomes of a batch whose totals did not hold."""
    row = _batch(reference)
    told: dict[str, Any] = {"batch_id": row.pk, "by": request.actor, "at": clock.now()}  # type: ignore[attr-defined]
    try:
        if request.POST.get("do") == "release":
            services.release_batch(**told)
            services.post_released(**told)
            messages.success(request, f"Batch {row.name} is entered: {row.amount}.")
        else:
            services.set_aside_batch(**told)
            messages.success(request, f"Batch {row.name} is set aside. Nothing of it is entered.")
    except HearthsideError as refusal:
        messages.error(request, _in_words(refusal))
    return redirect("lockbox:batch", row.reference)


@staff_required("lockbox.work")
@GET_OR_POST
def item(request: HttpRequest, reference: str, ordinal: str) -> HttpResponse:
    """One check: its picture, who it may be, and what to do with it."""
    row = selectors.item(reference, int(ordinal))
    if row is None:
        raise Http404
    if request.method == "POST":
        doing = _DOINGS.get(request.POST.get("do", ""))
        if doing is None:
            return _item_page(request, row, status=400)
        return doing(request, row)
    return _item_page(request, row)


def _item_page(
    request: HttpRequest, row: Item, *, form: ItemForm | None = None, status: int = 200
) -> HttpResponse:
    found = showing.maybes(row) if showing.is_workable(row) else []
    placed = selectors.parts_of(row.pk)
    _note_looks(
        request, row, {one.suggestion.account_id for one in found} | {part.account_id for part in placed}
    )
    waiting = selectors.waiting_in(row.batch_id)
    following = selectors.next_waiting(row.batch_id, row.ordinal)
    return render(
        request, "lockbox/item.html",
        {
            "item": row, "batch": row.batch, "totals": selectors.totals_of([row.batch])[row.batch_id],
            "queue": _queue(waiting), "place": _place(waiting, row), "why": words.waits_for(row),
            "what_to_do": words.WHAT_TO_DO.get(row.why, ""), "maybes": found, "parts": placed,
            "state": words.STATE[row.state], "seen": selectors.seen(row), "following": following,
            "form": form or ItemForm(amount=row.amount, rows=showing.first_rows(row, found)),
            "mark_form": MarkForm(), "letter_form": LetterForm(), "letters": selectors.letters_of(row.pk),
            "asked": showing.asked(row, request.actor.ident),  # type: ignore[attr-defined]
            "is_open": row.state == ItemState.SUSPENSE, "is_posted": row.state == ItemState.POSTED,
        },
        status=status,
    )  # fmt: skip


def _note_looks(request: HttpRequest, row: Item, account_ids: set[int]) -> None:
    for account_id in sorted(account_ids):
        audit.record(
            "record.viewed", subject=f"{row.batch.reference}:{row.ordinal}", account_id=account_id,
            reason="payment", by=request.actor,  # type: ignore[attr-defined]
        )  # fmt: skip


def _assign(request: HttpRequest, row: Item) -> HttpResponse:
    form = ItemForm(request.POST, amount=row.amount, rows=[])
    if not form.is_valid():
        return _item_page(request, row, form=form, status=422)
    try:
        outcome = services.assign_item(
            item_id=row.pk, shares=form.cleaned_data["shares"], turn=form.cleaned_data["turn"],
            ask_second=request.POST["do"] == "second", by=request.actor, at=clock.now(),  # type: ignore[attr-defined]
        )  # fmt: skip
    except errors.NoSuchAccount as refusal:
        form.add_error(
            None, f"No account has the number {refusal.facts['number']}. Look at the picture again."
        )
        return _item_page(request, row, form=form, status=422)
    except HearthsideError as refusal:
        return _refused(request, row, refusal)
    said = "posted" if outcome is Outcome.DONE else "waits for a second clerk"
    return _on(request, row, f"Check {row.ordinal}, {row.amount}: {said}.")


def _deed(verb: Any, said: str) -> Any:
    """A button that needs nothing but the check as the page showed it."""

    def do(request: HttpRequest, row: Item) -> HttpResponse:
        try:
            verb(
                item_id=row.pk, turn=_turn(request), by=request.actor, at=clock.now(),  # type: ignore[attr-defined]
            )  # fmt: skip
        except HearthsideError as refusal:
            return _refused(request, row, refusal)
        return _on(request, row, f"Check {row.ordinal}, {row.amount}: {said}.")

    return do


def _mark(request: HttpRequest, row: Item) -> HttpResponse:
    form = MarkForm(request.POST)
    if not form.is_valid():
        return _item_page(request, row, status=422)
    try:
        services.mark_item(
            item_id=row.pk, why=form.told, turn=form.cleaned_data["turn"], by=request.actor, at=clock.now(),  # type: ignore[attr-defined]
        )  # fmt: skip
    except HearthsideError as refusal:
        return _refused(request, row, refusal)
    messages.success(request, f"Marked: {words.WHY[form.told]}. The money stays unmatched.")
    return _to_item(row)


def _letter(request: HttpRequest, row: Item) -> HttpResponse:
    form = LetterForm(request.POST)
    if not form.is_valid():
        return _item_page(request, row, status=422)
    services.route_letter(item_id=row.pk, kind=form.told, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
    messages.success(request, f"Sent to the mail room: {words.LETTER[form.told].lower()}.")
    return _to_item(row)


def _keep(request: HttpRequest, row: Item) -> HttpResponse:
    services.take_item(item_id=row.pk, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
    return _on(request, row, f"Check {row.ordinal}, {row.amount}: kept as unmatched money.")


_DOINGS: dict[str, Callable[[HttpRequest, Item], HttpResponse]] = {
    "post": _assign,
    "second": _assign,
    "agree": _deed(services.agree, "agreed and done"),
    "refuse": _deed(services.refuse, "not done, and left as it was"),
    "return": _deed(services.return_to_sender, "a second clerk is asked to send the money back"),
    "unpost": _deed(services.unpost_item, "a second clerk is asked to take it off the account"),
    "mark": _mark,
    "letter": _letter,
    "unmatched": _keep,
}


def _turn(request: HttpRequest) -> int:
    text = request.POST.get("turn", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _refused(request: HttpRequest, row: Item, refusal: HearthsideError) -> HttpResponse:
    messages.error(request, _in_words(refusal))
    return _to_item(row)


def _in_words(refusal: HearthsideError) -> str:
    return REFUSALS.get(refusal.code, str(refusal))


def _to_item(row: Item) -> HttpResponse:
    return redirect("lockbox:item", row.batch.reference, row.ordinal)


def _on(request: HttpRequest, row: Item, said: str) -> HttpResponse:
    """Say what was done, and go on to the next check of the batch that needs a person."""
    messages.success(request, said)
    following = selectors.next_waiting(row.batch_id, row.ordinal)
    return _to_item(following) if following else redirect("lockbox:batch", row.batch.reference)


def _queue(waiting: list[Item]) -> list[tuple[Item, str]]:
    return [(one, words.waits_for(one)) for one in waiting]


def _place(waiting: list[Item], row: Item) -> int:
    """Which of the waiting checks this is, from 1; 0 for one that does not wait."""
    return next((place for place, one in enumerate(waiting, 1) if one.pk == row.pk), 0)


def _batch(reference: str) -> Batch:
    row = selectors.batch(reference)
    if row is None:
        raise Http404
    return row


@staff_required("lockbox.work")
@require_safe
def unmatched(request: HttpRequest) -> HttpResponse:
    """Money in the bank that is on no account, the oldest first, a page at a time."""
    after = request.GET.get("after", "")
    rows = selectors.unmatched_after(after, PAGE + 1)
    following = selectors.key_of(rows[PAGE - 1]) if len(rows) > PAGE else ""
    # Counting all of it is for the first page: whoever reads on has seen the sums.
    ages = [] if after else selectors.unmatched_by_age(clock.now())
    return render(
        request, "lockbox/unmatched.html",
        {"rows": showing.waiting(rows[:PAGE], at=clock.now()), "following": following, "is_first": not after,
         "ages": [(one, words.AGE_ASKS[one.band]) for one in ages], "count": sum(one.count for one in ages)},
    )  # fmt: skip


@staff_required("lockbox.letters")
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """Letters that came in payment envelopes and wait to be read."""
    rows = selectors.after(selectors.letters_waiting(), request.GET.get("after", ""), PAGE + 1)
    following = selectors.key_of(rows[PAGE - 1]) if len(rows) > PAGE else ""
    return render(
        request, "lockbox/letters.html",
        {"rows": [(row, words.LETTER[row.kind]) for row in rows[:PAGE]], "following": following},
    )  # fmt: skip


@staff_required("lockbox.letters")
@require_POST
def letter_done(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody read it and did what it asks."""
    if selectors.letter(reference) is None:
        raise Http404
    services.finish_letter(reference=reference, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "Done. The next letter is first in the list.")
    return redirect("lockbox:letters")


@staff_required("lockbox.work")
@GET_OR_POST
def open_keyed(request: HttpRequest) -> HttpResponse:
    """Begin a deposit that came without a file."""
    form = OpenBatchForm(request.POST or None, today=clock.today(), initial={"key": get_random_string(32)})
    if form.is_valid():
        told = form.cleaned_data
        row = services.open_keyed_batch(**told, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
        return redirect("lockbox:keying", row.reference)
    return render(request, "lockbox/open_keyed.html", {"form": form}, status=422 if form.is_bound else 200)


@staff_required("lockbox.work")
@GET_OR_POST
def keying(request: HttpRequest, reference: str) -> HttpResponse:
    """Key the checks of a deposit one after the other, with the running total."""
    row = _batch(reference)
    if row.state != BatchState.KEYING:
        return redirect("lockbox:batch", row.reference)
    form = LineForm(request.POST or None, initial={"place": selectors.next_place(row.pk)})
    if form.is_valid():
        return _key_line(request, row, form)
    lines = selectors.keyed_lines(row.pk)
    left = None if row.told is None else row.told - row.amount
    return render(
        request, "lockbox/keying.html",
        {"batch": row, "form": form, "lines": lines, "left": left,
         "is_balanced": (row.count, row.cents) == (row.told_count, row.told_cents)},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


def _key_line(request: HttpRequest, row: Batch, form: LineForm) -> HttpResponse:
    told = form.cleaned_data
    try:
        services.key_line(
            batch_id=row.pk, place=told["place"], amount=told["amount"], account_number=told["account"],
            check_number=told["number"], at=clock.now(),
        )  # fmt: skip
    except HearthsideError as refusal:
        messages.error(request, _in_words(refusal))
    return redirect("lockbox:keying", row.reference)


@staff_required("lockbox.work")
@require_POST
def strike(request: HttpRequest, reference: str) -> HttpResponse:
    """Take out a line that was keyed wrong."""
    row, place = _batch(reference), request.POST.get("place", "")
    if place.isascii() and place.isdigit() and len(place) < 9:
        try:
            services.strike_line(batch_id=row.pk, place=int(place))
        except HearthsideError as refusal:
            messages.error(request, _in_words(refusal))
    return redirect("lockbox:keying", row.reference)


@staff_required("lockbox.work")
@require_POST
def close_keyed(request: HttpRequest, reference: str) -> HttpResponse:
    """Enter a keyed deposit, once it is what the bank says."""
    row = _batch(reference)
    told: dict[str, Any] = {"batch_id": row.pk, "by": request.actor, "at": clock.now()}  # type: ignore[attr-defined]
    try:
        services.close_keyed_batch(**told)
    except errors.NotBalanced:
        messages.error(
            request, f"Not balanced yet: the bank says {row.told_count} checks and {row.told}, keyed are "
            f"{row.count} and {row.amount}.",
        )  # fmt: skip
        return redirect("lockbox:keying", row.reference)
    services.post_released(**told)
    messages.success(request, f"The deposit is entered: {row.amount}.")
    return redirect("lockbox:batch", row.reference)

"""At the desk: words that search could not answer. Nobody's record is shown here; no one knows who asked."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hearthside import clock
from hearthside.helpcenter import library
from hearthside.helpcenter.searching import selectors, services
from hearthside.helpcenter.searching.forms import AnswerForm
from hearthside.helpcenter.searching.ranking import ranker
from hearthside.identity.access import staff_required

QUEUE = "help-misses"
GUESSES = 3


@staff_required("helpcenter.misses")
@require_http_methods(["GET", "HEAD", "POST"])
def miss(request: HttpRequest, pk: int) -> HttpResponse:
    """One missed question: tie it to a topic, or put it away."""
    row = selectors.miss_with(pk)
    if row is None:
        raise Http404
    form = AnswerForm(request.POST if _answers(request) else None)
    if request.method == "POST" and (form.is_valid() or not form.is_bound):
        _settle(request, pk, form)
        return redirect("desk:queue", QUEUE)
    topics = library.topics("en")
    guesses = [topics[one.topic] for one in ranker().rank(row.words)[:GUESSES] if one.topic in topics]
    return render(
        request, "helpcenter/searching/desk_miss.html", {"row": row, "form": form, "guesses": guesses},
        status=422 if form.is_bound else 200,
    )  # fmt: skip


def _answers(request: HttpRequest) -> bool:
    return request.method == "POST" and "dismiss" not in request.POST


def _settle(request: HttpRequest, pk: int, form: AnswerForm) -> None:
    by, at = request.actor, clock.now()  # type: ignore[attr-defined]
    if form.is_bound:
        services.answer_miss(miss_id=pk, slug=form.cleaned_data["topic"], by=by, at=at)
        messages.success(request, "Search knows these words now.")
    else:
        services.dismiss_miss(miss_id=pk, by=by, at=at)
        messages.info(request, "Put away.")

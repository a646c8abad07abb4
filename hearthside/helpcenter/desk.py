"""At the desk: what readers say about the answers. No record of a member is shown here."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hearthside import clock
from hearthside.helpcenter import library, selectors, services
from hearthside.identity.access import staff_required

LISTED_MOST = 100
QUEUE = "help-words"


@require_safe
@staff_required("helpcenter.misses")
def overview(request: HttpRequest) -> HttpResponse:
    """What readers still wonder, oldest first, and how often each topic answered."""
    facts = {"waiting": selectors.words_waiting()[:LISTED_MOST], "topics": _answered()}
    return render(request, "helpcenter/desk/overview.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required("helpcenter.misses")
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """What one reader still wondered; settled once the topic says it, or nothing needs to be done."""
    row = selectors.words_with(pk)
    if row is None:
        raise Http404
    if request.method == "POST":
        services.settle_words(words_id=pk, by=request.actor, at=clock.now())  # type: ignore[attr-defined]
        messages.success(request, "Noted as done.")
        return redirect("desk:queue", QUEUE)
    return render(request, "helpcenter/desk/words.html", {"row": row, "topic": _topic(row.slug)})


def _answered() -> list[tuple[library.Topic, int, int]]:
    """Topics with votes on their present version, those that answer least often first."""
    votes = selectors.votes()
    found = [(topic, *votes.get((topic.slug, topic.version), (0, 0))) for topic in _topics()]
    return sorted((row for row in found if row[1] + row[2]), key=lambda row: row[1] / (row[1] + row[2]))


def _topics() -> list[library.Topic]:
    return list(library.topics("en").values())


def _topic(slug: str) -> library.Topic | None:
    return library.topics("en").get(slug)

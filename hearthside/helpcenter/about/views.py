"""The plain pages about us: your rights, this site for everyone, help in your language."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hearthside.helpcenter.about.languages import TAGLINES
from hearthside.helpcenter.about.pages import pages
from hearthside.helpcenter.facts import facts_of, fill
from hearthside.helpcenter.shown import Writer
from hearthside.organization.selectors import profile


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """The notice of nondiscrimination. Source: 45 CFR 92.10."""
    return _page(request, "rights")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the site does for everyone, how that is tested, and what is known to be lacking."""
    return _page(request, "accessibility")


@require_safe
def language_help(request: HttpRequest) -> HttpResponse:
    """Free help, said in each language. Source: 45 CFR 92.11."""
    org = profile()
    said = [(one, one.says.format(phone=org.phone, relay=org.relay)) for one in TAGLINES]
    return render(request, "helpcenter/about/language_help.html", {"taglines": said})


def _page(request: HttpRequest, slug: str) -> HttpResponse:
    language = get_language() or "en"
    page = pages(language)[slug]
    writer = Writer(facts_of(profile(), language), language)
    facts = {
        "title": fill(page.title, writer.facts),
        "short": fill(page.short, writer.facts),
        "parts": writer.parts(page.sections),
        "reviewed_on": page.reviewed_on,
    }
    return render(request, "helpcenter/about/page.html", facts)

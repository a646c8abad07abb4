"""What every page shows: the organization, where one can go, and the way to the other language."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from hearthside.inbox import selectors as inbox
from hearthside.organization.selectors import profile
from hearthside.portal import places
from hearthside.portal.viewing import viewing


def site(request: HttpRequest) -> dict[str, object]:
    """Read by every page; nothing here asks the database unless the page shows it."""
    user = getattr(request, "user", None)
    is_signed_in = user is not None and user.is_authenticated
    found = {
        "org": profile(),
        "keeps_form": getattr(request, "keeps_form", ""),
        **shell(request.path, is_signed_in=is_signed_in),
    }
    if is_signed_in:
        found["viewing"] = SimpleLazyObject(lambda: viewing(request))
        found["unread"] = SimpleLazyObject(lambda: inbox.unread_count(request.actor))  # type: ignore[attr-defined]
    return found


def shell(path: str, *, is_signed_in: bool = False) -> dict[str, object]:
    """Header and footer of the page at `path`."""
    language = get_language() or settings.LANGUAGE_CODE
    code, name = next(pair for pair in settings.LANGUAGES if pair[0] != language)
    return {
        "navigation": [
            (place, path.startswith(place.path))
            for place in places.open_places(places.NAVIGATION, is_signed_in=is_signed_in)
        ],
        "foot_more": places.open_places(places.FOOT_MORE),
        "foot_about": places.open_places(places.FOOT_ABOUT, is_signed_in=is_signed_in),
        "switch": {"code": code, "name": name, "path": places.in_language(path, code)},
    }

"""Every address of the house; each room brings its own. Spanish has the same addresses under /es/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from hearthside.portal.urls import machine

FIRST = ("portal", "identity")
"""Their addresses are looked at before the others'."""

_others = (room for room in settings.ROOMS if room not in (*FIRST, "api"))
ROOMS = (*FIRST, *(room for room in _others if (settings.CODE / room / "urls.py").exists()))

urlpatterns: list[URLPattern | URLResolver] = [
    *machine,
    path("", include("hearthside.api.urls")),
    *i18n_patterns(
        *(path("", include(f"hearthside.{room}.urls")) for room in ROOMS),
        prefix_default_language=False,
    ),
]
handler400 = "hearthside.portal.views.errors.bad_request"
handler403 = "hearthside.portal.views.errors.not_allowed"
handler404 = "hearthside.portal.views.errors.not_found"
handler500 = "hearthside.portal.views.errors.our_fault"

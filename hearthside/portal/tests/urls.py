"""The house's addresses as this room needs them: it can be tested before it is let in."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from hearthside.portal.urls import machine

urlpatterns = [
    path("", include("hearthside.api.urls")),
    path("", include((machine, "machine"))),
    *i18n_patterns(
        path("", include("hearthside.identity.urls")),
        path("", include("hearthside.portal.urls")),
        path("", include("hearthside.payments.urls")),
        prefix_default_language=False,
    ),
]
handler400 = "hearthside.portal.views.errors.bad_request"
handler403 = "hearthside.portal.views.errors.not_allowed"
handler404 = "hearthside.portal.views.errors.not_found"
handler500 = "hearthside.portal.views.errors.our_fault"

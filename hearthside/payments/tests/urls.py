"""The house's addresses, with this room's in any case: the room can be tested before it is let in."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    path("", include("hearthside.api.urls")),
    *i18n_patterns(path("", include("hearthside.payments.urls")), path("sign-in/", include("allauth.urls")),
                   prefix_default_language=False),
]  # fmt: skip

"""Production runs under the organization's own profile, on the organization's own hosts, or not at all.

`hearthside serve`, the web server's way in (config/wsgi.py) and `check --deploy` ask this.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from hearthside.errors import BadSetting
from hearthside.organization.selectors import profile

DEMO_PROFILE = "organization.E001"
FOREIGN_HOST = "organization.E002"


@register("organization", deploy=True)
def the_house_is_its_own(app_configs: Any, **named: Any) -> list[CheckMessage]:
    """What speaks against this house in production; nothing outside it."""
    return list(_faults()) if settings.PRODUCTION else []


def refuse_a_strange_house() -> None:
    """For who starts the web server without `hearthside serve`. Raises BadSetting."""
    found = the_house_is_its_own(None)
    if found:
        raise BadSetting("this house must not be served: " + "; ".join(fault.msg for fault in found))


def _faults() -> Iterator[CheckMessage]:
    org = profile()
    if org.is_demo:
        yield Error(
            "the profile is the demo's: point HEARTHSIDE_PROFILE at the organization's own", id=DEMO_PROFILE
        )
    # "*", or a dot before a name, would let any stranger's host in: only whole names are listed.
    for host in dict.fromkeys([*settings.ALLOWED_HOSTS, urlsplit(settings.SITE_URL).hostname or ""]):
        if host not in org.hosts:
            yield Error(
                f"{host or 'no host'} is not the organization's own: list it in the profile under sites",
                id=FOREIGN_HOST,
            )

"""Which processor an organization uses, by name."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from hearthside.errors import BadSetting
from hearthside.payments.processors import Processor

LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:]+\]|[a-z0-9.\-]+)(:[0-9]{1,5})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ProcessorSettings:
    """Where a processor is and what opens it. Refused at once when it makes no sense.

    `api_base` and `page_origin` are scheme, host and port: https, or http on this machine (the sandbox).
    `page_origin` is the hosted page's, where it is not the processor's usual one.
    """

    api_base: str
    secret_key: str = field(repr=False)
    webhook_secret: str = field(repr=False)
    timeout_seconds: int = 20
    page_origin: str = ""

    def __post_init__(self) -> None:
        _check_origin("api_base", self.api_base)
        if self.page_origin:
            _check_origin("page_origin", self.page_origin)
        if not self.secret_key or not self.webhook_secret:
            raise BadSetting("a processor needs a secret key and a webhook secret")
        if not 1 <= self.timeout_seconds <= 60:
            raise BadSetting(
                "timeout_seconds makes no sense", found=self.timeout_seconds, expected="1 to 60 seconds"
            )

    @property
    def is_on_this_machine(self) -> bool:
        return urlsplit(self.api_base).hostname in LOOPBACK_HOSTS


def _check_origin(name: str, address: str) -> None:
    parts = urlsplit(address)
    if not _ORIGIN.fullmatch(address):
        raise BadSetting(f"{name} is not an origin", found=address, expected="https://api.stripe.com")
    if parts.scheme != "https" and parts.hostname not in LOOPBACK_HOSTS:
        raise BadSetting(f"{name} must be https", found=address, expected="https, or http on this machine")


ADAPTERS = ("stripe",)
"""Names an adapter was written for; the money of each is on a cash book of that name."""


def processor_named(name: str, settings: ProcessorSettings) -> Processor:
    """The adapter of that name. Raises BadSetting for a name nobody wrote an adapter for."""
    if name == "stripe":
        from hearthside.payments.processors.stripe import StripeProcessor

        return StripeProcessor(settings)
    raise BadSetting("no such payment processor", found=name, expected="stripe")

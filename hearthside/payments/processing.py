"""The organization's processor, from the settings."""

from functools import lru_cache

from django.conf import settings

from hearthside.payments.processors import Processor
from hearthside.payments.processors.registry import ProcessorSettings, processor_named


def processor() -> Processor:
    """The one that the settings name now. Made once for each set of settings."""
    return _made(
        settings.PROCESSOR,
        ProcessorSettings(
            api_base=settings.PROCESSOR_API, secret_key=settings.PROCESSOR_KEY,
            webhook_secret=settings.PROCESSOR_WEBHOOK_SECRET,
            timeout_seconds=min(settings.PROCESSOR_TIMEOUT_SECONDS, 60),
            page_origin=settings.PROCESSOR_PAGES,
        ),
    )  # fmt: skip


@lru_cache(maxsize=8)
def _made(name: str, told: ProcessorSettings) -> Processor:
    return processor_named(name, told)

"""The topics as the help page groups them: what people come with, most asked first."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearthside.helpcenter.library import Topic


@dataclass(frozen=True, slots=True)
class Group:
    heading: Promise
    anchor: str
    slugs: tuple[str, ...]


GROUPS = (
    Group(_("Paying"), "paying", (
        "pay-online", "pay-by-phone", "pay-by-mail", "payment-confirmation", "payment-methods",
        "autopay-paperless", "cannot-pay",
    )),
    Group(_("Your bill"), "bill", (
        "when-bill", "understand-bill", "who-to-pay", "itemized-receipt", "find-account-number",
    )),
    Group(_("Your plan"), "plan", (
        "coverage", "cost-estimate", "secondary-insurance", "update-plan-info", "why-denied", "start-appeal",
    )),
    Group(_("Getting care"), "care", (
        "get-services", "home-health-orders", "how-fast", "what-is-home-health", "nurse-coaching",
        "heal-at-home", "referral-form",
    )),
    Group(_("Equipment"), "equipment", (
        "equipment-problem", "return-equipment", "pap-instructions", "pump-types", "pump-timing",
        "pump-brands",
    )),
    Group(_("Your account"), "account", (
        "login-trouble", "update-my-info", "who-can-access", "member-deceased",
    )),
    Group(_("Who we are"), "us", (
        "official-site", "report-fraud", "privacy-practices", "about-us", "contact-us",
    )),
)  # fmt: skip
REST = Group(_("More"), "more", ())


def grouped(topics: Mapping[str, Topic]) -> Iterator[tuple[Group, list[Topic]]]:
    """Every group with its topics; topics that no group names come last."""
    for group in (*GROUPS, Group(REST.heading, REST.anchor, tuple(ungrouped(topics)))):
        found = [topics[slug] for slug in group.slugs if slug in topics]
        if found:
            yield group, found


def ungrouped(slugs: Collection[str] | Mapping[str, Topic]) -> list[str]:
    named = {slug for group in GROUPS for slug in group.slugs}
    return sorted(set(slugs) - named)

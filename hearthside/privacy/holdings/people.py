"""Whom a member asked to help, the papers that were sent, what was said by voice; tries to get back in."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from hearthside.details import selectors as details
from hearthside.people import selectors
from hearthside.privacy.registry import OTHER, OWN, Holding, Row, Whose
from hearthside.privacy.saying import each, said
from hearthside.recovery import selectors as recovery

MOST = 10_000


def _invitations(whose: Whose) -> Iterable[Row]:
    names = ("reference", "name", "email", "scope", "ends_on", "state", "made_at", "answered_at")
    return each(selectors.invitations_on(whose.account_id)[:MOST], *names)


def _papers(whose: Whose) -> Iterable[Row]:
    for paper in selectors.papers_of(whose.account_id, most=MOST):
        if paper.helper_id is not None:
            continue  # a helper sent these: staff tell of them, after a look at who may be in danger
        names = ("kind", "state", "helper_name", "helper_email", "scope", "ends_on", "decided_at")
        yield {"reference": paper.case.reference} | said(paper, *names)


def _spoken(whose: Whose) -> Iterable[Row]:
    names = ("reference", "name", "scope", "given_at", "ends_on", "ended_at")
    return each(selectors.spoken_ever(whose.account_id)[:MOST], *names)


def _tries(whose: Whose) -> Iterable[Row]:
    # Not the new address that was asked for: the sign-in may be a helper's.
    names = ("reference", "what", "state", "asked_at", "ready_at", "ended_at")
    return each(recovery.of_account(whose.account_id, most=MOST), *names)


def _told(whose: Whose) -> Iterable[Row]:
    for told in details.told_on(whose.account_id)[:MOST]:
        names = ("plan_name", "member_id", "holder", "starts_on", "ends_on", "answered_at")
        yield {"reference": told.case.reference} | said(told, *names)


HELD = (
    Holding("invitations", OWN, _("Whom you asked to help"), _invitations),
    Holding("helper-papers", OWN, _("Papers of those who help you"), _papers),
    Holding("spoken-permissions", OWN, _("Permissions that you gave by phone"), _spoken),
    Holding("sign-in-help", OWN, _("Help with signing in"), _tries),
    Holding("told-about-plans-and-names", OTHER, _("What you told us about a plan or a name"), _told),
)

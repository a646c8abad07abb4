"""The breach log: found, judged by the four factors, everybody told, closed."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.cases import services as cases
from hearthside.privacy import selectors
from hearthside.privacy.case_kinds import BREACH, slug
from hearthside.privacy.errors import Unanswered
from hearthside.privacy.models import Breach
from hearthside.privacy.rules import breaches as rules

TOLD = ("people_told_on", "government_told_on", "media_told_on", "plan_told_on")
FACTS = ("happened_on", "what", "people", "factors", "notes", "is_encrypted", "for_plan", *TOLD)


@transaction.atomic
def note_breach(*, discovered_on: date, what: str, key: str, by: Actor, at: datetime) -> Breach:
    """Open a case for facts that may have got out; its clock runs from the day it was found.

    The same `key` again is the same case.
    """
    case = cases.open_case(
        kind=slug(BREACH), account_id=None, received_on=discovered_on, request_key=f"breach:{key}", by=by,
        at=at,
    )  # fmt: skip
    breach, is_new = Breach.objects.get_or_create(
        case_id=case.pk,
        defaults={"reference": case.reference, "discovered_on": discovered_on, "what": what},
    )  # fmt: skip
    if is_new:
        audit.record("privacy.breach_noted", subject=case.reference, by=by, at=at)
    return breach


@transaction.atomic
def write_down(*, reference: str, facts: dict[str, Any], by: Actor, at: datetime) -> Breach:
    """What is known by now: how many people by state, the four factors, who was told on which day."""
    breach = Breach.objects.select_for_update().get(reference=reference)
    changed = [name for name in FACTS if name in facts and getattr(breach, name) != facts[name]]
    for name in changed:
        setattr(breach, name, facts[name])
    if changed:
        breach.save(update_fields=changed)
        audit.record("privacy.breach_noted", subject=reference, changed=changed, by=by, at=at)
    return breach


@transaction.atomic
def close_breach(*, reference: str, words: str, by: Actor, at: datetime) -> Breach:
    """Close the case: low risk in all four ways, or everybody told who must be. Raises Unanswered."""
    breach = Breach.objects.select_for_update().get(reference=reference)
    duties = selectors.duties_of(breach)
    missing = rules.first_unanswered(
        breach.factors, is_encrypted=breach.is_encrypted, people=breach.people
    ) or _first_untold(breach, duties)
    if missing:
        raise Unanswered(missing)
    outcome = "notified" if duties.is_breach else "not_a_breach"
    cases.close(reference=reference, outcome=outcome, words=words, by=by, at=at)
    return breach


def _first_untold(breach: Breach, duties: rules.Duties) -> str:
    """Who must be told at the same time as the people and was not; the yearly report may come later."""
    if not duties.is_breach:
        return ""
    owed = {
        "people_told_on": True, "government_told_on": duties.is_large, "media_told_on": bool(duties.media),
        "plan_told_on": breach.for_plan,
    }  # fmt: skip
    return next((name for name in TOLD if owed[name] and getattr(breach, name) is None), "")

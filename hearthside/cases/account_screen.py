"""What the account screen shows of this room. Walled kinds are shown nowhere."""

from collections.abc import Sequence

from django.db.models import F
from django.urls import reverse

from hearthside import clock
from hearthside.cases import rules, selectors, wording
from hearthside.cases.kinds import kind
from hearthside.cases.models import LIVE, Case
from hearthside.desk.registry import Action, Alert, Hit, Reading, Subject, TimelineRow
from hearthside.references import spoken

LIVE_MOST = 20


def _open(subject: Subject, rows: Sequence[Case]) -> list[Alert]:
    """What somebody waits for: know it before asking for money."""
    return [_alert(case) for case in rows]


def _alert(case: Case) -> Alert:
    rule, today = kind(case.kind), clock.today()
    stands = rules.standing(
        case.due_on, rule.clock(case.received_on), today=today, is_paused=case.asked_on is not None
    )
    is_late = stands is rules.Standing.LATE
    by = f", answer by {case.due_on:%B %-d}" if case.due_on and stands is not rules.Standing.STOPPED else ""
    aside = ": part of the bill is set aside, do not ask for it" if rule.holds else ""
    words = f"{rule.name}{by}{' (late)' if is_late else ''}{aside}"
    return Alert(words, "caution" if is_late or rule.holds else "note", _path(case))


def _path(case: Case) -> str:
    rule = kind(case.kind)
    at_desk = rule.desk_path
    return at_desk(case.reference) if at_desk else reverse("cases:desk_case", args=[case.reference])


def _asked(subject: Subject, rows: Sequence[Case]) -> list[TimelineRow]:
    return [
        TimelineRow(
            row.opened_at, "case", f"{kind(row.kind).name} {spoken(row.reference)}",
            detail=wording.why_words(row), path=_path(row), state=wording.DESK_STATES[row.state],
        )
        for row in rows
    ]  # fmt: skip


READINGS = (
    Reading(
        lambda subject, most: selectors.cases_on(subject.account_id)
        .filter(state__in=LIVE).order_by(F("due_on").asc(nulls_last=True), "pk")[:LIVE_MOST],
        ("kind", "reference", "received_on", "due_on", "asked_on"), _open,
    ),
    Reading(
        lambda subject, most: selectors.cases_on(subject.account_id)[:most],
        ("opened_at", "kind", "reference", "why", "state"), _asked,
    ),
)  # fmt: skip


def ask_for_them(subject: Subject) -> list[Action]:
    path = reverse("cases:desk_new", args=[subject.number])
    return [Action("Open a question about a bill", path, "cases.work_questions", "Questions")]


def with_number(words: str) -> list[Hit]:
    """A case by its number, as people say it."""
    case = selectors.case_with_reference(words) if len(words) == 10 and words.isdigit() else None
    if case is None or case.is_walled or case.account_id is None:
        return []
    return [Hit(case.account_id, f"{kind(case.kind).name} {spoken(words)}", _path(case))]


ACTIONS = (ask_for_them,)
FINDERS = (with_number,)

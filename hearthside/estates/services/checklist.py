"""What is left to do about a death, box by box, and the end of the case."""

from datetime import datetime

from django.db import transaction

from hearthside.audit.actor import Actor
from hearthside.cases import services as cases
from hearthside.estates import selectors, states
from hearthside.estates.case_kinds import NOT_FOUND, SETTLED
from hearthside.estates.errors import NotMatched
from hearthside.estates.models import Notice, NoticeState, Task, TaskState, YesNo
from hearthside.estates.services.locking import locked, who

CALL, CONTACT, PAPERS, RETURN, ASK_RETURN = "call", "contact", "papers", "return", "ask_return"
CREDIT, VISITS, PLAN_TOLD, FINAL = "credit", "visits", "plan_told", "final"


def lay_out(notice: Notice) -> None:
    """The boxes that this notice needs; each once, however often it is asked. In the caller's transaction."""
    codes = [(CALL, ""), (CONTACT, ""), (PAPERS, ""), (VISITS, "")]
    codes += [(RETURN, item) for item in _rentals(notice)]
    if notice.equipment != YesNo.NO:
        codes.append((ASK_RETURN, ""))
    if notice.state == NoticeState.VERIFIED:
        codes += [(PLAN_TOLD, ""), (FINAL, "")]
        if selectors.needs_second(notice):
            codes.append((CREDIT, ""))
    for code, about in codes:
        Task.objects.get_or_create(
            notice=notice, code=code, about=about[:200], defaults={"account_id": notice.account_id}
        )


def _rentals(notice: Notice) -> list[str]:
    if notice.account_id is None or notice.person_id is None:
        return []
    return selectors.rentals_of(notice.account_id, notice.person_id)


def tick_off(notice: Notice, code: str, *, by: Actor, at: datetime) -> None:
    """A box whose work was just done here. In the caller's transaction."""
    rows = Task.objects.select_for_update().select_related("notice__case")
    for task in rows.filter(notice=notice, code=code, state=TaskState.OPEN):
        states.move_task(task, to=TaskState.DONE, who=who(by), by=by, at=at)


@transaction.atomic
def tick(*, reference: str, task_id: int, to: TaskState, by: Actor, at: datetime) -> Task:
    """A box is done, is not needed, or is open again. The same again changes nothing. Raises IllegalMove."""
    notice = locked(reference)
    task = Task.objects.select_for_update().select_related("notice__case").get(pk=task_id, notice=notice)
    if task.state != to:
        states.move_task(task, to=to, who=who(by), by=by, at=at)
    return task


@transaction.atomic
def settle(*, reference: str, words: str, by: Actor, at: datetime) -> Notice:
    """Everything is done, or nobody here is meant: the case is closed; what rests for an estate stays so.

    Raises NotMatched while a found person waits for a decision: verify it, or take it back.
    """
    notice = locked(reference)
    if notice.state == NoticeState.VERIFIED:
        outcome = SETTLED
    elif notice.person_id is None or notice.state == NoticeState.LAPSED:
        outcome = NOT_FOUND
    else:
        raise NotMatched("a report about a person is verified or taken back", case=reference)
    cases.close(reference=reference, outcome=outcome, words=words, by=by, at=at)
    return notice

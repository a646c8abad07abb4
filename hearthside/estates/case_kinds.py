"""A death notice, as a case: its clock, its queue, how it ends. Its page is our own."""

from datetime import date

from django.urls import reverse

from hearthside.cases.kinds import CaseKind
from hearthside.cases.rules import Clock, Counts
from hearthside.estates.policy import policy

DEATH = "death"
SETTLED, MISTAKE, NOT_FOUND, JOINED = "settled", "mistake", "not_found", "joined"


def _clock(on: date) -> Clock:
    return Clock(days=policy(on).look_days, counts=Counts.BUSINESS, warn_days=1)


def _desk_path(reference: str) -> str:
    return reverse("estates:desk_notice", args=[reference])


NOTICE = CaseKind(
    slug=DEATH,
    name="Death notice",
    plural="Death notices",
    permission="estates.work",
    clock=_clock,
    outcomes={
        SETTLED: "Everything is done", MISTAKE: "Reported in error", NOT_FOUND: "No such person here",
        JOINED: "Told before",
    },
    member_sees=False,
    queue_help="Find the account first: from then on nothing goes out in that person's name.",
    desk_path=_desk_path,
)  # fmt: skip
KINDS = (NOTICE,)

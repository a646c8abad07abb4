"""Papers that let somebody act for a member: a kind of case."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hearthside.cases.kinds import CaseKind
from hearthside.cases.rules import Clock
from hearthside.people.policy import policy
from hearthside.people.rules import Paper

AUTHORITY = "authority"
GRANTED, DECLINED = "granted", "declined"


def _clock(on: date) -> Clock:
    return policy(on).papers.clock


def _desk_path(reference: str) -> str:
    return reverse("people:desk_papers", args=[reference])


PAPERS = CaseKind(
    slug=AUTHORITY,
    name=_("Papers to act for someone"),
    plural="Authority papers",
    permission="people.read_papers",
    answer_permission="people.agree_to_papers",
    clock=_clock,
    whys={
        Paper.AUTHORIZATION: _("Permission form"),
        Paper.POA_MONEY: _("Power of attorney for money"),
        Paper.POA_HEALTH: _("Power of attorney for health care"),
        Paper.GUARDIAN: _("Guardian, or other court order"),
        Paper.PARENT: _("Parent of a child under 18"),
    },
    outcomes={GRANTED: _("The papers let you act"), DECLINED: _("The papers do not let you act")},
    # The pages of this room show it to whoever sent it: a helper has no grant yet.
    member_sees=False,
    queue_help="Read every page, tick what it says, match it to a person. Two agree where it is a power.",
    desk_path=_desk_path,
)
KINDS = (PAPERS,)

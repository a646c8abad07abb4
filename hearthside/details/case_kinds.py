"""What members tell us that a person must look at: a change of plan, a new legal name, an odd address."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from hearthside.cases.kinds import CaseKind
from hearthside.cases.rules import Clock, Counts

PLAN_CHANGE, NAME_CHANGE, ADDRESS_CHECK = "plan_change", "name_change", "address_check"
WORK = "details.work"


def _three_days(on: date) -> Clock:
    return Clock(days=3, counts=Counts.BUSINESS, pauses=True, warn_days=1)


def _ten_days(on: date) -> Clock:
    return Clock(days=10, counts=Counts.BUSINESS, pauses=True, warn_days=2)


PLAN_WHYS = {
    "new": _("I have a new plan"),
    "added": _("I have one more plan"),
    "ended": _("A plan ended"),
    "number": _("My member ID changed"),
    "mismatch": _("A name, birth date or ID is wrong"),
}

KINDS = (
    CaseKind(
        slug=PLAN_CHANGE,
        name=_("Change of health plan"),
        plural="Changes of health plans",
        permission=WORK,
        clock=_three_days,
        whys=PLAN_WHYS,
        outcomes={
            "changed": _("We changed our record"),
            "ask_plan": _("Your plan must change it first"),
            "as_is": _("Our record is right"),
        },
        queue_help="Check with the plan, change the coverage, send claims again where they went wrong.",
    ),
    CaseKind(
        slug=NAME_CHANGE,
        name=_("Change of legal name"),
        plural="Changes of legal names",
        permission=WORK,
        clock=_ten_days,
        outcomes={
            "changed": _("We changed your name"),
            "ask_plan": _("Your plan must change it first"),
            "paper": _("The paper does not show it"),
        },
        queue_help="The plan's record must have the new name first. Look at the paper, then change it.",
    ),
    CaseKind(
        slug=ADDRESS_CHECK,
        name=_("Address to check"),
        plural="Addresses to check",
        permission=WORK,
        clock=_three_days,
        whys={
            "abroad": _("Outside the United States"),
            "zip_state": _("ZIP code and state do not go together"),
            "no_number": _("No house number and no PO box"),
        },
        outcomes={"right": _("The address is right"), "mended": _("We mended it with the member")},
        member_sees=False,
        queue_help="A member typed this and we kept it as it is. Call before the next bill goes out.",
    ),
)

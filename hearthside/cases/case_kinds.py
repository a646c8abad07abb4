"""Questions about a bill: the kind of case this room brings itself."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from hearthside.cases.kinds import CaseKind
from hearthside.cases.policy import policy
from hearthside.cases.rules import Clock
from hearthside.ledger.holds import HoldReason

DISPUTE = "dispute"
STANDS, CORRECTED = "stands", "corrected"
LOOKS_WRONG = "other"


def _clock(on: date) -> Clock:
    return policy(on).questions.clock


def _again_days(closed_on: date) -> int:
    return policy(closed_on).questions.again_days


QUESTION = CaseKind(
    slug=DISPUTE,
    name=_("Question about a bill"),
    plural="Questions about bills",
    permission="cases.work_questions",
    answer_permission="cases.answer_questions",
    clock=_clock,
    whys={
        "not_received": _("I did not get this"),
        "paid_already": _("I already paid this"),
        "paid_provider": _("I paid the provider"),
        "wrong_person": _("This is not for me or my family"),
        "wrong_plan": _("You asked the wrong health plan"),
        "wrong_amount": _("My plan’s letter says another amount"),
        LOOKS_WRONG: _("Something else"),
    },
    outcomes={STANDS: _("The charge is right"), CORRECTED: _("We corrected it")},
    holds=HoldReason.DISPUTED,
    again_days=_again_days,
    queue_help="The clock first. The charge is set aside until you answer.",
)
KINDS = (QUESTION,)

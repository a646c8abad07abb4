"""What people ask about their own facts, and the breach log: the kinds of cases this room brings."""

from collections.abc import Callable
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hearthside.cases.kinds import CaseKind, Words
from hearthside.cases.rules import Clock
from hearthside.members.selectors import CARE_SCOPES, MONEY_SCOPES
from hearthside.privacy.policy import policy

COPY, FIX, LIST, LESS, CONTACT, COMPLAINT = "copy", "fix", "list", "less", "contact", "complaint"
BREACH = "breach"
REQUESTS = (COPY, FIX, LIST, LESS, CONTACT, COMPLAINT)
PRIVATE = (CONTACT, COMPLAINT)
"""Only who asked sees these: another login of the account must not learn of them."""
WHOLE = tuple(scope for scope in MONEY_SCOPES if scope in CARE_SCOPES)
"""The grants that stand for the member in everything: a helper for money or for care alone may not ask."""

DONE, PARTLY, REFUSED = "done", "partly", "refused"


def slug(asked: str) -> str:
    """What the cases room calls a kind of ours: "privacy-copy"."""
    return f"privacy-{asked}"


def asked_in(kind: str) -> str:
    """The other way round: "copy"."""
    return kind.removeprefix("privacy-")


def _clock(asked: str) -> Callable[[date], Clock]:
    return lambda on: policy(on).requests[asked].clock


def _at_desk(reference: str) -> str:
    return reverse("privacy:desk_request", args=[reference])


def _kind(asked: str, name: Words, plural: str, help: str, outcomes: dict[str, Words]) -> CaseKind:
    return CaseKind(
        slug=slug(asked), name=name, plural=plural, permission="privacy.work",
        answer_permission="privacy.answer", clock=_clock(asked), outcomes=outcomes, scopes=WHOLE,
        member_sees=asked not in PRIVATE, queue_help=help, desk_path=_at_desk,
    )  # fmt: skip


KINDS = (
    _kind(COPY, _("Copy of your records"), "Copies of records",
          "The law gives 30 days, and 30 more once, with the reason in writing.",
          {DONE: _("We gave it"), PARTLY: _("We gave a part"), REFUSED: _("We said no")}),
    _kind(FIX, _("Fix in your records"), "Fixes of records",
          "The law gives 60 days, and 30 more once. A no needs its reason and the right to answer it.",
          {DONE: _("We fixed it"), PARTLY: _("We fixed a part"), REFUSED: _("We said no")}),
    _kind(LIST, _("List of whom we told"), "Lists of whom we told",
          "The law gives 60 days, and 30 more once. The list is made from what was noted.",
          {DONE: _("We sent the list")}),
    _kind(LESS, _("Share less"), "Wishes to share less",
          "Care paid in full outside the plan must be kept from the plan.",
          {DONE: _("We agreed"), REFUSED: _("We said no")}),
    _kind(CONTACT, _("Reach you another way"), "Wishes to be reached another way",
          "Never write or call where the account was reached before. Ask for no reason.",
          {DONE: _("We changed it"), REFUSED: _("We could not do it")}),
    _kind(COMPLAINT, _("Privacy complaint"), "Privacy complaints",
          "Nobody may be treated worse for a complaint. The person may go to the government at any time.",
          {DONE: _("We answered")}),
    CaseKind(
        slug=slug(BREACH), name="Breach", plural="Breaches", permission="privacy.work_breaches",
        clock=_clock(BREACH), outcomes={"notified": "Everybody was told", "not_a_breach": "No breach"},
        walled=True, member_sees=False, desk_path=lambda reference: reverse(
            "privacy:desk_breach", args=[reference]
        ), queue_help="60 days from the day it was found, at the most. The case page counts whom to tell.",
    ),
)  # fmt: skip

"""Which way money goes back, who must agree, and when money nobody claims is nobody's any more."""

from hearthside.refunds.rules.approval import (
    Agreement,
    ApprovalTerms,
    Approver,
    Refusal,
    Second,
    may_agree,
    second_person,
)
from hearthside.refunds.rules.credits import CreditStep, CreditTerms, credit_since, credit_step
from hearthside.refunds.rules.dormancy import Dormancy, DormancyStep, DormancyTerms, dormancy_of, next_step
from hearthside.refunds.rules.ways import (
    BackTo,
    NoWayBack,
    Part,
    PublicStatus,
    TooMuch,
    WaitTerms,
    Way,
    ask_again_in,
    money_by,
    plan,
    public_status,
    ready_at,
    stale_on,
    way_back,
)

__all__ = [
    "Agreement", "ApprovalTerms", "Approver", "BackTo", "CreditStep", "CreditTerms", "Dormancy",
    "DormancyStep", "DormancyTerms", "NoWayBack", "Part", "PublicStatus", "Refusal", "Second", "TooMuch",
    "WaitTerms", "Way", "ask_again_in", "credit_since", "credit_step", "dormancy_of", "may_agree", "money_by",
    "next_step", "plan", "public_status", "ready_at", "second_person", "stale_on",
    "way_back",
]  # fmt: skip

"""What a hold means to the person who works the queue: what is wrong, and what to do."""

from hearthside.claims.reasons.rules import HoldReason
from hearthside.claims.rules import ClaimHold

CLAIM_WORDS: dict[str, str] = {
    ClaimHold.TRANSACTION: "its payment was held whole; ask the plan to send the payment again put right",
    ClaimHold.UNBALANCED: "its amounts do not add up; ask the plan for a corrected claim",
    ClaimHold.UNREADABLE: "an amount in it cannot be read; ask the plan to send it again",
    ClaimHold.UNKNOWN_MEMBER: "we know no member with this id; check the roster, then import the newer one",
    ClaimHold.NAME_DIFFERS: "we know the id under another name; correct the roster or ask the plan",
    ClaimHold.AMBIGUOUS_MEMBER: "two or more members fit; find out which one it is from the provider",
    ClaimHold.DUPLICATE: "the same decision came before in another payment; ask the plan if it paid twice",
    ClaimHold.DECIDED_BEFORE: "the plan decided this before and has not reversed it; ask it to",
    ClaimHold.ORIGINAL_UNKNOWN: "it reverses a claim we have not seen; it is applied when that claim comes",
    ClaimHold.REVERSAL_DIFFERS: "it does not take back what the plan said before; ask the plan",
    ClaimHold.UNKNOWN_STATUS: "its status (CLP02) is not one we know; read the plan's guide",
    ClaimHold.PAYMENT_REUSED: "its payment number was used before; ask the plan which is right",
}


def staff_words(reason: str) -> str:
    """What is wrong and what to do, for a reason of either kind; the reason itself where we have no words."""
    if reason in CLAIM_WORDS:
        return CLAIM_WORDS[reason]
    try:
        return HoldReason(reason).staff_words
    except ValueError:
        return reason

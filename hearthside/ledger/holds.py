"""Why a charge is set aside: it waits, and the rest of the account stays payable."""

from enum import StrEnum


class HoldReason(StrEnum):
    """What somebody waits for. The member's words for each are in the bills room."""

    DISPUTED = "disputed"
    APPEAL = "appeal"
    PLAN = "plan"
    HARDSHIP = "hardship"
    ESTATE = "estate"
    INVESTIGATION = "investigation"

"""The chart of accounts. A posting's `book` is one of these, or a cash clearing book by its door."""

RECEIVABLE = "receivable"
UNAPPLIED = "unapplied"
REVENUE = "revenue"
SUSPENSE = "suspense"
REFUNDS_PAYABLE = "refunds_payable"
UNCLAIMED = "unclaimed_property"
SMALL_BALANCE = "adjust:small_balance"
ASSISTANCE = "adjust:assistance"
BAD_DEBT = "adjust:bad_debt"
PAYER_CORRECTION = "adjust:payer_correction"
PAID_TO_PROVIDER = "adjust:paid_to_provider"

ADJUSTMENTS = (SMALL_BALANCE, ASSISTANCE, BAD_DEBT)
"""What we gave up of a charge. An entry that does so has its book's name as its kind."""

ADJUSTMENT_UNDONE = "adjustment_undone"

OWED = (RECEIVABLE, UNAPPLIED)
"""The books whose postings make up what an account owes."""


def cash(door: str) -> str:
    """The clearing book of a door money came through: `cash:stripe`, `cash:lockbox`, `cash:bank`."""
    return f"cash:{door}"

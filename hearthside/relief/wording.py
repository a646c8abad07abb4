"""What staff read of a write-off: its kind and its reason."""

REASONS = {
    "hardship": "Hardship help", "our_mistake": "We made a mistake", "goodwill": "Goodwill",
    "too_small_to_chase": "Too small to chase", "bankruptcy": "Bankruptcy",
    "estate_empty": "Died and left nothing", "cannot_be_found": "Cannot be found",
    "too_old": "Past the time limit",
}  # fmt: skip
KINDS = {"small_balance": "Small balance", "assistance": "Hardship help", "bad_debt": "Bad debt"}

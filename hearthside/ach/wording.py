"""Why something waits, in the words that staff read."""

from hearthside.ach import rules
from hearthside.ach.models import Change, Return

WAITS = {
    "never_sent": "We never sent an entry with this trace number. Ask the bank whose it is.",
    "returned_before": "This entry came back before. Ask the bank to dishonor the second return (R67).",
    "amount_differs": "The amount is not the one we sent. Ask the bank to dishonor the return (R69).",
    "not_at_bank": "The debit was canceled or came back already. Find out how the bank has it.",
    "unknown_code": "No table of ours holds this code. Ask the bank what it means.",
    "about_a_return": "This is about an earlier return. Read it with the bank.",
    "unreadable": "A field of it cannot be read. Ask the bank for it again.",
    "international": "An international entry. We send none; ask the bank whose it is.",
    "late": "It came after its time. What was owed is owed again; ask the bank to dishonor the return (R68).",
    "correct": "It was not as the owner allowed it. Find out what is right; they can allow it again.",
    "deceased": "The bank says that the owner has died. Stop mail and calls, then follow the death page.",
    "compliance": "The account is frozen. A supervisor decides; do not take payment from it.",
    "investigate": "Find out with the bank what happened before anything is sent again.",
    "ours": "Something in our own file or facts was wrong. Mend it before the next file.",
    "revoked": "The person took this bank account away, or the bank closed it. Nothing was changed.",
    "cannot_be_read": "What the bank wants us to use is no valid number. Ask the bank for it again.",
    "given_twice": "The person gave the corrected account already. Take the old one away.",
}
DONE = {
    "asked_bank": "Asked the bank",
    "dishonored": "Asked the bank to dishonor it",
    "mended": "Mended it",
    "nothing_to_do": "Nothing to do",
}


def why(row: Return | Change) -> str:
    """Why it waits and what to do."""
    return WAITS.get(row.why, "")


def meaning(row: Return | Change) -> str:
    """What its code means; for one we do not know, only that."""
    if isinstance(row, Return):
        told = rules.return_code(row.code, on=row.came_at.date())
        return told.meaning if told else "A code we do not know"
    known = rules.change_code(row.code)
    return known.meaning if known else "A code we do not know"

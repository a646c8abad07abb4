"""Codes of this room in words for staff."""

from hearthside.lockbox.models import Deed, Item, ItemState, LetterKind, Why
from hearthside.lockbox.rules import Doubt, How, Suggestion

WHY: dict[str, str] = {
    Why.NO_NUMBER: "No account number",
    Why.BAD_NUMBER: "Number not clear",
    Why.NO_SUCH_ACCOUNT: "No such account",
    Why.NAME_DIFFERS: "Another name on the check",
    Why.TWO_ANSWERS: "Coupon and check differ",
    Why.SEVERAL_COUPONS: "Several coupons, one check",
    Why.DOUBLE: "Same check came before",
    Why.UNSIGNED: "Not signed",
    Why.POST_DATED: "Dated after the deposit",
    Why.FOREIGN: "Foreign check",
    Why.THIRD_PARTY: "Made out to somebody else",
    Why.PAID_IN_FULL: "“Paid in full” written",
    Why.ESTATE: "From an estate",
    Why.LETTER: "No money in it",
    Why.KEYED_WRONG: "Keyed wrong",
    Why.UNPOSTED: "Taken off a wrong account",
    "": "",
}
MARKS = (
    Why.UNSIGNED, Why.POST_DATED, Why.FOREIGN, Why.THIRD_PARTY, Why.PAID_IN_FULL, Why.ESTATE, Why.KEYED_WRONG,
)  # fmt: skip
"""What a clerk can say is odd about a check, by looking at it."""

WHAT_TO_DO: dict[str, str] = {
    Why.UNSIGNED: "The bank may refuse it. Post it only with a second clerk, or send it back.",
    Why.POST_DATED: "Call the payer before it is posted: they may not have the money yet.",
    Why.FOREIGN: "The bank collects it for a fee, weeks later. A second clerk decides.",
    Why.THIRD_PARTY: "It may not be ours to cash. Look at the back for an endorsement.",
    Why.PAID_IN_FULL: "Do not post it before billing has read it: cashing it can settle the debt.",
    Why.ESTATE: "Everybody on the account has died. Look for the executor's letter.",
    Why.DOUBLE: "Compare both pictures: number, date, amount. Send a true double back to the bank.",
    Why.NAME_DIFFERS: "Somebody else may pay for the member. Look at the picture and the account.",
    Why.UNPOSTED: "Two clerks took it off an account. Find the right one.",
}
DOUBT: dict[str, str] = {
    Doubt.LARGE: "it is a large check",
    Doubt.BY_HAND: "the check itself does not say so",
    Doubt.MARKED: "something about the check is odd",
    Doubt.MONEY_OUT: "money leaves",
}
DEED: dict[str, str] = {
    Deed.ASSIGN: "Post it to",
    Deed.RETURN: "Send the money back to the payer",
    Deed.UNPOST: "Take it off its account",
}
LETTER: dict[str, str] = {
    LetterKind.ADDRESS_CHANGE: "New address",
    LetterKind.DISPUTE: "Question about a bill",
    LetterKind.INSURANCE: "Insurance papers",
    LetterKind.OTHER: "Another letter",
}
STATE: dict[str, str] = {
    ItemState.RECEIVED: "Not entered yet",
    ItemState.POSTED: "Posted",
    ItemState.SUSPENSE: "Unmatched",
    ItemState.PROPOSED: "Waits for a second clerk",
    ItemState.RETURNED: "Sent back",
    ItemState.BOUNCED: "Returned by the bank",
    ItemState.ROUTED: "Letter only",
    ItemState.SET_ASIDE: "Set aside",
}
AGE_ASKS = ("Fresh", "Call the payer", "Write to the payer", "Return it or hold it for the state")
HOW = {
    How.SCAN_LINE: "Our coupon says so.",
    How.WRITTEN: "This number is written on the check.",
    How.READING: "The number on the check is not clear; this one has a right check digit.",
    How.NAME_AND_AMOUNT: "Name and amount match.",
    How.PAST_PAYER: "This bank account paid here before.",
    How.BY_HAND: "A clerk said so.",
}


def waits_for(item: Item) -> str:
    """Why a check waits, in a few words."""
    return "Second clerk" if item.state == ItemState.PROPOSED else WHY[item.why]


def reasons(one: Suggestion) -> list[str]:
    """What speaks for and against a suggestion, a sentence each."""
    told = [HOW[one.how]]
    if one.due is not None:
        told.append(f"Owes {one.due}." if one.is_exact else f"Owes {one.due}, another amount.")
    if one.name_agrees:
        told.append("The name on the check agrees.")
    elif one.name_contradicts:
        told.append("Another name is on the check.")
    if one.times_before:
        told.append(f"Paid here {one.times_before} time{'s' if one.times_before > 1 else ''} before.")
    return told

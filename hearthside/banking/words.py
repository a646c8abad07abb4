"""Codes of this room in words for staff."""

from hearthside.banking.models import DayState, LineState, Meaning, StatementState, Why
from hearthside.banking.rules import Channel, DifferenceKind, SourceKind

WHY: dict[str, str] = {
    Why.NO_SOURCE: "Nothing of ours has this amount",
    Why.SEVERAL: "More than one thing of ours it could be",
    Why.NO_DIRECTION: "The bank's code does not say in or out",
    Why.RETURNED_CHECK: "A check came back: say which",
    Why.CHECK_UNKNOWN: "A check we did not write: call the bank",
    Why.CHECK_AMOUNT: "Our check, another amount: call the bank",
    Why.CHECK_STOPPED: "A check we stopped was paid: call the bank",
    Why.CURRENCY: "Not in dollars",
    "": "",
}
URGENT = (Why.CHECK_UNKNOWN, Why.CHECK_AMOUNT, Why.CHECK_STOPPED, Why.RETURNED_CHECK)
MEANING: dict[str, str] = {
    Meaning.BANK_FEE: "Bank fee",
    Meaning.PROCESSOR_FEE: "Card processor's fee",
    Meaning.INTEREST: "Interest",
    Meaning.TRANSFER: "Transfer between our own accounts",
    Meaning.PLAN_MONEY: "A plan's money, not a member's",
    Meaning.NOT_OURS: "Not ours",
    Meaning.BANK_ERROR: "The bank's mistake",
    Meaning.OTHER: "Something else",
    "": "",
}
LINE_STATE: dict[str, str] = {
    LineState.HELD: "Statement waits",
    LineState.WAITING: "Waits for you",
    LineState.MATCHED: "Matched",
    LineState.EXPLAINED: "Explained",
    LineState.DROPPED: "Taken back by the bank",
}
STATEMENT_STATE: dict[str, str] = {
    StatementState.READING: "Being read",
    StatementState.POSTED: "Counts",
    StatementState.HELD: "Waits for you",
    StatementState.OUTDATED: "Older word",
    StatementState.REPLACED: "Replaced",
    StatementState.TEST: "Test",
    StatementState.SET_ASIDE: "Set aside",
}
CHANNEL: dict[str, str] = {
    Channel.PROCESSOR: "Card processor payouts",
    Channel.LOCKBOX: "Lockbox deposits",
    Channel.ACH: "Bank debits (ACH)",
    Channel.RETURNS: "Returns",
    Channel.CHECKS: "Our checks paid",
    Channel.PLANS: "Plans' payments (not members' money)",
    Channel.OTHER: "Other lines",
}
KIND: dict[str, str] = {
    SourceKind.DEPOSIT: "Lockbox deposit",
    SourceKind.PAYOUT: "Processor payout",
    SourceKind.ACH_BATCH: "Bank debits we sent",
    SourceKind.ACH_RETURN: "Bank debit returned",
    SourceKind.CHECK_RETURN: "Check returned",
    SourceKind.CHECK_PAID: "Our check",
    SourceKind.REMITTANCE: "Plan's payment",
}
DIFFERENCE: dict[str, str] = {
    DifferenceKind.UNMATCHED_LINE: "Bank only",
    DifferenceKind.AMOUNT_DIFFERS: "Amounts differ",
    DifferenceKind.NOT_AT_BANK: "Ours only",
    DifferenceKind.LEDGER_DIFFERS: "Ledger",
    DifferenceKind.NO_STATEMENT: "No statement",
    DifferenceKind.HELD_STATEMENT: "Statement waits",
    DifferenceKind.BALANCE_DIFFERS: "Bank's balance",
}
DAY_STATE: dict[str, str] = {
    DayState.DIFFERS: "Differs",
    DayState.BALANCED: "Balances",
    DayState.SIGNED: "Signed off",
}

"""Which numbers the hosted page takes, and what each one does. All are published test numbers.

Source: Stripe's testing page (https://docs.stripe.com/testing) and, for bank accounts, its ACH
Direct Debit test account table. Any other number is refused and not kept.
"""

import hashlib
import hmac
from dataclasses import dataclass

BRANDS = {"visa": "Visa", "mastercard": "Mastercard", "amex": "American Express", "discover": "Discover"}


@dataclass(frozen=True, slots=True)
class CardManner:
    """What a test card does.

    `decline` is Stripe's error code and `decline_code` its finer one; `dispute` names the reason
    of a dispute that follows a payment; `refund` is what becomes of a refund.
    """

    decline: str = ""
    decline_code: str = ""
    challenge: bool = False
    saves: bool = False
    dispute: str = ""
    refund: str = "succeeded"
    note: str = ""


PAYS = CardManner(note="pays")
MANNERS = {
    "pays": PAYS,
    "generic_decline": CardManner("card_declined", "generic_decline", note="is declined"),
    "insufficient_funds": CardManner("card_declined", "insufficient_funds", note="has too little money"),
    "lost_card": CardManner("card_declined", "lost_card", note="is reported lost"),
    "stolen_card": CardManner("card_declined", "stolen_card", note="is reported stolen"),
    "velocity": CardManner("card_declined", "card_velocity_exceeded", note="is used too often"),
    "expired_card": CardManner("expired_card", note="has expired, says the bank"),
    "incorrect_cvc": CardManner("incorrect_cvc", note="has another security code, says the bank"),
    "processing_error": CardManner("processing_error", note="meets a fault at the bank"),
    "saved_then_declined": CardManner(
        "card_declined", "generic_decline", saves=True, note="can be saved, then is declined"
    ),
    "challenge": CardManner(challenge=True, note="asks the bank's question (3-D Secure)"),
    "challenge_once": CardManner(
        challenge=True, saves=True, note="asks the bank's question until it is saved"
    ),
    "challenge_then_declined": CardManner(
        "card_declined", "generic_decline", challenge=True, note="asks the bank's question, then is declined"
    ),
    "dispute": CardManner(dispute="fraudulent", note="pays, and is disputed later"),
    "dispute_not_received": CardManner(dispute="product_not_received", note="pays, and is disputed later"),
    "inquiry": CardManner(dispute="inquiry", note="pays, and its bank asks a question later"),
    "refund_later": CardManner(refund="pending", note="pays; a refund takes time"),
    "refund_fails": CardManner(refund="fails", note="pays; a refund fails later"),
}

# number: (brand, manner). Test numbers only: publishing them is what they are for.
TEST_CARDS = {
    "4242424242424242": ("visa", "pays"),
    "4000056655665556": ("visa", "pays"),
    "5555555555554444": ("mastercard", "pays"),
    "2223003122003222": ("mastercard", "pays"),
    "5200828282828210": ("mastercard", "pays"),
    "378282246310005": ("amex", "pays"),
    "371449635398431": ("amex", "pays"),
    "6011111111111117": ("discover", "pays"),
    "6011000990139424": ("discover", "pays"),
    "4000000000000002": ("visa", "generic_decline"),
    "4000000000009995": ("visa", "insufficient_funds"),
    "4000000000009987": ("visa", "lost_card"),
    "4000000000009979": ("visa", "stolen_card"),
    "4000000000006975": ("visa", "velocity"),
    "4000000000000069": ("visa", "expired_card"),
    "4000000000000127": ("visa", "incorrect_cvc"),
    "4000000000000119": ("visa", "processing_error"),
    "4000000000000341": ("visa", "saved_then_declined"),
    "4000002500003155": ("visa", "challenge_once"),
    "4000000000003220": ("visa", "challenge"),
    "4000008400001629": ("visa", "challenge_then_declined"),
    "4000000000000259": ("visa", "dispute"),
    "4000000000002685": ("visa", "dispute_not_received"),
    "4000000000001976": ("visa", "inquiry"),
    "4000000000007726": ("visa", "refund_later"),
    "4000000000005126": ("visa", "refund_fails"),
}

DECLINE_MESSAGES = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "lost_card": "Your card was declined.",
    "stolen_card": "Your card was declined.",
    "card_velocity_exceeded": "Your card was declined for making repeated attempts too frequently.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
    "authentication_required": "Your card was declined. This transaction requires authentication.",
}


@dataclass(frozen=True, slots=True)
class BankManner:
    """What a test bank account does: `returned` is why the debit comes back, `dispute` a late return."""

    returned: str = ""
    blocked: str = ""
    dispute: str = ""
    settles: bool = True
    note: str = ""


BANK_MANNERS = {
    "pays": BankManner(note="pays"),
    "account_closed": BankManner("account_closed", note="comes back: the account is closed"),
    "no_account": BankManner("no_account", note="comes back: there is no such account"),
    "insufficient_funds": BankManner("insufficient_funds", note="comes back: too little money"),
    "debit_not_authorized": BankManner("debit_not_authorized", note="comes back: not authorized"),
    "invalid_currency": BankManner("invalid_currency", note="comes back: not a dollar account"),
    "late_return": BankManner(dispute="debit_not_authorized", note="pays, and comes back later"),
    "never_settles": BankManner(settles=False, note="stays on its way until the control page moves it"),
    "verification_fails": BankManner(blocked="payment_method_microdeposit_failed", note="cannot be verified"),
    "limit_reached": BankManner("payment_limit_exceeded", note="comes back: the weekly limit is reached"),
}

TEST_ROUTING = "110000000"
TEST_ACCOUNTS = {
    "000123456789": "pays",
    "000111111113": "account_closed",
    "000111111116": "no_account",
    "000222222227": "insufficient_funds",
    "000333333335": "debit_not_authorized",
    "000444444440": "invalid_currency",
    "000555555559": "late_return",
    "000000000009": "never_settles",
    "000666666661": "verification_fails",
    "000777777771": "limit_reached",
}


def luhn_holds(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B."""
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(digits))]
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def brand_of(digits: str) -> str:
    """The brand a number begins like, '' if none we take. Source: published issuer ranges."""
    if not (digits.isascii() and digits[:4].isdigit()):
        return ""
    two, four = int(digits[:2].ljust(2, "0")), int(digits[:4].ljust(4, "0"))
    if digits.startswith("4"):
        return "visa"
    if 51 <= two <= 55 or 2221 <= four <= 2720:
        return "mastercard"
    if two in (34, 37):
        return "amex"
    if four == 6011 or two == 65:
        return "discover"
    return ""


def routing_holds(digits: str) -> bool:
    """The ABA check digit: weights 3, 7, 1."""
    weights = (3, 7, 1) * 3
    return len(digits) == 9 and sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 10 == 0


def fingerprint(key: bytes, digits: str) -> str:
    """The same for the same number under one installation's key; the number cannot be read from it."""
    return hmac.new(key, digits.encode(), hashlib.sha256).hexdigest()[:16]

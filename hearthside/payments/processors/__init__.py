"""What Hearthside asks of a payment processor: a hosted page and three verbs. No Django, no models.

Card and bank numbers live at the processor; here there are references, amounts, last four digits and
tokens. An adapter is one file beside this one; `registry.processor_named` finds it.

The rule that keeps a payment from happening twice: every call that moves money carries a key that the
caller stored first. `Unclear` means nobody knows: ask `find`, or repeat the same call with the same key.
Never a new key.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from hearthside.errors import HearthsideError
from hearthside.money import ZERO, Money

Method = Literal["card", "bank"]
Purpose = Literal["pay", "pay_and_save", "save"]
State = Literal["open", "processing", "succeeded", "failed", "expired", "unknown"]
DisputeState = Literal["", "inquiry", "open", "won", "lost"]
RefundState = Literal["pending", "succeeded", "failed"]
NoticeKind = Literal["payment", "page", "refund", "dispute", "other"]
DeclineCode = Literal[
    "",
    "declined",
    "insufficient_funds",
    "expired_card",
    "wrong_code",
    "lost_or_stolen",
    "authentication_failed",
    "bank_account_closed",
    "bank_no_account",
    "bank_not_authorized",
    "bank_insufficient_funds",
    "processing_error",
]

# What a processor allows a hosted page to live, from the moment it is opened.
PAGE_LIFE_MIN = timedelta(minutes=30)
PAGE_LIFE_MAX = timedelta(hours=24)
NOTICE_TOLERANCE = timedelta(seconds=300)


@dataclass(frozen=True, slots=True)
class HostedPage:
    """Where the payer types the card. `url` is on `Processor.form_action_host`."""

    id: str
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RefundOutcome:
    """One refund. `key` is the caller's own; `pending` may still become `failed`."""

    id: str
    key: str
    state: RefundState
    amount: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the processor says of one attempt, at the moment it was asked.

    `unknown`: it knows nothing of the attempt (yet). That proves nothing while a call may still be
    under way; it is settled by opening the page again with the same key and expiring it.
    `open` with a `decline_code`: the last try was declined and another may follow; each declined try has
    a `charge_id` of its own, except where the bank's own question failed before a try.
    `refunded` counts pending refunds and not failed ones. `disputed` is true while a dispute holds or
    has taken the money (open or lost); a bank debit that comes back late is a lost dispute.
    """

    state: State
    amount: Money
    at: datetime
    processor_payment_id: str = ""
    charge_id: str = ""
    method_kind: Method | Literal[""] = ""
    brand: str = ""  # visa, mastercard, amex, discover; '' for a bank
    last4: str = ""
    decline_code: DeclineCode = ""
    refunded: Money = ZERO
    refunds: tuple[RefundOutcome, ...] = ()
    disputed: bool = False
    dispute_state: DisputeState = ""
    saved_token: str = ""
    expires_month: int = 0  # of a saved card; 0 for a bank account
    expires_year: int = 0
    page_id: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A signed word from the processor that something happened: a reason to call `find`, not a fact."""

    event_id: str
    kind: NoticeKind
    attempt_reference: str  # '' where the processor did not repeat it: use payment_id
    at: datetime
    payment_id: str = ""


class ProcessorError(HearthsideError):
    """Base of what a processor call can end in besides an answer."""

    code = "payments.processor"


class Unclear(ProcessorError):
    """No answer, or one that says nothing: the money may have moved. Ask `find`; never a new key."""

    code = "payments.unclear"


class Declined(ProcessorError):
    """The bank said no to a saved card or account; no money moved."""

    code = "payments.declined"

    def __init__(self, reason: DeclineCode, *, payment_id: str = "") -> None:
        super().__init__("the bank said no", reason=reason)
        self.reason: DeclineCode = reason
        self.payment_id = payment_id


class ProcessorRefused(ProcessorError):
    """The processor understood and will not do it: a setting or our own code is wrong."""

    code = "payments.processor_refused"


class RefundRefused(ProcessorRefused):
    """This refund cannot be: more than is left, already refunded, not settled, or disputed."""

    code = "payments.refund_refused"


class BadSignature(ProcessorError):
    """A webhook that the processor did not sign, or that was changed on its way."""

    code = "payments.bad_signature"


class StaleSignature(BadSignature):
    """A webhook signed more than 300 seconds from now, either way: perhaps an old one played again."""

    code = "payments.stale_signature"


class Processor(Protocol):
    """A payment company, as the payments room sees it."""

    @property
    def form_action_host(self) -> str:
        """Scheme, host and port of the hosted page, for `form-action` in the check page's policy."""
        ...

    def open_page(
        self,
        *,
        attempt: str,
        key: str,
        amount: Money,
        method: Method,
        return_url: str,
        cancel_url: str,
        language: str,
        expires_at: datetime,
        purpose: Purpose = "pay",
    ) -> HostedPage:
        """A page to pay `amount` on, or with purpose `save` to keep a card for later (amount unused).

        Repeating it with the same key and arguments gives the same page, so a lost answer is mended by
        asking again. `expires_at` lies 30 minutes to 24 hours after the first call.
        Raises Unclear, ProcessorRefused.
        """
        ...

    def find(self, *, attempt: str, page_id: str | None, opened_at: datetime | None = None) -> Outcome:
        """What became of an attempt, asked of the processor itself.

        Without `page_id` it searches by our reference; `opened_at` (when the attempt was stored) lets it
        read the processor's own lists of that time too, which know a new page before a search does.
        Raises Unclear, ProcessorRefused.
        """
        ...

    def expire_page(self, page_id: str) -> None:
        """Close a page nobody paid on; harmless when it is closed already.

        Raises Unclear, ProcessorRefused.
        """
        ...

    def charge(self, *, attempt: str, key: str, amount: Money, token: str) -> Outcome:
        """Take `amount` from a saved card or account while the payer is away.

        Raises Declined, Unclear, ProcessorRefused.
        """
        ...

    def release(self, token: str) -> None:
        """Let go of a saved card or account for good; harmless when it is gone already.

        Raises Unclear, ProcessorRefused.
        """
        ...

    def refund(self, *, key: str, payment_id: str, amount: Money, reason: str) -> RefundOutcome:
        """Give back part or all of a payment to where it came from. `reason` is ours, and stays ours.

        Raises RefundRefused, Unclear, ProcessorRefused.
        """
        ...

    def read_notice(self, body: bytes, signature: str, now: datetime) -> Notice:
        """Check a webhook's signature over its raw bytes and say what it is about.

        `now` is real time. Raises BadSignature, StaleSignature; ProcessorRefused for a signed body that
        is not an event.
        """
        ...

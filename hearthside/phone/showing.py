"""What an agent's call page shows: only what this caller has passed for."""

from dataclasses import dataclass
from datetime import date, datetime

from hearthside import clock
from hearthside.members import selectors as members
from hearthside.organization.selectors import profile
from hearthside.payments import standing
from hearthside.phone import selectors
from hearthside.phone.models import Call, Handover
from hearthside.phone.rules import saying
from hearthside.phone.rules.saying import Facts
from hearthside.phone.rules.verifying import FAILS_MOST, Check, Clearance, Item, next_items

ASKED = {
    Item.ACCOUNT: "Account number or member ID",
    Item.NAME: "Name",
    Item.BIRTH_DATE: "Birth date",
    Item.ZIP: "ZIP code",
    Item.PHONE: "Phone on file",
    Item.BILL_AMOUNT: "Last bill amount",
}
KEYING = ("waiting", "capturing")
SHOWS_MONEY = (Clearance.FULL, Clearance.MONEY_ONLY)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question and whether its answer was right. Never the answer."""

    words: str
    passed: bool


@dataclass(frozen=True, slots=True)
class CallPage:
    """One call as its agent sees it. `money` is None until the caller may hear of it."""

    call: Call
    clearance: Clearance
    asked: list[Asked]
    next_items: tuple[Item, ...]
    name: str
    money: standing.Standing | None
    helpers: list[str]
    handover: Handover | None
    say: str
    left: int

    @property
    def may_pay(self) -> bool:
        return self.clearance in (*SHOWS_MONEY, Clearance.PAYMENT_ONLY)

    @property
    def is_keying(self) -> bool:
        """A card is awaited: the page reloads by itself, and holds nothing that typing could be lost from."""
        return self.call.state == "open" and self.handover is not None and self.handover.state in KEYING

    @property
    def is_keyed(self) -> bool:
        """A keypad is open, or a card from it waits for a yes."""
        return self.is_keying or (self.handover is not None and self.handover.state == "captured")

    @property
    def is_closed(self) -> bool:
        return self.clearance == Clearance.CLOSED

    @property
    def days_left(self) -> int | None:
        bill = self.money.bill if self.money else None
        return (bill.due_on - clock.today()).days if bill else None


def page_of(call: Call, *, at: datetime) -> CallPage:
    """What the agent of this call may see and say now."""
    clearance, checks = selectors.clearance_of(call), selectors.checks_of(call)
    shows = clearance in SHOWS_MONEY and call.account_id is not None
    handover = selectors.handover_of(call)
    return CallPage(
        call=call,
        clearance=clearance,
        asked=[Asked(ASKED[check.item], check.passed) for check in checks],
        next_items=next_items(checks) if clearance == Clearance.ASKING else (),
        name=members.recipient_of(call.account_id) if shows and call.account_id else "",
        money=standing.of_account(call.account_id, at=at) if shows and call.account_id else None,
        helpers=_helpers(call) if shows else [],
        handover=handover,
        say=_read_back(call, handover, on=clock.today()),
        left=_fails_left(checks),
    )


def _fails_left(checks: list[Check]) -> int:
    return max(0, FAILS_MOST - sum(not check.passed for check in checks))


def _helpers(call: Call) -> list[str]:
    return [grant.login.name for grant in selectors.helpers_of(call.account_id or 0)]


def _read_back(call: Call, handover: Handover | None, *, on: date) -> str:
    """What the agent says before the yes, in the caller's language; blank until a card was keyed."""
    if handover is None or handover.state != "captured" or call.account is None:
        return ""
    facts = Facts(
        organization=profile().name, amount=handover.amount, method=handover.method,
        last4=handover.last4, today=on,
    )  # fmt: skip
    return saying.agent_words(handover.method, call.language, facts, account=call.account.number,
                              brand=handover.brand)  # fmt: skip

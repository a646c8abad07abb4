"""What follows from what the bank says, and what may be sent when. Values in, a value out.

Source: docs of the Nacha return and change codes as banks publish them; limits of repeats, windows and
days as in README.md of this room, each with where it is from.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hearthside.formats.fed_calendar import add_banking_days, banking_days_between
from hearthside.formats.nacha import is_routing_number
from hearthside.money import ZERO, Money

REPEATS_MOST = 2
REPEAT_WITHIN = timedelta(days=180)
STOP_BANKING_DAYS = 3
CHANGE_BANKING_DAYS = 6
CONSENT_KEPT_YEARS = 2
NOTICE_VARIED_DAYS = 10


class Act(StrEnum):
    """What we do when an entry comes back. Each begins with: what was owed is owed again; tell the member."""

    REPEAT = "repeat"  # may be tried again, twice at most, within 180 days
    DISABLE = "disable"  # this bank account is not used again
    REVOKE = "revoke"  # consent is over: every debit of this bank account stops
    STOPPED = "stopped"  # this debit was stopped: only a new consent allows another
    CORRECT = "correct"  # not as it was allowed: only a debit that is right may follow
    DECEASED = "deceased"  # the owner has died: a person takes over, gently
    COMPLIANCE = "compliance"  # the account is frozen: a person decides
    INVESTIGATE = "investigate"  # a person finds out what happened
    OURS = "ours"  # our file was wrong: a person mends it
    DISPUTED_RETURN = "disputed_return"  # about an earlier return, not about an entry


@dataclass(frozen=True, slots=True)
class ReturnCode:
    """One reason. `banking_days` or `calendar_days`: how long after settlement a bank may send it back.

    `meaning` is for staff, in our own words. `from_on`: since when it means that.
    """

    code: str
    meaning: str
    act: Act
    banking_days: int | None = 2
    calendar_days: int | None = None
    from_on: date = date(1975, 1, 1)
    is_by_owner: bool = False


def _late(code: str, meaning: str, act: Act, *, from_on: date = date(1975, 1, 1)) -> ReturnCode:
    """A reason that the account's owner gives, for which 60 days are allowed."""
    return ReturnCode(code, meaning, act, None, 60, from_on, True)


def _open(code: str, meaning: str, act: Act) -> ReturnCode:
    return ReturnCode(code, meaning, act, None, None)


RETURN_CODES = (
    ReturnCode("R01", "Not enough money in the account", Act.REPEAT),
    ReturnCode("R02", "The account is closed", Act.DISABLE),
    ReturnCode("R03", "No such account, or the name does not fit it", Act.DISABLE),
    ReturnCode("R04", "The account number cannot be right", Act.DISABLE),
    _late("R05", "The owner says a business class was used on a personal account", Act.REVOKE),
    _open("R06", "Our own bank asked for it back", Act.INVESTIGATE),
    _late("R07", "The owner took the permission back", Act.REVOKE),
    ReturnCode("R08", "The owner stopped this payment", Act.STOPPED, is_by_owner=True),
    ReturnCode("R09", "The money in the account is not available yet", Act.REPEAT),
    _late("R10", "The owner does not know us or gave no permission", Act.REVOKE),
    # Until this day R11 meant that a check conversion had failed.
    _late("R11", "The payment was not as the owner allowed it", Act.CORRECT, from_on=date(2020, 4, 1)),
    ReturnCode("R12", "The account moved to another bank", Act.DISABLE),
    _open("R13", "That bank takes no ACH entries", Act.OURS),
    ReturnCode("R14", "Who gave permission for the owner has died or may not", Act.DECEASED),
    ReturnCode("R15", "The account's owner has died", Act.DECEASED),
    ReturnCode("R16", "The account is frozen", Act.COMPLIANCE),
    ReturnCode("R17", "A field was wrong, or the entry looks questionable", Act.INVESTIGATE),
    _open("R18", "The day asked for was not one the operator takes", Act.OURS),
    _open("R19", "The amount was not right", Act.OURS),
    ReturnCode("R20", "This account takes no such payments", Act.DISABLE),
    ReturnCode("R21", "Our company number was wrong", Act.OURS),
    ReturnCode("R22", "The person's number was wrong", Act.OURS),
    _open("R23", "The owner refused a credit", Act.INVESTIGATE),
    ReturnCode("R24", "The same entry came twice", Act.INVESTIGATE),
    *(_open(f"R{number}", "A field of our file was wrong", Act.OURS) for number in range(25, 29)),
    ReturnCode("R29", "A business says it gave no permission", Act.REVOKE, is_by_owner=True),
    ReturnCode("R30", "That bank does not convert checks", Act.OURS),
    _open("R31", "Our bank agreed to take a late return", Act.INVESTIGATE),
    ReturnCode("R32", "That bank does not settle these entries", Act.OURS),
    _late("R33", "A converted check came back", Act.INVESTIGATE),
    ReturnCode("R34", "That bank may not take part", Act.OURS),
    ReturnCode("R35", "A debit was not allowed here", Act.OURS),
    ReturnCode("R36", "A credit was not allowed here", Act.OURS),
    _late("R37", "The check itself was presented too", Act.INVESTIGATE),
    _late("R38", "Payment of the check was stopped", Act.INVESTIGATE),
    ReturnCode("R39", "The check was not fit to be converted", Act.OURS),
    *(_open(f"R{number}", "An enrollment by the government was wrong", Act.OURS) for number in range(40, 48)),
    *(_late(f"R{number}", "A check sent again came back", Act.INVESTIGATE) for number in (50, 51, 52, 53)),
    *(
        _open(f"R{number}", "Our bank says that return was wrong", Act.DISPUTED_RETURN)
        for number in range(61, 71)
    ),
    *(
        _open(f"R{number}", "Their bank stands by its return", Act.DISPUTED_RETURN)
        for number in range(71, 78)
    ),
    *(_open(f"R{number}", "An international entry came back", Act.INVESTIGATE) for number in range(80, 86)),
)
_BY_CODE = {one.code: one for one in RETURN_CODES}


def return_code(code: str, *, on: date) -> ReturnCode | None:
    """What a return code means on a day; None for one that no table holds."""
    found = _BY_CODE.get(code)
    return found if found is not None and found.from_on <= on else None


def may_repeat(*, act: Act, tries: int, first_sent_on: date, on: date) -> bool:
    """Whether a debit that came back may be sent again as it was, with the same consent.

    Only for lack of money (R01, R09): at most twice more, within 180 days of the first entry.
    """
    return act is Act.REPEAT and tries <= REPEATS_MOST and on <= first_sent_on + REPEAT_WITHIN


def next_try(
    act: Act, *, tries: int, after_days: tuple[int, ...], first_sent_on: date, on: date
) -> date | None:
    """The day on which policy tries a bounced debit again by itself; None where a person decides."""
    if act is not Act.REPEAT or not 1 <= tries <= len(after_days):
        return None
    day = on + timedelta(days=after_days[tries - 1])
    return day if may_repeat(act=act, tries=tries, first_sent_on=first_sent_on, on=day) else None


def is_late(code: ReturnCode, *, settled_on: date, came_on: date) -> bool:
    """Whether a return came after its time, so that our bank may dishonor it (R68).

    A bank has until its second banking day to send it and the operator one more to deliver it; an owner's
    60 days count to the bank's receipt of the entry.
    """
    if code.banking_days is not None:
        return banking_days_between(settled_on, came_on) > code.banking_days + 1
    if code.calendar_days is not None:
        last = settled_on + timedelta(days=code.calendar_days)
        return came_on > add_banking_days(last, 1)
    return False


UNTIMELY, TWICE, WRONG_AMOUNT = "R68", "R67", "R69"
"""Reasons our bank may give when it dishonors a return: too late, a second time, a field that is wrong."""


def counts_as_paid_on(settles_on: date, *, wait_banking_days: int) -> date:
    """The first day on which a debit that has not come back is entered as a payment."""
    return add_banking_days(settles_on, wait_banking_days)


def still_owed(amount: Money, due: Money) -> bool:
    """Whether a debit may go: what it takes is owed now. What was paid otherwise is not taken."""
    return ZERO < amount <= due


def allows(
    *, amount: Money, most: Money, least: Money | None, is_recurring: bool, starts_on: date,
    ends_on: date | None, on: date,
) -> bool:  # fmt: skip
    """Whether consent covers a debit of `amount` on the day `on`. A single one is for its amount exactly."""
    if on < starts_on or (ends_on is not None and on > ends_on):
        return False
    if not is_recurring:
        return amount == most
    return (least or Money(1)) <= amount <= most


def last_day_to_stop(settles_on: date) -> date:
    """The last day on which a stop order binds: three business days before. Source: 12 CFR 1005.10(c)(1)."""
    return add_banking_days(settles_on, -STOP_BANKING_DAYS)


def keep_consent_until(ended_on: date) -> date:
    """Two years after it ended (recurring) or its debit settled (single)."""
    try:
        return ended_on.replace(year=ended_on.year + CONSENT_KEPT_YEARS)
    except ValueError:  # February 29
        return ended_on.replace(year=ended_on.year + CONSENT_KEPT_YEARS, day=28)


def change_is_due_on(came_on: date) -> date:
    """A change is made within six banking days, or before the next entry, whichever is later."""
    return add_banking_days(came_on, CHANGE_BANKING_DAYS)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a change asks for. Empty where it leaves something as it is. `kind`: "checking", "savings"."""

    routing: str = ""
    number: str = ""
    kind: str = ""
    holder: str = ""

    @property
    def fields(self) -> list[str]:
        return [name for name in ("routing", "number", "kind", "holder") if getattr(self, name)]


@dataclass(frozen=True, slots=True)
class ChangeCode:
    """One kind of change. `fields` are what it corrects and where that stands in the 29 characters."""

    code: str
    meaning: str
    fields: tuple[tuple[str, int, int], ...] = ()


CHANGE_CODES = (
    ChangeCode("C01", "The account number is another", (("number", 1, 17),)),
    ChangeCode("C02", "The routing number is another", (("routing", 1, 9),)),
    ChangeCode("C03", "Routing and account number are others", (("routing", 1, 9), ("number", 13, 29))),
    ChangeCode("C04", "The name is another", (("holder", 1, 22),)),
    ChangeCode("C05", "The kind of account is another", (("kind", 1, 2),)),
    ChangeCode("C06", "Account number and kind are others", (("number", 1, 17), ("kind", 21, 22))),
    ChangeCode("C07", "Routing, account number and kind are others",
               (("routing", 1, 9), ("number", 10, 26), ("kind", 27, 28))),
    ChangeCode("C08", "A foreign bank's number is another"),
    ChangeCode("C09", "The person's number is another"),
    ChangeCode("C10", "Our company name is another"),
    ChangeCode("C11", "Our company number is another"),
    ChangeCode("C12", "Our company name and number are others"),
    ChangeCode("C13", "The addenda were not in the right form"),
    ChangeCode("C14", "The class for international entries is another"),
    *(ChangeCode(f"C{number}", "Their bank refused a change of ours") for number in range(61, 70)),
)  # fmt: skip
_CHANGE_BY_CODE = {one.code: one for one in CHANGE_CODES}
_KINDS = {"2": "checking", "3": "savings"}


def change_code(code: str) -> ChangeCode | None:
    return _CHANGE_BY_CODE.get(code)


def correction_of(code: str, data: str) -> Correction | None:
    """What the 29 characters of a change say, or None when they say nothing that can be used.

    Some banks begin a number where it does not belong and leave blanks: a routing number is looked for
    in its own place only, and must pass its check.
    """
    told = _CHANGE_BY_CODE.get(code)
    if told is None or not told.fields:
        return None
    values = {name: data[first - 1 : last].strip() for name, first, last in told.fields}
    if "kind" in values:
        values["kind"] = _KINDS.get(values["kind"][:1], "")
    found = Correction(**values)
    return found if _is_whole(found, told) else None


def _is_whole(found: Correction, told: ChangeCode) -> bool:
    if found.fields != [name for name in ("routing", "number", "kind", "holder") if name in dict_of(told)]:
        return False
    return not found.routing or is_routing_number(found.routing)


def dict_of(told: ChangeCode) -> dict[str, tuple[int, int]]:
    """The fields a change corrects, by name."""
    return {name: (first, last) for name, first, last in told.fields}


@dataclass(frozen=True, slots=True)
class Rate:
    """How many of the debits sent in a span came back, in basis points (100 is 1%), and the ceiling."""

    name: str
    returned: int
    sent: int
    ceiling: int

    @property
    def basis_points(self) -> int:
        return self.returned * 10_000 // self.sent if self.sent else 0

    @property
    def percent(self) -> str:
        """As staff read it: 0.42%."""
        return f"{self.basis_points // 100}.{self.basis_points % 100:02d}%"

    @property
    def is_over(self) -> bool:
        return self.basis_points > self.ceiling


UNAUTHORIZED = ("R05", "R07", "R10", "R11", "R29", "R51")
ADMINISTRATIVE = ("R02", "R03", "R04")
RATE_DAYS = 60


def rates(*, sent: int, by_code: dict[str, int]) -> tuple[Rate, Rate, Rate]:
    """Returns over 60 days against Nacha's ceilings: 0.5% unauthorized, 3% administrative, 15% in all."""
    return (
        Rate("Not authorized", sum(by_code.get(code, 0) for code in UNAUTHORIZED), sent, 50),
        Rate("Wrong or closed account", sum(by_code.get(code, 0) for code in ADMINISTRATIVE), sent, 300),
        Rate("All returns", sum(by_code.values()), sent, 1500),
    )

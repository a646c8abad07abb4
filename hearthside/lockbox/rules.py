"""Whose check is it? Values in, a value out. Nothing here guesses between two people.

A check goes to an account by itself on two grounds only: the scan line of our own coupon, or the account
number written on the check where the name does not speak against it. All else is a suggestion to a clerk.
Source: README.md, "Whose check".
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hearthside.formats.scanline import BadScanLine, read_scan_line
from hearthside.money import ZERO, Money, total
from hearthside.references import has_check_digit, luhn_digit

SECOND_CLERK_FROM = Money(100_000)
"""From this amount on, what a clerk does by hand needs a second clerk. Source: README.md, "Two clerks"."""

AGES_DAYS = (1, 10, 30)
"""When unmatched money needs a call, a letter, and an end. Source: README.md, "Unmatched money"."""

SUGGESTIONS_MAX = 6
UNREADABLE = "?*_#"
READINGS_MAX = 2
_TEN = re.compile(r"(?<![0-9])[0-9]{3}[ .-]?[0-9]{3}[ .-]?[0-9]{4}(?![0-9])")
_BLURRED = re.compile(r"[0-9?*_#]{3}[ .-]?[0-9?*_#]{3}[ .-]?[0-9?*_#]{4}")


class How(StrEnum):
    """On what ground a check is thought to be an account's, the surest first."""

    SCAN_LINE = "scan_line"
    WRITTEN = "written"
    READING = "reading"  # the number written, with a digit nobody can read filled in
    NAME_AND_AMOUNT = "name_and_amount"
    PAST_PAYER = "past_payer"
    BY_HAND = "by_hand"


BY_ITSELF = (How.SCAN_LINE, How.WRITTEN)
"""The check itself says these; a clerk who follows them changes nothing."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the check or a coupon says of whom it pays for. `text` as it stands in the file."""

    text: str
    amount: Money | None = None

    @property
    def scan_account(self) -> str:
        """The account of our own scan line, or "" when this is not one."""
        try:
            account = read_scan_line(self.text).account
        except BadScanLine:
            return ""
        return account if has_check_digit(account) else ""

    @property
    def written_account(self) -> str:
        """The one account number in the text that has a right check digit, or ""."""
        found = {re.sub(r"[^0-9]", "", match) for match in _TEN.findall(self.text)}
        right = {number for number in found if has_check_digit(number)}
        return right.pop() if len(right) == 1 else ""

    @property
    def account(self) -> str:
        return self.scan_account or self.written_account

    @property
    def how(self) -> How:
        return How.SCAN_LINE if self.scan_account else How.WRITTEN


@dataclass(frozen=True, slots=True)
class Seen:
    """A check as a rule looks at it."""

    amount: Money
    said: tuple[Said, ...] = ()
    remitter: str = ""
    payee: str = ""
    written_on: date | None = None
    deposit_on: date | None = None
    is_double: bool = False

    @property
    def told(self) -> tuple[Said, ...]:
        """What says something: a blank coupon says nothing."""
        return tuple(one for one in self.said if one.text.strip())


@dataclass(frozen=True, slots=True)
class Known:
    """An account as a rule looks at it. `names` of the people on it; `due` where it was asked for."""

    account_id: int
    number: str
    names: tuple[str, ...] = ()
    is_of_the_dead: bool = False
    due: Money | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Money of a check for one account, and on what ground."""

    account_id: int
    amount: Money
    how: How


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a check by itself: shares that add up to it, or why a person must look."""

    shares: tuple[Share, ...] = ()
    why: str = ""


def numbers_in(seen: Seen) -> set[str]:
    """The account numbers that a check and its coupons give, check digits right."""
    return {one.account for one in seen.told} - {""}


def decide(seen: Seen, accounts: Mapping[str, Known], *, payees: Sequence[str] = ()) -> Decision:
    """Where a check goes by itself. `accounts` has each account of `numbers_in(seen)` that exists.

    `payees` are our own names; a check made out to somebody else waits. Never raises, never guesses.
    """
    why = _stops(seen, payees) or _unclear(seen, accounts)
    if why:
        return Decision(why=why)
    groups = _by_account(seen)
    if len(groups) > 1:
        return _split(seen, groups, accounts)
    ((number, how),) = groups.items()
    why = _speaks_against(seen, how, accounts[number])
    return Decision(why=why) if why else Decision((Share(accounts[number].account_id, seen.amount, how),))


def _stops(seen: Seen, payees: Sequence[str]) -> str:
    """Why a check waits whatever its numbers say."""
    if seen.amount <= ZERO:
        return "letter"
    if seen.is_double:
        return "double"
    if seen.written_on and seen.deposit_on and seen.written_on > seen.deposit_on:
        return "post_dated"
    return "third_party" if is_other_payee(seen.payee, payees) else ""


def _unclear(seen: Seen, accounts: Mapping[str, Known]) -> str:
    """Why the numbers do not say one thing."""
    if not seen.told:
        return "no_number"
    if any(not one.account for one in seen.told):
        return "bad_number"
    return "" if numbers_in(seen) <= accounts.keys() else "no_such_account"


def _by_account(seen: Seen) -> dict[str, How]:
    """Each account that is named, with the surest ground for it."""
    groups: dict[str, How] = {}
    for one in seen.told:
        if groups.get(one.account) != How.SCAN_LINE:
            groups[one.account] = one.how
    return groups


def _split(seen: Seen, groups: Mapping[str, How], accounts: Mapping[str, Known]) -> Decision:
    """One check, several accounts: only as the bank keyed it, coupon by coupon, to the cent."""
    amounts = [one.amount for one in seen.told]
    if any(amount is None for amount in amounts):
        return Decision(why="two_answers" if len(seen.told) == 2 else "several_coupons")
    shares = {
        number: total(one.amount for one in seen.told if one.account == number and one.amount is not None)
        for number in groups
    }
    is_exact = total(shares.values()) == seen.amount and min(shares.values()) > ZERO
    named = [accounts[number] for number in groups]
    if not is_exact or any(one.is_of_the_dead for one in named) or not _is_of_any(seen, groups, named):
        return Decision(why="several_coupons")
    return Decision(
        tuple(Share(accounts[number].account_id, shares[number], how) for number, how in groups.items())
    )


def _is_of_any(seen: Seen, groups: Mapping[str, How], named: Sequence[Known]) -> bool:
    """One payer for several accounts: all by our coupons, or the payer's name is on one of them."""
    if all(how is How.SCAN_LINE for how in groups.values()):
        return True
    return any(not name_contradicts(seen.remitter, one.names) for one in named)


def _speaks_against(seen: Seen, how: How, account: Known) -> str:
    if account.is_of_the_dead:
        return "estate"
    # The coupon is ours, so whoever pays with it pays that account: a daughter, a church, a bank.
    is_sure = how is How.SCAN_LINE or not name_contradicts(seen.remitter, account.names)
    return "" if is_sure else "name_differs"


def words_of(name: str) -> set[str]:
    """A name as the words in it that count: no accents, no initials, capitals."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper()
    return {word for word in re.findall(r"[A-Z]+", plain.replace("'", "").replace("-", " ")) if len(word) > 1}


def name_contradicts(remitter: str, names: Sequence[str]) -> bool:
    """The check carries a name and no person on the account has it as their last name."""
    on_check = words_of(remitter)
    return bool(on_check and names) and not any(last_words(name) & on_check for name in names)


def name_agrees(remitter: str, names: Sequence[str]) -> bool:
    """First and last name of one person on the account both stand on the check."""
    on_check = words_of(remitter)
    return any(last_words(name) & on_check and first_words(name) & on_check for name in names)


def last_words(name: str) -> set[str]:
    return words_of(name.split()[-1]) if name.split() else set()


def first_words(name: str) -> set[str]:
    return words_of(" ".join(name.split()[:-1]))


def is_other_payee(payee: str, payees: Sequence[str]) -> bool:
    """The check is made out to a name that shares no word with any of ours."""
    on_check = words_of(payee)
    return bool(on_check and payees) and not any(words_of(one) & on_check for one in payees)


def readings(text: str) -> list[str]:
    """The account numbers that a blurred one can be: each `?` tried, only right check digits kept.

    Up to two digits may be missing; more would leave a hundred answers.
    """
    match = _BLURRED.search(text)
    told = re.sub(r"[ .-]", "", match.group()) if match else ""
    blurred = [place for place, letter in enumerate(told) if letter in UNREADABLE]
    if not 1 <= len(blurred) <= READINGS_MAX:
        return []
    tries = [told]
    for place in blurred:
        tries = [one[:place] + digit + one[place + 1 :] for one in tries for digit in "0123456789"]
    return [one for one in tries if has_check_digit(one)]


def near_numbers(text: str) -> list[str]:
    """The right numbers one slip away from a wrong one: a digit mistaken, or two neighbors exchanged."""
    match = _TEN.search(text)
    told = re.sub(r"[^0-9]", "", match.group()) if match else ""
    if not told or has_check_digit(told):
        return []
    slips = {told[:place] + digit + told[place + 1 :] for place in range(10) for digit in "0123456789"}
    slips |= {told[:at] + told[at + 1] + told[at] + told[at + 2 :] for at in range(9)}
    return sorted(one for one in slips if one[:9] and luhn_digit(one[:9]) == one[9])


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody it may be, and everything that speaks for or against, so that a person can judge."""

    account_id: int
    number: str
    name: str
    how: How
    name_agrees: bool
    name_contradicts: bool
    due: Money | None
    is_exact: bool
    times_before: int = 0

    @property
    def rank(self) -> tuple[int, bool, bool, int]:
        return (list(How).index(self.how), not self.name_agrees, not self.is_exact, -self.times_before)


def suggestions(
    seen: Seen,
    found: Mapping[How, Sequence[Known]],
    *,
    times_before: Mapping[int, int] | None = None,
) -> list[Suggestion]:
    """Everybody it may be, the surest first; an account is named once, on its best ground.

    Whoever has another name than the check is named only where nobody else is: six strangers are no help.
    """
    before = times_before or {}
    best: dict[int, Suggestion] = {}
    for how, accounts in found.items():
        for known in accounts:
            made = _suggestion(seen, how, known, before.get(known.account_id, 0))
            old = best.get(known.account_id)
            if old is None or made.rank < old.rank:
                best[known.account_id] = made
    listed = sorted(best.values(), key=lambda one: (one.rank, one.number))
    fitting = [one for one in listed if not one.name_contradicts or one.how in BY_ITSELF]
    return (fitting or listed)[:SUGGESTIONS_MAX]


def _suggestion(seen: Seen, how: How, known: Known, times: int) -> Suggestion:
    return Suggestion(
        account_id=known.account_id, number=known.number, name=known.names[0] if known.names else "", how=how,
        name_agrees=name_agrees(seen.remitter, known.names),
        name_contradicts=name_contradicts(seen.remitter, known.names), due=known.due,
        is_exact=known.due is not None and known.due == seen.amount, times_before=times,
    )  # fmt: skip


class Doubt(StrEnum):
    """Why a second clerk must agree."""

    NONE = ""
    LARGE = "large"
    BY_HAND = "by_hand"
    MARKED = "marked"
    MONEY_OUT = "money_out"


MARKS = (
    "unsigned", "post_dated", "foreign", "third_party", "paid_in_full", "estate", "double", "name_differs",
    "keyed_wrong",
)  # fmt: skip
"""Reasons that a number on the check does not answer: whoever posts in spite of them needs a second clerk."""


def doubt_of(seen: Seen, why: str, shares: Sequence[tuple[str, Money]]) -> Doubt:
    """Why a clerk's assignment needs a second one; NONE when the check itself says so and is small.

    `shares` are account numbers with amounts.
    """
    if seen.amount >= SECOND_CLERK_FROM:
        return Doubt.LARGE
    if why in MARKS:
        return Doubt.MARKED
    said = numbers_in(seen) | {number for one in seen.told for number in _only_reading(one)}
    return Doubt.NONE if {number for number, _ in shares} <= said else Doubt.BY_HAND


def _only_reading(one: Said) -> list[str]:
    found = readings(one.text)
    return found if len(found) == 1 else []


def add_up(shares: Sequence[Money], amount: Money) -> bool:
    """Shares are all above zero and make the check exactly."""
    return bool(shares) and min(shares) > ZERO and total(shares) == amount


def age_band(days: int) -> int:
    """How many of AGES_DAYS have passed: 0 fresh, 1 call, 2 write, 3 return it or hold it for the state."""
    return sum(days >= limit for limit in AGES_DAYS)


@dataclass(frozen=True, slots=True)
class Controls:
    """What the totals of one batch say, and of the file it came in."""

    errors: int
    count: int
    amount: Money
    told_count: int | None
    told: Money | None
    lockbox_holds: bool = True
    records_hold: bool = True


def why_review(controls: Controls) -> str:
    """Why a whole batch waits for review; empty when its totals hold. In words for staff."""
    if controls.told_count is not None and controls.told_count != controls.count:
        return f"The bank says {controls.told_count} checks, the file holds {controls.count}."
    if controls.told is not None and controls.told != controls.amount:
        return f"The bank says {controls.told}, the checks in the file make {controls.amount}."
    if controls.errors:
        return f"{controls.errors} lines of this batch cannot be read or do not add up; see its findings."
    if not controls.lockbox_holds:
        return "The batches of this lockbox do not make its total; one may be missing or changed."
    return "" if controls.records_hold else "The number of lines is not what the last record says."

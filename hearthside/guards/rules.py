"""Deciding whether one more try is allowed. Counts in, a verdict out; no database, no clock."""

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hearthside import references
from hearthside.guards import addresses, limits
from hearthside.guards.limits import Kind, Limit, Then, Window

VALUE_CHARACTERS_MAX = 320


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was tried since `began_at`. `until` is when it is forgotten; None is never."""

    key: str
    window: Window
    count: int
    began_at: datetime
    until: datetime | None

    @property
    def left(self) -> int:
        return max(0, self.window.most - self.count)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a limit says about a try.

    `tries_left` is how many more are allowed now. `until` is when that number goes up again: on a
    refusal, the instant to show and to put in Retry-After; None is never. `then` is what the door does
    when `allowed` is false.
    """

    limit: str
    allowed: bool
    tries_left: int
    until: datetime | None
    then: Then


def normalized(kind: Kind, value: str) -> str:
    """One spelling for everything a door would take as the same."""
    text = unicodedata.normalize("NFKC", value[:VALUE_CHARACTERS_MAX]).strip()
    if kind == Kind.DIGITS:
        return references.typed(text)
    if kind == Kind.EMAIL:
        return text.casefold()
    if kind == Kind.ADDRESS:
        return addresses.for_limits(text)
    return text


def counter_key(secret: bytes, limit: Limit, window_no: int, value: str) -> str:
    """HMAC-SHA256 of the limit and what was typed, as 64 hexadecimal digits.

    Nothing about the value can be read from it, and a made-up account has one like any other.
    """
    message = f"{limit.name}\n{window_no}\n{normalized(limit.kind, value)}"
    return hmac.new(secret, message.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


def fresh(key: str, window: Window, at: datetime) -> Tally:
    return Tally(key, window, 0, at, None if window.length is None else at + window.length)


def as_of(tally: Tally, at: datetime) -> Tally:
    """The tally at `at`: a new one if its window is over."""
    over = tally.until is not None and tally.until <= at
    return fresh(tally.key, tally.window, at) if over else tally


def has_room(tallies: Sequence[Tally], amount: int) -> bool:
    return all(tally.left >= amount for tally in tallies)


def taken(tallies: Sequence[Tally], amount: int) -> list[Tally]:
    """The tallies after one allowed try of `amount`."""
    return [replace(tally, count=tally.count + amount) for tally in tallies]


def given_back(tallies: Sequence[Tally], amount: int) -> list[Tally]:
    """The tallies with a try of `amount` undone. One that was tripped stays so."""
    return [
        tally if is_tripped(tally) else replace(tally, count=max(0, tally.count - amount))
        for tally in tallies
    ]


def is_tripped(tally: Tally) -> bool:
    """A try was already refused here: its count stands one above the most."""
    return tally.count > tally.window.most


def tripped(tallies: Sequence[Tally]) -> list[Tally]:
    """Those without a single try left and not marked yet, marked: the first refusal of their window."""
    return [
        replace(tally, count=tally.window.most + 1)
        for tally in tallies
        if not tally.left and not is_tripped(tally)
    ]


def verdict(limit: Limit, tallies: Sequence[Tally], *, allowed: bool) -> Verdict:
    """What `tallies`, as they stand now, mean. The window with the fewest tries left decides."""
    fewest = min(tally.left for tally in tallies)
    ends = [tally.until for tally in tallies if tally.left == fewest]
    known = [end for end in ends if end is not None]
    until = max(known) if len(known) == len(ends) else None
    return Verdict(limit.name, allowed, fewest, until, limit.then)


def declines_are_many(*, answers: int, declines: int) -> bool:
    """More than 30% of at least 20 payments declined in ten minutes: somebody is testing cards."""
    return (
        answers >= limits.DECLINES_ANSWERS_LEAST and declines * 100 > answers * limits.DECLINES_PERCENT_MOST
    )


def wrong_codes_are_many(wrong_codes: int) -> bool:
    """More than 200 wrong pay codes in an hour over all accounts: somebody is guessing."""
    return wrong_codes > limits.WRONG_CODES_MOST

"""Taking, giving back and clearing tries. Each function is one transaction of its own.

A try is taken before the secret is looked at, and given back if it was right. So guesses sent at the
same moment cannot pass together, and a caller's error cannot undo the count: these functions refuse to
run inside a transaction (RuntimeError), where a rollback would take the count with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor, job
from hearthside.guards import rules
from hearthside.guards.errors import UnknownLimit
from hearthside.guards.limits import LIMITS, Limit, Then, Window
from hearthside.guards.models import Counter
from hearthside.guards.rules import Tally, Verdict

GUARDS = job("guards")


@dataclass(frozen=True, slots=True)
class _Asked:
    """One limit and the keys of its windows for one value."""

    limit: Limit
    keys: tuple[str, ...]

    def tallies(self, rows: dict[str, Counter], at: datetime) -> list[Tally]:
        return [
            _tally(rows[key], window, at) if key in rows else rules.fresh(key, window, at)
            for key, window in zip(self.keys, self.limit.windows, strict=True)
        ]


def count(
    limit_name: str,
    value: str,
    *,
    at: datetime,
    amount: int = 1,
    by: Actor = GUARDS,
    account_id: int | None = None,
) -> Verdict:
    """Take one try of `value`, and say whether it is allowed.

    Exactly as many are allowed in a window as the limit says, whatever runs at the same time. A refused
    try takes nothing; the first one of a window leaves `guard.tripped` in the audit trail (for a pay
    code `guard.code_retired`), by `by`. `amount` is for limits of bytes. Raises UnknownLimit.
    """
    return count_all([(limit_name, value)], at=at, amount=amount, by=by, account_id=account_id)[0]


def count_all(
    tries: Sequence[tuple[str, str]],
    *,
    at: datetime,
    amount: int = 1,
    by: Actor = GUARDS,
    account_id: int | None = None,
) -> list[Verdict]:
    """Take a try of several limits together: of all, or of none if one has no room.

    The verdicts come in the order asked. A limit with room says `allowed` though another refused.
    """
    asked = [_ask(name, value) for name, value in tries]
    seen = _rows(asked)
    standing = [one.tallies(seen, at) for one in asked]
    # A flood of refused tries is answered from this one read, and writes and locks nothing.
    if not _have_room(standing, amount) and not any(rules.tripped(tallies) for tallies in standing):
        return _verdicts(asked, standing, amount)
    return _take(asked, at=at, amount=amount, by=by, account_id=account_id)


@transaction.atomic(durable=True)
def _take(
    asked: Sequence[_Asked], *, at: datetime, amount: int, by: Actor, account_id: int | None
) -> list[Verdict]:
    rows = _locked_rows(asked, at)
    standing = [one.tallies(rows, at) for one in asked]
    if _have_room(standing, amount):
        after = [rules.taken(tallies, amount) for tallies in standing]
        _keep(rows, after)
        return _allowed(asked, after)
    for one, tallies in zip(asked, standing, strict=True):
        if marked := rules.tripped(tallies):
            _keep(rows, [marked])
            _record_trip(one, at=at, by=by, account_id=account_id)
    return _verdicts(asked, standing, amount)


def peek(limit_name: str, value: str, *, at: datetime) -> Verdict:
    """What `count` would say now, without taking a try. Only for showing: it promises nothing."""
    asked = [_ask(limit_name, value)]
    return _verdicts(asked, [asked[0].tallies(_rows(asked), at)], 1)[0]


@transaction.atomic(durable=True)
def give_back(limit_name: str, value: str, *, at: datetime, amount: int = 1) -> None:
    """Undo one allowed try, because what was tried turned out right.

    For limits by address this and never `clear`: or somebody could guess at strangers' accounts all
    day, with a right answer about their own in between.
    """
    asked = [_ask(limit_name, value)]
    rows = _locked_rows(asked, at)
    _keep(rows, [rules.given_back(asked[0].tallies(rows, at), amount)])


@transaction.atomic(durable=True)
def clear(limit_name: str, value: str) -> None:
    """Start the count of `value` again from nothing, as after a right password."""
    Counter.objects.filter(key__in=_ask(limit_name, value).keys).update(count=0)


def _ask(name: str, value: str) -> _Asked:
    if name not in LIMITS:
        door = name.partition(".")[0]
        raise UnknownLimit(name, ", ".join(known for known in LIMITS if known.startswith(door)))
    limit = LIMITS[name]
    secret = settings.GUARD_KEY.encode()
    keys = (rules.counter_key(secret, limit, no, value) for no in range(len(limit.windows)))
    return _Asked(limit, tuple(keys))


def _tally(row: Counter, window: Window, at: datetime) -> Tally:
    return rules.as_of(Tally(row.key, window, row.count, row.window_start, row.until), at)


def _rows(asked: Sequence[_Asked]) -> dict[str, Counter]:
    return Counter.objects.in_bulk([key for one in asked for key in one.keys])


def _locked_rows(asked: Sequence[_Asked], at: datetime) -> dict[str, Counter]:
    """The counters of `asked`, made if need be, locked until the transaction ends.

    In the order of their keys, so that two doors that count by the same things never wait in a circle.
    """
    fresh = {
        tally.key: Counter(
            key=tally.key, door=one.limit.name, window_start=at, count=0, until=tally.until
        )
        for one in asked
        for tally in one.tallies({}, at)
    }  # fmt: skip
    keys = sorted(fresh)
    rows: dict[str, Counter] = {}
    # Again only if the sweep took a row between the two statements.
    while len(rows) < len(keys):
        Counter.objects.bulk_create([fresh[key] for key in keys], ignore_conflicts=True)
        locked = Counter.objects.select_for_update().filter(key__in=keys).order_by("key")
        rows = {row.key: row for row in locked}
    return rows


def _keep(rows: dict[str, Counter], standing: Iterable[Sequence[Tally]]) -> None:
    for tally in (tally for tallies in standing for tally in tallies):
        row = rows[tally.key]
        row.count, row.window_start, row.until = tally.count, tally.began_at, tally.until
        row.save(update_fields=["count", "window_start", "until"])


def _have_room(standing: Sequence[Sequence[Tally]], amount: int) -> bool:
    return all(rules.has_room(tallies, amount) for tallies in standing)


def _allowed(asked: Sequence[_Asked], standing: Sequence[Sequence[Tally]]) -> list[Verdict]:
    return [
        rules.verdict(one.limit, tallies, allowed=True) for one, tallies in zip(asked, standing, strict=True)
    ]


def _verdicts(asked: Sequence[_Asked], standing: Sequence[Sequence[Tally]], amount: int) -> list[Verdict]:
    return [
        rules.verdict(one.limit, tallies, allowed=rules.has_room(tallies, amount))
        for one, tallies in zip(asked, standing, strict=True)
    ]


def _record_trip(one: _Asked, *, at: datetime, by: Actor, account_id: int | None) -> None:
    retired = one.limit.then == Then.CODE_RETIRED
    audit.record(
        "guard.code_retired" if retired else "guard.tripped",
        # The start of the key tells trips of different values apart, and says nothing about the value.
        subject=f"{one.limit.name}:{one.keys[0][:12]}",
        account_id=account_id, result=one.limit.then, by=by, at=at,
    )  # fmt: skip

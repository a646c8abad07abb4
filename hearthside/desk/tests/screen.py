"""What one room brings to the account screen, as the screen asks for it."""

from dataclasses import dataclass
from types import ModuleType
from typing import Any

from hearthside.desk import reading
from hearthside.desk.registry import Action, Alert, Subject, TimelineRow
from hearthside.ledger import selectors as ledger
from hearthside.members import selectors as members


@dataclass(frozen=True, slots=True)
class Screen:
    alerts: list[Alert]
    rows: list[TimelineRow]
    actions: list[Action]


def screen_of(room: ModuleType, account_id: int, *, most: int = 25) -> Screen:
    """`room` is a room's account_screen module."""
    standing = ledger.standing(account_id)
    subject = Subject(account_id, members.account(account_id).number, standing.receivable, standing.unapplied)
    found = reading.read(_parts(room, "READINGS"), subject, most)
    alerts, rows = reading.told(found, subject, most)
    return Screen(alerts, rows, [one for of in _parts(room, "ACTIONS") for one in of(subject)])


def _parts(room: ModuleType, name: str) -> tuple[Any, ...]:
    part = getattr(room, name, ())
    return part if isinstance(part, tuple) else (part,)

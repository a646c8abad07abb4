"""What the rooms brought to the desk, found by looking. Gathered once a process."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from hearthside.desk import reading
from hearthside.desk.errors import NoSuchQueue
from hearthside.desk.registry import Action, Alert, DeskPage, Hit, Reading, Subject, WorkQueue
from hearthside.identity.selectors import LoginRow
from hearthside.rooms import parts_of_rooms


@cache
def queues() -> dict[str, WorkQueue]:
    """Every queue of the house by its slug, in the order of its rooms."""
    found: dict[str, WorkQueue] = {}
    for module in parts_of_rooms("queues"):
        for queue in module.QUEUES:
            assert queue.slug not in found, f"two rooms brought the queue {queue.slug}"
            found[queue.slug] = queue
    return found


def queues_for(login: LoginRow) -> list[WorkQueue]:
    """The queues this person may see. A walled one needs its permission itself."""
    return [queue for queue in queues().values() if may_see(login, queue)]


def may_see(login: LoginRow, queue: WorkQueue | DeskPage) -> bool:
    return login.has_perm(queue.permission) if queue.walled else login.may_see(queue.permission)


def queue_for(login: LoginRow, slug: str) -> WorkQueue:
    """The queue, if this person may see it. Raises NoSuchQueue, the same for one that does not exist."""
    queue = queues().get(slug)
    if queue is None or not may_see(login, queue):
        raise NoSuchQueue(slug)
    return queue


@cache
def _pages() -> tuple[DeskPage, ...]:
    return tuple(page for module in parts_of_rooms("desk_pages") for page in module.PAGES)


def pages_for(login: LoginRow) -> list[DeskPage]:
    """The rooms' own pages that this person may open, in the order of the rooms."""
    return [page for page in _pages() if may_see(login, page)]


@cache
def _screens() -> tuple[Any, ...]:
    return tuple(parts_of_rooms("account_screen"))


def _brought(name: str) -> Iterator[Any]:
    """Each room's part of this name; a room may bring one or several."""
    for module in _screens():
        part = getattr(module, name, ())
        yield from part if isinstance(part, tuple) else (part,)


def gravest_first(found: Sequence[Alert]) -> list[Alert]:
    return sorted(found, key=lambda alert: ("stop", "caution", "note").index(alert.kind))


def read(subject: Subject, most: int, *besides: Reading) -> reading.Found:
    """What all rooms know of an account, and what the screen asks besides, in one query."""
    return reading.read((*_brought("READINGS"), *besides), subject, most)


def actions(subject: Subject, login: LoginRow) -> list[tuple[str, Sequence[Action]]]:
    """The buttons this person may press, by group, in the order the rooms brought them."""
    grouped: dict[str, list[Action]] = {}
    for action in (action for of in _brought("ACTIONS") for action in of(subject)):
        if login.has_perm(action.permission):
            grouped.setdefault(str(action.group), []).append(action)
    return list(grouped.items())


def hits(words: str) -> list[Hit]:
    """What the rooms find for exactly these words."""
    return [hit for of in _brought("FINDERS") for hit in of(words)]

"""What every test of the desk travels with."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hearthside.desk import account_screen, gathering
from hearthside.desk.tests.cast import ROLES, Pile, make_staff
from hearthside.portal.tests.cast import Cast
from hearthside.portal.tests.conftest import cast  # noqa: F401


@pytest.fixture
def staff(db: None) -> dict[str, Any]:
    """Keisha, Walt, Sol and Ada, and Nil who works here and holds no role."""
    return {name: make_staff(name, role) for name, role in ROLES.items()} | {"nil": make_staff("nil")}


@pytest.fixture(autouse=True)
def own_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The account screen with the desk's own part; each room tests the part it brings."""
    monkeypatch.setattr(gathering, "_screens", lambda: (account_screen,))


@pytest.fixture
def bring(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Pile], Pile]]:
    """bring(Pile(3)): the house has this queue beside its own."""

    def add(pile: Pile) -> Pile:
        known = {**gathering.queues(), pile.queue.slug: pile.queue}
        monkeypatch.setattr(gathering, "queues", lambda: known)
        return pile

    yield add


__all__ = ["Cast"]

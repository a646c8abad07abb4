"""Dev works at the desk as a billing agent; Keisha, Walt, Sol and Ada hold one role each."""

from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from hearthside import clock
from hearthside.desk.registry import Tally, WorkItem, WorkQueue
from hearthside.identity import services as identity
from hearthside.identity.access import DEMO_SESSION
from hearthside.portal.tests.cast import SETTING_THE_TABLE, make_login

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROLES = {"keisha": "billing_agent", "walt": "lockbox_clerk", "sol": "supervisor", "ada": "auditor"}


def make_staff(name: str, *roles: str) -> Any:
    """A staff login with these roles; with none, Dev's: a billing agent."""
    login = make_login(f"{name}@desk.example", name.capitalize(), is_staff=True)
    for role in roles:
        identity.give_role(login_id=login.pk, role=role, by=SETTING_THE_TABLE, at=clock.now())
    return login


def at_desk(login: Any, client: Client | None = None) -> Client:
    """A browser in which this person came in by two steps."""
    client = client or Client()
    client.force_login(login, backend=BACKEND)
    session = client.session
    session[DEMO_SESSION] = True
    session.save()
    return client


class Pile:
    """A queue with items in memory, oldest first: what a room would bring."""

    def __init__(
        self, count: int, *, permission: str = "desk.take_work", walled: bool = False, **more: Any
    ) -> None:
        began = clock.now() - timedelta(days=3)
        self.waiting = {f"i{place:05}": self._item(place, began) for place in range(count)}
        self.queue = WorkQueue(
            slug="pile", name="A pile of work", permission=permission, tally=self.tally, items=self.items,
            walled=walled, **more,
        )  # fmt: skip

    @staticmethod
    def _item(place: int, began: datetime) -> WorkItem:
        return WorkItem(
            key=f"i{place:05}", what=f"Thing {place}", path=f"/desk/keys/?thing={place}", cents=100 * place,
            since=began + timedelta(seconds=place), why="It waits for a person",
        )  # fmt: skip

    def tally(self) -> Tally:
        oldest = next(iter(self.waiting.values()), None)
        return Tally(len(self.waiting), oldest.since if oldest else None)

    def items(self, after: str, most: int) -> list[WorkItem]:
        return [item for key, item in self.waiting.items() if key > after][:most]

"""Every write of the guards room: tries taken, the site brake, and what is forgotten."""

from hearthside.guards.selectors import brake_is_on
from hearthside.guards.services.brake import note_answer, note_wrong_code, release_brake
from hearthside.guards.services.sweeping import sweep
from hearthside.guards.services.tries import clear, count, count_all, give_back, peek

__all__ = [
    "brake_is_on", "clear", "count", "count_all", "give_back", "note_answer", "note_wrong_code", "peek",
    "release_brake", "sweep",
]  # fmt: skip

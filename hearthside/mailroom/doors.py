"""For whom every address of this room is."""

DOORS = {"mailroom:text_came_in": "machine"}

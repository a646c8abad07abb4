"""For whom the addresses of this room are; they keep the names they had in the portal."""

DOORS = dict.fromkeys(("portal:details", "portal:change"), "member")

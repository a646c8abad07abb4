"""Who runs a command: the person at the shell."""

import getpass

from hearthside.audit.actor import Actor, ActorKind


def shell() -> Actor:
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "unknown"
    return Actor(ActorKind.SHELL, user, door="cli")

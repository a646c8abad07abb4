"""This room, as Django knows it."""

from django.apps import AppConfig


class Identity(AppConfig):
    name = "hearthside.identity"

    def ready(self) -> None:
        from hearthside.identity import events

        events.listen()

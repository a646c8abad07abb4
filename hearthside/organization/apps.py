"""This room, as Django knows it."""

from django.apps import AppConfig


class Organization(AppConfig):
    name = "hearthside.organization"

    def ready(self) -> None:
        from hearthside.organization import checks  # noqa: F401

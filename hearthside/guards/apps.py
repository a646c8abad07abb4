"""This room, as Django knows it."""

from django.apps import AppConfig


class Guards(AppConfig):
    name = "hearthside.guards"

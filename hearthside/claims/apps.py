"""This room, as Django knows it."""

from django.apps import AppConfig


class Claims(AppConfig):
    name = "hearthside.claims"

"""This room, as Django knows it."""

from django.apps import AppConfig


class Recovery(AppConfig):
    name = "hearthside.recovery"

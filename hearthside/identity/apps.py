"""This room, as Django knows it."""

from django.apps import AppConfig


class Identity(AppConfig):
    name = "hearthside.identity"

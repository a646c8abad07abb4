"""This room, as Django knows it."""

from django.apps import AppConfig


class Privacy(AppConfig):
    name = "hearthside.privacy"

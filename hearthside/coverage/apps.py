"""This room, as Django knows it."""

from django.apps import AppConfig


class Coverage(AppConfig):
    name = "hearthside.coverage"

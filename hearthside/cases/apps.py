"""This room, as Django knows it."""

from django.apps import AppConfig


class Cases(AppConfig):
    name = "hearthside.cases"

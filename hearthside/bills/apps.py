"""This room, as Django knows it."""

from django.apps import AppConfig


class Bills(AppConfig):
    name = "hearthside.bills"

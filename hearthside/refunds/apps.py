"""This room, as Django knows it."""

from django.apps import AppConfig


class Refunds(AppConfig):
    name = "hearthside.refunds"

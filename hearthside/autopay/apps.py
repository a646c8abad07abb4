"""This room, as Django knows it."""

from django.apps import AppConfig


class Autopay(AppConfig):
    name = "hearthside.autopay"

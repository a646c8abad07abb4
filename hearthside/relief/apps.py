"""This room, as Django knows it."""

from django.apps import AppConfig


class Relief(AppConfig):
    name = "hearthside.relief"

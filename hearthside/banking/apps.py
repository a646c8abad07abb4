"""This room, as Django knows it."""

from django.apps import AppConfig


class Banking(AppConfig):
    name = "hearthside.banking"

"""This room, as Django knows it."""

from django.apps import AppConfig


class Mailroom(AppConfig):
    name = "hearthside.mailroom"

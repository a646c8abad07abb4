"""This room, as Django knows it."""

from django.apps import AppConfig


class Inbox(AppConfig):
    name = "hearthside.inbox"

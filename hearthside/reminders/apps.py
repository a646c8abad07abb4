"""This room, as Django knows it."""

from django.apps import AppConfig


class Reminders(AppConfig):
    name = "hearthside.reminders"

"""This room, as Django knows it."""

from django.apps import AppConfig


class Audit(AppConfig):
    name = "hearthside.audit"

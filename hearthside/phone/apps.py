"""This room, as Django knows it."""

from django.apps import AppConfig


class Phone(AppConfig):
    name = "hearthside.phone"

"""This room, as Django knows it."""

from django.apps import AppConfig


class Ach(AppConfig):
    name = "hearthside.ach"

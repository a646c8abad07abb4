"""This room, as Django knows it."""

from django.apps import AppConfig


class Desk(AppConfig):
    name = "hearthside.desk"

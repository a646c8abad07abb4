"""This room, as Django knows it."""

from django.apps import AppConfig


class Api(AppConfig):
    name = "hearthside.api"

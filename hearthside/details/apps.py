"""This room, as Django knows it."""

from django.apps import AppConfig


class Details(AppConfig):
    name = "hearthside.details"

"""This room, as Django knows it."""

from django.apps import AppConfig


class Estates(AppConfig):
    name = "hearthside.estates"

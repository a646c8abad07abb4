"""This room, as Django knows it."""

from django.apps import AppConfig


class Cli(AppConfig):
    name = "hearthside.cli"

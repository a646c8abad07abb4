"""This room, as Django knows it."""

from django.apps import AppConfig


class HelpCenter(AppConfig):
    name = "hearthside.helpcenter"

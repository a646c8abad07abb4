"""This room, as Django knows it."""

from django.apps import AppConfig


class Lockbox(AppConfig):
    name = "hearthside.lockbox"

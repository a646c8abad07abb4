"""This room, as Django knows it."""

from django.apps import AppConfig


class People(AppConfig):
    name = "hearthside.people"

"""This room, as Django knows it."""

from django.apps import AppConfig


class Intake(AppConfig):
    name = "hearthside.intake"

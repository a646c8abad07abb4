"""This room, as Django knows it."""

from django.apps import AppConfig


class Payments(AppConfig):
    name = "hearthside.payments"

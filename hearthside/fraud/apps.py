"""This room, as Django knows it."""

from django.apps import AppConfig


class Fraud(AppConfig):
    name = "hearthside.fraud"

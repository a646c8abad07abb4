"""What the rooms bring: a module of one name in each room that has it, found by looking."""

from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def parts_of_rooms(name: str) -> Iterator[ModuleType]:
    """The module `name` of every room that has it, lowest floor first."""
    for room in apps.get_app_configs():
        if room.name.startswith("hearthside.") and module_has_submodule(room.module, name):
            yield import_module(f"{room.name}.{name}")

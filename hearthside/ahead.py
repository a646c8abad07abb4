"""The next item is made while the last one is worked on, by a thread that is one step ahead."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")


def ahead(items: Iterator[Item]) -> Generator[Item, None, None]:
    """The same items in the same order; the one after the item at hand is made meanwhile, and no more.

    What `items` raises is raised in its place. `items` asks no database: another thread has a connection of
    its own. A caller that stops early waits for the item that is being made.
    """
    with ThreadPoolExecutor(1, "ahead") as maker:
        coming = maker.submit(_next, items)
        while made := coming.result():
            coming = maker.submit(_next, items)
            yield made[0]


def _next(items: Iterator[Item]) -> tuple[Item, ...]:
    """The next item alone; nothing at the end."""
    for item in items:
        return (item,)
    return ()

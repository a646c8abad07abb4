"""One step ahead, and no more."""

import threading
from collections.abc import Iterator
from itertools import count

import pytest

from hearthside.ahead import ahead


def test_the_same_items_in_the_same_order() -> None:
    assert list(ahead(iter(range(1000)))) == list(range(1000))
    assert list(ahead(iter(()))) == []


def test_what_is_raised_is_raised_in_its_place() -> None:
    def breaks() -> Iterator[int]:
        yield 1
        raise ValueError("the second cannot be made")

    given = ahead(breaks())
    assert next(given) == 1
    with pytest.raises(ValueError, match="second"):
        next(given)


def test_the_next_is_made_while_the_last_is_worked_on_and_none_after_it() -> None:
    made: list[int] = []
    second = threading.Event()

    def numbers() -> Iterator[int]:
        for number in count():
            made.append(number)
            if number == 1:
                second.set()
            yield number

    given = ahead(numbers())
    assert next(given) == 0
    assert second.wait(10), "nothing was made while the first was worked on"
    given.close()
    assert made == [0, 1]

"""Why a document is refused. Nothing that does not add up is ever printed."""

from hearthside.errors import HearthsideError
from hearthside.money import Money


class BadDocument(HearthsideError):
    """A stored document that is not one we wrote, or a field that cannot be printed."""

    code = "documents.bad"

    def __init__(self, where: str, found: object, expected: str) -> None:
        super().__init__(
            "this document cannot be used", where=where, found=repr(found)[:60], expected=expected
        )
        self.where = where


class DoesNotAddUp(HearthsideError):
    """Two amounts on one document that should be the same are not."""

    code = "documents.does_not_add_up"

    def __init__(self, where: str, stated_cents: int, sum_cents: int) -> None:
        super().__init__(
            "the amounts do not add up",
            where=where,
            stated=str(Money(stated_cents)),
            sum=str(Money(sum_cents)),
        )
        self.where = where


def must_add_up(where: str, *, stated_cents: int, sum_cents: int) -> None:
    """Raises DoesNotAddUp unless both are the same."""
    if stated_cents != sum_cents:
        raise DoesNotAddUp(where, stated_cents, sum_cents)


def must_be(where: str, found: object, holds: bool, expected: str) -> None:
    """Raises BadDocument unless `holds`."""
    if not holds:
        raise BadDocument(where, found, expected)

"""A thread as a page of letters: who wrote, when, which files came with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hearthside.identity import selectors as logins
from hearthside.inbox.models import Side, ThreadFile, ThreadMessage


@dataclass(frozen=True, slots=True)
class Letter:
    """One message. `writer` is a name, "" where nobody knows it any more."""

    message: ThreadMessage
    writer: str
    is_mine: bool
    is_ours: bool
    files: Sequence[ThreadFile]


def letters(messages: Iterable[ThreadMessage], *, reader_id: int, is_for_member: bool) -> list[Letter]:
    """The messages as they are read. Members see a colleague's first name and nothing more of them."""
    rows = list(messages)
    names = logins.staff_names(_login_id(row) for row in rows)
    return [
        Letter(
            row, _shown(names.get(_login_id(row), ""), row, is_for_member), _login_id(row) == reader_id,
            row.side != Side.MEMBER, [file for file in row.files.all() if file.gone_at is None],
        )
        for row in rows
    ]  # fmt: skip


def _login_id(row: ThreadMessage) -> int:
    ident = row.by.partition(":")[2]
    return int(ident) if ident.isdecimal() else 0


def _shown(name: str, row: ThreadMessage, is_for_member: bool) -> str:
    if not is_for_member or row.side == Side.MEMBER:
        return name
    return "" if "@" in name else name.partition(" ")[0]

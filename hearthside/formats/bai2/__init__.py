"""Bank statements as BAI2 files: read, judged by their control totals, and written. Pure Python."""

from hearthside.formats.bai2.reader import looks_like_bai2, read_bai2
from hearthside.formats.bai2.records import (
    AccountEnd,
    AccountStart,
    FileEnd,
    FileStart,
    Funds,
    GroupEnd,
    GroupStart,
    Record,
    Summary,
    Transaction,
)
from hearthside.formats.bai2.type_codes import Direction, direction_of, is_summary, name_of
from hearthside.formats.bai2.writer import Unwritable, write_bai2

__all__ = [
    "AccountEnd",
    "AccountStart",
    "Direction",
    "FileEnd",
    "FileStart",
    "Funds",
    "GroupEnd",
    "GroupStart",
    "Record",
    "Summary",
    "Transaction",
    "Unwritable",
    "direction_of",
    "is_summary",
    "looks_like_bai2",
    "name_of",
    "read_bai2",
    "write_bai2",
]

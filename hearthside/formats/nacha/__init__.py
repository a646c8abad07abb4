"""ACH files as Nacha lays them out: read in one pass with every fault told; written to read clean."""

from hearthside.formats.nacha.reader import looks_like_ach, read_nacha
from hearthside.formats.nacha.records import (
    Addendum,
    AdvEntry,
    BatchEnd,
    BatchHeader,
    Changed,
    Entry,
    FileEnd,
    FileHeader,
    IatEntry,
    Record,
    Returned,
)
from hearthside.formats.nacha.routing import check_digit, is_routing_number
from hearthside.formats.nacha.writer import (
    RETRY,
    RETURN_FEE,
    REVERSAL,
    OutBatch,
    OutEntry,
    OutFile,
    Unwritable,
    Written,
    plain_text,
    write_nacha,
)

__all__ = [
    "RETRY",
    "RETURN_FEE",
    "REVERSAL",
    "Addendum",
    "AdvEntry",
    "BatchEnd",
    "BatchHeader",
    "Changed",
    "Entry",
    "FileEnd",
    "FileHeader",
    "IatEntry",
    "OutBatch",
    "OutEntry",
    "OutFile",
    "Record",
    "Returned",
    "Unwritable",
    "Written",
    "check_digit",
    "is_routing_number",
    "looks_like_ach",
    "plain_text",
    "read_nacha",
    "write_nacha",
]  # fmt: skip

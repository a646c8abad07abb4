"""The 835: `read_remittance` and the records it yields."""

from hearthside.formats.x12.remittance.reader import read_remittance as read_remittance
from hearthside.formats.x12.remittance.records import (
    Adjustment,
    Balanced,
    Claim,
    Contact,
    FileEnd,
    Name,
    ProviderAdjustment,
    Record,
    ServiceLine,
    TransactionEnd,
    TransactionStart,
)

__all__ = [
    "Adjustment",
    "Balanced",
    "Claim",
    "Contact",
    "FileEnd",
    "Name",
    "ProviderAdjustment",
    "Record",
    "ServiceLine",
    "TransactionEnd",
    "TransactionStart",
    "read_remittance",
]

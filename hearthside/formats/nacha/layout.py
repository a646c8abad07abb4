"""Where each field of a Nacha record stands. Positions count from 1, as the rules print them."""

from dataclasses import dataclass

WIDTH = 94
BLOCK = 10
"""Records in a block; a file is padded to whole blocks with records of nines."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name, and its first and last position."""

    name: str
    first: int
    last: int

    def of(self, text: str) -> str:
        return text[self.first - 1 : self.last]

    @property
    def width(self) -> int:
        return self.last - self.first + 1

    @property
    def place(self) -> str:
        span = f"{self.first}-{self.last}" if self.last > self.first else f"{self.first}"
        return f"{self.name}, position {span}"


class FileHeaderField:
    """Record 1."""

    PRIORITY = Field("priority code", 2, 3)
    DESTINATION = Field("immediate destination", 4, 13)
    ORIGIN = Field("immediate origin", 14, 23)
    CREATED_ON = Field("file creation date", 24, 29)
    CREATED_AT = Field("file creation time", 30, 33)
    MODIFIER = Field("file id modifier", 34, 34)
    RECORD_SIZE = Field("record size", 35, 37)
    BLOCKING = Field("blocking factor", 38, 39)
    FORMAT = Field("format code", 40, 40)
    DESTINATION_NAME = Field("immediate destination name", 41, 63)
    ORIGIN_NAME = Field("immediate origin name", 64, 86)
    REFERENCE = Field("reference code", 87, 94)


class BatchHeaderField:
    """Record 5."""

    SERVICE_CLASS = Field("service class code", 2, 4)
    COMPANY_NAME = Field("company name", 5, 20)
    COMPANY_DATA = Field("company discretionary data", 21, 40)
    COMPANY_ID = Field("company identification", 41, 50)
    SEC = Field("standard entry class", 51, 53)
    DESCRIPTION = Field("company entry description", 54, 63)
    DESCRIPTIVE_DATE = Field("company descriptive date", 64, 69)
    EFFECTIVE_ON = Field("effective entry date", 70, 75)
    SETTLED_ON = Field("settlement date", 76, 78)
    STATUS = Field("originator status code", 79, 79)
    ODFI = Field("originating bank", 80, 87)
    NUMBER = Field("batch number", 88, 94)


class EntryField:
    """Record 6, of every entry class but IAT and ADV."""

    CODE = Field("transaction code", 2, 3)
    RDFI = Field("receiving bank", 4, 11)
    CHECK = Field("check digit", 12, 12)
    ACCOUNT = Field("account number", 13, 29)
    AMOUNT = Field("amount", 30, 39)
    IDENT = Field("individual identification", 40, 54)
    NAME = Field("individual name", 55, 76)
    DISCRETIONARY = Field("discretionary data", 77, 78)
    ADDENDA = Field("addenda record indicator", 79, 79)
    TRACE = Field("trace number", 80, 94)


class IatField:
    """Record 6 of an international entry, where it differs."""

    COUNT = Field("number of addenda records", 13, 16)
    ACCOUNT = Field("foreign receiver's account number", 40, 74)


class AdvField:
    """Record 6 of an accounting advice, where it differs; and its control records."""

    ACCOUNT = Field("account number", 13, 27)
    AMOUNT = Field("amount", 28, 39)
    NAME = Field("individual name", 55, 76)
    BATCH_DEBITS = Field("total debits", 21, 40)
    BATCH_CREDITS = Field("total credits", 41, 60)
    FILE_DEBITS = Field("total debits", 32, 51)
    FILE_CREDITS = Field("total credits", 52, 71)


class AddendaField:
    """Record 7: free text (05), a change (98), a return (99)."""

    TYPE = Field("addenda type", 2, 3)
    TEXT = Field("payment related information", 4, 83)
    SEQUENCE = Field("addenda sequence number", 84, 87)
    ENTRY = Field("entry detail sequence number", 88, 94)
    CODE = Field("reason code", 4, 6)
    ORIGINAL_TRACE = Field("original entry trace number", 7, 21)
    DIED_ON = Field("date of death", 22, 27)
    ORIGINAL_RDFI = Field("original receiving bank", 28, 35)
    INFORMATION = Field("addenda information", 36, 79)
    CORRECTED = Field("corrected data", 36, 64)
    RETURN_TRACE = Field("return trace number", 39, 53)
    RETURN_CODE = Field("return reason code", 57, 58)
    TRACE = Field("trace number", 80, 94)


class BatchControlField:
    """Record 8."""

    SERVICE_CLASS = Field("service class code", 2, 4)
    COUNT = Field("entry and addenda count", 5, 10)
    HASH = Field("entry hash", 11, 20)
    DEBITS = Field("total debits", 21, 32)
    CREDITS = Field("total credits", 33, 44)
    COMPANY_ID = Field("company identification", 45, 54)
    ODFI = Field("originating bank", 80, 87)
    NUMBER = Field("batch number", 88, 94)


class FileControlField:
    """Record 9."""

    BATCHES = Field("batch count", 2, 7)
    BLOCKS = Field("block count", 8, 13)
    COUNT = Field("entry and addenda count", 14, 21)
    HASH = Field("entry hash", 22, 31)
    DEBITS = Field("total debits", 32, 43)
    CREDITS = Field("total credits", 44, 55)

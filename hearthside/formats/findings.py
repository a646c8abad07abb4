"""What a file reader says about a file: findings for what can be lived with, one error for what cannot."""

from dataclasses import dataclass
from typing import Literal

from hearthside.errors import HearthsideError

Severity = Literal["error", "warning", "note"]

FINDINGS_MAX = 200
FOUND_SHOWN_MAX = 40


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a reader noticed.

    `error`: the part of the file it is about must be held; `warning`: the sender is wrong, the figures
    still stand; `note`: odd, harmless. `code` is stable. `where` is a place a person can find, such as
    "segment 41, loop 2110, CAS03"; `what` says what was found, what was expected and what to do.
    """

    severity: Severity
    code: str
    where: str
    what: str
    segment: int | None = None


@dataclass(frozen=True, slots=True)
class RowFinding:
    """A finding about one row and column of a table: the same words, and the facts apart."""

    severity: Severity
    code: str
    row: int
    column: str
    found: str
    expected: str
    segment: int | None = None  # in an 834, of the member's INS

    @property
    def where(self) -> str:
        place = f"row {self.row}, column {self.column}" if self.column else f"row {self.row}"
        return f"segment {self.segment}, {place}" if self.segment else place

    @property
    def what(self) -> str:
        return f"found {self.found}, expected {self.expected}"


class UnreadableFile(HearthsideError):
    """A file that is refused whole. `code` says why, `where` is a byte or segment, `what` says what to do."""

    code = "file.unreadable"

    def __init__(self, code: str, where: str, what: str) -> None:
        super().__init__(what, where=where)
        self.code = code
        self.where = where
        self.what = what


def add_finding(findings: list[Finding], finding: Finding) -> None:
    """Append, up to FINDINGS_MAX; past it one error says that there are more. Memory stays bounded."""
    if len(findings) < FINDINGS_MAX:
        findings.append(finding)
    elif len(findings) == FINDINGS_MAX:
        findings.append(
            Finding(
                "error",
                "findings.too_many",
                finding.where,
                f"found more than {FINDINGS_MAX} faults, the rest are not listed; ask for a new file",
                finding.segment,
            )
        )


def shown(text: str) -> str:
    """A value as it stands in a file, quoted and cut to a length that fits a message."""
    return repr(text if len(text) <= FOUND_SHOWN_MAX else text[:FOUND_SHOWN_MAX] + "...")

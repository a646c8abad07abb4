"""Wording of what a reader finds: the line, the field, what stands there, what should, what to do."""

from hearthside.formats.findings import Finding, Severity, shown
from hearthside.formats.nacha.layout import Field

ASK = "ask the sender for a corrected file"


def fault(
    code: str,
    line: int,
    field: Field | str,
    found: str,
    expected: str,
    *,
    severity: Severity = "error",
    do: str = ASK,
) -> Finding:
    """A finding about one field of one record. `found` is shown quoted and cut."""
    place = field.place if isinstance(field, Field) else field
    return Finding(
        severity, f"ach.{code}", f"line {line}, {place}",
        f"found {shown(found)}, expected {expected}; {do}", line,
    )  # fmt: skip

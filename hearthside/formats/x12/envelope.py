"""The three envelopes of X12, interchange (ISA-IEA), group (GS-GE), transaction set (ST-SE)."""

from hearthside.formats.findings import Finding, Severity, add_finding, shown
from hearthside.formats.x12.values import read_count


class Envelope:
    """Follows the envelope segments of one file and says what does not add up. Nothing here refuses a file.

    What is wrong with an interchange or a group goes to `findings`; what is wrong with a transaction set
    goes to the list given to `close_set`.
    """

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.interchanges = 0
        self.sender = self.receiver = self.interchange_control = self.usage = ""
        self.group_control = self.version = ""
        self.set_control = ""
        self.set_first_number = 0
        self.is_set_open = False
        self._interchange_open = self._group_open = False
        self._groups = self._sets = 0

    def open_interchange(self, elements: list[str], number: int) -> None:
        self.close_interchange_early(number)
        padded = [*elements, *[""] * 17]
        self.sender, self.receiver = padded[6].strip(), padded[8].strip()
        self.interchange_control, self.usage = padded[13].strip(), padded[15].strip()
        self.version = self.group_control = ""
        self._interchange_open, self._groups = True, 0
        self.interchanges += 1

    def open_group(self, elements: list[str], number: int) -> None:
        self.close_group_early(number)
        padded = [*elements, *[""] * 9]
        self.group_control, self.version = padded[6].strip(), padded[8].strip()
        self._group_open, self._sets = True, 0
        self._groups += 1

    def open_set(self, elements: list[str], number: int) -> None:
        self.set_control = elements[2].strip() if len(elements) > 2 else ""
        self.set_first_number = number
        self.is_set_open = True
        self._sets += 1

    def close_set(self, elements: list[str], number: int, findings: list[Finding]) -> tuple[int, int | None]:
        """Check SE: the number of segments found, and the number it states (None if unreadable)."""
        self.is_set_open = False
        found = number - self.set_first_number + 1
        stated = self._check_count("SE", elements, number, found, "segments", findings)
        self._check_control("SE", "ST02", elements, number, self.set_control, findings)
        return found, stated

    def close_group(self, elements: list[str], number: int) -> None:
        if not self._group_open:
            self._tell("warning", "envelope.stray_ge", number, "GE", "found GE, expected GS before it")
            return
        self._group_open = False
        self._check_count("GE", elements, number, self._sets, "transaction sets", self.findings)
        self._check_control("GE", "GS06", elements, number, self.group_control, self.findings)

    def close_interchange(self, elements: list[str], number: int) -> None:
        self.close_group_early(number)
        if not self._interchange_open:
            self._tell("warning", "envelope.stray_iea", number, "IEA", "found IEA, expected ISA before it")
            return
        self._interchange_open = False
        self._check_count("IEA", elements, number, self._groups, "groups", self.findings)
        self._check_control("IEA", "ISA13", elements, number, self.interchange_control, self.findings)

    def close_group_early(self, number: int) -> None:
        """At a GS, an IEA or an ISA: the group before should have ended."""
        if self._group_open:
            self._group_open = False
            what = "found the next envelope, expected GE first; check with the sender that nothing is missing"
            self._tell("warning", "envelope.no_ge", number, "GE", what)

    def close_interchange_early(self, number: int) -> None:
        """At an ISA, or the end of the file: the interchange before should have ended."""
        self.close_group_early(number)
        if self._interchange_open:
            self._interchange_open = False
            what = "found no IEA, expected one: the file is cut short; ask the sender for it again"
            self._tell("error", "envelope.no_iea", number, "IEA", what)

    def _check_count(
        self, id: str, elements: list[str], number: int, found: int, things: str, findings: list[Finding]
    ) -> int | None:
        text = elements[1] if len(elements) > 1 else ""
        stated = read_count(text)
        if stated != found:
            what = f"found {found} {things}, expected {shown(text)}; all of them were read, tell the sender"
            where = f"segment {number}, {id}01"
            add_finding(findings, Finding("warning", f"envelope.{id.lower()}01", where, what, number))
        return stated

    def _check_control(
        self, id: str, opener: str, elements: list[str], number: int, expected: str, findings: list[Finding]
    ) -> None:
        text = elements[2].strip() if len(elements) > 2 else ""
        if text != expected:
            what = (
                f"found control number {shown(text)}, expected {shown(expected)} of {opener}; tell the sender"
            )
            where = f"segment {number}, {id}02"
            add_finding(findings, Finding("warning", f"envelope.{id.lower()}02", where, what, number))

    def _tell(self, severity: Severity, code: str, number: int, where: str, what: str) -> None:
        add_finding(self.findings, Finding(severity, code, f"segment {number}, {where}", what, number))

"""The 834 reader: who is covered, as the same rows a CSV roster gives, one member at a time.

Source: X12 005010X220A1. One row for each HD (coverage) of a member; a member without HD gives one row.
"""

from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from hearthside.formats.findings import Finding, RowFinding, UnreadableFile, add_finding, shown
from hearthside.formats.roster import RosterRow, build_row
from hearthside.formats.x12.envelope import Envelope
from hearthside.formats.x12.segments import Segment, SegmentStream
from hearthside.formats.x12.values import read_day

SEGMENTS_PER_MEMBER_MAX = 20_000
RELATIONSHIPS = {
    "18": "self",
    "01": "spouse",
    "19": "child",
    "17": "stepchild",
    "10": "foster child",
    "09": "adopted child",
    "15": "ward",
    "53": "life partner",
    "G8": "other",
}
_MEMBER_ID_QUALIFIERS = ("MI", "ZZ")  # 34 is a Social Security number, and never a member id
_STARTS = {"348": "effective_on", "349": "ends_on"}
_MEMBER_DAYS = {"356": "effective_on", "357": "ends_on"}


def read_enrollment(stream: BinaryIO) -> Iterator[RosterRow | RowFinding | Finding]:
    """The coverages of an 834 in order, a RowFinding for each that is left out, and, last, the findings
    about the file itself. `account_key` is the subscriber id.

    A member whose INS03 is 024 (ends) without a day gives a RowFinding. Raises UnreadableFile.
    """
    return _EnrollmentReader(stream).rows()


class _EnrollmentReader:
    def __init__(self, stream: BinaryIO) -> None:
        self.segments = SegmentStream(stream)
        self.envelope = Envelope()
        self.payer_id = ""
        self.member: dict[str, str] | None = None
        self.coverages: list[dict[str, str]] = []
        self.member_days: dict[str, str] = {}
        self.ends = False  # INS03 is 024
        self.holder = ""  # the NM1 that N3, N4, DMG and PER belong to
        self.count = 0
        self.first = 0  # segment of INS
        self.kinds: set[str] = set()
        self.is_834 = False

    def rows(self) -> Iterator[RosterRow | RowFinding | Finding]:
        number = 0
        for segment in self.segments:
            number = segment.number
            if segment.id in ("INS", "SE", "ST", "GE", "IEA", "ISA"):
                yield from self._finish_member()
            self._read(segment)
            if self.member is not None and number - self.first > SEGMENTS_PER_MEMBER_MAX:
                what = f"found over {SEGMENTS_PER_MEMBER_MAX} segments in one member, expected INS or SE"
                raise UnreadableFile("x12.record_too_long", f"segment {self.first}", what)
        yield from self._finish_member()
        if "834" not in self.kinds:
            raise self._not_834()
        self._close_set_early(number + 1)
        self.envelope.close_interchange_early(number + 1)
        yield from (*self.segments.findings, *self.envelope.findings)

    def _read(self, segment: Segment) -> None:
        if segment.id in ("ISA", "GS", "ST", "SE", "GE", "IEA"):
            self._read_envelope(segment)
        elif not self.is_834:
            return
        elif segment.id == "INS":
            self._start_member(segment)
        elif segment.id == "N1" and self.member is None and segment.value(1) == "IN":
            self.payer_id = segment.value(4)
        elif self.member is not None:
            self._read_member(segment, self.member)

    def _read_envelope(self, segment: Segment) -> None:
        envelope, elements, number = self.envelope, segment.elements, segment.number
        if segment.id != "SE":
            self._close_set_early(number)
        if segment.id == "ISA":
            envelope.open_interchange(elements, number)
        elif segment.id == "GS":
            envelope.open_group(elements, number)
        elif segment.id == "ST":
            envelope.open_set(elements, number)
            self.is_834 = segment.value(1) == "834"
            self.payer_id = ""
            if len(self.kinds) < 20:
                self.kinds.add(segment.value(1))
        elif segment.id == "SE":
            self.is_834 = False
            if envelope.is_set_open:
                envelope.close_set(elements, number, envelope.findings)
        elif segment.id == "GE":
            envelope.close_group(elements, number)
        else:
            envelope.close_interchange(elements, number)

    def _close_set_early(self, number: int) -> None:
        if self.envelope.is_set_open:
            self.envelope.is_set_open = self.is_834 = False
            what = "found no SE, expected one: the roster is cut short; ask the sender for it again"
            finding = Finding("error", "envelope.no_se", f"segment {number}, SE", what, number)
            add_finding(self.envelope.findings, finding)

    def _start_member(self, segment: Segment) -> None:
        self.count += 1
        self.first = segment.number
        relationship = segment.value(2)
        relationship = RELATIONSHIPS.get(relationship, relationship)
        self.member = {"relationship": "self" if segment.value(1) == "Y" else relationship}
        self.ends = segment.value(3) == "024"
        self.coverages, self.member_days, self.holder = [], {}, ""

    def _read_member(self, segment: Segment, member: dict[str, str]) -> None:
        if segment.id == "REF":
            self._read_reference(segment, member)
        elif segment.id == "NM1":
            self._read_name(segment, member)
        elif segment.id in ("DTP", "DTM"):
            self._read_day(segment)
        elif segment.id == "HD":
            self.holder = ""
            self.coverages.append({"plan": segment.value(4) or segment.value(3)})
        elif self.holder in ("IL", "74", "31"):
            self._read_details(segment, member)

    def _read_reference(self, segment: Segment, member: dict[str, str]) -> None:
        names = {"0F": "subscriber_id", "23": "own_id", "1L": "group"}
        name = names.get(segment.value(1))
        if name:
            member.setdefault(name, segment.value(2))

    def _read_name(self, segment: Segment, member: dict[str, str]) -> None:
        self.holder = segment.value(1)
        if self.holder in ("IL", "74"):
            member["last_name"], member["first_name"] = segment.value(3), segment.value(4)
            if segment.value(8) in _MEMBER_ID_QUALIFIERS:
                member["member_id"] = segment.value(9)

    def _read_details(self, segment: Segment, member: dict[str, str]) -> None:
        """N3, N4, PER, DMG, LUI of the member. A mailing address (31) takes the place of the residence."""
        if segment.id == "N3":
            member["address1"], member["address2"] = segment.value(1), segment.value(2)
        elif segment.id == "N4":
            member["city"], member["state"], member["zip"] = (segment.value(place) for place in (1, 2, 3))
        elif segment.id == "PER":
            for place in (3, 5, 7):
                name = {"HP": "phone", "CP": "phone", "TE": "phone", "EM": "email"}.get(segment.value(place))
                if name and segment.value(place + 1):
                    member.setdefault(name, segment.value(place + 1))
        elif segment.id == "DMG":
            member["birth_date"] = segment.value(2)
        elif segment.id == "LUI":
            member["language"] = segment.value(2) or segment.value(3)

    def _read_day(self, segment: Segment) -> None:
        """DTP has a format before the day, DTM has not."""
        text = segment.value(3) if segment.id == "DTP" else segment.value(2)
        qualifier = segment.value(1)
        if self.coverages and qualifier in _STARTS:
            self.coverages[-1][_STARTS[qualifier]] = text
        elif qualifier in _STARTS or qualifier in _MEMBER_DAYS:
            self.member_days.setdefault((_STARTS | _MEMBER_DAYS)[qualifier], text)

    def _finish_member(self) -> Iterator[RosterRow | RowFinding]:
        member, self.member = self.member, None
        if member is None:
            return
        own_id = member.pop("own_id", "")
        group = member.pop("group", "")
        member["member_id"] = member.get("member_id") or own_id or member.get("subscriber_id", "")
        member["payer_id"] = self.payer_id
        for coverage in self.coverages or [{}]:
            texts = {**member, "plan": group, **self.member_days, **coverage}
            texts["plan"] = texts["plan"] or group
            if self.ends and not texts.get("ends_on"):
                expected = "the day coverage ends, since INS03 is 024; the coverage is left out"
                yield self._finding("roster.no_end", "ends_on", "nothing", expected)
                continue
            row = build_row(
                texts, row=self.count, read_date=_day, date_form="a day as CCYYMMDD", segment=self.first
            )
            yield row

    def _finding(self, code: str, column: str, found: str, expected: str) -> RowFinding:
        return RowFinding("error", code, self.count, column, found, expected, self.first)

    def _not_834(self) -> UnreadableFile:
        if self.kinds:
            found = ", ".join(shown(kind) for kind in sorted(self.kinds))
            what = f"found X12 transaction set {found}, expected 834; import it as its own kind"
            return UnreadableFile("x12.not_834", "ST01", what)
        what = "found X12 without any transaction set, expected an 834; ask the sender for a new file"
        return UnreadableFile("x12.no_transaction", "segment 1", what)


def _day(text: str) -> date | None:
    return read_day(text)

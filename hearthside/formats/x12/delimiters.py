"""Which characters separate segments, elements and components: read from ISA, guessed when there is none.

Source: X12.5 (interchange control structure), ISA being the one fixed-width segment; and formats.md on
what senders do to it.
"""

import re
from dataclasses import dataclass

from hearthside.formats.findings import Finding

BLANKS = " \t\r\n\x0b\x0c\x00\x1a"
ISA_LENGTH_MAX = 512
ISA_LOOK_AHEAD = 4096

_ISA_SEPARATORS = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)
_ISA_WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1)
_ISA_START = re.compile(r"(?<![A-Za-z0-9])ISA([^A-Za-z0-9 \t\r\n])(?=[^\r\n]{2}\1)")
_ISA_FIXED = re.compile(
    r"ISA([^A-Za-z0-9 \t\r\n])" + r"\1".join(rf"[^\r\n]{{{width}}}" for width in _ISA_WIDTHS) + r"\1"
)
_AFTER_ISA = re.compile(r"(GS|TA1|ST|IEA|BPR)\Z")
_NOT_A_DELIMITER = re.compile(r"[A-Za-z0-9 \t]")
_BARE_START = re.compile(
    r"(?:\A|(?<=\n))[ \t\r\n]*(?:"
    r"GS(?P<gs>[^A-Za-z0-9 \t\r\n,;\"'])(?:HP|BE|HC|HS|HB|HR|HN|HI|FA|RA)(?P=gs)"
    r"|ST(?P<st>[^A-Za-z0-9 \t\r\n,;\"'])[0-9]{3}(?=(?P=st)|[^A-Za-z0-9])"
    r"|BPR(?P<bpr>[^A-Za-z0-9 \t\r\n,;\"'])[A-Z](?P=bpr)-?[0-9.]+(?P=bpr))"
)
_SECOND_SEGMENT = r"([^A-Za-z0-9{0}][ \t\r\n]*)(?:ST|BPR|BHT|BGN|AK1|TRN|N1|REF|DTM|CUR)[{0}]"


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The four separators of one interchange. `repetition` is empty before version 00402."""

    element: str = "*"
    component: str = ":"
    segment: str = "~"
    repetition: str = "^"


@dataclass(frozen=True, slots=True)
class Opening:
    """An ISA that was understood: its text is `text[:length]`, the next segment starts at `after`."""

    delimiters: Delimiters
    length: int
    after: int
    findings: tuple[Finding, ...]


def find_isa(text: str) -> int:
    """Where the first ISA starts, or -1."""
    match = _ISA_START.search(text)
    return match.start() if match else -1


def find_next_isa(text: str, start: int, terminator: str) -> int:
    """Where another interchange starts in the middle of a file, or -1.

    It counts when it begins a segment or a line, or, two files having been glued together in the middle
    of a segment, when all its separators stand where the fixed widths put them.
    """
    at = text.find("ISA", start)
    while at >= 0:
        if _ISA_START.match(text, at):
            before = text[max(0, at - 64) : at].rstrip(BLANKS + "\xef\xbb\xbf")
            if not before or before.endswith(terminator) or text[at - 1] == "\n":
                return at
        if _ISA_FIXED.match(text, at):
            return at
        at = text.find("ISA", at + 3)
    return -1


def read_isa(text: str) -> Opening | None:
    """Understand the ISA that `text` starts with: None when its sixteen elements are not there.

    Lost padding, a lost ISA16, and terminators of any shape (`~`, line feed, carriage return and line
    feed, `~` put at the start of the next line) are understood, and reported as findings.
    """
    region = text[:ISA_LENGTH_MAX]
    element = region[3]
    parts = region.split(element, 16)
    if len(parts) < 16:
        return None
    findings = [] if _is_fixed_width(region, element) else [_not_fixed_width()]
    if len(parts) == 16 or _AFTER_ISA.search(parts[15]):
        return _without_component(region, element, sum(map(len, parts[:15])) + 15, findings, text)
    start = len(region) - len(parts[16])
    gap = _AFTER_ISA.sub("", parts[16].split(element, 1)[0])[:16]
    marks = [index for index, char in enumerate(gap) if char not in " \t\r\n"]
    if not marks or _is_terminator_alone(gap, marks, text[start + len(gap) :], element):
        return _without_component(region, element, start - 1, findings, text)
    component = gap[marks[0]]
    if _NOT_A_DELIMITER.match(component):
        component = _guess_component(text, element)
        findings.append(_bad_component(gap[marks[0]]))
    found = _terminator(region, start + marks[0] + 1, element)
    if found is None:
        return None
    terminator, after = found
    if component in (terminator, element):
        findings.append(_bad_component(component))
        component = _guess_component(text, element)
    delimiters = Delimiters(element, component, terminator, _repetition(parts[11]))
    return Opening(delimiters, start + marks[0] + 1, after, tuple(findings))


def guess_without_isa(text: str) -> tuple[int, Delimiters] | None:
    """Where the first GS, ST or BPR starts and the delimiters it shows; None if there is no such start."""
    start = _BARE_START.search(text)
    if start is None:
        return None
    element = start["gs"] or start["st"] or start["bpr"]
    second = re.compile(_SECOND_SEGMENT.format(re.escape(element))).search(text, start.end() - 1)
    if second is None:
        return None
    gap = second[1]
    terminator = gap.strip(" \t\r\n")[:1] or ("\n" if "\n" in gap else "\r" if "\r" in gap else "")
    if not terminator:
        return None
    at = start.end() - len(start[0].lstrip(BLANKS))
    return at, Delimiters(element, _guess_component(text, element), terminator, "")


def _is_fixed_width(region: str, element: str) -> bool:
    return len(region) > 105 and all(region[place] == element for place in _ISA_SEPARATORS)


def _is_terminator_alone(gap: str, marks: list[int], rest: str, element: str) -> bool:
    """Is the one mark after ISA15 the terminator, ISA16 being lost, rather than ISA16 before a line end?"""
    if len(marks) > 1:
        return False
    mark = gap[marks[0]]
    if _NOT_A_DELIMITER.match(mark):
        return False
    if marks[0]:
        return True
    if len(gap) == 1:  # "~GS": the terminator, if other segments end with it too
        ends = rf"{re.escape(mark)}[ \t\r\n]*(?:ST|GE|IEA|TA1){re.escape(element)}"
        return re.search(ends, rest[:ISA_LOOK_AHEAD]) is not None
    next_line = re.match(r"[^\r\n]*", rest)
    return next_line is not None and next_line[0].rstrip().endswith(mark)


def _without_component(
    region: str, element: str, isa15: int, findings: list[Finding], text: str
) -> Opening | None:
    """The opening when ISA16 is missing: `isa15` is where ISA15 starts, or where it ends with a separator."""
    match = re.compile(r"[A-Za-z0-9]?[" + re.escape(element) + r"]?").match(region, isa15)
    end = match.end() if match else isa15
    found = _terminator(region, end, element)
    if found is None:
        return None
    terminator, after = found
    component = _guess_component(text, element)
    findings.append(
        Finding(
            "warning",
            "envelope.no_isa16",
            "ISA16",
            f"found no component separator, expected one; {component!r} is used, as in the segments below",
        )
    )
    repetition = _repetition(region.split(element, 12)[11])
    return Opening(Delimiters(element, component, terminator, repetition), end, after, tuple(findings))


def _terminator(region: str, start: int, element: str) -> tuple[str, int] | None:
    """The segment terminator that stands at `start`, and the place after it."""
    match = re.compile(r"[ \t\r\n]*").match(region, start)
    end = match.end() if match else start
    if end < len(region) and not _NOT_A_DELIMITER.match(region[end]) and region[end] != element:
        return region[end], end + 1
    blanks = region[start:end]
    for line_end in ("\n", "\r"):
        if line_end in blanks:
            return line_end, start + blanks.index(line_end) + 1
    return None


def _guess_component(text: str, element: str) -> str:
    match = re.search(rf"(?:SVC|SV1)[{re.escape(element)}][A-Z0-9]{{2}}([^A-Za-z0-9\s])", text)
    return match[1] if match and match[1] != element else ":"


def _repetition(isa11: str) -> str:
    return isa11 if len(isa11) == 1 and not _NOT_A_DELIMITER.match(isa11) else ""


def _not_fixed_width() -> Finding:
    return Finding(
        "warning",
        "envelope.isa_width",
        "ISA",
        "found an ISA whose fields are not padded, expected 106 fixed positions; "
        "read by its separators, tell the sender",
    )


def _bad_component(found: str) -> Finding:
    return Finding(
        "warning",
        "envelope.bad_isa16",
        "ISA16",
        f"found {found!r}, expected a character that is no letter, digit or blank; guessed from the segments",
    )

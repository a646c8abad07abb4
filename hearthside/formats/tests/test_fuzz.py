"""Any bytes give records and findings, or one named refusal; nothing else, and in bounded memory."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearthside.formats.findings import UnreadableFile
from hearthside.formats.roster import read_roster
from hearthside.formats.tests.files import CLAIM, file_of, interchange, remittance, transaction
from hearthside.formats.tests.test_enrollment import ENROLLMENT
from hearthside.formats.tests.test_roster import ROSTER
from hearthside.formats.x12.enrollment import read_enrollment
from hearthside.formats.x12.remittance import FileEnd, read_remittance
from hearthside.formats.x12.segments import read_segments, sniff

REAL = remittance(CLAIM + "\n" + CLAIM.replace("A1*1", "A2*22"), plb="PLB*1*20261231*WO:R*1")
MARKS = [b"~", b"*", b":", b"^", b"\n", b"\r", b" ", b"\0", b"\xff", b"\xef\xbb\xbf", b"-", b".", b"0", b"9"]
PIECES = (
    [line.encode() for line in interchange(transaction())] + MARKS + [b"ISA", b"ISA*00*", b"~~", b"*" * 30]
)

Reader = Callable[[BytesIO], Iterator[Any]]
READERS: list[Reader] = [read_remittance, read_enrollment, read_roster, read_segments]


def survives(reader: Reader, data: bytes) -> None:
    try:
        for record in reader(BytesIO(data)):
            assert record is not None
    except UnreadableFile as refusal:
        assert refusal.code != "unexpected" and refusal.where and "expected" in refusal.what


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file with up to six pieces cut out, put in or exchanged."""
    data = whole
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        upto = min(len(data), at + draw(st.sampled_from([0, 0, 1, 2, 9, 60])))
        data = data[:at] + draw(st.sampled_from(PIECES) | st.binary(max_size=4)) + data[upto:]
    return data


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join))
def test_any_bytes_are_read_or_refused(reader: Reader, data: bytes) -> None:
    survives(reader, data)
    sniff(data)


@settings(max_examples=400, deadline=None)
@given(damaged(REAL))
def test_a_damaged_remittance_is_read_or_refused(data: bytes) -> None:
    survives(read_remittance, data)


@settings(max_examples=150, deadline=None)
@given(damaged(ENROLLMENT))
def test_a_damaged_enrollment_is_read_or_refused(data: bytes) -> None:
    survives(read_enrollment, data)


@settings(max_examples=150, deadline=None)
@given(damaged(ROSTER))
def test_a_damaged_roster_is_read_or_refused(data: bytes) -> None:
    survives(read_roster, data)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(REAL)))
def test_a_remittance_cut_anywhere_never_looks_whole(at: int) -> None:
    try:
        records = list(read_remittance(BytesIO(REAL[:at])))
    except UnreadableFile:
        return
    last = records[-1]
    assert isinstance(last, FileEnd)
    is_whole = REAL[at:].strip(b"~\n") == b""
    told = {finding.severity for record in records for finding in getattr(record, "findings", [])}
    assert is_whole or "error" in told or "warning" in told


ENDLESS = '''
import resource, sys
from hearthside.formats.findings import UnreadableFile
from hearthside.formats.x12.remittance import read_remittance

class Endless:
    """A file that is made up while it is read."""
    def __init__(self, head, again, size):
        self.kept, self.again, self.left = head, again * (65536 // len(again) + 1), size
    def read(self, size):
        while len(self.kept) < size and self.left > 0:
            self.kept += self.again
            self.left -= len(self.again)
        given, self.kept = self.kept[:size], self.kept[size:]
        return given

def run(head, again, size):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    said = "read"
    try:
        for record in read_remittance(Endless(head, again, size)):
            pass
    except UnreadableFile as refusal:
        said = refusal.code
    return said, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

head, again, size = eval(sys.stdin.read())
said, grown = run(head, again, size)
print(said, grown)
'''

HEAD = file_of(interchange(transaction(""))[:12])


@pytest.mark.parametrize(
    ("again", "size", "said"),
    [
        (file_of(CLAIM.splitlines()), 10 << 20, "read"),
        (b"\n" * 1000, 200 << 20, "read"),
        (b"A" * 1000, 1 << 30, "x12.segment_too_long"),
        (b"PLB*1*20261231" + b"*WO:R*1" * 6 + b"~", 1 << 30, "x12.record_too_long"),
        (b"REF*EA*" + b"X" * 15_000 + b"~", 1 << 30, "x12.record_too_long"),
        (b"CAS*PR" + b"*1*0*" * 6 + b"~", 1 << 30, "x12.record_too_long"),
    ],
    ids=["claims", "blanks", "segment", "plb", "refs", "adjustments"],
)
def test_memory_does_not_grow_with_the_file(again: bytes, size: int, said: str) -> None:
    head = HEAD if said == "read" else HEAD + b"CLP*A1*1*0*0~"
    done = subprocess.run(
        [sys.executable, "-c", ENDLESS],
        input=repr((head, again, size)),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    code, grown_kib = done.stdout.split()
    assert code == said
    assert int(grown_kib) < 40 * 1024

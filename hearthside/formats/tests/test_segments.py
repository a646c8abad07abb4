"""The segment reader: whatever a sender does to the separators, the same segments come out."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.formats.findings import UnreadableFile
from hearthside.formats.tests.files import file_of, interchange, isa, remittance, transaction
from hearthside.formats.x12.segments import SegmentStream, read_segments, sniff

PLAIN = interchange(transaction())


def segments(data: bytes) -> list[list[str]]:
    return [segment.elements for segment in read_segments(BytesIO(data))]


def codes(data: bytes) -> set[str]:
    stream = SegmentStream(BytesIO(data))
    list(stream)
    return {finding.code for finding in stream.findings}


EXPECTED = [line.split("*") for line in PLAIN]


@pytest.mark.parametrize(
    "end", ["~", "~\n", "~\r\n", "\n", "\r\n", "\r", "^", "^\r\n", "\n~", "\r\n~", "\x1d"]
)
def test_every_way_to_end_a_segment_gives_the_same_segments(end: str) -> None:
    lines = [line.replace("*^*", "*U*") for line in PLAIN]
    assert segments(file_of(lines, end)) == [line.split("*") for line in lines]


@pytest.mark.parametrize("element", ["|", "\x1d", "+", "^"])
@pytest.mark.parametrize("component", [">", ":", "\\", "<"])
def test_element_and_component_separators_come_from_the_isa(element: str, component: str) -> None:
    lines = [line.replace("*^*", "*U*").replace(":", component).replace("*", element) for line in PLAIN]
    stream = SegmentStream(BytesIO(file_of(lines)))
    assert [segment.elements for segment in stream] == [line.split(element) for line in lines]
    assert stream.delimiters.component == component
    assert stream.findings == []


def test_a_byte_order_mark_is_skipped_and_told() -> None:
    data = b"\xef\xbb\xbf" + file_of(PLAIN)
    assert segments(data) == EXPECTED
    assert codes(data) == {"envelope.bom"}


def test_text_before_the_isa_is_skipped_and_told() -> None:
    data = b"Here is the VISA file you asked for.\r\n\r\n" + file_of(PLAIN)
    assert segments(data) == EXPECTED
    assert codes(data) == {"envelope.text_before_isa"}


def test_indentation_is_no_part_of_a_segment() -> None:
    data = file_of(["   " + line for line in PLAIN])
    assert segments(data) == EXPECTED


@pytest.mark.parametrize("end", ["~", "~\n", "\n"])
def test_an_isa_that_lost_its_padding_is_read_by_its_separators(end: str) -> None:
    unpadded = "ISA*00* *00* *ZZ*ACMEPAYER *ZZ*HEARTHSIDE*260602*1400*^*00501*000000006*0*T*:"
    data = file_of([unpadded, *PLAIN[1:]], end)
    assert segments(data) == [unpadded.split("*"), *EXPECTED[1:]]
    assert codes(data) == {"envelope.isa_width"}


@pytest.mark.parametrize("end", ["~", "~\n", "\n"])
@pytest.mark.parametrize("cut", [1, 2])
def test_an_isa_without_isa16_takes_the_component_separator_of_the_services(end: str, cut: int) -> None:
    lines = [line.replace(":", ">") for line in PLAIN]
    lines[0] = isa(component="")[: None if cut == 1 else -1]
    stream = SegmentStream(BytesIO(file_of(lines, end)))
    assert [segment.elements for segment in stream] == [line.split("*") for line in lines]
    assert stream.delimiters.component == ">"
    assert "envelope.no_isa16" in {finding.code for finding in stream.findings}


@pytest.mark.parametrize("start", [1, 2, 3], ids=["GS", "ST", "BPR"])
@pytest.mark.parametrize("end", ["~", "~\n", "\n", "\n~"])
def test_without_isa_the_separators_are_guessed(start: int, end: str) -> None:
    lines = [line.replace("*", "|") for line in PLAIN[start:]]
    data = file_of(lines, end)
    assert segments(data) == [line.split("|") for line in lines]
    assert codes(data) == {"envelope.no_isa"}


@pytest.mark.parametrize("between", ["", "\n", "\r\n\r\n", "\ufeff", "\x1a"])
def test_a_second_interchange_may_have_other_separators(between: str) -> None:
    second = [line.replace("*", "|").replace(":", ">").replace("^", "!") for line in PLAIN]
    data = file_of(PLAIN, "~\n") + between.encode() + file_of(second, "^")
    assert segments(data) == EXPECTED + [line.split("|") for line in second]


def test_a_file_glued_to_a_truncated_one_is_found() -> None:
    cut = file_of(PLAIN[:12], "~")[:-20]
    second = file_of([line.replace("*", "|").replace("^", "!") for line in PLAIN], "\n")
    read = segments(cut + second)
    assert read[-len(PLAIN) :] == [line.replace("^", "!").split("*") for line in PLAIN]


def test_segments_cut_into_lines_of_eighty_are_whole_again() -> None:
    text = file_of(PLAIN, "~").decode()
    wrapped = "\r\n".join(text[at : at + 80] for at in range(0, len(text), 80)).encode()
    assert segments(wrapped) == EXPECTED
    assert "envelope.wrapped" in codes(wrapped)


def test_a_lost_terminator_is_told_and_not_mended() -> None:
    data = remittance().replace(b"*19*12*ICN1*12*1~\n", b"*19*12*ICN1*12*1\n")
    assert "envelope.lost_terminator" in codes(data)
    assert len(segments(data)) == len(PLAIN) - 1


def test_latin1_and_utf8_names_are_both_read() -> None:
    latin1 = remittance().replace(b"RIVERA", "NÚÑEZ".encode("latin-1"))
    utf8 = remittance().replace(b"RIVERA", "NÚÑEZ".encode())
    assert segments(latin1) == segments(utf8)
    assert codes(latin1) == {"envelope.latin1"}
    assert codes(utf8) == set()


def test_a_segment_knows_its_place_in_the_file() -> None:
    data = b"\xef\xbb\xbf  " + file_of(["  " + line for line in PLAIN], "~\r\n").replace(
        b"RIVERA", b"N\xda\xd1EZ"
    )
    read = list(read_segments(BytesIO(data)))
    for number, segment in enumerate(read, start=1):
        cut = data[segment.offset : segment.offset + segment.length].decode("latin-1")
        assert cut == "*".join(segment.elements)
        assert segment.number == number


def test_empty_segments_are_not_counted() -> None:
    data = file_of(PLAIN, "~").replace(b"LX*1~", b"~~LX*1~\n~")
    read = list(read_segments(BytesIO(data)))
    assert [segment.elements for segment in read] == EXPECTED
    assert [segment.number for segment in read] == list(range(1, len(PLAIN) + 1))
    assert all(data[one.offset :].startswith(one.id.encode()) for one in read)


class Dribble(BytesIO):
    """A stream that gives a few bytes at a time, as a pipe may."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 7, 7))


@given(st.integers(1024, 3000), st.sampled_from(["~", "~\n", "\n", "\n~", "^"]))
def test_the_size_of_a_block_changes_nothing(block_bytes: int, end: str) -> None:
    second = [line.replace("*", "|").replace("^", "!") for line in PLAIN]
    data = file_of([line.replace("^", "!") for line in PLAIN * 3], "~\n") + file_of(second, end)
    small = [(one.elements, one.offset) for one in SegmentStream(BytesIO(data), block_bytes=block_bytes)]
    assert small == [(one.elements, one.offset) for one in read_segments(BytesIO(data))]
    assert small == [(one.elements, one.offset) for one in read_segments(Dribble(data))]


REFUSED = [
    (b"", "x12.empty"),
    (b" \r\n\0\0", "x12.empty"),
    (b"%PDF-1.7 and more", "x12.binary"),
    (b"PK\x03\x04 and more", "x12.binary"),
    (b"ISA*00\0\0\0 and more", "x12.binary"),
    (file_of(PLAIN).decode().encode("utf-16"), "x12.wrong_encoding"),
    (file_of(PLAIN).decode().encode("utf-16-le"), "x12.wrong_encoding"),
    (b"member_id,first_name\n1,Ana\n", "x12.not_x12"),
    (b"ST,FIRST NAME\nCA,Ana\n", "x12.not_x12"),
    (b"{}", "x12.not_x12"),
    (b"ISA*00*1*2", "x12.bad_isa"),
    (remittance().replace(b"~", b"").replace(b"\n", b""), "x12.bad_isa"),
]


@pytest.mark.parametrize(("data", "code"), REFUSED)
def test_what_is_refused_says_why_where_and_what_to_do(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        list(read_segments(BytesIO(data)))
    assert refusal.value.code == code
    assert refusal.value.where
    assert "found" in refusal.value.what and "expected" in refusal.value.what and ";" in refusal.value.what


def test_a_segment_without_end_is_refused_before_more_than_a_block_is_read() -> None:
    stream = BytesIO(remittance() + b"CLP*" + b"A" * 10_000_000)
    with pytest.raises(UnreadableFile) as refusal:
        list(read_segments(stream))
    assert refusal.value.code == "x12.segment_too_long"
    assert f"segment {len(PLAIN) + 1}, byte {len(remittance())}" == refusal.value.where
    assert stream.tell() <= 64 * 1024


def test_sniff_names_the_transaction() -> None:
    assert sniff(remittance()) == "835"
    assert sniff(remittance().replace(b"ST*835", b"ST*270")) == "270"
    assert sniff(file_of(PLAIN[2:])) == "835"
    assert sniff(file_of(PLAIN[3:])) == "835"
    assert sniff(file_of(PLAIN[:2])) == "835"
    assert sniff(file_of([PLAIN[0], "TA1*000000006*260602*1400*A*000", PLAIN[-1]])) == "TA1"


@pytest.mark.parametrize("data", [data for data, code in REFUSED if code != "x12.bad_isa"])
def test_sniff_says_nothing_about_what_is_not_x12(data: bytes) -> None:
    assert sniff(data) is None

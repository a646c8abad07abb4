"""Remittances that other people's systems wrote, against figures an independent script found in them."""

import re
from pathlib import Path

import pytest

from hearthside.formats.tests.files import codes_of, file_end, findings_of, read
from hearthside.formats.x12.segments import sniff

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples"
ROW = re.compile(r"\| (?P<name>[^|]+?) \| .* \| (?P<expected>BPR02 .*?) \|$")
FIGURES = re.compile(
    r"BPR02 (\S+); ST (\d+), CLP (\d+), SVC (\d+); CLP03 (\S+), CLP04 (\S+), CLP05 (\S+); PR (\S+); "
    r"PLB (\S+); balances service (yes|NO), claim (yes|NO), transaction (yes|NO)"
)
REMARKS = [
    (re.compile(r"no ISA"), "envelope.no_isa"),
    (re.compile(r"ISA not fixed width"), "envelope.isa_width"),
    (re.compile(r"text before ISA"), "envelope.text_before_isa"),
    (re.compile(r"IEA02!=ISA13"), "envelope.iea02"),
    (re.compile(r"SE02!=ST02"), "envelope.se02"),
    (re.compile(r"GE01=(\d+) sets=(\d+)"), "envelope.ge01"),
    (re.compile(r"SE01=(\d+) segments=(\d+)"), "envelope.se01"),
    (re.compile(r"amount (\w+)='(\w+)'"), "remittance.unreadable_amount"),
]
ENVELOPE_CODES = {code for _, code in REMARKS}


def _rows() -> list[tuple[str, str]]:
    index = SAMPLES / "INDEX.md"
    if not index.exists():
        return []
    section = index.read_text().partition("## 835\n")[2].partition("\n## ")[0]
    found = (ROW.match(line.replace("\\|", "")) for line in section.splitlines())
    return [(match["name"], match["expected"]) for match in found if match]


ROWS = _rows()
pytestmark = pytest.mark.skipif(not ROWS, reason="../shared/samples is not beside this checkout")


def _cents(text: str) -> int:
    dollars, part = text.lstrip("-").split(".")
    return (-1 if text.startswith("-") else 1) * int(dollars + part)


def test_every_sample_is_in_the_index() -> None:
    assert {path.name for path in (SAMPLES / "835").iterdir()} == {name for name, _ in ROWS}


@pytest.mark.parametrize(("name", "expected"), ROWS, ids=[name for name, _ in ROWS])
def test_totals_and_balances_are_those_of_the_index(name: str, expected: str) -> None:
    figures = FIGURES.match(expected)
    assert figures is not None
    bpr, sets, claims, lines, *amounts = figures.groups()[:9]
    end = file_end(read((SAMPLES / "835" / name).read_bytes()))
    assert (end.transactions, end.claims, end.lines) == (int(sets), int(claims), int(lines))
    assert [
        end.bpr_cents,
        end.charged_cents,
        end.paid_cents,
        end.patient_responsibility_cents,
        end.pr_adjustment_cents,
        end.plb_cents,
    ] == [_cents(text) for text in (bpr, *amounts)]
    balanced = (end.balanced.service, end.balanced.claim, end.balanced.transaction)
    assert balanced == tuple(word == "yes" for word in figures.groups()[9:])


@pytest.mark.parametrize(("name", "expected"), ROWS, ids=[name for name, _ in ROWS])
def test_envelope_remarks_are_those_of_the_index(name: str, expected: str) -> None:
    records = read((SAMPLES / "835" / name).read_bytes())
    remarks = expected.partition("envelope:")[2] or expected.partition("malformed:")[2]
    wanted = set()
    for remark in filter(None, map(str.strip, remarks.split(";"))):
        code, facts = next((code, match) for form, code in REMARKS if (match := form.fullmatch(remark)))
        told = [finding.what + finding.where for finding in findings_of(records) if finding.code == code]
        assert any(all(fact in text for fact in facts.groups()) for text in told), (remark, told)
        wanted.add(code)
    if "unbalanced" not in expected and "malformed" not in expected:
        assert codes_of(records) & ENVELOPE_CODES == wanted


@pytest.mark.parametrize("kind", ["835", "837", "270_271", "276_277", "278"])
def test_every_x12_sample_is_recognized(kind: str) -> None:
    for path in sorted((SAMPLES / kind).iterdir()):
        found = sniff(path.read_bytes()[:65536])
        assert found is not None and found in kind, path.name

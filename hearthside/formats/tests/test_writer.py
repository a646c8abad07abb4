"""Reading what was written gives back what there was."""

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearthside.formats.tests.files import (
    CLAIM,
    codes_of,
    file_of,
    interchange,
    read,
    remittance,
    transaction,
)
from hearthside.formats.x12.delimiters import Delimiters
from hearthside.formats.x12.remittance import (
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
from hearthside.formats.x12.writer import UnwritableValue, write_remittance


def written(records: list[Record], **how: Any) -> bytes:
    stream = BytesIO()
    write_remittance(records, stream, **how)
    return stream.getvalue()


cents = st.integers(-(10**9), 10**9)
texts = st.text("ABCXYZ 0189&'()/.,#ÑÉ中", max_size=12).map(str.strip)
words = texts.filter(bool)
codes = st.text("ABMN0123456789", min_size=1, max_size=5)
quantities = st.sampled_from(["", "1", "2.5", "-3"])
days = st.none() | st.dates(date(1990, 1, 1), date(2099, 12, 31))
refs = st.dictionaries(
    codes.filter(lambda code: code != "6R"), st.lists(words, min_size=1, max_size=3), max_size=2
)
amounts = st.dictionaries(codes, cents, max_size=3)
names = st.none() | st.builds(
    Name, texts, texts, texts, texts, st.sampled_from(["", "MI", "XX"]), codes, st.sampled_from("12")
)
contacts = st.builds(
    Contact,
    st.just("CX"),
    texts,
    st.lists(st.tuples(st.sampled_from(["TE", "EM"]), words), max_size=3).map(tuple),
)
adjustments = st.lists(
    st.builds(Adjustment, st.sampled_from(["CO", "PR", "OA", "PI", "CR"]), codes, cents, quantities),
    max_size=15,
)
modifiers = st.lists(st.sampled_from(["RR", "NU", "KX"]), max_size=4).map(tuple)


@st.composite
def lines(draw: st.DrawFn) -> ServiceLine:
    day_from, day_to = draw(days), draw(days)
    changed = draw(st.booleans())
    return ServiceLine(
        ordinal=0,
        qualifier=draw(st.sampled_from(["HC", "NU", "N4"])),
        code=draw(codes),
        modifiers=draw(modifiers),
        description=draw(texts),
        charged_cents=draw(cents),
        paid_cents=draw(cents),
        revenue_code=draw(st.sampled_from(["", "0290"])),
        units=draw(quantities),
        original_qualifier="HC" if changed else "",
        original_code=draw(codes) if changed else "",
        original_modifiers=draw(modifiers) if changed else (),
        original_units=draw(quantities),
        served_from=day_from,
        served_to=day_to,
        adjustments=draw(adjustments),
        amounts=draw(amounts),
        refs=draw(refs),
        remarks=draw(st.lists(codes, max_size=3)),
        rejects=draw(st.lists(codes, max_size=2)),
    )


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    services = draw(st.lists(lines(), max_size=3))
    for ordinal, line in enumerate(services, start=1):
        line.ordinal = ordinal
    return Claim(
        index=0,
        number=draw(words),
        status=draw(st.sampled_from(["1", "2", "22", "4"])),
        charged_cents=draw(cents),
        paid_cents=draw(cents),
        responsibility_cents=draw(cents),
        filing=draw(st.sampled_from(["", "12", "MB"])),
        payer_number=draw(texts),
        facility=draw(st.sampled_from(["", "12"])),
        frequency=draw(st.sampled_from(["", "1", "7"])),
        patient=draw(names),
        insured=draw(names),
        corrected=draw(names),
        rendering=draw(names),
        crossover_payer=draw(names),
        corrected_payer=draw(names),
        other_insured=draw(names),
        adjustments=draw(adjustments),
        lines=services,
        remarks=draw(st.lists(codes, max_size=10)),
        amounts=draw(amounts),
        refs=draw(refs),
        statement_from=draw(days),
        statement_to=draw(days),
        received_on=draw(days),
        coverage_ends=draw(days),
        contact=draw(st.none() | contacts),
    )


provider_adjustments = st.lists(
    st.builds(ProviderAdjustment, words, days, st.sampled_from(["WO", "FB", "L6"]), texts, cents), max_size=14
)


@st.composite
def remittances(draw: st.DrawFn) -> list[Record]:
    """Whole files: one or two transactions with their claims, and right totals."""
    records: list[Record] = []
    whole = FileEnd()
    for index in range(1, draw(st.integers(1, 2)) + 1):
        start = TransactionStart(
            index=index,
            interchange_sender="PAYER",
            interchange_receiver="HEARTHSIDE",
            interchange_control=f"{draw(st.integers(1, 2)):09d}",
            is_test=False,
            group_control=str(draw(st.integers(1, 2))),
            st_control=f"{index:04d}",
            version="005010X221A1",
            handling=draw(st.sampled_from("IHCD")),
            bpr_cents=draw(cents),
            credit_debit="C",
            method=draw(st.sampled_from(["ACH", "CHK", "NON"])),
            paid_on=draw(days),
            trace=draw(texts),
            trace_payer=draw(texts),
            payer_name=draw(texts),
            payer_id_qualifier="XV",
            payer_id=draw(texts),
            payer_refs=draw(refs),
            payer_contacts=draw(st.lists(contacts, max_size=2)),
            payee_name=draw(texts),
            payee_id_qualifier="XX",
            payee_id=draw(texts),
            payee_refs=draw(refs),
            refs=draw(refs),
            production_on=draw(days),
        )
        end = TransactionEnd(index=index, plb=draw(provider_adjustments), bpr_cents=start.bpr_cents)
        records.append(start)
        for claim in draw(st.lists(claims(), max_size=3)):
            end.claims += 1
            claim.index = end.claims
            claim.production_on = start.production_on
            _count(claim, end)
            records.append(claim)
        _close(end, whole)
        records.append(end)
    return [*records, whole]


def _count(claim: Claim, end: TransactionEnd) -> None:
    end.lines += len(claim.lines)
    end.charged_cents += claim.charged_cents
    end.paid_cents += claim.paid_cents
    end.responsibility_cents += claim.responsibility_cents
    end.pr_cents += claim.pr_cents
    end.balanced.service &= claim.service_balances
    end.balanced.claim &= claim.adjustments_balance


def _close(end: TransactionEnd, whole: FileEnd) -> None:
    end.plb_cents = sum(one.amount_cents for one in end.plb)
    end.balanced.transaction = end.paid_cents - end.plb_cents == end.bpr_cents
    whole.transactions += 1
    whole.claims += end.claims
    whole.lines += end.lines
    whole.charged_cents += end.charged_cents
    whole.paid_cents += end.paid_cents
    whole.patient_responsibility_cents += end.responsibility_cents
    whole.pr_adjustment_cents += end.pr_cents
    whole.plb_cents += end.plb_cents
    whole.bpr_cents += end.bpr_cents
    whole.balanced = Balanced(
        whole.balanced.service and end.balanced.service,
        whole.balanced.claim and end.balanced.claim,
        whole.balanced.transaction and end.balanced.transaction,
    )


ways = st.sampled_from(
    [
        (Delimiters(), True),
        (Delimiters(), False),
        (Delimiters("|", ">", "\n", "!"), True),
        (Delimiters("|", "<", "^", ""), False),
        (Delimiters("\x1d", "\x1f", "\x1c", "\x1e"), True),
    ]
)


@settings(max_examples=60, deadline=None)
@given(remittances(), ways)
def test_reading_what_was_written_gives_the_same_records(
    records: list[Record], way: tuple[Delimiters, bool]
) -> None:
    delimiters, line_ends = way
    again = read(written(records, delimiters=delimiters, line_ends=line_ends))
    assert again == records
    assert not {code for code in codes_of(again) if code.startswith("envelope")}


@given(st.lists(cents, min_size=7, max_size=20))
def test_a_group_of_more_than_six_goes_on_in_another_cas(cents_of: list[int]) -> None:
    adjustments = [Adjustment("CO", "45", one) for one in cents_of]
    data = written([TransactionStart(), Claim(1, "A1", "1", adjustments=adjustments), TransactionEnd()])
    assert data.count(b"CAS*CO*") == -(-len(cents_of) // 6)
    claim = read(data)[1]
    assert isinstance(claim, Claim) and claim.adjustments == adjustments


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        (Claim(1, "A*1", "1"), "A*1"),
        (Claim(1, "A~1", "1"), "A~1"),
        (Claim(1, "A\n1", "1"), "A\\n1"),
        (Claim(1, "A1", "1", patient=Name("RIV:ERA")), "RIV:ERA"),
        (Claim(1, "A1", "1", lines=[ServiceLine(1, "HC", "E0:601")]), "E0:601"),
        (Claim(1, "A1", "1", remarks=["N1"] * 11), "N1"),
    ],
)
def test_a_value_that_would_change_the_file_is_refused(claim: Claim, found: str) -> None:
    with pytest.raises(UnwritableValue) as refusal:
        written([TransactionStart(), claim, TransactionEnd()])
    assert found in str(refusal.value)


@pytest.mark.parametrize(
    "delimiters", [Delimiters("A"), Delimiters("**"), Delimiters("*", "*"), Delimiters("."), Delimiters("é")]
)
def test_delimiters_that_could_not_be_read_are_refused(delimiters: Delimiters) -> None:
    with pytest.raises(UnwritableValue):
        written([TransactionStart(), TransactionEnd()], delimiters=delimiters)


def test_a_sender_too_long_for_the_isa_is_refused() -> None:
    with pytest.raises(UnwritableValue):
        written([TransactionStart(interchange_sender="A" * 16), TransactionEnd()])


def test_what_was_read_from_another_sender_is_written_and_read_the_same() -> None:
    data = file_of(interchange(transaction(CLAIM), transaction(control="0002")))
    records = read(data)
    assert read(written(records)) == records


def test_counts_and_controls_are_right() -> None:
    data = written(read(remittance()))
    assert b"SE*26*0001~" in data and b"GE*1*6~" in data and b"IEA*1*000000006~" in data
    assert not codes_of(read(data))

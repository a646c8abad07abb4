"""The 835 reader: every figure where the payer put it, and every fault told."""

from datetime import date

import pytest

from hearthside.formats.findings import FINDINGS_MAX, UnreadableFile
from hearthside.formats.tests.files import (
    CLAIM,
    HEADING,
    claim_of,
    claims_of,
    codes_of,
    end_of,
    file_end,
    file_of,
    findings_of,
    interchange,
    read,
    remittance,
    transaction,
)
from hearthside.formats.x12.remittance import (
    Adjustment,
    Balanced,
    Contact,
    Name,
    ProviderAdjustment,
    TransactionEnd,
    TransactionStart,
)


def start_of(data: bytes) -> TransactionStart:
    first = read(data)[0]
    assert isinstance(first, TransactionStart)
    return first


def test_the_heading_says_who_pays_whom_and_how() -> None:
    assert start_of(remittance()) == TransactionStart(
        index=1,
        interchange_sender="ACMEPAYER",
        interchange_receiver="HEARTHSIDE",
        interchange_control="000000006",
        is_test=True,
        group_control="6",
        st_control="0001",
        version="005010X221A1",
        handling="I",
        bpr_cents=7600,
        credit_debit="C",
        method="ACH",
        paid_on=date(2026, 6, 2),
        trace="EFT123",
        trace_payer="1512345678",
        payer_name="ACME HEALTH",
        payer_id_qualifier="XV",
        payer_id="PAYER1",
        payer_refs={"2U": ["00123"]},
        payer_contacts=[Contact("CX", "CLAIMS DESK", (("TE", "8005550100"),))],
        payee_name="HEARTHSIDE HOME CARE",
        payee_id_qualifier="XX",
        payee_id="1234567893",
        payee_refs={"TJ": ["999999999"]},
        production_on=date(2026, 6, 1),
    )


def test_a_claim_is_read_whole() -> None:
    claim = claim_of(CLAIM)
    assert (claim.number, claim.status, claim.payer_number) == ("A1", "1", "ICN1")
    assert (claim.charged_cents, claim.paid_cents, claim.responsibility_cents) == (25000, 7600, 1900)
    assert (claim.filing, claim.facility, claim.frequency) == ("12", "12", "1")
    assert claim.patient == Name("RIVERA", "ANA", "M", "JR", "MI", "M0001")
    assert claim.refs == {"EA": ["REC1"]}
    assert claim.amounts == {"AU": 25000}
    assert (claim.statement_from, claim.statement_to) == (date(2026, 5, 10), date(2026, 5, 11))
    assert claim.received_on == date(2026, 5, 15)
    assert claim.contact == Contact("CX", "HELP", (("TE", "8005550111"), ("EM", "help@payer.example")))
    assert claim.findings == []
    assert claim.is_readable and claim.service_balances and claim.claim_balances and not claim.must_hold


def test_a_line_is_read_whole() -> None:
    (line,) = claim_of(CLAIM).lines
    assert (line.ordinal, line.qualifier, line.code, line.modifiers) == (1, "HC", "E0601", ("RR", "KX"))
    assert (line.charged_cents, line.paid_cents, line.allowed_cents, line.pr_cents) == (
        25000,
        7600,
        9500,
        1900,
    )
    assert (line.units, line.control, line.remarks) == ("1", "L1", ["N130"])
    assert line.served_from == line.served_to == date(2026, 5, 10)
    assert line.adjustments == [Adjustment("CO", "45", 15500), Adjustment("PR", "2", 1900)]


def test_a_claim_can_be_cut_out_of_its_file_by_bytes() -> None:
    data = remittance(CLAIM + "\n" + CLAIM)
    first, second = claims_of(read(data))
    for claim in (first, second):
        cut = data[claim.offset : claim.offset + claim.length].decode()
        assert cut.replace("~", "") == CLAIM
    assert (first.segment_first, first.segment_last) == (13, 27)
    assert second.segment_first == 28


def test_names_tell_everyone_on_a_claim_apart() -> None:
    claim = claim_of(
        """CLP*A2*19*0*0*0*12*ICN2
NM1*QC*1*RIVERA*ANA
NM1*IL*1*RIVERA*BEN****MI*M0002
NM1*74*1*RIVERA*ANITA****C*M0009
NM1*82*2*HEARTHSIDE*****XX*1234567893
NM1*TT*2*NEXT PLAN*****PI*NP1
NM1*PR*2*FIRST PLAN*****PI*FP1
NM1*GB*1*RIVERA*CORA"""
    )
    assert claim.patient == Name("RIVERA", "ANA")
    assert claim.insured == Name("RIVERA", "BEN", id_qualifier="MI", id="M0002")
    assert claim.corrected == Name("RIVERA", "ANITA", id_qualifier="C", id="M0009")
    assert claim.rendering == Name("HEARTHSIDE", id_qualifier="XX", id="1234567893", kind="2")
    assert claim.crossover_payer == Name("NEXT PLAN", id_qualifier="PI", id="NP1", kind="2")
    assert claim.corrected_payer == Name("FIRST PLAN", id_qualifier="PI", id="FP1", kind="2")
    assert claim.other_insured == Name("RIVERA", "CORA")


def test_six_trios_are_read_with_gaps_between_them() -> None:
    claim = claim_of(
        "CLP*A1*1*100*79*6*12*ICN1\nNM1*QC*1*RIVERA*ANA\n"
        "CAS*PR*1*1*1*2*2**3*3\nCAS*CO*45*4*1*97*5*****131*6*2"
    )
    assert claim.adjustments == [
        Adjustment("PR", "1", 100, "1"),
        Adjustment("PR", "2", 200),
        Adjustment("PR", "3", 300),
        Adjustment("CO", "45", 400, "1"),
        Adjustment("CO", "97", 500),
        Adjustment("CO", "131", 600, "2"),
    ]
    assert claim.claim_balances and claim.pr_cents == 600


def test_six_provider_adjustments_are_subtracted() -> None:
    plb = "PLB*1234567893*20261231*WO:R1*10*L6:R2*-1.27*72*5*CS:R4*1*FB:R5*-2*J1*3\nPLB*1*20261231*AP:X*0.27"
    heading = HEADING.replace("*76.00*", "*60.00*")
    records = read(remittance(plb=plb, heading=heading))
    end = end_of(records)
    assert end.plb[1] == ProviderAdjustment("1234567893", date(2026, 12, 31), "L6", "R2", -127)
    assert [one.amount_cents for one in end.plb] == [1000, -127, 500, 100, -200, 300, 27]
    assert end.plb_cents == 1600
    assert end.balanced == Balanced(True, True, True)
    assert not findings_of(records)


def test_a_reversal_undoes_by_its_adjustments_and_its_clp05_is_not_compared() -> None:
    claim = claim_of(
        "CLP*A1*22*-250*-76**12*ICN1\nNM1*QC*1*RIVERA*ANA\nSVC*HC:E0601:RR*-250*-76\n"
        "CAS*CO*45*-155\nCAS*PR*2*-19"
    )
    assert claim.is_reversal and claim.pr_cents == -1900
    assert claim.claim_balances and claim.service_balances
    assert claim.findings == []


def test_clp05_that_differs_from_the_adjustments_is_told_and_holds_nothing() -> None:
    claim = claim_of(CLAIM.replace("*76*19*", "*76*25*"))
    (finding,) = claim.findings
    assert (finding.severity, finding.code) == ("warning", "remittance.clp05")
    assert finding.where == "segment 13, loop 2100, CLP05"
    assert "25.00" in finding.what and "19.00" in finding.what
    assert claim.pr_cents == 1900 and not claim.must_hold


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ("SVC*HC:E0601:RR:KX*250*76", "SVC*HC:E0601:RR:KX*250*77", {"balance.service", "balance.lines"}),
        ("CLP*A1*1*250*76", "CLP*A1*1*250*77", {"balance.claim", "balance.lines"}),
        ("CLP*A1*1*250*76", "CLP*A1*1*251*77", {"balance.lines"}),
        ("CAS*CO*45*155", "CAS*CO*45*154", {"balance.service", "balance.claim"}),
    ],
)
def test_each_balance_is_judged_alone(old: str, new: str, codes: set[str]) -> None:
    assert old in CLAIM
    claim = claim_of(CLAIM.replace(old, new))
    assert {finding.code for finding in claim.findings} == codes
    assert claim.must_hold
    assert claim.service_balances == ("balance.service" not in codes)
    assert claim.claim_balances == codes.isdisjoint({"balance.claim", "balance.lines"})


def test_a_transaction_that_does_not_balance_is_told_with_all_three_figures() -> None:
    records = read(remittance(heading=HEADING.replace("*76.00*", "*75.99*")))
    end = end_of(records)
    (finding,) = end.findings
    assert finding.code == "balance.transaction" and end.must_hold
    assert "75.99" in finding.what and "76.00" in finding.what
    assert file_end(records).balanced == Balanced(True, True, False)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("CLP*A1*1*250*76", "CLP*A1*1*INVALID*76", "CLP03"),
        ("CLP*A1*1*250*76", "CLP*A1*1*250*", "CLP04"),
        ("CLP*A1*1*250*76*19", "CLP*A1*1*250*76*1 9", "CLP05"),
        ("*250*76**1", "*250*7,600**1", "SVC03"),
        ("CAS*CO*45*155", "CAS*CO*45*155.005", "CAS03"),
        ("CAS*PR*2*19", "CAS*PR*2", "CAS03"),
        ("CAS*PR*2*19", "CAS*PR*2*19**3*1E1", "CAS06"),
        ("AMT*B6*95", "AMT*B6*٩٥", "AMT02"),
        ("AMT*B6*95", "AMT*B6", "AMT02"),
    ],
)
def test_an_amount_that_cannot_be_read_is_never_guessed(old: str, new: str, place: str) -> None:
    assert old in CLAIM
    claim = claim_of(CLAIM.replace(old, new))
    told = [finding for finding in claim.findings if finding.code == "remittance.unreadable_amount"]
    assert [finding.where.rpartition(", ")[2] for finding in told] == [place]
    assert told[0].severity == "error"
    assert not claim.is_readable and claim.must_hold


def test_an_unreadable_amount_counts_as_nothing_in_the_totals() -> None:
    end = file_end(read(remittance(CLAIM.replace("CLP*A1*1*250", "CLP*A1*1*2S0"))))
    assert (end.charged_cents, end.paid_cents, end.unreadable_claims) == (0, 7600, 1)
    assert end.balanced == Balanced(True, False, True)


def test_a_line_amount_left_out_is_zero_if_the_balances_agree() -> None:
    claim = claim_of(CLAIM + "\nSVC*HC:A7030****1")
    assert [finding.code for finding in claim.findings] == ["remittance.missing_amount"] * 2
    assert claim.is_readable and not claim.must_hold


@pytest.mark.parametrize(
    ("text", "cents"), [("12.5", 1250), (".5", 50), ("-7", -700), ("+3.10", 310), ("0", 0), ("1.000", 100)]
)
def test_amounts_are_read_to_the_cent(text: str, cents: int) -> None:
    assert claim_of(f"CLP*A1*1*{text}*0").charged_cents == cents


def test_remarks_come_from_the_lines_and_from_mia_and_moa() -> None:
    claim = claim_of(
        "CLP*A1*1*0*0\nNM1*QC*1*RIVERA*ANA\nMIA*0****MA01***************N1*N2\nMOA***MA18*N130\n"
        "SVC*HC:A7030*0*0\nLQ*HE*M25\nLQ*RX*75"
    )
    assert claim.remarks == ["MA01", "N1", "N2", "MA18", "N130"]
    assert claim.lines[0].remarks == ["M25"] and claim.lines[0].rejects == ["75"]


def test_a_changed_code_keeps_the_submitted_one() -> None:
    (line,) = claim_of("CLP*A1*1*0*0\nSVC*HC:E0601:RR*0*0*0290*2*HC:E0470:NU*3").lines
    assert (line.code, line.revenue_code, line.units) == ("E0601", "0290", "2")
    assert (line.original_code, line.original_modifiers, line.original_units) == ("E0470", ("NU",), "3")


@pytest.mark.parametrize(
    ("line_days", "claim_days", "expected"),
    [
        ("DTM*150*20260501\nDTM*151*20260503", "", (date(2026, 5, 1), date(2026, 5, 3))),
        ("", "DTM*232*20260401\nDTM*233*20260402", (date(2026, 4, 1), date(2026, 4, 2))),
        ("", "", (date(2026, 6, 1), date(2026, 6, 1))),
    ],
)
def test_days_of_service_fall_back_to_the_claim_and_then_to_the_remittance(
    line_days: str, claim_days: str, expected: tuple[date, date]
) -> None:
    claim = claim_of(f"CLP*A1*1*0*0\n{claim_days}\nSVC*HC:A7030*0*0\n{line_days}")
    assert (claim.served_from, claim.served_to) == expected
    assert claim.days_of(claim.lines[0]) == expected


def test_an_unreadable_day_is_left_out_and_told() -> None:
    claim = claim_of(CLAIM.replace("DTM*472*20260510", "DTM*472*D8*20260510"))
    assert claim.lines[0].served_from is None
    assert [finding.code for finding in claim.findings] == ["remittance.unreadable_day"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("SE*26*0001", "SE*27*0001", "envelope.se01"),
        ("SE*26*0001", "SE*26*0002", "envelope.se02"),
        ("SE*26*0001", "SE", "envelope.se01"),
        ("GE*1*6", "GE*2*6", "envelope.ge01"),
        ("GE*1*6", "GE*1*7", "envelope.ge02"),
        ("GE*1*6~\n", "", "envelope.no_ge"),
        ("IEA*1*000000006", "IEA*2*000000006", "envelope.iea01"),
        ("IEA*1*000000006", "IEA*1*6", "envelope.iea02"),
    ],
)
def test_envelope_faults_are_warnings_and_change_no_figure(old: str, new: str, code: str) -> None:
    data = remittance().decode()
    assert old in data
    records = read(data.replace(old, new).encode())
    assert code in codes_of(records)
    assert all(finding.severity == "warning" for finding in findings_of(records))
    assert file_end(records) == file_end(read(remittance()))


def test_the_count_of_segments_is_told_with_both_numbers() -> None:
    records = read(remittance().replace(b"SE*26*", b"SE*33*"))
    (finding,) = end_of(records).findings
    assert "26" in finding.what and "33" in finding.what
    assert (end_of(records).segments, end_of(records).segments_stated) == (26, 33)


@pytest.mark.parametrize("keep", [10, 15, 20, 27])
def test_a_file_cut_short_holds_its_transaction(keep: int) -> None:
    records = read(file_of(interchange(transaction())[:keep]))
    end = end_of(records)
    assert not end.is_complete and end.must_hold
    assert "envelope.no_se" in {finding.code for finding in end.findings}
    assert "envelope.no_iea" in {finding.code for finding in file_end(records).findings}


def test_two_files_glued_together_are_two_interchanges() -> None:
    second = file_of(interchange(transaction(control="0009"), control="000000007"))
    records = read(remittance() + second)
    starts = [record for record in records if isinstance(record, TransactionStart)]
    assert [start.interchange_control for start in starts] == ["000000006", "000000007"]
    assert (file_end(records).interchanges, file_end(records).paid_cents) == (2, 15200)
    assert not findings_of(records)


def test_several_transactions_in_one_group_are_each_judged() -> None:
    bad = transaction(heading=HEADING.replace("*76.00*", "*1.00*"), control="0002")
    records = read(file_of(interchange(transaction(), bad, transaction(control="0003"))))
    ends = [record for record in records if isinstance(record, TransactionEnd)]
    assert [end.balanced.transaction for end in ends] == [True, False, True]
    assert file_end(records).transactions == 3 and file_end(records).bpr_cents == 15300


def test_another_kind_of_transaction_among_835s_is_skipped_and_told() -> None:
    other = ["ST*999*0007", "AK1*HP*6", "CLP*X*1*1*1", "SE*4*0007"]
    records = read(file_of(interchange(other, transaction())))
    assert file_end(records).claims == 1
    assert codes_of(records) == {"envelope.other_kind"}


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (remittance().replace(b"ST*835", b"ST*837"), "x12.not_835", "837"),
        (file_of(interchange()), "x12.no_transaction", "835"),
    ],
)
def test_x12_without_a_remittance_is_refused_and_named(data: bytes, code: str, word: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(data)
    assert refusal.value.code == code and word in refusal.value.what


def test_a_heading_without_st_is_read_and_held() -> None:
    lines = [line for line in interchange(transaction()) if not line.startswith(("ST", "SE"))]
    records = read(file_of(lines))
    assert {"envelope.no_st", "envelope.no_se"} <= codes_of(records)
    assert end_of(records).must_hold and file_end(records).paid_cents == 7600


@pytest.mark.parametrize(
    ("claims", "heading", "code", "severity"),
    [
        (CLAIM, HEADING.replace("\nLX*1", ""), "remittance.no_lx", "note"),
        (CLAIM, HEADING.replace("N1*PR*ACME HEALTH*XV*PAYER1\n", ""), "remittance.no_payer", "warning"),
        (CLAIM, HEADING.replace("TRN*1*EFT123*1512345678\n", ""), "remittance.no_trace", "warning"),
        (CLAIM, "\n".join(HEADING.splitlines()[1:]), "remittance.no_bpr", "error"),
        (CLAIM, HEADING.replace("TRN", "CUR*PR*CAD\nTRN"), "remittance.currency", "error"),
        (CLAIM, HEADING.replace("TRN", "BPR*I*1*C*ACH\nTRN"), "remittance.second_bpr", "error"),
        (CLAIM, HEADING.replace("TRN", "XYZ*1\nTRN"), "remittance.unknown_segment", "note"),
        (CLAIM.replace("NM1*QC", "NM1*IL"), HEADING, "remittance.no_patient", "warning"),
        (CLAIM.replace("REF*EA", "NM1*QC*1*OTHER\nREF*EA"), HEADING, "remittance.second_patient", "error"),
        (CLAIM.replace("CAS*CO", "CAS*CR"), HEADING, "remittance.group_cr", "warning"),
        (CLAIM.replace("CAS*CO", "CAS*XX"), HEADING, "remittance.unknown_group", "error"),
        (CLAIM.replace("AMT*B6*95", "AMT*B6*95\nAMT*B6*96"), HEADING, "remittance.second_amount", "error"),
        (CLAIM.replace("CLP*A1*", "CLP**"), HEADING, "remittance.no_claim_number", "error"),
        (CLAIM.replace("CAS*CO*45*155", "CAS*CO**155"), HEADING, "remittance.no_reason", "error"),
        (CLAIM.replace(":", ">"), HEADING, "envelope.other_component", "warning"),
        ("SVC*HC:A*1*1\n" + CLAIM, HEADING, "remittance.stray_segment", "error"),
    ],
)
def test_what_a_payer_left_out_or_put_in_is_told(claims: str, heading: str, code: str, severity: str) -> None:
    records = read(remittance(claims, heading=heading))
    told = [finding for finding in findings_of(records) if finding.code == code]
    assert told and {finding.severity for finding in told} == {severity}
    assert all(finding.where.startswith("segment ") for finding in told)
    assert all("found" in finding.what and "expected" in finding.what for finding in told)


def test_a_composite_split_by_another_sign_than_isa16_says_is_still_read() -> None:
    (line,) = claim_of(CLAIM.replace(":", ">")).lines
    assert (line.qualifier, line.code, line.modifiers) == ("HC", "E0601", ("RR", "KX"))


def test_a_remittance_of_provider_adjustments_alone_is_whole() -> None:
    heading = HEADING.replace("*76.00*C", "*5.00*C").replace("\nLX*1", "")
    records = read(remittance("", heading=heading, plb="PLB*1*20261231*WO:R*-5"))
    assert [type(record).__name__ for record in records] == ["TransactionStart", "TransactionEnd", "FileEnd"]
    assert file_end(records).balanced == Balanced(True, True, True)


def test_findings_about_one_claim_do_not_grow_without_end() -> None:
    claim = claim_of("CLP*A1*1*0*0\n" + "DTM*232*never\n" * 5000)
    assert len(claim.findings) == FINDINGS_MAX + 1
    assert claim.findings[-1].code == "findings.too_many"


def test_a_claim_without_end_is_refused() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(remittance("CLP*A1*1*0*0\n" + "REF*EA*1\n" * 40_000))
    assert refusal.value.code == "x12.record_too_long"

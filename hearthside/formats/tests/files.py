"""Small X12 files, made of nothing but invented people. State only what the test is about."""

from io import BytesIO

from hearthside.formats.findings import Finding
from hearthside.formats.x12.remittance import Claim, FileEnd, Record, TransactionEnd, read_remittance

HEADING = """BPR*I*76.00*C*ACH************20260602
TRN*1*EFT123*1512345678
DTM*405*20260601
N1*PR*ACME HEALTH*XV*PAYER1
REF*2U*00123
PER*CX*CLAIMS DESK*TE*8005550100
N1*PE*HEARTHSIDE HOME CARE*XX*1234567893
REF*TJ*999999999
LX*1"""

CLAIM = """CLP*A1*1*250*76*19*12*ICN1*12*1
NM1*QC*1*RIVERA*ANA*M**JR*MI*M0001
REF*EA*REC1
DTM*232*20260510
DTM*233*20260511
DTM*050*20260515
PER*CX*HELP*TE*8005550111*EM*help@payer.example
AMT*AU*250
SVC*HC:E0601:RR:KX*250*76**1
DTM*472*20260510
CAS*CO*45*155
CAS*PR*2*19
REF*6R*L1
AMT*B6*95
LQ*HE*N130"""


def isa(element: str = "*", component: str = ":", control: str = "000000006", repetition: str = "^") -> str:
    fields = [
        *("ISA", "00", " " * 10, "00", " " * 10, "ZZ", "ACMEPAYER      ", "ZZ", "HEARTHSIDE     "),
        *("260602", "1400", repetition, "00501", control, "0", "T", component),
    ]
    return element.join(fields)


def transaction(
    claims: str = CLAIM, heading: str = HEADING, plb: str = "", control: str = "0001"
) -> list[str]:
    """ST to SE, with a right count."""
    body = [line for part in (heading, claims, plb) for line in part.splitlines() if line.strip()]
    return [f"ST*835*{control}", *body, f"SE*{len(body) + 2}*{control}"]


def interchange(*sets: list[str], control: str = "000000006") -> list[str]:
    """ISA to IEA around transactions."""
    gs = "GS*HP*ACMEPAYER*HEARTHSIDE*20260602*1400*6*X*005010X221A1"
    body = [line for one in sets for line in one]
    return [isa(control=control), gs, *body, f"GE*{len(sets)}*6", f"IEA*1*{control}"]


def file_of(lines: list[str], end: str = "~\n") -> bytes:
    return "".join(line + end for line in lines).encode()


def remittance(claims: str = CLAIM, **parts: str) -> bytes:
    """One transaction in one interchange, as bytes."""
    return file_of(interchange(transaction(claims, **parts)))


def read(data: bytes) -> list[Record]:
    return list(read_remittance(BytesIO(data)))


def claims_of(records: list[Record]) -> list[Claim]:
    return [record for record in records if isinstance(record, Claim)]


def claim_of(claims: str) -> Claim:
    """The one claim of a file that holds just it."""
    (claim,) = claims_of(read(remittance(claims)))
    return claim


def end_of(records: list[Record]) -> TransactionEnd:
    """The foot of the last transaction."""
    return [record for record in records if isinstance(record, TransactionEnd)][-1]


def file_end(records: list[Record]) -> FileEnd:
    last = records[-1]
    assert isinstance(last, FileEnd)
    return last


def findings_of(records: list[Record]) -> list[Finding]:
    return [finding for record in records for finding in getattr(record, "findings", [])]


def codes_of(records: list[Record]) -> set[str]:
    return {finding.code for finding in findings_of(records)}

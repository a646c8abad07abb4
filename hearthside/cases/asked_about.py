"""The lines of care a case is about, as its pages name them; and the lines of a bill one can ask about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hearthside.bills import composing
from hearthside.bills.care import CareLine, care_of_account
from hearthside.bills.document.parts import Language
from hearthside.bills.document.words import WORDINGS
from hearthside.bills.document.words.saying import service_name
from hearthside.bills.retelling import tell
from hearthside.bills.selectors import BillRow
from hearthside.cases import selectors
from hearthside.cases.case_kinds import DISPUTE
from hearthside.cases.models import Case
from hearthside.ledger import selectors as ledger
from hearthside.money import Money, total

STANDS = "final"


@dataclass(frozen=True, slots=True)
class BillLineToAsk:
    """A line of a bill: what it is called, what it asks for now, and the case it is with already."""

    reference: str
    references: tuple[str, ...]
    name: str
    provider: str
    charge_ids: tuple[int, ...]
    owe: Money
    asked: Case | None
    is_undone: bool

    @property
    def can_be_asked(self) -> bool:
        return self.asked is None and not self.is_undone


@dataclass(frozen=True, slots=True)
class LineAsked:
    """A line that a case is about. `is_undone`: the plan, or we, have taken all of it back."""

    name: str
    provider: str
    patient: str
    reference: str
    asked: Money
    open: Money
    why: str
    is_undone: bool


def lines_of_bill(bill: BillRow, language: Language) -> list[BillLineToAsk]:
    """The lines of a bill, as its page names them; only those whose charges are found."""
    told = tell(bill, language)
    cares = [care for care in told.cares if care is not None]
    ids = [charge.pk for care in cares for charge in care.charges]
    asked = selectors.live_cases_of_charges(DISPUTE, ids)
    return [_to_ask(care, bill, language, told.now, asked) for care in cares]


def _to_ask(
    care: CareLine, bill: BillRow, language: Language, now: Mapping[int, Money], asked: Mapping[int, Case]
) -> BillLineToAsk:
    ids = tuple(charge.pk for charge in care.charges)
    return BillLineToAsk(
        reference=care.charges[0].reference,
        references=tuple(charge.reference for charge in care.charges),
        name=_name(care, language, bill.made_on.year),
        provider=care.provider,
        charge_ids=ids,
        owe=total(now[pk] for pk in ids),
        asked=next((asked[pk] for pk in ids if pk in asked), None),
        is_undone=all(charge.state != STANDS for charge in care.charges),
    )


def lines_of_case(case: Case, language: Language) -> list[LineAsked]:
    """The lines a case is about, oldest care first."""
    rows = selectors.charges_of(case)
    if not rows or case.account_id is None:
        return []
    asked = {row.charge_id: Money(row.asked_cents) for row in rows}
    still_open = ledger.open_amounts(asked)
    return [
        _asked(care, case, language, asked, still_open)
        for care in care_of_account(case.account_id, asked, language)
    ]


def _asked(
    care: CareLine,
    case: Case,
    language: Language,
    asked: dict[int, Money],
    still_open: dict[int, Money],
) -> LineAsked:
    ids = [charge.pk for charge in care.charges]
    return LineAsked(
        name=_name(care, language, case.received_on.year),
        provider=care.provider,
        patient=care.patient,
        reference=care.charges[0].reference,
        asked=total(asked[pk] for pk in ids),
        open=total(still_open.get(pk, Money(0)) for pk in ids),
        why=composing.why(care, language),
        is_undone=all(charge.state != STANDS for charge in care.charges),
    )


def _name(care: CareLine, language: Language, year: int) -> str:
    return service_name(composing.service_of(care), WORDINGS[language], year=year)


def asked_in_all(lines: Sequence[LineAsked]) -> Money:
    return total(line.asked for line in lines)

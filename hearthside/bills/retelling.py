"""A stored bill, told again: in another language or in large print, with the same facts and figures.

The stored twin never changes. What it says in one language is said in the other from the same rows; where a
row is no longer found (a hold that ended), the bill is not told in that language rather than told partly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hearthside.bills import composing, selectors, words
from hearthside.bills.care import CareLine, care_among, on_the_claims_of, open_now, set_aside_now
from hearthside.bills.document.bill import BillDocument, BillLine, HeldLine
from hearthside.bills.document.codec import bill_from_json
from hearthside.bills.document.parts import Language
from hearthside.bills.models import Bill
from hearthside.money import Money


@dataclass(frozen=True, slots=True)
class ToldBill:
    """A stored bill with the care behind each line, in the same order; None where it is not found.

    `document` is in the language asked for where that could be done in full, else as it was stored. `now` is
    what is open today of each charge on the bill, by charge id; `set_aside` are those that wait.
    """

    bill: Bill
    document: BillDocument
    cares: tuple[CareLine | None, ...]
    now: Mapping[int, Money]
    set_aside: frozenset[int] = frozenset()


def tell(bill: Bill, language: Language) -> ToldBill:
    """The bill for a reader of `language`. The figures are those of the stored twin."""
    document = bill_from_json(bill.twin)
    behind = on_the_claims_of(bill.account_id, selectors.charges_behind(bill))
    rows = list(selectors.with_billed(behind, bill))
    billed, now = selectors.billed(rows), open_now(rows)
    cares = matched(document.lines, care_among(rows, billed, now, language))
    return ToldBill(
        bill,
        in_language(document, language, cares, bill.account_id) or document,
        cares,
        {charge_id: now[charge_id] for charge_id in billed},
        set_aside_now(rows),
    )


def in_language(
    document: BillDocument, language: Language, cares: Sequence[CareLine | None], account_id: int
) -> BillDocument | None:
    """The same bill in `language`; None where a part of it cannot be said."""
    if document.language == language:
        return document
    found = [care for care in cares if care is not None]
    held = _held_in(document, language, account_id)
    if len(found) < len(cares) or held is None or document.notices or document.appeal_sentence:
        return None
    return replace(
        document,
        language=language,
        organization=composing.organization(document.made_on, language),
        reason=composing.reason_of(found, language),
        lines=tuple(
            replace(line, service=composing.service_of(care), why=composing.why(care, language))
            for line, care in zip(document.lines, found, strict=True)
        ),
        held=held,
        since=document.since
        and replace(
            document.since,
            changes=tuple(
                replace(change, words=words.in_language(change.words, language))
                for change in document.since.changes
            ),
        ),
    )


def _held_in(document: BillDocument, language: Language, account_id: int) -> tuple[HeldLine, ...] | None:
    if not document.held:
        return ()
    # Who decides is a name, the same in each language, and the stored bill says it.
    waiting = composing.held_care(account_id, document.made_on)
    said = {
        composing.held_line(care, document.language): composing.held_line(care, language) for care in waiting
    }
    if any(replace(line, who_decides="") not in said for line in document.held):
        ours, theirs = (composing.set_aside_lines(account_id, one) for one in (document.language, language))
        said |= dict(zip(ours, theirs, strict=True))
    told = [(line, said.get(replace(line, who_decides=""))) for line in document.held]
    if any(other is None for _line, other in told):
        return None
    return tuple(replace(other, who_decides=line.who_decides) for line, other in told if other is not None)


def matched(lines: Sequence[BillLine], cares: Sequence[CareLine]) -> tuple[CareLine | None, ...]:
    """For each printed line the care behind it: same days, provider, patient and amount owed."""
    left = list(cares)
    found: list[CareLine | None] = []
    for line in lines:
        care = next((one for one in left if _is_same(line, one)), None)
        if care is not None:
            left.remove(care)
        found.append(care)
    return tuple(found)


def _is_same(line: BillLine, care: CareLine) -> bool:
    service = line.service
    return (service.service_from, service.service_to, service.provider, service.patient) == (
        care.served_from,
        care.served_to,
        care.provider,
        care.patient,
    ) and Money(line.shares.you_owe_cents) == care.you_owe

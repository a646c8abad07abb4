"""From a line on a bill to what each plan sent: the segments of that claim alone, each element in words.

A file holds many people's claims. Only bytes of the claim asked about are read, and of those only the
segments that carry amounts, days and reasons: no name and no member number is shown.
"""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthside.bills.care import CareLine, PlanWord
from hearthside.claims.reasons import explain, group_words, status_words
from hearthside.claims.selectors import ClaimRow
from hearthside.claims.tracing import split_segments
from hearthside.errors import UnreadableAmount
from hearthside.intake import selectors as intake
from hearthside.money import Money

SHOWN = ("CLP", "SVC", "CAS", "DTM", "AMT", "LQ")
CLP_WORDS: dict[int, str | Promise] = {
    1: gettext_lazy("Our number for this claim"),
    2: gettext_lazy("What the plan did with the claim"),
    3: gettext_lazy("What was charged"),
    4: gettext_lazy("What the plan paid"),
    5: gettext_lazy("What the plan calls your share"),
    6: gettext_lazy("The kind of plan"),
    7: gettext_lazy("The plan’s number for this claim"),
    8: gettext_lazy("The kind of place where care was given"),
    9: gettext_lazy("The kind of claim: 1 is the first one sent"),
}
SVC_WORDS: dict[int, str | Promise] = {
    1: gettext_lazy("The service, as a code"),
    2: gettext_lazy("What was charged"),
    3: gettext_lazy("What the plan paid"),
    4: gettext_lazy("The kind of service, as a revenue code"),
    5: gettext_lazy("How many"),
    6: gettext_lazy("The service as it was first sent"),
    7: gettext_lazy("How many were first sent"),
}
DAYS: dict[str, str | Promise] = {
    "472": gettext_lazy("Day of service"),
    "150": gettext_lazy("First day of service"),
    "151": gettext_lazy("Last day of service"),
    "232": gettext_lazy("First day of the claim"),
    "233": gettext_lazy("Last day of the claim"),
    "050": gettext_lazy("Day the plan got the claim"),
    "036": gettext_lazy("Day the coverage ends"),
}
AMOUNTS: dict[str, str | Promise] = {
    "B6": gettext_lazy("The price your plan allows"),
    "F5": gettext_lazy("What you had paid the provider"),
    "AU": gettext_lazy("The part your plan covers"),
}
MORE: str | Promise = gettext_lazy("More about this line")
AMOUNT_ELEMENTS = {"CLP": (3, 4, 5), "SVC": (2, 3)}
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Element:
    """One value of a segment: where it stands ("CLP04"), as it was sent, and what it is."""

    where: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment as the plan sent it, with its number in the file."""

    number: int
    text: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """An amount that a plan put on the member under one code, with the text of its segment."""

    code: str
    amount: Money
    text: str


@dataclass(frozen=True, slots=True)
class Telling:
    """What one plan told us about one line: when, in which file, and which amounts it left to the member."""

    plan: str
    told_on: date
    claim_number: str
    line: int | None
    paid: Money
    reasons: tuple[Reason, ...]
    file_name: str
    received_on: date
    segments: tuple[Segment, ...]


class Files:
    """The bytes of claims, each read once for a page."""

    def __init__(self) -> None:
        self._segments: dict[int, dict[int, str]] = {}

    def segments_of(self, claim: ClaimRow) -> dict[int, str]:
        """The claim's segments by their number in the file; none when the file cannot be opened now."""
        if claim.pk not in self._segments:
            self._segments[claim.pk] = _read(claim)
        return self._segments[claim.pk]


def _read(claim: ClaimRow) -> dict[int, str]:
    try:
        with intake.path_of(claim.remittance.file).open("rb") as whole:
            whole.seek(claim.offset)
            # One more: what ends the last segment stands after the claim's own bytes.
            said = whole.read(claim.length + 1).decode("latin-1")
    except FileNotFoundError:
        # The bill stands without its proof; `hearthside audit` names the file.
        log.error("the bytes of file %s are gone", claim.remittance.file.sha256)
        return {}
    pieces = split_segments(said, claim.segment_last - claim.segment_first + 1)
    return dict(enumerate(pieces, start=claim.segment_first))


def tellings(line: CareLine, files: Files, *, language: str = "") -> list[Telling]:
    """What each plan told about a line. With a language, every segment too, each element in words."""
    return [_telling(word, files.segments_of(word.claim), language) for word in line.plans]


def _telling(word: PlanWord, sent: dict[int, str], language: str) -> Telling:
    claim, part = word.claim, word.part
    reasons = tuple(
        Reason(f"{group}-{code}", Money(int(cents)), sent.get(number, ""))
        for group, code, cents, _quantity, number in trios_of(word)
        if group == "PR"
    )
    segments = [
        Segment(number, text, tuple(_elements(text, word.told_on, language)))
        for number, text in sent.items()
        if language and _id_of(text) in SHOWN and _is_about(number, word)
    ]
    return Telling(
        plan=word.plan,
        told_on=word.told_on,
        claim_number=word.claim_number,
        line=part.ordinal if part is not None else None,
        paid=word.paid,
        reasons=reasons,
        file_name=claim.remittance.file.name,
        received_on=claim.remittance.file.received_on,
        segments=tuple(segments),
    )


def trios_of(word: PlanWord) -> list[tuple[str, str, int, str, int]]:
    """Every adjustment a plan made on what a line is about: group, code, cents, quantity, segment."""
    if word.part is not None:
        return list(word.part.adjustments)
    lines = (trio for line in word.claim.lines.all() for trio in line.adjustments)
    return [*word.claim.adjustments, *lines]


def _is_about(number: int, word: PlanWord) -> bool:
    """The claim's own segments, and of its lines only the one asked about (all, for a whole claim)."""
    starts = sorted(line.segment for line in word.claim.lines.all())
    if word.part is None or not starts or number < starts[0]:
        return True
    following = next((start for start in starts if start > word.part.segment), word.claim.segment_last + 1)
    return word.part.segment <= number < following


def _elements(text: str, on: date, language: str) -> Iterator[Element]:
    id = _id_of(text)
    mark = text[len(id) : len(id) + 1]
    body = text[:-1] if text and not text[-1].isalnum() else text
    values = body.split(mark)
    explained = {"CAS": _adjustments, "DTM": _day, "AMT": _amount, "LQ": _remark}.get(id)
    words: dict[int, str] = explained(values, on, language) if explained else _plain(id, values, language)
    for place, value in enumerate(values[1:], start=1):
        if value:
            yield Element(f"{id}{place:02d}", value, words.get(place, str(MORE)))


def _id_of(text: str) -> str:
    return text[:3] if text[2:3].isalnum() else text[:2]


def _plain(id: str, values: Sequence[str], language: str) -> dict[int, str]:
    table = CLP_WORDS if id == "CLP" else SVC_WORDS
    words = {place: str(said) for place, said in table.items()}
    for place in AMOUNT_ELEMENTS[id]:
        if place < len(values) and values[place]:
            words[place] = f"{words[place]}: {_money(values[place])}"
    if id == "CLP" and len(values) > 2:
        words[2] = status_words(values[2], language) or words[2]
    return words


def _adjustments(values: Sequence[str], on: date, language: str) -> dict[int, str]:
    """CAS: a group, then up to six trios of reason, amount and quantity."""
    group = values[1] if len(values) > 1 else ""
    words = {1: group_words(group, language) or str(MORE)}
    for place in range(2, len(values), 3):
        words[place] = explain(values[place], group, on=on, language=language).meaning
        if place + 1 < len(values):
            words[place + 1] = _("The amount: %(amount)s") % {"amount": _money(values[place + 1])}
        words[place + 2] = _("How many it is about")
    return words


def _day(values: Sequence[str], on: date, language: str) -> dict[int, str]:
    said = str(DAYS.get(values[1], MORE)) if len(values) > 1 else ""
    try:
        day = datetime.strptime(values[2][:8], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except (ValueError, IndexError):
        return {1: said, 2: said}
    return {1: said, 2: formats.date_format(day, "DATE_FORMAT")}


def _amount(values: Sequence[str], on: date, language: str) -> dict[int, str]:
    said = str(AMOUNTS.get(values[1], MORE)) if len(values) > 1 else ""
    return {1: said, 2: f"{said}: {_money(values[2])}" if len(values) > 2 else said}


def _remark(values: Sequence[str], on: date, language: str) -> dict[int, str]:
    code = values[2] if len(values) > 2 else ""
    known = explain("", "PR", on=on, language=language, remarks=[code]).remarks if code else ()
    return {1: _("A note from the plan"), 2: " ".join(known) or _("A note from the plan")}


def _money(text: str) -> str:
    try:
        return str(Money.parse_dollars(text))
    except UnreadableAmount:
        return text

"""Reason codes (CARC) and remark codes (RARC) as this room knows them, by date.

The words are our own. What each code means, who usually owes and what comes next: docs/rules/reasons.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import TypeVar

from hearthside.claims.reasons.tables import Row, rows

PACKAGE = "hearthside.claims.reasons"
LANGUAGES = ("en", "es")

Kind = TypeVar("Kind", bound=StrEnum)


class CodeList(StrEnum):
    CARC = "CARC"  # CAS02, 05, 08, 11, 14, 17
    RARC = "RARC"  # LQ02 after HE; MOA03-07; MIA05, 20-23


class Owes(StrEnum):
    """Who usually owes an amount under a code, before its group is known."""

    MEMBER = "member"
    PROVIDER = "provider"
    NOBODY = "nobody"
    CHECK_GROUP = "check_group"


class Next(StrEnum):
    """What happens next, for the member."""

    PAY = "pay"
    WAIT = "wait"
    RESEND = "resend"
    CALL_PLAN = "call_plan"
    SEND_DOCUMENTS = "send_documents"
    ANSWER_PLAN = "answer_plan"
    APPEAL = "appeal"
    APPEAL_SAY_WHY = "appeal_say_why"
    REFUND_CHECK = "refund_check"
    STOP_RENT = "stop_rent"
    VOID_CHARGE = "void_charge"
    CHECK_NOTICE = "check_notice"
    WAIT_SECOND_PLAN = "wait_second_plan"
    WE_CHECK = "we_check"


class Tag(StrEnum):
    """What posting must know of a code. See docs/rules/member-share.md."""

    DEDUCTIBLE = "deductible"
    COINSURANCE = "coinsurance"
    COPAY = "copay"
    QMB = "qmb"
    NOT_LIABLE = "not_liable"
    REFUND_REMARK = "refund_remark"
    NOT_DECIDED = "not_decided"
    SECOND_PLAN_DENIED = "second_plan_denied"
    FORWARDED = "forwarded"
    SEE_REMARK = "see_remark"  # the remark says what to do
    NAMES_SHARE = "names_share"  # the words call the amount the member's: only said under PR


@dataclass(frozen=True, slots=True)
class Code:
    """One code of one list, for the days it is in force (both ends included; None is open)."""

    code_list: CodeList
    code: str
    effective_from: date | None
    effective_to: date | None
    owes: Owes
    next: tuple[Next, ...]
    tags: frozenset[Tag]
    meaning: Mapping[str, str]

    def has_begun(self, on: date) -> bool:
        return self.effective_from is None or self.effective_from <= on

    def is_retired(self, on: date) -> bool:
        return self.effective_to is not None and self.effective_to < on


class CodeBook:
    """All codes of one list. A code may have several rows, each for its own days."""

    def __init__(self, codes: Iterable[Code]) -> None:
        self._by_code: dict[str, list[Code]] = {}
        for code in codes:
            self._by_code.setdefault(code.code, []).append(code)
        for versions in self._by_code.values():
            versions.sort(key=lambda version: version.effective_from or date.min)

    def find(self, code: str, on: date) -> Code | None:
        """The row for `code` on that day; None if we do not know it or it had not begun.

        A retired code keeps its last words: plans go on sending codes after they end, and old files are
        read late.
        """
        begun = [version for version in self._by_code.get(code, ()) if version.has_begun(on)]
        in_force = [version for version in begun if not version.is_retired(on)]
        best = in_force or begun
        return best[-1] if best else None

    def tagged(self, tag: Tag, on: date) -> frozenset[str]:
        """The codes that carry `tag` on that day."""
        found = (self.find(code, on) for code in self._by_code)
        return frozenset(code.code for code in found if code is not None and tag in code.tags)

    def __iter__(self) -> Iterator[Code]:
        return (version for versions in self._by_code.values() for version in versions)


def language_of(language: str) -> str:
    """ "es", "es-us" and "es_PR" read Spanish; anything else reads English, the only other we write."""
    return "es" if language.lower().replace("_", "-").split("-")[0] == "es" else "en"


def clean_code(code: str) -> str:
    """A code as the tables spell it: no spaces around it, capital letters. Zeros are never dropped."""
    return code.strip().upper()


@cache
def book(code_list: CodeList) -> CodeBook:
    """The codes of one list, read once."""
    table = f"{code_list.value.lower()}.tsv"
    return CodeBook(code_from(code_list, row) for row in rows(PACKAGE, table))


@lru_cache(maxsize=4096)
def tagged(code_list: CodeList, tag: Tag, on: date) -> frozenset[str]:
    """The codes of one list that carry `tag` on that day; remembered, because posting asks for each claim."""
    return book(code_list).tagged(tag, on)


def code_from(code_list: CodeList, row: Row) -> Code:
    """A Code from a table's row. Raises BadWordTable."""
    return Code(
        code_list=code_list,
        code=row.needed("code"),
        effective_from=row.day("effective_from"),
        effective_to=row.day("effective_to"),
        owes=one_of(Owes, row, "owes"),
        next=tuple(each_of(Next, row, "next")),
        tags=frozenset(each_of(Tag, row, "tags")),
        meaning={language: row.needed(f"meaning_{language}") for language in LANGUAGES},
    )


def one_of(kinds: type[Kind], row: Row, column: str) -> Kind:
    """The cell as one of `kinds`. Raises BadWordTable with the ones that may stand there."""
    return _kind(kinds, row, column, row[column])


def each_of(kinds: type[Kind], row: Row, column: str) -> list[Kind]:
    """The cell as some of `kinds`, apart by spaces; none when blank. Raises BadWordTable."""
    return [_kind(kinds, row, column, word) for word in row[column].split()]


def _kind(kinds: type[Kind], row: Row, column: str, word: str) -> Kind:
    try:
        return kinds(word)
    except ValueError:
        raise row.fault(column, f"one of {', '.join(kinds)}") from None

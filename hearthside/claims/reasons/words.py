"""What a code means for a person, in English and Spanish: never "you owe" from a line that is not theirs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from hearthside.claims.reasons.codes import (
    PACKAGE,
    Code,
    CodeList,
    Next,
    Owes,
    Tag,
    book,
    clean_code,
    language_of,
)
from hearthside.claims.reasons.tables import rows

CHARGE_TAGS = frozenset({Tag.DEDUCTIBLE, Tag.COINSURANCE, Tag.COPAY})
SPARING_GROUPS = frozenset({"CO", "OA", "PI"})  # never a member's charge
WAITING_TAGS = frozenset({Tag.NOT_LIABLE, Tag.FORWARDED, Tag.NOT_DECIDED})


class WhoOwes(StrEnum):
    """Who owes one adjustment, now that its group and remarks are known."""

    MEMBER = "member"
    PROVIDER = "provider"
    NOBODY = "nobody"
    NOT_KNOWN_YET = "not_known_yet"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One adjustment in plain words, in one language. Every field of words is whole sentences."""

    meaning: str
    who_owes: WhoOwes
    who_owes_words: str
    next_kind: Next
    next_words: str
    remarks: tuple[str, ...]  # what each known remark code adds
    known: bool  # False: we do not know the reason code or the group; open a task
    unknown_remarks: tuple[str, ...]
    is_retired: bool  # the plan used a code after its last day; the words still hold

    @property
    def words(self) -> str:
        """Everything to say, in order: what happened, what the remarks add, who owes, what is next."""
        return " ".join([self.meaning, *self.remarks, self.who_owes_words, self.next_words])


def explain(carc: str, group: str, *, on: date, language: str, remarks: Collection[str] = ()) -> Explanation:
    """What one adjustment (a CAS trio) means to the member on that day.

    `group` is CAS01; `remarks` are the RARCs of the same line, or of the claim. A code we do not know
    gets an honest answer and `known=False`: the caller opens a task. Only PR with a deductible,
    coinsurance or copay code says the part is the member's; every other PR says that we do not know yet.
    This knows nothing of a second plan, an appeal or a death: a hold's words (`rules.HoldReason`) come
    before these. Source: docs/rules/reasons.md.
    """
    tongue = language_of(language)
    code = book(CodeList.CARC).find(clean_code(carc), on)
    notes = {clean_code(remark): book(CodeList.RARC).find(clean_code(remark), on) for remark in remarks}
    known_notes = [note for note in notes.values() if note is not None]
    who = _who_owes(code, clean_code(group), known_notes)
    kinds = _next_kinds(code, who, known_notes)
    return Explanation(
        meaning=_meaning(code, clean_code(group), tongue),
        who_owes=who,
        who_owes_words=_table("shares.tsv", "who")[who][f"words_{tongue}"],
        next_kind=kinds[0],
        next_words=next_words(kinds, tongue),
        remarks=tuple(dict.fromkeys(note.meaning[tongue] for note in known_notes)),
        known=code is not None and group_words(group, tongue) is not None,
        unknown_remarks=tuple(remark for remark, note in notes.items() if note is None),
        is_retired=code is not None and code.is_retired(on),
    )


def next_words(kinds: Collection[Next], language: str) -> str:
    """What is next, as sentences: the first kind, and what may also be done."""
    table, tongue = _table("next.tsv", "kind"), language_of(language)
    first, *others = kinds
    also = (table[kind][f"also_{tongue}"] or table[kind][f"words_{tongue}"] for kind in others)
    return " ".join([table[first][f"words_{tongue}"], *also])


def group_words(group: str, language: str) -> str | None:
    """What a group code (CO, PR, OA, PI, CR) means to the member; None if there is no such group."""
    return _cell("groups.tsv", "group", clean_code(group), f"meaning_{language_of(language)}")


def group_staff_words(group: str) -> str | None:
    """What a group code means to the desk; None if there is no such group."""
    return _cell("groups.tsv", "group", clean_code(group), "staff_en")


def status_words(status: str, language: str) -> str | None:
    """What a claim status (CLP02) means to the member; None if we do not know it."""
    return _cell("statuses.tsv", "status", status.strip(), f"meaning_{language_of(language)}")


def status_staff_words(status: str) -> str | None:
    """What a claim status (CLP02) means to the desk; None if we do not know it."""
    return _cell("statuses.tsv", "status", status.strip(), "staff_en")


def provider_adjustment_words(code: str, language: str = "en") -> str | None:
    """Why a plan changed a whole payment (PLB03-1), for staff; never a member's charge. None if unknown."""
    return _cell("provider_adjustments.tsv", "code", clean_code(code), f"staff_{language_of(language)}")


def hold_words(reason: str, language: str) -> str:
    """What a member reads about an amount on hold."""
    return _table("holds.tsv", "reason")[reason][f"member_{language_of(language)}"]


def hold_staff_words(reason: str) -> str:
    """What the desk does about an amount on hold."""
    return _table("holds.tsv", "reason")[reason]["staff_en"]


def _meaning(code: Code | None, group: str, tongue: str) -> str:
    plain = _table("plain.tsv", "name")
    if code is None:
        return plain["unknown_code"][f"words_{tongue}"]
    # "This is your copay" would read as a bill on a line that is not the member's.
    if Tag.NAMES_SHARE in code.tags and group != "PR":
        told = "not_your_share" if group in SPARING_GROUPS else "unknown_code"
        return plain[told][f"words_{tongue}"]
    return code.meaning[tongue]


def _who_owes(code: Code | None, group: str, notes: Collection[Code]) -> WhoOwes:
    if group == "CO":
        return WhoOwes.NOBODY if code is not None and code.owes is Owes.NOBODY else WhoOwes.PROVIDER
    if group in SPARING_GROUPS:
        return WhoOwes.NOBODY
    if group != "PR" or code is None:
        return WhoOwes.NOT_KNOWN_YET
    if _voided(code, notes):
        return WhoOwes.NOBODY
    must_wait = any(note.tags & WAITING_TAGS for note in notes)
    return WhoOwes.MEMBER if code.tags & CHARGE_TAGS and not must_wait else WhoOwes.NOT_KNOWN_YET


def _voided(code: Code, notes: Collection[Code]) -> bool:
    """True if the code or a remark says that the amount may not be billed at all."""
    return any(Next.VOID_CHARGE in each.next for each in (code, *notes))


def _next_kinds(code: Code | None, who: WhoOwes, notes: Collection[Code]) -> tuple[Next, ...]:
    if code is None:
        return (Next.WE_CHECK,)
    if _voided(code, notes):
        return (Next.VOID_CHARGE,)
    note_tags = frozenset().union(*(note.tags for note in notes))
    if Tag.REFUND_REMARK in note_tags:
        return (Next.REFUND_CHECK,)
    if Tag.FORWARDED in note_tags and code.tags & CHARGE_TAGS and who is WhoOwes.NOT_KNOWN_YET:
        return (Next.WAIT_SECOND_PLAN,)
    return _fitting(_told_by_remark(code, notes) or code.next, who)


def _told_by_remark(code: Code, notes: Collection[Code]) -> tuple[Next, ...]:
    """What the first remark asks for, where the reason code only points at it."""
    if Tag.SEE_REMARK not in code.tags:
        return ()
    return next((note.next for note in notes if note.next[0] is not Next.WAIT), ())


def _fitting(kinds: tuple[Next, ...], who: WhoOwes) -> tuple[Next, ...]:
    """The same, but never "pay" for what is not the member's, nor "nothing" while we are unsure."""
    if who is WhoOwes.NOT_KNOWN_YET and kinds[0] in {Next.PAY, Next.WAIT}:
        return (Next.WE_CHECK,)
    if who is not WhoOwes.MEMBER and kinds[0] is Next.PAY:
        return (Next.WAIT,)
    return kinds


@cache
def _table(table: str, column: str) -> Mapping[str, dict[str, str]]:
    """A table's rows by one column; every cell of words must be there."""
    return {row.needed(column): row.cells for row in rows(PACKAGE, table)}


def _cell(table: str, column: str, key: str, wanted: str) -> str | None:
    row = _table(table, column).get(key)
    return None if row is None else row[wanted]

"""Kinds of cases. A room brings its own in `case_kinds.py`: KINDS = (CaseKind(...),)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from django.utils.functional import Promise

from hearthside.cases.errors import UnknownKind, UnknownWord
from hearthside.cases.rules import Clock
from hearthside.ledger.holds import HoldReason
from hearthside.members.selectors import MONEY_SCOPES
from hearthside.rooms import parts_of_rooms

Words = str | Promise
WITHDRAWN = "withdrawn"
"""The outcome every kind has: whoever asked took it back."""


def _never(closed_on: date) -> int:
    return -1


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseKind:
    """One kind of thing people ask for, and its rules.

    `name` is what the member reads ("Question about a bill"), `plural` the desk's queue. `permission` lets
    staff see and work its cases; `answer_permission` (the same, if not given) lets them close one. `clock`
    gives the rule that holds on a day. `whys`, `outcomes` and `stages` are codes with their words; the
    outcome `withdrawn` is every kind's. `holds` sets the charges of a case aside while it lives, under the
    source "<slug>:<reference>". `scopes` are the access grants that open it. `walled`: nobody without the
    permission learns that it exists. `again_days`: for how long a case closed on a day may be opened again.
    `desk_path` gives the staff page of a case by its number, for a room that has its own.
    """

    slug: str
    name: Words
    plural: Words
    permission: str
    clock: Callable[[date], Clock]
    outcomes: Mapping[str, Words]
    whys: Mapping[str, Words] = field(default_factory=dict)
    stages: Mapping[str, Words] = field(default_factory=dict)
    answer_permission: str = ""
    holds: HoldReason | None = None
    scopes: tuple[str, ...] = MONEY_SCOPES
    walled: bool = False
    member_sees: bool = True
    again_days: Callable[[date], int] = _never
    queue_help: Words = ""
    desk_path: Callable[[str], str] | None = None

    @property
    def answers(self) -> str:
        return self.answer_permission or self.permission

    def check_outcome(self, outcome: str) -> None:
        """Raises UnknownWord."""
        if outcome != WITHDRAWN and outcome not in self.outcomes:
            raise UnknownWord("this kind has no such outcome", kind=self.slug, outcome=outcome)

    def check_why(self, why: str) -> None:
        """Raises UnknownWord; a kind that names no reasons takes none."""
        if why and why not in self.whys:
            raise UnknownWord("this kind has no such reason", kind=self.slug, why=why)

    def check_stage(self, stage: str) -> None:
        """Raises UnknownWord."""
        if stage not in self.stages:
            raise UnknownWord("this kind has no such stage", kind=self.slug, stage=stage)


@cache
def kinds() -> dict[str, CaseKind]:
    """Every kind of the house by its slug, lowest room first."""
    found: dict[str, CaseKind] = {}
    for module in parts_of_rooms("case_kinds"):
        for kind in module.KINDS:
            assert kind.slug not in found, f"two rooms brought the kind {kind.slug}"
            found[kind.slug] = kind
    return found


def kind(slug: str) -> CaseKind:
    """Raises UnknownKind."""
    try:
        return kinds()[slug]
    except KeyError:
        raise UnknownKind("no room registers this kind", kind=slug) from None


def hold_source(slug: str, reference: str) -> str:
    """What the ledger calls the hold of a case: "dispute:4021187739"."""
    return f"{slug}:{reference}"

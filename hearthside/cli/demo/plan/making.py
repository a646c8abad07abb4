"""Putting the synthetic plan together."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from hearthside.cli.demo.cast import CAST, Part
from hearthside.cli.demo.plan.care import Care, Twist, care_of, is_free
from hearthside.cli.demo.plan.deciding import decide
from hearthside.cli.demo.plan.months import day_in, history
from hearthside.cli.demo.plan.people import Household, make_households
from hearthside.cli.demo.plan.remitting import DemoFile, Remitter
from hearthside.cli.demo.plan.rostering import roster_file

SEED = 835
MEMBERS = 300
RANDOM_CORRECTIONS = 6


@dataclass(frozen=True, slots=True)
class SyntheticPlan:
    """Everything the demo is made of. `files` are in the order of their arrival; the roster comes first."""

    anchor: date
    households: tuple[Household, ...]
    roster: DemoFile
    files: tuple[DemoFile, ...]

    @property
    def member_count(self) -> int:
        return sum(len(household.members) for household in self.households)


def make_plan(*, anchor: date, members: int = MEMBERS, seed: int = SEED) -> SyntheticPlan:
    """The synthetic plan that ends on `anchor`: the cast, and others up to `members` people."""
    chance = Random(seed)  # noqa: S311  the same every time is what it is for
    months = history(anchor)
    starts_on = day_in(months[0], 1)
    cast = [part.household for part in CAST]
    others = make_households(
        chance,
        members=max(0, members - sum(len(one.members) for one in cast)),
        anchor=anchor,
        taken_names={f"{one.first_name} {one.last_name}" for home in cast for one in home.members},
        taken_numbers={home.number for home in cast},
    )
    cares = [care for part in CAST for care in _of_part(part, months)]
    cares += _with_twists([care for home in others for care in care_of(chance, home, anchor)], chance)
    cares = [care for care in cares if starts_on <= care.ends_on <= anchor]
    files = Remitter(chance).files(decide(cares, anchor))
    roster = DemoFile(
        f"{starts_on.isoformat()}-roster.csv",
        starts_on,
        roster_file([*cast, *others], effective_on=date(starts_on.year, 1, 1)),
    )
    return SyntheticPlan(anchor, (*cast, *others), roster, tuple(_with_one_twice(files)))


def _of_part(part: Part, months: range) -> list[Care]:
    return list(part.care(part.household, months)) if part.care else []


def _with_twists(cares: list[Care], chance: Random) -> list[Care]:
    """One claim that does not add up, one for nobody we know, a few that are corrected later."""
    plain = [place for place, care in enumerate(cares) if not care.member.second_id and not is_free(care)]
    twists = [Twist.UNBALANCED, Twist.FOR_NOBODY, *[Twist.PRICE_CORRECTED] * RANDOM_CORRECTIONS]
    for place, twist in zip(chance.sample(plain, min(len(twists), len(plain))), twists, strict=False):
        cares[place] = replace(cares[place], twist=twist)
    return cares


def _with_one_twice(files: list[DemoFile]) -> list[DemoFile]:
    """One file came a second time, a day later and under another name."""
    place = len(files) - 4
    if place < 0:
        return files
    again = files[place]
    resent = DemoFile(f"resent-{again.name}", again.arrives_on + timedelta(days=1), again.content)
    return sorted([*files, resent], key=lambda file: (file.arrives_on, file.name))

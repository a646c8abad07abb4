"""Whose claim is this? By member id with the name agreeing, or by our own claim number. Never between two."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hearthside.claims.reasons.rules import PersonName, names_agree
from hearthside.coverage.rules import Covered, id_as_matched
from hearthside.formats.x12.remittance import Claim, Name


class NoMatch(StrEnum):
    """Why a claim found nobody. A person looks at each."""

    UNKNOWN_MEMBER = "unknown_member"
    NAME_DIFFERS = "name_differs"
    AMBIGUOUS_MEMBER = "ambiguous_member"


@dataclass(frozen=True, slots=True)
class Match:
    """The person a claim is for, and the coverage it was decided under when its member id said so."""

    account_id: int
    person_id: int
    covered: Covered | None


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Someone our own claim number led to before."""

    account_id: int
    person_id: int
    first_name: str
    last_name: str


def ids_in(claim: Claim) -> list[str]:
    """Every id the claim gives for its patient or subscriber, as we compare them, best first."""
    names = (claim.patient, claim.corrected, claim.insured)
    found = [id_as_matched(name.id) for name in names if name and name.id]
    return list(dict.fromkeys(found))


def match(
    claim: Claim,
    covered_by_id: Mapping[str, Sequence[Covered]],
    known_by_number: Mapping[str, Sequence[KnownPerson]],
    *,
    payer_ids: frozenset[str],
    on: date,
) -> Match | NoMatch:
    """The one person this claim is for, or why there is none.

    `covered_by_id` holds coverages by member id and by subscriber id; `known_by_number` the people of
    earlier claims under the same number. A name the plan corrected (NM1*74) counts as well as the one it
    was sent, because it is the plan's own word for the same person.
    """
    patient_names = [
        _as_person(name) for name in (claim.patient, claim.corrected) if name and (name.last or name.first)
    ]
    candidates = [covered for ident in ids_in(claim) for covered in covered_by_id.get(ident, ())]
    agreeing = [
        covered for covered in candidates if _agrees(patient_names, covered.first_name, covered.last_name)
    ]
    if agreeing:
        return _only_one(agreeing, payer_ids, on)
    known = {person.person_id: person for person in known_by_number.get(claim.number, ()) if claim.number}
    if len(known) == 1:
        person = next(iter(known.values()))
        if not patient_names or _agrees(patient_names, person.first_name, person.last_name):
            return Match(person.account_id, person.person_id, None)
    if candidates or known:
        return NoMatch.AMBIGUOUS_MEMBER if len(known) > 1 and not candidates else NoMatch.NAME_DIFFERS
    return NoMatch.UNKNOWN_MEMBER


def _only_one(agreeing: Sequence[Covered], payer_ids: frozenset[str], on: date) -> Match | NoMatch:
    if len({covered.person_id for covered in agreeing}) > 1:
        agreeing = [covered for covered in agreeing if covered.payer_id in payer_ids]
        if len({covered.person_id for covered in agreeing}) != 1:
            return NoMatch.AMBIGUOUS_MEMBER
    best = min(agreeing, key=lambda covered: _fit(covered, payer_ids, on))
    return Match(best.account_id, best.person_id, best)


def _fit(covered: Covered, payer_ids: frozenset[str], on: date) -> tuple[bool, bool, int]:
    return (covered.payer_id not in payer_ids, not covered.is_active(on), covered.order)


def _agrees(names: Iterable[PersonName], first_name: str, last_name: str) -> bool:
    ours = PersonName(first=first_name, last=last_name)
    return any(names_agree(name, ours) for name in names)


def _as_person(name: Name) -> PersonName:
    return PersonName(first=name.first, last=name.last)

"""What must always hold between the plans' files, the charges and the ledger."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Sum

from hearthside.claims.models import (
    Charge,
    ChargeState,
    Claim,
    ClaimState,
    HeldShare,
    HeldState,
    RemittanceState,
    ServiceLine,
)
from hearthside.claims.reasons.rules import BILLABLE_PR
from hearthside.ledger import selectors as ledger
from hearthside.money import ZERO

Check = tuple[str, list[str]]
MOST_NAMED = 20
PIECE = 2000


def checks() -> Iterator[Check]:
    """(name, what was found wrong) for each rule; an empty list is good."""
    yield "every charge is in the ledger, and nothing else is", _charges_against_ledger()
    yield "every charge is a PR amount of its claim's file", _charges_against_file()
    yield "only deductible, coinsurance and copay are charged", _other_codes()
    yield "no held claim charges anyone", _held_that_charge()
    yield "a reversed claim leaves no charge and no held share", _reversed_that_charge()
    yield "a service line is on its claim's account", _lines_elsewhere()
    yield "a charge is on its claim's account and person", _charges_elsewhere()
    yield "a claim of a held or duplicate payment charges nobody", _charges_of_held_payments()


def _charges_against_ledger() -> list[str]:
    wrong = []
    rows = Charge.objects.order_by("pk").values_list("pk", "amount_cents", "taken_cents", "state")
    batch: list[tuple[int, int, int, str]] = []
    for row in rows.iterator(chunk_size=PIECE):
        batch.append(row)
        if len(batch) == PIECE:
            wrong += _compare(batch)
            batch = []
    wrong += _compare(batch)
    return wrong[:MOST_NAMED] + [
        f"charge {pk} is in the ledger only" for pk in ledger.charges_without(_exists())
    ]


def _exists() -> Exists:
    return Exists(Charge.objects.filter(pk=OuterRef("charge_id")))


def _compare(batch: list[tuple[int, int, int, str]]) -> list[str]:
    revenue = ledger.revenue_by_charge([pk for pk, *_ in batch])
    wrong = []
    for pk, amount_cents, taken_cents, state in batch:
        stands = state == ChargeState.FINAL
        expected = amount_cents if stands else ZERO.cents
        earned, taken = revenue.get(pk, (0, 0))
        if earned != expected or taken != (taken_cents if stands else 0):
            wrong.append(f"charge {pk} is {expected} cents, the ledger says {earned}, taken {taken}")
    return wrong


def _charges_against_file() -> list[str]:
    wrong = []
    rows = Charge.objects.select_related("line", "claim").order_by("pk")
    for charge in rows.iterator(chunk_size=PIECE):
        trios = charge.claim.adjustments if charge.line is None else charge.line.adjustments
        said = sum(cents for group, code, cents, *_ in trios if group == "PR" and code == charge.code)
        if said != charge.amount_cents:
            wrong.append(f"charge {charge.pk} is {charge.amount_cents} cents, the file says {said}")
    return wrong[:MOST_NAMED]


def _other_codes() -> list[str]:
    rows = Charge.objects.exclude(code__in=BILLABLE_PR).values_list("pk", "code")
    return [f"charge {pk} under code {code}" for pk, code in rows[:MOST_NAMED]]


def _held_that_charge() -> list[str]:
    rows = Charge.objects.filter(
        claim__state__in=[ClaimState.HELD, ClaimState.PARKED], state=ChargeState.FINAL
    )
    return [f"charge {pk}" for pk in rows.values_list("pk", flat=True)[:MOST_NAMED]]


def _reversed_that_charge() -> list[str]:
    standing = Charge.objects.filter(claim__state=ClaimState.REVERSED, state=ChargeState.FINAL)
    held = HeldShare.objects.filter(claim__state=ClaimState.REVERSED, state=HeldState.HELD)
    return [f"charge {pk}" for pk in standing.values_list("pk", flat=True)[:MOST_NAMED]] + [
        f"held share {pk}" for pk in held.values_list("pk", flat=True)[:MOST_NAMED]
    ]


def _charges_elsewhere() -> list[str]:
    rows = Charge.objects.exclude(account_id=F("claim__account_id"), person_id=F("claim__person_id"))
    return [f"charge {pk}" for pk in rows.values_list("pk", flat=True)[:MOST_NAMED]]


def _lines_elsewhere() -> list[str]:
    rows = ServiceLine.objects.exclude(account_id=F("claim__account_id")).exclude(
        account=None, claim__account=None
    )
    return [f"line {pk}" for pk in rows.values_list("pk", flat=True)[:MOST_NAMED]]


def _charges_of_held_payments() -> list[str]:
    rows = Claim.objects.exclude(remittance__state=RemittanceState.POSTED).filter(charges__isnull=False)
    return [
        f"claim {row['pk']}" for row in rows.values("pk").annotate(Sum("charges__amount_cents"))[:MOST_NAMED]
    ]

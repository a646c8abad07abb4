"""A case is opened. What it is about is set aside in the same moment."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.cases import rules
from hearthside.cases.errors import NothingToAsk
from hearthside.cases.kinds import CaseKind, hold_source
from hearthside.cases.kinds import kind as kind_of
from hearthside.cases.models import Case, CaseCharge, EventKind
from hearthside.cases.services.writing import who, write
from hearthside.ledger import selectors as ledger
from hearthside.ledger import services as ledger_services
from hearthside.members import services as members
from hearthside.references import new_reference


@transaction.atomic
def open_case(
    *,
    kind: str,
    account_id: int | None,
    by: Actor,
    at: datetime,
    charge_ids: Sequence[int] = (),
    person_id: int | None = None,
    subject: str = "",
    why: str = "",
    words: str = "",
    language: str = "en",
    received_on: date | None = None,
    request_key: str | None = None,
) -> Case:
    """Open a case, start its clock and, for a kind that holds, set `charge_ids` aside.

    `received_on` is the day a letter came, today if not told. The same `request_key` again gives the case
    that it made. Charges that an open case of this kind is about already stay with that case; when it has
    them all, that case is the answer. Raises UnknownKind, UnknownWord, and NothingToAsk when none of
    `charge_ids` is on this account.
    """
    rule = kind_of(kind)
    rule.check_why(why)
    if account_id is not None:
        members.lock_account(account_id)
    same = Case.objects.filter(request_key=request_key).first() if request_key else None
    if same is not None:
        return same
    ours = _on_account(account_id, charge_ids)
    taken = CaseCharge.objects.filter(kind=kind, charge_id__in=ours, ended_at=None).select_related("case")
    asked_before = {row.charge_id: row.case for row in taken.order_by("pk")}
    free = [charge_id for charge_id in ours if charge_id not in asked_before]
    if asked_before and not free:
        return next(iter(asked_before.values()))
    day = received_on or clock.day_of(at)
    case = Case.objects.create(
        reference=unused_reference(), kind=kind, account_id=account_id, person_id=person_id, subject=subject,
        why=why, language="es" if language == "es" else "en", opened_by=who(by), opened_at=at,
        received_on=day, due_on=rules.due_on(day, rule.clock(day)), is_walled=rule.walled,
        request_key=request_key or None,
    )  # fmt: skip
    audit.record(
        "case.opened", subject=case.reference, account_id=account_id, reason=why or kind, by=by, at=at
    )
    write(case, EventKind.OPENED, by=by, at=at, words=words, code=why)
    set_aside(case, rule, free, by=by, at=at)
    return case


def _on_account(account_id: int | None, charge_ids: Sequence[int]) -> list[int]:
    """Those of `charge_ids` that are this account's. Raises NothingToAsk when some were named and none is."""
    if not charge_ids:
        return []
    wanted = list(dict.fromkeys(charge_ids))
    found = ledger.open_items().filter(pk__in=wanted, account_id=account_id or 0)
    there = set(found.values_list("pk", flat=True))
    if not there:
        raise NothingToAsk(asked=len(wanted))
    return [charge_id for charge_id in wanted if charge_id in there]


def set_aside(case: Case, rule: CaseKind, charge_ids: Sequence[int], *, by: Actor, at: datetime) -> None:
    """These charges belong to the case from now on, and wait with it. The account is locked."""
    if not charge_ids or case.account_id is None:
        return
    still_open = ledger.open_amounts(charge_ids)
    CaseCharge.objects.bulk_create(
        CaseCharge(
            case=case, account_id=case.account_id, charge_id=charge_id, kind=case.kind, added_at=at,
            asked_cents=still_open[charge_id].cents,
        )
        for charge_id in charge_ids
    )  # fmt: skip
    hold(case, rule, charge_ids, by=by, at=at)


def hold(case: Case, rule: CaseKind, charge_ids: Sequence[int], *, by: Actor, at: datetime) -> None:
    """Nobody is asked for these charges while the case lives."""
    if rule.holds is None or case.account_id is None or not charge_ids:
        return
    ledger_services.hold_charges(
        account_id=case.account_id, charge_ids=charge_ids, reason=rule.holds,
        source=hold_source(case.kind, case.reference), by=by, at=at,
    )  # fmt: skip


def unused_reference() -> str:
    for _ in range(20):
        reference = new_reference()
        if not Case.objects.filter(reference=reference).exists():
            return reference
    raise AssertionError("twenty random case numbers in a row were taken")

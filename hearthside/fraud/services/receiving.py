"""A report comes in, and its reporter adds to it. Nothing of who they are is kept unless they chose so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from hearthside import clock
from hearthside.audit.actor import job
from hearthside.cases.keeping import KeptFile
from hearthside.fraud import rules, sealing
from hearthside.fraud.models import EventKind, Tip, TipBar, TipEvent, TipMark
from hearthside.fraud.policy import policy
from hearthside.fraud.rules import Facts
from hearthside.fraud.services.files import add_file
from hearthside.fraud.services.writing import (
    TIPSTER,
    locked,
    note_in_audit,
    said_before,
    unused_reference,
    who,
    write,
)
from hearthside.identity import selectors as logins
from hearthside.members import selectors as members

FRAUD = job("fraud")


@dataclass(frozen=True, slots=True)
class Received:
    """A report as its reporter sees it. `pin` is "" once the time to show it is over."""

    reference: str
    pin: str
    is_new: bool


@transaction.atomic
def receive(
    *,
    form_key: str,
    facts: Facts,
    is_known: bool,
    language: str,
    at: datetime,
    account_id: int | None = None,
    charge_ids: Sequence[int] = (),
    files: Sequence[KeptFile] = (),
) -> Received:
    """Keep a report with its files. The same form again is the same report.

    Of an unnamed reporter no name, contact, account or charge is kept, whatever is passed. Whoever of our
    own people it speaks of never sees it. Raises FileRefused "count".
    """
    there = Tip.objects.filter(form_mark=sealing.form_mark(form_key)).first()
    if there is not None:
        return _again(there, form_key, at)
    told = facts if is_known else _unnamed(facts)
    reference, terms = unused_reference(), policy(clock.day_of(at))
    pin = sealing.pin_of(form_key, reference)
    tip = Tip.objects.create(
        reference=reference, kind=told.kind, facts_locked=sealing.lock_facts(told), is_known=is_known,
        language="es" if language == "es" else "en", about_staff=told.kind == "our_staff",
        account_id=account_id if is_known else None, charge_ids=list(charge_ids) if is_known else [],
        form_mark=sealing.form_mark(form_key), pin_mark=sealing.pin_mark(reference, pin), received_at=at,
        due_on=clock.day_of(at) + timedelta(days=terms.days),
    )  # fmt: skip
    _mark(tip, told)
    _keep_from_the_named(tip, told, at)
    write(tip, EventKind.RECEIVED, by=TIPSTER, at=at, is_visible=True)
    note_in_audit("tip.received", tip, by=TIPSTER, at=at, reason=told.kind)
    for kept in files:
        add_file(reference=reference, kept=kept, at=at)
    return Received(reference, pin, is_new=True)


def _unnamed(facts: Facts) -> Facts:
    """What may be kept of it: no name, no contact, and not the charge, which would lead to the account."""
    line = replace(facts.line, charge="") if facts.line else None
    return replace(facts, name="", contact="", line=line)


def _again(tip: Tip, form_key: str, at: datetime) -> Received:
    until = tip.received_at + timedelta(minutes=policy(clock.day_of(at)).replay_minutes)
    pin = sealing.pin_of(form_key, tip.reference) if at <= until else ""
    return Received(tip.reference, pin, is_new=False)


def _mark(tip: Tip, facts: Facts) -> None:
    """What others may share with it, so that they find each other."""
    found = sorted(sealing.marked(rules.marks_of(facts)))
    TipMark.objects.bulk_create([TipMark(tip=tip, mark=mark) for mark in found], ignore_conflicts=True)


def _keep_from_the_named(tip: Tip, facts: Facts, at: datetime) -> None:
    """Nor from whom the account is: one's own, or one that shares an e-mail or a phone."""
    staff = [row for row, _roles in logins.staff_logins()]
    kept_from = dict.fromkeys((row.pk for row in staff if _is_close(tip, row)), "own")
    people = {row.pk: (row.name, row.email) for row in staff}
    kept_from |= dict.fromkeys(sorted(rules.named_in(facts, people)), "named")
    TipBar.objects.bulk_create(
        [TipBar(tip=tip, login_id=pk, why=why, by=who(FRAUD), at=at) for pk, why in kept_from.items()],
        ignore_conflicts=True,
    )
    if tip.owner_id in kept_from:
        tip.owner_id = None
        tip.save(update_fields=["owner"])


def _is_close(tip: Tip, login: logins.LoginRow) -> bool:
    return tip.account_id is not None and members.is_close_to(
        members.account(tip.account_id), login_id=login.pk, email=login.email
    )


@transaction.atomic
def say(*, reference: str, words: str, key: str, at: datetime) -> TipEvent:
    """The reporter adds words. The same form again adds nothing. Also to a closed report: it wakes up."""
    there = said_before(key)
    if there is not None:
        return there
    tip = locked(reference)
    event = write(tip, EventKind.SAID, by=TIPSTER, at=at, words=words, is_visible=True, key=key)
    tip.has_news = True
    tip.save(update_fields=["has_news"])
    told = replace(sealing.unlock_facts(tip.facts_locked), words=words)
    _mark(tip, told)
    _keep_from_the_named(tip, told, at)
    note_in_audit("tip.said", tip, by=TIPSTER, at=at)
    return event

"""The worker's rounds: what was told is looked at, what the bank and the post say is told, days pass."""

from collections.abc import Iterator
from datetime import datetime

from hearthside.ach import rules as ach_rules
from hearthside.ach import selectors as ach
from hearthside.estates import selectors, services
from hearthside.estates.models import Notice, NoticeState, Told
from hearthside.estates.services.locking import ESTATES
from hearthside.estates.services.reporting import Report
from hearthside.mailroom import selectors as mail
from hearthside.members import selectors as members

DECEASED = "deceased"
PAGE = 50


def look_at_new(at: datetime) -> int:
    """Look for the account of every report that came in. Returns how many were looked at."""
    found = [services.look(notice_id=pk, by=ESTATES, at=at) for pk in selectors.to_look_at()]
    return len(found)


def hear(at: datetime) -> int:
    """One case for every return of a bank that says its owner died, and every letter that came back so."""
    before = Notice.objects.count()
    for row in list(ach.waiting_returns()):
        code = ach_rules.return_code(row.code, on=row.came_at.date())
        if code is not None and code.act is ach_rules.Act.DECEASED:
            _hear_bank(row.pk, at=at)
    for number in list(_letters_back()):
        _hear_post(number, at=at)
    return Notice.objects.count() - before


def _hear_bank(return_id: int, *, at: datetime) -> None:
    """The owner of the bank account need not be the member: the names say who is meant, or a person does."""
    row = ach.return_with_id(return_id)
    assert row is not None
    bank = row.entry.bank_account if row.entry is not None else None
    number = members.account(row.account_id).number if row.account_id else ""
    services.report(
        facts=Report(died_name=bank.holder if bank else "", number_typed=number, died_on=row.died_on),
        told=Told.BANK, language="en", request_key=f"death-return:{row.pk}", by=ESTATES, at=at,
    )  # fmt: skip


def _letters_back() -> Iterator[str]:
    after = ""
    while page := mail.returned(after, PAGE):
        after = page[-1].number
        yield from (row.number for row in page if row.trouble == DECEASED)


def _hear_post(number: str, *, at: datetime) -> None:
    row = mail.message_with_number(number)
    assert row is not None
    services.report(
        facts=Report(died_name=row.to[:200], number_typed=row.account.number if row.account else ""),
        told=Told.MAIL, language="en", request_key=f"death-letter:{number}", by=ESTATES, at=at,
    )  # fmt: skip


def watch(at: datetime) -> int:
    """New charges rest too, a neutral word goes out, a stop runs out, a last bill goes. Returns how many."""
    return sum(_watch(notice.case.reference, at=at) for notice in _watched())


def _watched() -> Iterator[Notice]:
    for state in (NoticeState.REPORTED, NoticeState.CHECKING, NoticeState.VERIFIED):
        after = 0
        while page := selectors.in_state(state, after=after):
            after = page[-1].pk
            yield from page


def _watch(reference: str, *, at: datetime) -> int:
    moved = bool(services.follow(reference=reference, by=ESTATES, at=at))
    moved |= services.tell_household(reference=reference, by=ESTATES, at=at)
    moved |= services.lapse(reference=reference, by=ESTATES, at=at)
    moved |= services.send_final(reference=reference, by=ESTATES, at=at)
    return int(moved)

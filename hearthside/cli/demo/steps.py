"""The steps that live the demo's history, in the order of their days. Each is safe to repeat."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO

from django.conf import settings

from hearthside import clock
from hearthside.bills import services as bills
from hearthside.claims import services as claims
from hearthside.cli.demo import paying
from hearthside.cli.demo.cast import CAST, HELPERS, PASSWORD, Helper, Part
from hearthside.cli.demo.mailing import write_mail
from hearthside.cli.demo.paying import DEMO
from hearthside.cli.demo.plan.making import SyntheticPlan
from hearthside.cli.demo.plan.months import day_in, history
from hearthside.cli.demo.plan.people import Habit, Household
from hearthside.cli.demo.plan.remitting import DemoFile
from hearthside.cli.demo.statement import write_statement
from hearthside.identity import selectors as logins
from hearthside.identity import services as identity
from hearthside.identity.errors import LoginExists
from hearthside.identity.roles import known_roles
from hearthside.intake import services as intake
from hearthside.mailroom import services as mailroom
from hearthside.members import selectors as members_known
from hearthside.members import services as members
from hearthside.members.selectors import AccountRow
from hearthside.sandbox.process import SandboxProcess

BILL_DAY = 9
PAY_DAYS = (15, 17, 22)
BANK_DAYS = 3
RETURN_DAY = 4


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened on a day. `needs_sandbox`: people pay in it."""

    name: str
    on: date
    do: Callable[[], None]
    needs_sandbox: bool = False


def steps(plan: SyntheticPlan, sandbox: SandboxProcess) -> list[Step]:
    """Everything up to the plan's last day, oldest first; then the sign-ins, and what waits for a clerk."""
    found = [
        Step("accounts", plan.roster.arrives_on, lambda: open_accounts(plan)),
        Step("roster", plan.roster.arrives_on, lambda: take_in(plan.roster)),
        Step("reading", plan.roster.arrives_on, lambda: set_reading(plan)),
    ]
    dated = [*_files(plan), *_bills(plan), *_payments(plan, sandbox)]
    found += sorted((step for step in dated if step.on <= plan.anchor), key=lambda step: step.on)
    return [
        *found,
        Step("sign-ins", plan.anchor, make_sign_ins),
        Step("mail", plan.anchor, lambda: write_mail(plan)),
        Step("statement", plan.anchor, lambda: write_statement(plan)),
    ]


@contextmanager
def living_on(day: date) -> Iterator[None]:
    """Our clock stands on `day` meanwhile."""
    before = os.environ.get("HEARTHSIDE_TODAY")
    os.environ["HEARTHSIDE_TODAY"] = day.isoformat()
    try:
        yield
    finally:
        if before is None:
            del os.environ["HEARTHSIDE_TODAY"]
        else:
            os.environ["HEARTHSIDE_TODAY"] = before


def _files(plan: SyntheticPlan) -> Iterator[Step]:
    for file in plan.files:
        yield Step(file.name, file.arrives_on, lambda file=file: take_in(file))  # type: ignore[misc]


def _bills(plan: SyntheticPlan) -> Iterator[Step]:
    for month in history(plan.anchor):
        yield Step(f"bills of {day_in(month, BILL_DAY)}", day_in(month, BILL_DAY), make_bills)


def _payments(plan: SyntheticPlan, sandbox: SandboxProcess) -> Iterator[Step]:
    last = history(plan.anchor)[-1]
    for month in history(plan.anchor):
        for turn, day in enumerate(PAY_DAYS):
            on, answered_on = day_in(month, day), day_in(month, day + BANK_DAYS)
            payers = [(place, home) for place, home in enumerate(plan.households) if place % 3 == turn]
            yield Step(
                f"payments of {on}",
                on,
                lambda payers=payers: pay(payers, sandbox, last_month=last),  # type: ignore[misc]
                needs_sandbox=True,
            )
            yield Step(
                f"bank answers of {answered_on}",
                answered_on,
                lambda payers=payers, on=on: hear(payers, sandbox, paid_on=on),  # type: ignore[misc]
                needs_sandbox=True,
            )
    yield Step(
        "a payment that came back", day_in(last, RETURN_DAY), lambda: bank_takes_back(plan, sandbox), True
    )


def open_accounts(plan: SyntheticPlan) -> None:
    """Accounts under the numbers that the plan drew, so that a demo's bills can be found by them."""
    for home in plan.households:
        if members_known.account_id_of_roster_key(home.key) is None:
            members.open_account(
                roster_key=home.key,
                opened_on=clock.today(),
                contact=_contact(home),
                language=home.language,
                number=home.number,
            )


def take_in(file: DemoFile) -> None:
    """A file arrives; a copy stays where people can look at it."""
    folder = settings.HOME / "demo-files"
    folder.mkdir(exist_ok=True)
    (folder / file.name).write_bytes(file.content)
    intake.receive_file(file.name, BytesIO(file.content), by=DEMO)


def set_reading(plan: SyntheticPlan) -> None:
    for home in plan.households:
        account = _account(home)
        if home.large_print and not account.large_print:
            members.change_reading(
                account_id=account.pk, language=home.language, large_print=True, by=DEMO, at=clock.now()
            )


def make_bills() -> None:
    """The month's billing run, as `hearthside bill` does it."""
    today = clock.today()
    claims.release_waits(as_of=today, at=clock.now())
    for account_id in list(dict.fromkeys(bills.accounts_due(as_of=today))):
        bills.make_bill(account_id=account_id, as_of=today, by=DEMO, at=clock.now())


def pay(payers: list[tuple[int, Household]], sandbox: SandboxProcess, *, last_month: int) -> None:
    for place, home in payers:
        paying.pay_bill(home, _account_id(home), place=place, last_month=last_month)
    mailroom.send_due(at=clock.now())


def hear(payers: list[tuple[int, Household]], sandbox: SandboxProcess, *, paid_on: date) -> None:
    """The bank debits of that day are through."""
    sandbox.control("settle")
    for _, home in payers:
        if home.pays_by_bank:
            paying.hear_from_the_bank(home, _account_id(home), paid_on=paid_on)
    mailroom.send_due(at=clock.now())


def bank_takes_back(plan: SyntheticPlan, sandbox: SandboxProcess) -> None:
    for home in plan.households:
        if home.habit is Habit.BANK_RETURNED:
            paying.bank_takes_back(_account_id(home), sandbox)
    mailroom.send_due(at=clock.now())


def make_sign_ins() -> None:
    """A login for each of the cast, and what each may see."""
    for part in CAST:
        account_id = _account_id(part.household)
        scope = "guarantor" if len(part.household.members) > 1 else "self"
        _grant(_login(part), account_id, scope)
        if part.household.key == "walter":
            members.close_account(account_id=account_id, by=DEMO, at=clock.now())
    for helper in HELPERS:
        login_id = _login(helper)
        if helper.role in known_roles():
            identity.give_role(login_id=login_id, role=helper.role, by=DEMO, at=clock.now())
        if helper.helps:
            home = next(part.household for part in CAST if part.login == helper.helps)
            _grant(login_id, _account_id(home), "money")


def _login(person: Part | Helper) -> int:
    name = person.name if isinstance(person, Helper) else person.household.name
    is_staff = isinstance(person, Helper) and bool(person.role)
    try:
        login = identity.create_login(
            email=person.email, password=PASSWORD, name=name, is_staff=is_staff, verified=True, by=DEMO,
            at=clock.now(),
        )  # fmt: skip
    except LoginExists:
        known = logins.login_with_email(person.email)
        assert known is not None, "a login that exists can be found"
        return known.pk
    return login.pk


def _grant(login_id: int, account_id: int, scope: str) -> None:
    members.grant_access(
        login_id=login_id,
        account_id=account_id,
        scope=scope,  # type: ignore[arg-type]  # the type is the members room's own
        by=DEMO,
        at=clock.now(),
    )


@cache
def _account_id(home: Household) -> int:
    return _account(home).pk


def _account(home: Household) -> AccountRow:
    account = members_known.account_with_number(home.number)
    assert account is not None, f"the first step opened account {home.key}"
    return account


def _contact(home: Household) -> dict[str, str]:
    return {
        "address1": home.address1,
        "address2": "",
        "city": home.city,
        "state": home.state,
        "zip": home.zip,
        "email": home.email,
        "phone": home.phone,
    }

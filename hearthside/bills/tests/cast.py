"""Ana owes, Ben may act for her, Cora is a stranger. What Ana owes comes in plans' files, as in life."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any
from unittest import mock

from django.test import Client

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind, job
from hearthside.bills import services as billing
from hearthside.claims import services as claims
from hearthside.coverage.models import Coverage, Plan
from hearthside.formats.x12.remittance import (
    Adjustment,
    Claim,
    Name,
    ServiceLine,
    TransactionEnd,
    TransactionStart,
)
from hearthside.formats.x12.writer import write_remittance
from hearthside.identity.models import Login
from hearthside.intake.services import Received, receive_file
from hearthside.ledger import books
from hearthside.ledger import services as ledger
from hearthside.members.models import AccessGrant, Account, Person, Scope
from hearthside.members.services import open_account
from hearthside.money import Money
from hearthside.references import new_reference

BILLING = job("billing")
POSTING = job("posting")
MEADOWLARK = ("1111111111", "Meadowlark Health Plan")
HARBOR = ("2222222222", "Harbor Supplement")
CONTACT = {
    "address1": "418 Alder Lane",
    "city": "Macon",
    "state": "GA",
    "zip": "31201",
    "email": "ana@example.org",
}
FIRST_DAY = date(2026, 9, 1)


@dataclass(slots=True)
class House:
    """One account and what happens to it, by day. `files` counts what the plans sent."""

    account: Account
    people: list[Person]
    day: date = FIRST_DAY
    files: int = 0
    payments: list[str] = field(default_factory=list)

    @property
    def at(self) -> datetime:
        return datetime.combine(self.day, datetime.min.time(), clock.EASTERN) + timedelta(hours=9)

    def hears(self, payer: tuple[str, str], claims: Sequence[Claim], name: str = "") -> Received:
        """A remittance of one plan arrives and is posted."""
        self.files += 1
        content = BytesIO()
        write_remittance(remittance(payer, claims, self.day, self.files), content)
        content.seek(0)
        with mock.patch.dict(os.environ, HEARTHSIDE_TODAY=self.day.isoformat()):
            return receive_file(name or f"remit-{self.files}.835", content, by=POSTING)

    def pays(self, cents: int, source: str = "card:4242", first: Sequence[int] = ()) -> str:
        """Money arrives, as the payments room enters it."""
        reference = new_reference()
        self.payments.append(reference)
        ledger.post_payment(
            account_id=self.account.pk,
            amount=Money(cents),
            key=f"payment:{reference}",
            cash_book=books.cash("stripe"),
            effective_on=self.day,
            at=self.at,
            apply_first=first,
            source=source,
        )
        billing.note_payment(self.account.pk, self.at)
        return reference

    def gets_back(self, reference: str, kind: str = "payment_returned", source: str = "card:4242") -> None:
        """The payment came back."""
        ledger.reverse_entry(
            account_id=self.account.pk,
            key_of=f"payment:{reference}",
            key=f"gone_back:{reference}",
            kind=kind,
            effective_on=self.day,
            at=self.at,
            source=source,
        )
        billing.note_return(self.account.pk, self.at)

    def bills(self) -> Any:
        """The billing run of the day, as the command does it."""
        claims.release_waits(as_of=self.day, at=self.at)
        return billing.make_bill(account_id=self.account.pk, as_of=self.day, by=BILLING, at=self.at)


def make_house(*first_names: str, language: str = "en", second_plan: bool = False) -> House:
    """An account with these people (Ana Reyes alone if none is named), covered by Meadowlark."""
    account = open_account(roster_key=None, opened_on=FIRST_DAY, contact=CONTACT, language=language)
    plans = [MEADOWLARK, HARBOR] if second_plan else [MEADOWLARK]
    people = []
    for place, first_name in enumerate(first_names or ("Ana",)):
        person = Person.objects.create(
            account=account,
            first_name=first_name,
            last_name="Reyes",
            birth_date=date(1954, 3, 14 + place),
            relationship="self" if not place else "child",
        )
        people.append(person)
        for order, (payer_id, name) in enumerate(plans, 1):
            plan, _ = Plan.objects.get_or_create(payer_id=payer_id, defaults={"name": name})
            Coverage.objects.create(
                account=account, person=person, plan=plan, member_id=member_id(person), order=order
            )
    return House(account, people)


def member_id(person: Person) -> str:
    return f"M{person.pk:08d}"


def line(
    ordinal: int,
    charged: int,
    paid: int,
    *adjustments: tuple[str, str, int],
    code: str = "G0299",
    modifiers: tuple[str, ...] = (),
    on: date | None = None,
) -> ServiceLine:
    return ServiceLine(
        ordinal=ordinal,
        qualifier="HC",
        code=code,
        modifiers=modifiers,
        charged_cents=charged,
        paid_cents=paid,
        units="1",
        served_from=on,
        served_to=on,
        adjustments=[Adjustment(group, reason, cents) for group, reason, cents in adjustments if cents],
    )


def claim(
    person: Person,
    number: str,
    lines: Sequence[ServiceLine],
    *own: tuple[str, str, int],
    status: str = "1",
    payer_number: str = "",
    taken: int = 0,
    charged: int | None = None,
    on: date | None = None,
) -> Claim:
    """A claim whose totals follow from its lines and its own adjustments."""
    adjustments = [Adjustment(group, reason, cents) for group, reason, cents in own if cents]
    charged_cents = sum(one.charged_cents for one in lines) if charged is None else charged
    less = sum(one.amount_cents for one in adjustments) + sum(one.adjusted_cents for one in lines)
    made = Claim(
        index=1,
        number=number,
        status=status,
        charged_cents=charged_cents,
        paid_cents=charged_cents - less,
        filing="12",
        payer_number=payer_number or f"P{number}",
        facility="12",
        frequency="1",
        patient=Name(person.last_name, person.first_name, id_qualifier="MI", id=member_id(person)),
        rendering=Name("Willow Creek Home Nursing", kind="2"),
        adjustments=adjustments,
        lines=list(lines),
        amounts={"F5": taken} if taken else {},
        statement_from=on,
        statement_to=on,
    )
    made.responsibility_cents = max(made.pr_cents, 0)
    return made


def negated(original: Claim) -> Claim:
    """The reversal of a claim: every amount the other way."""
    return Claim(
        index=1,
        number=original.number,
        status="22",
        charged_cents=-original.charged_cents,
        paid_cents=-original.paid_cents,
        responsibility_cents=-original.responsibility_cents,
        filing=original.filing,
        payer_number=original.payer_number,
        facility="12",
        frequency="1",
        patient=original.patient,
        rendering=original.rendering,
        statement_from=original.statement_from,
        statement_to=original.statement_to,
        adjustments=_less(original.adjustments),
        lines=[
            ServiceLine(
                ordinal=one.ordinal,
                qualifier=one.qualifier,
                code=one.code,
                modifiers=one.modifiers,
                units=one.units,
                charged_cents=-one.charged_cents,
                paid_cents=-one.paid_cents,
                served_from=one.served_from,
                served_to=one.served_to,
                adjustments=_less(one.adjustments),
            )
            for one in original.lines
        ],
    )


def _less(adjustments: Iterable[Adjustment]) -> list[Adjustment]:
    return [Adjustment(one.group, one.code, -one.amount_cents) for one in adjustments]


def remittance(payer: tuple[str, str], claims: Sequence[Claim], on: date, control: int) -> list[Any]:
    for place, one in enumerate(claims, 1):
        one.index = place
    start = TransactionStart(
        interchange_sender="PLAN",
        interchange_receiver="US",
        interchange_control=f"{control:09d}",
        group_control="1",
        st_control="0001",
        bpr_cents=sum(one.paid_cents for one in claims),
        credit_debit="C",
        handling="I",
        method="ACH",
        paid_on=on,
        trace=f"T{control}",
        trace_payer=payer[0],
        payer_name=payer[1],
        payee_name="CARECENTRIX",
        payee_id_qualifier="XX",
        payee_id="1234567893",
        production_on=on,
    )
    return [start, *claims, TransactionEnd()]


def sign_in(email: str, account: Account | None = None, scope: Scope = Scope.SELF) -> Client:
    """A browser that is signed in; it may see `account` if one is given."""
    login = Login.objects.create_user(email=email, password=None, name=email.partition("@")[0].title())
    if account is not None:
        AccessGrant.objects.create(login=login, account=account, scope=scope, starts_on=FIRST_DAY)
    client = Client()
    client.force_login(login)
    return client


def actor_of(client: Client) -> Actor:
    return Actor(ActorKind.LOGIN, client.session["_auth_user_id"], door="web")


@dataclass(frozen=True, slots=True)
class Autumn:
    """Ana's autumn: a paid bill, and one with two nurse visits, a walker, two plans and a line on hold."""

    house: House
    before: Any
    bill: Any


def ana_owes(language: str = "en") -> Autumn:
    """$142.50 is due, after $58.00 was paid by check; infusion supplies wait for the second plan."""
    house = make_house(language=language, second_plan=True)
    ana = house.people[0]
    house.hears(MEADOWLARK, [earlier_visit(ana)])
    house.hears(HARBOR, [earlier_visit(ana, second=True)])
    house.day = date(2026, 9, 10)
    before = house.bills()
    house.day = date(2026, 9, 21)
    house.pays(5800, "check:")
    house.day = date(2026, 10, 21)
    house.hears(MEADOWLARK, [autumn_claim(ana)], "meadowlark-2026-10-21.835")
    house.day = date(2026, 11, 4)
    house.hears(HARBOR, [autumn_claim(ana, second=True)], "harbor-2026-11-04.835")
    house.day = date(2026, 11, 6)
    supplies = line(1, 6000, 4100, ("PR", "2", 1900), code="A4222", on=date(2026, 10, 20))
    house.hears(MEADOWLARK, [claim(ana, "WC-3", [supplies], payer_number="ML-26-119001")])
    house.day = date(2026, 11, 9)
    return Autumn(house, before, house.bills())


def earlier_visit(person: Person, *, second: bool = False) -> Claim:
    on = date(2026, 8, 4)
    if second:
        return claim(
            person, "WC-1", [line(1, 21000, 0, ("OA", "23", 15200), ("PR", "2", 5800), on=on)], status="2"
        )
    return claim(person, "WC-1", [line(1, 21000, 8700, ("CO", "45", 6500), ("PR", "2", 5800), on=on)])


def autumn_claim(person: Person, *, second: bool = False) -> Claim:
    visits = (date(2026, 10, 6), date(2026, 10, 13))
    walker = date(2026, 10, 2)
    if second:
        lines = [
            line(place, 21000, 1450, ("OA", "23", 16650), ("PR", "2", 2900), on=on)
            for place, on in enumerate(visits, 1)
        ]
        lines.append(line(3, 13900, 0, ("OA", "23", 5450), ("PR", "1", 8450), code="E0143", on=walker))
        return claim(person, "WC-2", lines, status="2", payer_number="HS-77310")
    lines = [
        line(place, 21000, 10150, ("CO", "45", 6500), ("PR", "2", 4350), on=on)
        for place, on in enumerate(visits, 1)
    ]
    lines.append(line(3, 13900, 0, ("CO", "45", 5450), ("PR", "1", 8450), code="E0143", on=walker))
    return claim(person, "WC-2", lines, payer_number="ML-26-118204")

"""Ana owes. What she owes is made of real rows: a claim, its charges, the ledger, a bill."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import get_random_string

from hearthside import clock
from hearthside.audit.actor import Actor, ActorKind, job
from hearthside.bills import selectors as bills
from hearthside.bills import services as billing
from hearthside.claims.models import Charge, Claim, ClaimState, Remittance, RemittanceState, ServiceLine
from hearthside.coverage.models import Plan
from hearthside.intake.models import StoredFile
from hearthside.ledger import services as ledger
from hearthside.members.models import Account, Person
from hearthside.members.services import open_account
from hearthside.money import Money
from hearthside.payments import rules, services
from hearthside.payments.models import Method
from hearthside.references import new_reference

GUEST = Actor(ActorKind.GUEST, "", door="web")
BILLING = job("billing")
CONTACT = {
    "address1": "12 Elm St",
    "city": "Dayton",
    "state": "OH",
    "zip": "45402",
    "email": "ana@example.org",
}
BORN = date(1954, 3, 14)


@dataclass(frozen=True, slots=True)
class Ana:
    """An account with a bill. `code` is the pay code on the paper."""

    account: Account
    bill: Any
    code: str
    charge_ids: list[int]

    @property
    def id(self) -> int:
        return int(self.account.pk)

    @property
    def due(self) -> Money:
        return bills.due(self.id)


def make_ana(*cents: int, language: str = "en", email: str = CONTACT["email"]) -> Ana:
    """Ana Reyes, who owes these amounts (two nurse visits and a walker if none are given), and her bill."""
    account = open_account(
        roster_key=None, opened_on=date(2026, 1, 1), contact=CONTACT | {"email": email}, language=language
    )
    person = Person.objects.create(account=account, first_name="Ana", last_name="Reyes", birth_date=BORN)
    charge_ids = make_charges(account, person, cents or (2900, 2900, 8450))
    bill = billing.make_bill(
        account_id=account.pk, as_of=clock.today() - timedelta(days=7), by=BILLING, at=clock.now()
    )
    assert bill is not None
    return Ana(account, bill, bills.pay_code_of(bill), charge_ids)


def make_charges(account: Account, person: Person, cents: Sequence[int]) -> list[int]:
    """Final charges, one a service line, entered in the ledger."""
    Plan.objects.get_or_create(payer_id="MEADOW", defaults={"name": "Meadowlark Health Plan"})
    day = clock.today() - timedelta(days=20)
    stored = StoredFile.objects.create(
        sha256=get_random_string(64, "0123456789abcdef"),
        size_bytes=1,
        name="made",
        received_at=clock.now(),
        received_on=clock.today(),
    )
    remittance = Remittance.objects.create(
        file=stored,
        ordinal=1,
        payer_id="MEADOW",
        paid_cents=0,
        paid_on=day,
        state=RemittanceState.POSTED,
        segment=1,
    )
    claim = Claim.objects.create(
        remittance=remittance, ordinal=1, account=account, person=person, payer_id="MEADOW",
        number=new_reference(), status="1", charged_cents=sum(cents) * 2, paid_cents=sum(cents),
        responsibility_cents=sum(cents), pr_cents=sum(cents), served_from=day, served_to=day, decided_on=day,
        provider="Willow Creek Home Nursing", fingerprint=get_random_string(64), state=ClaimState.POSTED,
        segment_first=1, segment_last=2, offset=0, length=1,
    )  # fmt: skip
    ids = []
    for ordinal, amount_cents in enumerate(cents, 1):
        line = ServiceLine.objects.create(
            claim=claim, account=account, ordinal=ordinal, qualifier="HC", procedure="G0299",
            charged_cents=amount_cents * 2, paid_cents=amount_cents, served_from=day, served_to=day,
            segment=2,
            adjustments=[{"group": "PR", "code": "2", "cents": amount_cents, "quantity": "", "segment": 2}],
        )  # fmt: skip
        charge = Charge.objects.create(
            reference=new_reference(), account=account, person=person, claim=claim, line=line,
            kind="coinsurance", code="2", amount_cents=amount_cents, final_on=day,
        )  # fmt: skip
        ids.append(charge.pk)
    drafts = [
        ledger.ChargeDraft(account.pk, charge_id, Money(amount_cents), day, "made")
        for charge_id, amount_cents in zip(ids, cents, strict=True)
    ]
    with transaction.atomic():
        ledger.post_charges(drafts, at=clock.now())
    return ids


def wanted(
    ana: Ana,
    cents: int | None = None,
    *,
    method: Method = Method.CARD,
    key: str = "",
    pays_for: tuple[int, ...] = (),
) -> services.Wanted:
    """What Ana's check page asks for: all of it, or `cents` of it."""
    choice = (
        rules.Choice(rules.How.ALL, ana.due)
        if cents is None
        else rules.Choice(rules.How.PART, Money(cents), pays_for)
    )
    return services.Wanted(
        account_id=ana.id, bill_id=ana.bill.pk, choice=choice, method=method,
        request_key=key or get_random_string(32), door="guest", language="en",
    )  # fmt: skip


def now() -> datetime:
    return clock.now()

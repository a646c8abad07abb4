"""The files the plans sent: one 835 for each payer and pay day, by our own writer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from random import Random

from hearthside.cli.demo.plan.care import Service, Twist
from hearthside.cli.demo.plan.deciding import Decided, SecondDecided
from hearthside.cli.demo.plan.people import Member
from hearthside.cli.demo.plan.products import HARBOR, Payer
from hearthside.coverage.cost_sharing import CostShare, Priced
from hearthside.formats.x12.remittance import (
    Adjustment,
    Claim,
    Contact,
    Name,
    ProviderAdjustment,
    Record,
    ServiceLine,
    TransactionEnd,
    TransactionStart,
)
from hearthside.formats.x12.writer import write_remittance

PAYEE = "CareCentrix"
PAYEE_NPI = "1999999984"
RECEIVER = "CARECENTRIX"
QMB_REMARK = "N781"
STRANGER = Name(last="FAIRLEY", first="JORDAN", id_qualifier="MI", id="ML99900011101")
SLIP_CENTS = 1_00
INTEREST_ONE_IN = 7


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One file as it arrived."""

    name: str
    arrives_on: date
    content: bytes


@dataclass(slots=True)
class _Balance:
    """What one payer is still owed back, after a file whose reversals were more than its payments."""

    owed_cents: int = 0
    trace: str = ""


@dataclass(slots=True)
class Remitter:
    """Writes every payer's files in order; a debt of one file is settled in the next (PLB FB)."""

    chance: Random
    serial: int = 41_000
    balances: dict[str, _Balance] = field(default_factory=dict)

    def files(self, decisions: Iterable[Decided | SecondDecided]) -> list[DemoFile]:
        """One file a payer and day, earliest first."""
        groups: dict[tuple[date, str], tuple[Payer, list[Decided | SecondDecided]]] = {}
        for one in decisions:
            payer = HARBOR if isinstance(one, SecondDecided) else one.payer
            groups.setdefault((one.on, payer.slug), (payer, []))[1].append(one)
        return [
            self._file(day, payer, group) for (day, _), (payer, group) in sorted(groups.items(), key=_when)
        ]

    def _file(self, on: date, payer: Payer, group: Sequence[Decided | SecondDecided]) -> DemoFile:
        self.serial += 1
        claims = [
            _second_claim(one, index) if isinstance(one, SecondDecided) else _claim(one, index)
            for index, one in enumerate(group, 1)
        ]
        trace = f"{payer.claim_prefix}{on:%y%m%d}{self.serial:06d}"
        plb = self._provider_adjustments(payer, on, trace, sum(claim.paid_cents for claim in claims))
        paid_cents = sum(claim.paid_cents for claim in claims) - sum(one.amount_cents for one in plb)
        records: list[Record] = [
            _start(payer, on, trace, paid_cents, control=f"{self.serial}"),
            *claims,
            TransactionEnd(plb=plb),
        ]
        content = BytesIO()
        write_remittance(records, content)
        return DemoFile(f"{on.isoformat()}-{payer.slug}.835", on, content.getvalue())

    def _provider_adjustments(
        self, payer: Payer, on: date, trace: str, claims_cents: int
    ) -> list[ProviderAdjustment]:
        """A debt taken back, interest for a late payment, a debt carried to the next file."""
        balance = self.balances.setdefault(payer.slug, _Balance())
        fiscal_on = date(on.year, 12, 31)
        plb = []
        if balance.owed_cents:
            taken = min(balance.owed_cents, max(claims_cents, 0))
            if taken:
                plb.append(ProviderAdjustment(PAYEE_NPI, fiscal_on, "FB", balance.trace, taken))
                balance.owed_cents -= taken
                claims_cents -= taken
        if claims_cents > 0 and self.chance.randrange(INTEREST_ONE_IN) == 0:
            interest = self.chance.randrange(1_00, 25_00)
            plb.append(ProviderAdjustment(PAYEE_NPI, fiscal_on, "L6", trace, -interest))
        if claims_cents < 0:
            plb.append(ProviderAdjustment(PAYEE_NPI, fiscal_on, "FB", trace, claims_cents))
            balance.owed_cents, balance.trace = balance.owed_cents - claims_cents, trace
        return plb


def _when(entry: tuple[tuple[date, str], object]) -> tuple[date, str]:
    return entry[0]


def _start(payer: Payer, on: date, trace: str, paid_cents: int, *, control: str) -> TransactionStart:
    return TransactionStart(
        interchange_sender=payer.payer_id,
        interchange_receiver=RECEIVER,
        interchange_control=control.zfill(9),
        group_control=control,
        st_control="0001",
        handling="C" if paid_cents else "H",
        bpr_cents=paid_cents,
        credit_debit="C",
        method="ACH" if paid_cents else "NON",
        paid_on=on,
        trace=trace,
        trace_payer=payer.trace_payer,
        payer_name=payer.name,
        payer_id_qualifier="XV",
        payer_id=payer.payer_id,
        payer_contacts=[Contact("BL", "Provider help", (("TE", payer.phone),))],
        payee_name=PAYEE,
        payee_id_qualifier="XX",
        payee_id=PAYEE_NPI,
        production_on=on,
    )


def _claim(decided: Decided, index: int) -> Claim:
    care = decided.care
    sign = -1 if decided.is_reversal else 1
    lines = [
        _line(place, service, priced, sign=sign, is_qmb=care.member.is_qmb)
        for place, (service, priced) in enumerate(zip(care.services, decided.lines, strict=True), 1)
    ]
    if care.twist is Twist.UNBALANCED:
        lines[0].paid_cents += SLIP_CENTS
    claim = Claim(
        index,
        decided.number,
        "22" if decided.is_reversal else "19" if decided.is_forwarded else "1",
        filing=decided.payer.filing,
        payer_number=decided.payer_number,
        facility="12",
        frequency="7" if decided.corrects else "1",
        rendering=Name(last=care.provider, kind="2"),
        lines=lines,
        refs={"F8": [decided.undoes or decided.corrects]} if decided.undoes or decided.corrects else {},
        received_on=care.ends_on,
    )
    if care.twist is Twist.FOR_NOBODY:
        claim.patient = STRANGER
    else:
        _name(claim, care.member, care.household.subscriber, care.member.member_id)
    if decided.is_forwarded:
        claim.crossover_payer = Name(last=HARBOR.name, kind="2", id_qualifier="PI", id=HARBOR.payer_id)
    return _summed(claim)


def _second_claim(decided: SecondDecided, index: int) -> Claim:
    first, care = decided.first, decided.first.care
    claim = Claim(
        index,
        first.number,
        "2",
        filing=HARBOR.filing,
        payer_number=decided.payer_number,
        facility="12",
        frequency="1",
        rendering=Name(last=care.provider, kind="2"),
        lines=[_second_line(place, service, decided) for place, service in enumerate(care.services)],
        received_on=first.on,
    )
    _name(claim, care.member, care.member, care.member.second_id)
    return _summed(claim)


def _name(claim: Claim, member: Member, subscriber: Member, member_id: str) -> None:
    claim.patient = Name(
        last=member.last_name.upper(), first=member.first_name.upper(), id_qualifier="MI", id=member_id
    )
    if subscriber is not member:
        claim.insured = Name(
            last=subscriber.last_name.upper(),
            first=subscriber.first_name.upper(),
            id_qualifier="MI",
            id=subscriber.member_id,
        )


def _summed(claim: Claim) -> Claim:
    claim.charged_cents = sum(line.charged_cents for line in claim.lines)
    claim.paid_cents = sum(line.paid_cents for line in claim.lines)
    # CLP05 is not sent on a reversal; CAS says what is taken back.
    claim.responsibility_cents = 0 if claim.is_reversal else claim.pr_cents
    return claim


def _line(place: int, service: Service, priced: Priced, *, sign: int, is_qmb: bool) -> ServiceLine:
    adjustments = [Adjustment("CO", "45", sign * priced.discount.cents)] if priced.discount else []
    adjustments += _shares(priced.share, sign=sign)
    return ServiceLine(
        place,
        "HC",
        service.item.code,
        service.item.modifiers,
        charged_cents=sign * priced.charged.cents,
        paid_cents=sign * priced.plan_pays.cents,
        units=str(service.item.units),
        served_from=service.on,
        served_to=service.until or service.on,
        adjustments=adjustments,
        amounts={"B6": priced.allowed.cents} if sign > 0 else {},
        refs={"6R": [f"{place}"]},
        remarks=[QMB_REMARK] if is_qmb and priced.share.total else [],
    )


def _second_line(place: int, service: Service, decided: SecondDecided) -> ServiceLine:
    priced, pays = decided.first.lines[place], decided.pays[place]
    before = priced.charged - priced.share.total
    adjustments = [Adjustment("OA", "23", before.cents)] if before else []
    adjustments += _shares(decided.left_to_member(place), sign=1)
    return ServiceLine(
        place + 1,
        "HC",
        service.item.code,
        service.item.modifiers,
        charged_cents=priced.charged.cents,
        paid_cents=pays.cents,
        units=str(service.item.units),
        served_from=service.on,
        served_to=service.until or service.on,
        adjustments=adjustments,
        refs={"6R": [f"{place + 1}"]},
    )


def _shares(share: CostShare, *, sign: int) -> list[Adjustment]:
    parts = (("1", share.deductible), ("2", share.coinsurance), ("3", share.copay))
    return [Adjustment("PR", code, sign * amount.cents) for code, amount in parts if amount]

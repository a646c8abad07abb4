"""Made-up documents to print: for a first look at a new installation's paper, for the bench and for tests.

Everyone and everything in them is invented; the addresses end in `.example`.
"""

from dataclasses import replace
from datetime import date, timedelta

from hearthside.bills.document.bill import (
    BillDocument,
    BillLine,
    EobComparison,
    HeldLine,
    PaymentSeen,
    Shares,
    SinceLastBill,
    bar_parts,
)
from hearthside.bills.document.parts import (
    Language,
    LegalEntity,
    Organization,
    Recipient,
    RentalMonth,
    Service,
)
from hearthside.bills.document.receipt import (
    PaymentReceiptDocument,
    ReceiptDocument,
    ReceiptLine,
    ReceiptPayment,
)

PAY_CODE = "44719026"
QR_URL = "https://pay.alder-home.example/b/8QWR7K2M4ZT9XCV3HJ5N"
MADE_ON = date(2026, 11, 9)
DUE_ON = date(2026, 12, 4)

_HOURS: dict[Language, str] = {
    "en": "Monday to Friday, 8 a.m. to 8 p.m. Eastern.",
    "es": "De lunes a viernes, de 8 a. m. a 8 p. m., hora del Este.",
}
_CARE: dict[Language, dict[str, str]] = {
    "en": {
        "visit": "Nurse visit",
        "walker": "Walker",
        "held": "Infusion supplies",
        "reason": "Your share of two nurse visits and a walker, October 2026.",
        "visit_why": (
            "Your share is 30% of your plan’s price of $145.00, which is $43.50. "
            "Harbor Supplement paid $14.50 of it."
        ),
        "walker_why": "You pay the first $600.00 of care each year (your deductible). This was part of it.",
        "held_why": "Your second plan has not answered yet.",
        "rental": "CPAP rental",
    },
    "es": {
        "visit": "Visita de enfermería",
        "walker": "Andador",
        "held": "Suministros de infusión",
        "reason": "Su parte por dos visitas de enfermería y un andador, octubre de 2026.",
        "visit_why": (
            "Su parte es el 30% del precio de su plan, que es $145.00: son $43.50. "
            "Harbor Supplement pagó $14.50 de eso."
        ),
        "walker_why": "Usted paga los primeros $600.00 de atención al año (su deducible). Esto era parte.",
        "held_why": "Su segundo plan todavía no contesta.",
        "rental": "Alquiler de CPAP",
    },
}
_VISIT = Shares(
    charged_cents=21000,
    discount_cents=6500,
    plan_paid_cents=10150,
    second_plan_paid_cents=1450,
    you_owe_cents=2900,
)
_WALKER = Shares(charged_cents=13900, discount_cents=5450, you_owe_cents=8450)


def organization(language: Language = "en") -> Organization:
    return Organization(
        name="Alder Home Care Benefits",
        site="pay.alder-home.example",
        phone="1-800-555-0142",
        hours=_HOURS[language],
        payee_lines=("Alder Home Care Benefits", "PO Box 277947", "Atlanta, GA 30384-7947"),
        mailer_id="123456",
    )


def bill(language: Language = "en", *, large_print: bool = False) -> BillDocument:
    """Ana's bill: two nurse visits, a walker, one line on hold, last month's bill paid. $142.50."""
    care = _CARE[language]
    lines = (
        _line(care["visit"], date(2026, 10, 6), _VISIT, care["visit_why"], "ML-26-118204"),
        _line(care["visit"], date(2026, 10, 13), _VISIT, care["visit_why"], "ML-26-118204"),
        _line(care["walker"], date(2026, 10, 2), _WALKER, care["walker_why"], "ML-26-117733"),
    )
    totals = Shares.total(line.shares for line in lines)
    held_on = date(2026, 10, 20)
    return BillDocument(
        organization=organization(language),
        bill_number="3184409054",
        account_number="7122044287",
        made_on=MADE_ON,
        due_on=DUE_ON,
        amount_due_cents=totals.you_owe_cents,
        recipient=Recipient(name="Ana Reyes", address_lines=("418 Alder Lane", "Macon, GA 31201-4418")),
        patients=("Ana Reyes",),
        reason=care["reason"],
        lines=lines,
        totals=totals,
        since=SinceLastBill(
            last_bill_cents=5800,
            new_charges_cents=totals.you_owe_cents,
            payments=(PaymentSeen(paid_on=date(2026, 9, 21), amount_cents=5800, method="check"),),
        ),
        held=(
            HeldLine(
                service=Service(item=care["held"], service_from=held_on, service_to=held_on),
                why=care["held_why"],
                who_decides="Harbor Supplement",
                until_on=date(2026, 12, 4),
            ),
        ),
        bar=bar_parts(totals, plan="Meadowlark", second_plan="Harbor"),
        eobs=(
            EobComparison(
                plan="Meadowlark",
                claim_numbers=("ML-26-117733", "ML-26-118204"),
                second_plan="Harbor Supplement",
                second_claim_numbers=("HS-77310",),
            ),
        ),
        question_by=DUE_ON,
        appeal_by=date(2027, 4, 19),
        language=language,
        large_print=large_print,
    )


def bill_of_lines(count: int, language: Language = "en", *, large_print: bool = False) -> BillDocument:
    """As `bill`, with one nurse visit a day for `count` days and nothing else new."""
    care, base = _CARE[language], bill(language, large_print=large_print)
    days = [date(2026, 8, 1) + timedelta(days=index) for index in range(count)]
    lines = tuple(_line(care["visit"], day, _VISIT, care["visit_why"], "ML-26-118204") for day in days)
    return with_lines(base, lines)


def with_lines(base: BillDocument, lines: tuple[BillLine, ...]) -> BillDocument:
    """The same bill for other lines, all of them new and all that is due."""
    totals = Shares.total(line.shares for line in lines)
    return replace(
        base,
        lines=lines,
        totals=totals,
        amount_due_cents=totals.you_owe_cents,
        since=None,
        bar=bar_parts(totals, plan="Meadowlark", second_plan="Harbor"),
    )


def credit_bill(language: Language = "en", *, large_print: bool = False) -> BillDocument:
    """As `bill`, after a payment that was $12.00 too much: do not pay."""
    base = bill(language, large_print=large_print)
    assert base.since is not None
    too_much = PaymentSeen(paid_on=date(2026, 9, 21), amount_cents=21250, method="card", ending="4242")
    return replace(base, amount_due_cents=-1200, since=replace(base.since, payments=(too_much,)), due_on=None)


def receipt(language: Language = "en", *, large_print: bool = False, is_paid: bool = True) -> ReceiptDocument:
    """Ana's itemized receipt: one visit paid, two months of a rental of which the second is part paid."""
    care = _CARE[language]
    rental = [Shares(charged_cents=12000, discount_cents=4000, plan_paid_cents=6400, you_owe_cents=1600)] * 2
    owed = [_VISIT, *rental]
    paid_cents = (2900, 1600, 1000) if is_paid else (0, 0, 0)
    services = (
        _service(care["visit"], date(2026, 10, 6)),
        _rental(care["rental"], date(2026, 9, 3), 3),
        _rental(care["rental"], date(2026, 10, 3), 4),
    )
    codes = ("G0299", "E0601", "E0601")
    lines = tuple(
        ReceiptLine(service=service, shares=_after(shares, paid), hcpcs=code)
        for service, shares, paid, code in zip(services, owed, paid_cents, codes, strict=True)
    )
    payments = (
        ReceiptPayment(
            paid_on=date(2026, 11, 12),
            amount_cents=6000,
            method="card",
            ending="4242",
            confirmation_number="4021187739",
        ),
        ReceiptPayment(
            paid_on=date(2026, 11, 19), amount_cents=500, method="card", ending="4242", kind="refund"
        ),
    )
    return ReceiptDocument(
        organization=organization(language),
        legal=LegalEntity(
            name="Alder Home Care Benefits, LLC",
            address_lines=("20 Church Street", "Hartford, CT 06103-1221"),
            tin="00-1234567",
        ),
        receipt_number="5550031271",
        account_number="7122044287",
        made_on=date(2026, 11, 23),
        recipient=Recipient(name="Ana Reyes", address_lines=("418 Alder Lane", "Macon, GA 31201-4418")),
        lines=lines,
        payments=payments if is_paid else (),
        balance_cents=sum(line.shares.you_owe_cents for line in lines),
        language=language,
        large_print=large_print,
    )


def payment_receipt(language: Language = "en", *, large_print: bool = False) -> PaymentReceiptDocument:
    """Ana paid her bill with a card."""
    steps: dict[Language, tuple[str, ...]] = {
        "en": ("Nothing else is needed today.", "Your next bill will show this payment."),
        "es": ("Hoy no tiene que hacer nada más.", "Su próxima factura mostrará este pago."),
    }
    return PaymentReceiptDocument(
        organization=organization(language),
        confirmation_number="4021187739",
        account_number="7122044287",
        paid_on=date(2026, 11, 23),
        paid_at={"en": "2:14 p.m. Eastern", "es": "2:14 p. m., hora del Este"}[language],
        amount_cents=14250,
        method="card",
        ending="4242",
        status="received",
        paid_by="Ana Reyes",
        bill_numbers=("3184409054",),
        balance_cents=0,
        next_steps=steps[language],
        language=language,
        large_print=large_print,
    )


def _service(item: str, day: date, rental: RentalMonth | None = None) -> Service:
    return Service(
        item=item,
        service_from=day,
        service_to=day,
        provider="Bright Home Nursing",
        patient="Ana Reyes",
        rental=rental,
    )


def _rental(item: str, day: date, month: int) -> Service:
    return replace(_service(item, day, RentalMonth(month=month, months=13)), provider="Sound Sleep Supply")


def _line(item: str, day: date, shares: Shares, why: str, claim_number: str) -> BillLine:
    return BillLine(service=_service(item, day), shares=shares, why=why, claim_number=claim_number)


def _after(shares: Shares, paid_cents: int) -> Shares:
    return replace(shares, already_paid_cents=paid_cents, you_owe_cents=shares.you_owe_cents - paid_cents)

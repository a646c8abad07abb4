"""A bill as its page shows it: as it was made, and what has happened to it since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from hearthside.bills import selectors
from hearthside.bills.care import STANDS, CareLine
from hearthside.bills.composing import ending_of, method_of
from hearthside.bills.document.bill import BarPart, BillDocument, BillLine, PaymentSeen, Shares
from hearthside.bills.document.parts import Language
from hearthside.bills.document.words import WORDINGS
from hearthside.bills.document.words.saying import how_paid, service_name
from hearthside.bills.models import Bill, BillState
from hearthside.bills.retelling import ToldBill, tell
from hearthside.bills.sources import Files, Telling, tellings
from hearthside.ledger import selectors as ledger
from hearthside.ledger.selectors import Movement
from hearthside.money import ZERO, Money, total

FILLS = {"discount": "discount", "plan": "plan", "second_plan": "second", "you": "you"}
PLAIN_FILL = "discount"


class Says(StrEnum):
    """What a bill asks of its reader today."""

    PAY = "pay"
    OVERDUE = "overdue"
    PAID = "paid"
    NOTHING = "nothing"
    CREDIT = "credit"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class SumRow:
    """One row of a sum; the last is its answer."""

    label: str
    amount: Money
    swatch: str = ""


@dataclass(frozen=True, slots=True)
class SumWords:
    """The words of a sum's rows, for lines of the same plans."""

    discount: str
    plan_paid: str
    second_paid: str
    has_second: bool
    other: str
    paid_before: str
    answer: str


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of the drawing, as the portal's bar wants it."""

    kind: str
    label: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to the charges of a bill after it was made; below zero means less to pay."""

    words: str
    on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class LineShown:
    """A line of the bill, why it is owed, where that comes from, and what became of it since."""

    name: str
    provider: str
    patient: str
    owe: Money
    why: str
    rows: list[SumRow]
    tellings: list[Telling]
    reference: str
    is_undone: bool
    paid_since: Money
    left: Money
    is_set_aside: bool


@dataclass(frozen=True, slots=True)
class HeldShown:
    """Something on hold: why, who decides, and until when at most."""

    name: str
    why: str
    who: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Since:
    """How the bill before became this one."""

    last: Money
    changes: list[SumRow]
    new: Money
    now: Money


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything the page of one bill says. `language` is what its words are in."""

    bill: Bill
    document: BillDocument
    language: Language
    says: Says
    left: Money
    lines: list[LineShown]
    rows: list[SumRow]
    bar: list[Part]
    bar_says: str
    happened: list[Event]
    payments: list[Event]
    held: list[HeldShown]
    since: Since | None
    on_its_way: Money = ZERO

    @property
    def to_pay(self) -> Money:
        """What is left to pay once what is on its way has arrived."""
        return max(self.left - self.on_its_way, ZERO)

    @property
    def amount_due(self) -> Money:
        return Money(self.bill.amount_due_cents)

    @property
    def charged(self) -> Money:
        return Money(self.document.totals.charged_cents)

    @property
    def is_to_pay(self) -> bool:
        return self.says in (Says.PAY, Says.OVERDUE)

    @property
    def headline(self) -> Money:
        """The one big amount: what is left while it is to pay, else what the bill said."""
        if self.is_to_pay or self.says is Says.NOTHING:
            return self.left
        return Money(abs(self.bill.amount_due_cents))

    @property
    def patients(self) -> Sequence[str]:
        return self.document.patients


def shown(bill: Bill, language: Language, *, today: date) -> Shown:
    """The page of a bill for a reader of `language`, today."""
    told = tell(bill, language)
    document = told.document
    moved = ledger.movements_after(bill.account_id, bill.through_posting)
    left = _left(told, moved) if _is_open(bill) else ZERO
    files = Files()
    today_says = says(bill, left, today=today)
    answer = _("You owe") if today_says in (Says.PAY, Says.OVERDUE) else _("Your share")
    said = _said_of_plans(document, answer)
    return Shown(
        bill=bill,
        document=document,
        language=document.language,
        says=today_says,
        left=left,
        lines=[
            _line(line, care, document, told, files, said.get(line.claim_number, said[""]))
            for line, care in zip(document.lines, told.cares, strict=True)
        ],
        rows=sum_rows(
            document.totals, _sum_words(*_only_plans(document), answer), charged=_("Charged for your care")
        ),
        bar=[
            Part(FILLS.get(part.kind, PLAIN_FILL), _part_label(part), Money(part.amount_cents))
            for part in document.bar
        ],
        bar_says=_bar_in_words(document),
        happened=_happened(told, moved) if left.cents != bill.amount_due_cents else [],
        payments=_payments_before(document),
        held=_held(document),
        since=_since(document),
        on_its_way=selectors.on_its_way(bill),
    )


def says(bill: Bill, left: Money, *, today: date) -> Says:
    """What a bill asks of its reader on a day."""
    if bill.state == BillState.REPLACED:
        return Says.REPLACED
    if bill.state == BillState.OPEN:
        if left <= ZERO:
            return Says.NOTHING
        return Says.PAY if today <= bill.due_on else Says.OVERDUE
    if bill.amount_due_cents < 0:
        return Says.CREDIT
    return Says.PAID if bill.amount_due_cents else Says.NOTHING


def sum_rows(shares: Shares, said: SumWords, *, charged: str) -> list[SumRow]:
    """The same sum everywhere: charged, less what came off, is what you owe."""
    middle = (
        (shares.discount_cents, said.discount, "discount", True),
        (shares.plan_paid_cents, said.plan_paid, "plan", True),
        (shares.second_plan_paid_cents, said.second_paid, "second", said.has_second),
        (shares.other_cents, said.other, PLAIN_FILL, False),
        (shares.already_paid_cents, said.paid_before, PLAIN_FILL, False),
    )
    return [
        SumRow(charged, Money(shares.charged_cents)),
        *(SumRow(label, Money(-cents), fill) for cents, label, fill, always in middle if cents or always),
        SumRow(said.answer, Money(shares.you_owe_cents), "you"),
    ]


def _sum_words(plan: str, second: str, answer: str) -> SumWords:
    return SumWords(
        discount=_("Discount your plan agreed"),
        plan_paid=_("%(plan)s paid") % {"plan": plan} if plan else _("Your plan paid"),
        second_paid=_("%(plan)s paid") % {"plan": second} if second else _("Your second plan paid"),
        has_second=bool(second),
        other=_("Other changes"),
        paid_before=_("You paid before"),
        answer=answer,
    )


def _said_of_plans(document: BillDocument, answer: str) -> dict[str, SumWords]:
    """The words of a line's sum by its claim number, as the bill itself compares them; "" is any other."""
    found = {"": _sum_words("", "", answer)}
    for eob in document.eobs:
        said = _sum_words(eob.plan, eob.second_plan, answer)
        found |= dict.fromkeys(eob.claim_numbers, said)
    return found


def _left(told: ToldBill, moved: Iterable[Movement]) -> Money:
    """As `selectors.left_to_pay`, from what the page knows: the credit of that day, and its moves since."""
    credit_cents = told.document.totals.you_owe_cents - told.bill.amount_due_cents
    credit_cents -= sum(one.amount.cents for one in moved if one.charge_id is None)
    asked = (left for charge_id, left in told.now.items() if charge_id not in told.set_aside)
    return max(total(asked) - Money(credit_cents), ZERO)


def _is_open(bill: Bill) -> bool:
    return bill.state == BillState.OPEN


def _line(
    line: BillLine,
    care: CareLine | None,
    document: BillDocument,
    told: ToldBill,
    files: Files,
    said: SumWords,
) -> LineShown:
    wording = WORDINGS[document.language]
    owe = Money(line.shares.you_owe_cents)
    is_undone = care is not None and all(charge.state != STANDS for charge in care.charges)
    left = total(told.now[charge.pk] for charge in care.charges) if care else owe
    provider = line.service.provider
    charged = _("%(who)s charged") % {"who": provider} if provider else _("Charged")
    return LineShown(
        name=service_name(line.service, wording, year=document.made_on.year),
        provider=provider,
        patient=line.service.patient if len(document.patients) > 1 else "",
        owe=owe,
        why=line.why,
        rows=sum_rows(line.shares, said, charged=charged),
        tellings=tellings(care, files) if care else [],
        reference=care.charges[0].reference if care else "",
        is_undone=is_undone,
        paid_since=ZERO if is_undone else owe - left,
        left=left,
        is_set_aside=care is not None and any(charge.pk in told.set_aside for charge in care.charges),
    )


def _only_plans(document: BillDocument) -> tuple[str, str]:
    """The plan and the second plan, where every line has the same ones."""
    plans, seconds = {eob.plan for eob in document.eobs}, {eob.second_plan for eob in document.eobs} - {""}
    return (plans.pop() if len(plans) == 1 else "", seconds.pop() if len(seconds) == 1 else "")


def _part_label(part: BarPart) -> str:
    named = {"plan": _("%(plan)s paid"), "second_plan": _("%(plan)s paid")}
    if part.name:
        return named[part.kind] % {"plan": part.name}
    return {
        "discount": _("Discount your plan agreed"),
        "plan": _("Your plan paid"),
        "second_plan": _("Your second plan paid"),
        "other": _("Other changes"),
        "paid": _("You paid before"),
        "you": _("You owe"),
    }[part.kind]


def _bar_in_words(document: BillDocument) -> str:
    """What the drawing shows, for who hears it."""
    whole = _("Of %(amount)s charged:") % {"amount": Money(document.totals.charged_cents)}
    parts = "; ".join(f"{_part_label(part)} {Money(part.amount_cents)}" for part in document.bar)
    return f"{whole} {parts}."


def _held(document: BillDocument) -> list[HeldShown]:
    wording = WORDINGS[document.language]
    return [
        HeldShown(
            service_name(held.service, wording, year=document.made_on.year),
            held.why,
            held.who_decides,
            held.until_on,
        )
        for held in document.held
    ]


def _since(document: BillDocument) -> Since | None:
    since = document.since
    if since is None:
        return None
    return Since(
        last=Money(since.last_bill_cents),
        changes=[SumRow(change.words, Money(change.amount_cents)) for change in since.changes],
        new=Money(since.new_charges_cents),
        now=Money(since.now_cents),
    )


def _payments_before(document: BillDocument) -> list[Event]:
    """The payments that the bill itself thanks for."""
    if document.since is None:
        return []
    return [
        Event(_paid_words(payment, document.language), payment.paid_on, Money(-payment.amount_cents))
        for payment in document.since.payments
    ]


def _paid_words(payment: PaymentSeen, language: Language) -> str:
    return _("You paid %(how)s") % {"how": how_paid(payment.method, payment.ending, WORDINGS[language])}


def _happened(told: ToldBill, moved: Iterable[Movement]) -> list[Event]:
    """What moved the charges of this bill after it was made, oldest first."""
    language = told.document.language
    sums: dict[tuple[str, str, date], int] = {}
    for movement in moved:
        if movement.charge_id in told.now:
            source = movement.source if movement.kind == "payment" else ""
            key = (movement.kind, source, movement.effective_on)
            sums[key] = sums.get(key, 0) + movement.amount.cents
    return [
        Event(_event_words(kind, source, on, language), on, Money(cents))
        for (kind, source, on), cents in sums.items()
        if cents
    ]


def _event_words(kind: str, source: str, on: date, language: Language) -> str:
    if kind == "payment":
        seen = PaymentSeen(paid_on=on, amount_cents=0, method=method_of(source), ending=ending_of(source))
        return _paid_words(seen, language)
    return {
        "charge_reversed": _("Your plan changed its decision"),
        "credit_used": _("We used your credit"),
        "credit_taken_back": _("The credit we used is open again"),
        "payment_returned": _("Your bank sent a payment back"),
        "payment_disputed": _("A card payment was taken back"),
        "payment_moved": _("A payment was for another account"),
        "payment_taken_off": _("We had put a payment here by mistake"),
        "refund": _("We sent money back to you"),
        "refund_failed": _("A refund could not be paid out"),
        "adjust:small_balance": _("We took off a small amount"),
        "adjust:assistance": _("Help with your bill"),
        "adjust:bad_debt": _("We took this off your account"),
        "adjustment_undone": _("An amount we took off is back"),
    }.get(kind.removesuffix("_rest"), _("Other change"))

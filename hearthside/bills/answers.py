"""What the help center answers from a person's own bills and from what their plans decided.

Whoever may see an account's bills sees the care they name; a helper for care alone gets no answer here.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery
from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearthside import clock, references
from hearthside.bills import receipts, selectors, words
from hearthside.bills.document import bill_from_json
from hearthside.bills.document.parts import Language, Service
from hearthside.bills.document.words import WORDINGS
from hearthside.bills.document.words.saying import service_name
from hearthside.bills.models import Bill, BillLine
from hearthside.claims import selectors as claims
from hearthside.claims.items import describe_item
from hearthside.claims.reasons.rules import HoldReason
from hearthside.claims.selectors import ChargeRow, ClaimRow, LineRow
from hearthside.helpcenter.registry import Action, Answer, Asker, Row
from hearthside.ledger import selectors as ledger
from hearthside.members import selectors as members
from hearthside.money import Money

USUAL_DAYS = 20
"""Most bills come within this many days of the plan's decision; the topic when-bill says so too."""
LISTED_MOST = 8
SETTLED_MOST = 2
"""Care with nothing left to pay is said for the newest few alone."""
STANDING_CLAIMS = ("posted", "held", "parked", "no_charge")
WHOLE_HOLDS = ("held", "parked")


@dataclass(frozen=True, slots=True)
class Care:
    """One care as the plans decided it: every standing answer about the same days of one person."""

    claims: tuple[ClaimRow, ...]

    @property
    def decided_on(self) -> date:
        return max(claim.decided_on for claim in self.claims)

    @property
    def charges(self) -> list[ChargeRow]:
        return [charge for claim in self.claims for charge in claim.charges.all()]

    @property
    def open(self) -> Money:
        """What is still to pay, set aside or not."""
        cents: list[int] = [charge.now_cents or 0 for charge in self.charges]  # type: ignore[attr-defined]
        return Money(sum(cents))

    @property
    def taken(self) -> Money:
        """What the provider already took from the member."""
        return Money(sum(charge.taken_cents for charge in self.charges))

    def reason_held(self, *, as_of: date) -> str:
        """Why a share waits; "" when none does. A wait for a second plan that is over is none."""
        for claim in self.claims:
            if claim.state in WHOLE_HOLDS and claim.pr_cents > 0:
                return claim.hold_reason
            for share in claim.held_shares.all():
                is_over = share.wait_until is not None and share.wait_until < as_of
                if share.state == "held" and share.amount_cents > 0 and not is_over:
                    return share.reason
        return ""

    @property
    def is_settled(self) -> bool:
        """There was a share, and nothing of it is left to pay or waits."""
        return bool(self.charges) and not self.open and not self._shares_waiting()

    @property
    def has_share(self) -> bool:
        """A charge was made, or a share waits."""
        return bool(self.charges) or self._shares_waiting()

    def _shares_waiting(self) -> bool:
        return any(share.state == "held" for claim in self.claims for share in claim.held_shares.all())


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true of an account's newest care. `bills`: the newest bill that shows a charge, by charge."""

    cares: tuple[Care, ...]
    bills: Mapping[int, Bill]
    set_aside: Mapping[int, ledger.Hold]
    today: date


def when_bill(asker: Asker) -> Answer | None:
    """Where each care is on its way from claim to bill."""
    facts = _facts(asker)
    if facts is None:
        return None
    if not facts.cares:
        return Answer((_("We have no decision from your plan about any care yet, so there is no bill yet."),))
    bills = Action(_("See your bills"), "/account/bills/")
    return Answer(
        (_("This is where your newest care stands:"),),
        tuple(Row(_name(care), _when(care, facts), _bill_path(care, facts)) for care in facts.cares),
        (bills,),
    )


def who_to_pay(asker: Asker) -> Answer | None:
    """Us, the provider or nobody, for each care."""
    facts = _facts(asker)
    if facts is None or not facts.cares:
        return None
    says = _(
        "For your newest care that we bill. Any other bill is from somebody else: call the number on it."
    )
    pay = Action(_("Pay a bill from us"), "/account/pay/")
    return Answer(
        (says,),
        tuple(Row(_name(care), _whom(care, facts), _bill_path(care, facts)) for care in facts.cares),
        (pay if _owes(facts) else Action(_("See your bills"), "/account/bills/"),),
    )


def understand_bill(asker: Asker) -> Answer | None:
    """The newest bill as a sum: charge, discount, plan, second plan, paid, you owe."""
    bill = _bills(asker).first()
    if bill is None:
        return None
    shares = bill_from_json(bill.twin).totals
    parts = (
        (_("Charged"), shares.charged_cents),
        (_("Discount from your plan"), -shares.discount_cents),
        (_("Your plan paid"), -shares.plan_paid_cents),
        (_("Your second plan paid"), -shares.second_plan_paid_cents),
        (_("Other changes"), -shares.other_cents),
        (_("Paid before this bill"), -shares.already_paid_cents),
    )
    rows = [Row(label, str(Money(cents))) for label, cents in parts if cents]
    says = _("Your newest bill is from %(day)s. This is how it adds up:") % {"day": _day(bill.made_on)}
    return Answer(
        (says,),
        (*rows, Row(_("You owe for this care"), str(Money(shares.you_owe_cents)))),
        (Action(_("See each line of this bill"), f"/account/bills/{bill.number}/"),),
    )


def itemized_receipt(asker: Asker) -> Answer | None:
    """The years there is something to list."""
    if not _may(asker):
        return None
    years = receipts.years_of_care(asker.account_id or 0)
    if not years:
        return Answer((_("We have no charged care on this account yet, so there is nothing to list."),))
    says = _("You can get a receipt for care in these years: %(years)s.") % {
        "years": ", ".join(str(year) for year in years)
    }
    return Answer((says,), (), (Action(_("Choose bills or dates"), "/account/receipts/"),))


def find_account_number(asker: Asker) -> Answer | None:
    """The number of each account this login may see."""
    numbers = dict(members.accounts_visible_to(asker.actor).values_list("pk", "number"))
    if not numbers:
        return None
    names = members.names_on(numbers) if len(numbers) > 1 else {}
    says = _("Write this number on a check, and say it when you call.")
    rows = (
        Row(names.get(pk) or _("Your account number"), references.spoken(number))
        for pk, number in numbers.items()
    )
    return Answer((says,), tuple(rows), (Action(_("Copy it, or open a bill"), "/account/number/"),))


ANSWERS = {
    "when-bill": when_bill,
    "who-to-pay": who_to_pay,
    "understand-bill": understand_bill,
    "itemized-receipt": itemized_receipt,
    "find-account-number": find_account_number,
}


def _bills(asker: Asker) -> QuerySet[Bill]:
    return selectors.bills_visible_to(asker.actor).filter(account_id=asker.account_id or 0)


def _may(asker: Asker) -> bool:
    return members.accounts_visible_to(asker.actor).filter(pk=asker.account_id or 0).exists()


def _facts(asker: Asker) -> Facts | None:
    """The newest care of the open account, in seven queries; None when this login may not see its bills."""
    if not _may(asker) or asker.account_id is None:
        return None
    cares = tuple(_worth_saying(_cares(_decisions(asker.account_id))))[:LISTED_MOST]
    charges = [charge.pk for care in cares for charge in care.charges]
    shown = BillLine.objects.filter(account_id=asker.account_id, charge_id__in=charges)
    lines = shown.select_related("bill").defer("bill__twin").order_by("bill__made_on")
    return Facts(
        cares=cares,
        bills={line.charge_id: line.bill for line in lines},
        set_aside=ledger.held_charges(asker.account_id),
        today=clock.day_of(asker.at),
    )


def _decisions(account_id: int) -> QuerySet[ClaimRow]:
    """The plans' newest standing decisions, with their lines, charges and shares that wait."""
    now = ledger.open_items().filter(charge_id=OuterRef("pk")).values("open_cents")
    charges = claims.charges_of(account_id).filter(state="final").select_related(None)
    rows = ClaimRow.objects.filter(account_id=account_id, state__in=STANDING_CLAIMS)
    return (
        rows.order_by(F("served_from").desc(nulls_last=True), "-decided_on", "-pk")
        .prefetch_related(
            "lines", "held_shares", Prefetch("charges", charges.annotate(now_cents=Subquery(now)))
        )[: LISTED_MOST * 3]
    )  # fmt: skip


def _cares(rows: Iterable[ClaimRow]) -> Iterator[Care]:
    """Decisions about the same days of one person under one number are one care, first plan first."""
    found: dict[tuple[str, int | None, date | None], list[ClaimRow]] = {}
    for row in rows:
        found.setdefault((row.number, row.person_id, row.served_from), []).append(row)
    for same in found.values():
        yield Care(tuple(sorted(same, key=lambda row: (row.plan_order, row.pk))))


def _worth_saying(cares: Iterable[Care]) -> Iterator[Care]:
    settled = 0
    for care in cares:
        settled += care.is_settled
        if not care.is_settled or settled <= SETTLED_MOST:
            yield care


def _name(care: Care) -> str:
    """Nurse visit, October 6."""
    language = _language()
    claim = care.claims[0]
    lines = sorted(claim.lines.all(), key=lambda line: line.ordinal)
    items = list(dict.fromkeys(_item(line, claim, language) for line in lines)) or [words.CARE[language]]
    item = items[0] if len(items) == 1 else f"{items[0]} +{len(items) - 1}"
    served = claim.served_from or min((line.served_from for line in lines if line.served_from), default=None)
    first = served or claim.decided_on
    service = Service(item=item, service_from=first, service_to=claim.served_to or first)
    return service_name(service, WORDINGS[language], year=clock.today().year)


def _item(line: LineRow, claim: ClaimRow, language: Language) -> str:
    return describe_item(
        line.procedure, line.modifiers, line.qualifier, language=language,
        on=line.served_from or claim.decided_on, revenue_code=line.revenue_code,
    ).short  # fmt: skip


def _when(care: Care, facts: Facts) -> str:
    """Where a care stands between the plan's decision and its bill."""
    reason = care.reason_held(as_of=facts.today)
    if reason:
        return _decided(care) + " " + _waits(reason)
    if aside := _set_aside(care, facts):
        return aside
    if not care.has_share:
        return _decided(care) + " " + _("Your share is $0.00. There is nothing to pay.")
    if not care.open:
        return _("Nothing is left to pay for this.")
    if bill := _bill(care, facts):
        return _("It is on your bill of %(day)s.") % {"day": _day(bill.made_on)}
    by = care.decided_on + timedelta(days=USUAL_DAYS)
    if by < facts.today:
        return _decided(care) + " " + _("It is on no bill yet. Please call us, and we look why.")
    return _decided(care) + " " + _("A bill most often comes by %(day)s.") % {"day": _day(by)}


def _whom(care: Care, facts: Facts) -> str:
    """Whom to pay for a care, and how much."""
    reason = care.reason_held(as_of=facts.today)
    if reason:
        return _("Nothing now.") + " " + _waits(reason)
    if aside := _set_aside(care, facts):
        return aside
    if care.open:
        return _("Pay us: %(amount)s.") % {"amount": care.open}
    if care.taken:
        return _("Nothing. You paid %(amount)s to %(provider)s.") % {
            "amount": care.taken, "provider": care.claims[0].provider or _("the provider"),
        }  # fmt: skip
    if not care.has_share:
        return _("Nothing. Your share is $0.00.")
    return _("Nothing is left to pay for this.")


def _decided(care: Care) -> str:
    return _("Your plan decided on %(day)s.") % {"day": _day(care.decided_on)}


def _waits(reason: str) -> str:
    """Why a share waits, as the bill says it."""
    language = _language()
    try:
        return HoldReason(reason).member_words(language)
    except ValueError:
        return words.CHECKING[language]


def _set_aside(care: Care, facts: Facts) -> str:
    """Why nothing is asked for a charge that is final, when nothing of this care is asked for."""
    still_open = [charge.pk for charge in care.charges if charge.now_cents]  # type: ignore[attr-defined]
    if not still_open or any(pk not in facts.set_aside for pk in still_open):
        return ""
    return words.SET_ASIDE[facts.set_aside[still_open[0]].reason][_language()]


def _bill(care: Care, facts: Facts) -> Bill | None:
    """The newest bill that shows a charge of this care."""
    shown = [facts.bills[charge.pk] for charge in care.charges if charge.pk in facts.bills]
    return max(shown, key=lambda bill: bill.made_on, default=None)


def _bill_path(care: Care, facts: Facts) -> str:
    bill = _bill(care, facts)
    return f"/account/bills/{bill.number}/" if bill else ""


def _owes(facts: Facts) -> bool:
    return any(
        care.open and not care.reason_held(as_of=facts.today) and not _set_aside(care, facts)
        for care in facts.cares
    )


def _language() -> Language:
    return "es" if get_language() == "es" else "en"


def _day(on: date) -> str:
    return formats.date_format(on, "DATE_FORMAT")

"""The words a person agrees to, as they stand on the check page and are kept with their consent."""

from datetime import date, datetime

from django.utils import formats
from django.utils.translation import gettext as _

from hearthside import clock
from hearthside.ach.models import BankAccount, BankKind, BankState
from hearthside.ach.terms import terms
from hearthside.formats.fed_calendar import add_banking_days
from hearthside.money import Money
from hearthside.organization.selectors import profile


def single_debit(bank: BankAccount, amount: Money, *, on: date) -> list[str]:
    """What somebody allows who pays once: who takes how much, from where, when, and how to stop it."""
    facts = {
        "name": profile().name, "amount": amount, "last4": bank.last4,
        "day": formats.date_format(on, "DATE_FORMAT"), "phone": profile().phone, "site": profile().site,
    }  # fmt: skip
    taking = (
        _(
            "I allow %(name)s to take %(amount)s once, on %(day)s or soon after, "
            "from my checking account ending in %(last4)s."
        )
        if bank.kind == BankKind.CHECKING
        else _(
            "I allow %(name)s to take %(amount)s once, on %(day)s or soon after, "
            "from my savings account ending in %(last4)s."
        )
    )
    return [
        taking % facts,
        _("The account is mine, or I may use it.") % facts,
        _("If my bank sends it back for lack of money, %(name)s may try again, at most two times.") % facts,
        _("I can stop it until it goes to my bank: at %(site)s, or by calling %(phone)s.") % facts,
    ]


def taken_on(bank: BankAccount, *, at: datetime) -> date:
    """The day on which a debit asked for now would be taken: a new account is tested first."""
    policy = terms(clock.day_of(at))
    soonest = policy.settles_on(at)
    if bank.state == BankState.USABLE or policy.validation == "none":
        return soonest
    tested = bank.usable_on or add_banking_days(soonest, policy.prenote_wait_banking_days)
    return max(soonest, add_banking_days(tested, policy.days_ahead))

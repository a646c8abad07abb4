"""What the help center answers about a person's own payment plan, or what they could ask for."""

from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearthside import clock
from hearthside.helpcenter.registry import Action, Answer, Asker, Row
from hearthside.members import selectors as members
from hearthside.money import Money
from hearthside.relief import selectors
from hearthside.relief.models import OPEN_APPLICATIONS, STANDING, Application, Plan, PlanState

OFFERED_MOST = 3


def cannot_pay(asker: Asker) -> Answer | None:
    """The plan that stands, the application that waits, else the plans this balance may have."""
    plans = selectors.plans_visible_to(asker.actor).filter(
        account_id=asker.account_id or 0, state__in=STANDING
    )
    if plan := plans.first():
        return _standing(plan)
    asked = selectors.applications_visible_to(asker.actor).filter(account_id=asker.account_id or 0)
    if application := asked.filter(state__in=OPEN_APPLICATIONS).first():
        return _asked(application)
    return _offered(asker)


ANSWERS = {"cannot-pay": cannot_pay}


def _standing(plan: Plan) -> Answer:
    path = f"/pay/help/plan/{plan.reference}/"
    if plan.state == PlanState.OFFERED:
        return Answer((_("We offered you a payment plan. It starts when you say yes."),), (),
                      (Action(_("Look at the plan"), path),))  # fmt: skip
    seen = selectors.picture(plan)
    rows = [Row(_("Left to pay"), str(seen.remaining)), Row(_("Last payment"), _day(seen.ends_on))]
    if first := seen.next_unpaid:
        rows.insert(0, Row(_("Next payment"), _part(first.open, first.due.due_on)))
    paused = plan.state == PlanState.PAUSED
    says = _("Your payment plan is paused.") if paused else _("You pay in parts, with no interest.")
    return Answer((says,), tuple(rows), (Action(_("See your payment plan"), path),))


def _asked(application: Application) -> Answer:
    if application.sent_at is None:
        says = _("You started to ask for a lower bill, and have not sent it yet.")
        return Answer((says,), (), (Action(_("Go on where you stopped"), "/pay/help/lower/"),))
    says = _("You asked for a lower bill on %(day)s. We have not decided yet, and you need not pay it now.")
    return Answer(
        (says % {"day": _day(clock.day_of(application.sent_at))},), (),
        (Action(_("See what you sent"), f"/pay/help/lower/{application.reference}/"),),
    )  # fmt: skip


def _offered(asker: Asker) -> Answer | None:
    account_id, today = asker.account_id, clock.day_of(asker.at)
    if account_id is None or not members.accounts_visible_to(asker.actor).filter(pk=account_id).exists():
        return None
    found = selectors.offers(account_id, today=today, day=selectors.usual_day(today), most=OFFERED_MOST)
    lower = Action(_("Ask for a lower bill"), "/pay/help/lower/")
    if not found:
        small = _("You owe nothing now that is large enough for a plan. You can still ask for help.")
        return Answer((small,), (), (lower,))
    rows = tuple(Row(_parts(one), _until(one)) for one in found)
    says = _("You can pay what you owe in parts, with no interest:")
    return Answer((says,), rows, (Action(_("Choose a plan"), "/pay/help/plan/"), lower))


def _parts(offer: selectors.Offer) -> str:
    return ngettext("%(count)s part", "%(count)s parts", offer.count) % {"count": offer.count}


def _until(offer: selectors.Offer) -> str:
    return _("%(amount)s each, from %(first)s to %(last)s") % {
        "amount": offer.each, "first": _day(offer.first_on), "last": _day(offer.ends_on),
    }  # fmt: skip


def _part(amount: Money, day: date) -> str:
    return _("%(amount)s by %(day)s") % {"amount": amount, "day": _day(day)}


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")

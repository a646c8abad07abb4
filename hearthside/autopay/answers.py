"""What the help center answers about a person's own autopay and bills without paper."""

from django.utils import formats
from django.utils.translation import gettext as _

from hearthside.autopay import selectors, wording
from hearthside.autopay.models import Autopay, AutopayState
from hearthside.helpcenter.registry import Action, Answer, Asker, Row
from hearthside.members import selectors as members


def autopay_paperless(asker: Asker) -> Answer | None:
    """The rule in one sentence, what it takes next, and how bills come."""
    account_id = asker.account_id
    if account_id is None or not members.accounts_visible_to(asker.actor).filter(pk=account_id).exists():
        return None
    rule = selectors.rules_visible_to(asker.actor).filter(account_id=account_id).first()
    rows = (*_next(rule, account_id), Row(_("Your bills come"), _how_bills_come(account_id)))
    change = _("Change or stop autopay") if rule else _("Set up autopay")
    paper = Action(_("Paper or no paper"), "/account/autopay/paperless/")
    return Answer((_says(rule),), rows, (Action(change, "/account/autopay/"), paper))


ANSWERS = {"autopay-paperless": autopay_paperless}


def _says(rule: Autopay | None) -> str:
    if rule is None:
        return _("Autopay is off. You pay each bill yourself.")
    if rule.state == AutopayState.PAUSED:
        return _("Autopay is paused, so it takes nothing now. Please pay your bills yourself.")
    method = wording.method_in_words(rule.method.kind, rule.method.brand, rule.method.last4)
    return wording.rule_in_words(
        method, limit=rule.cap, days_before=rule.days_before, notice_days=rule.notice_days
    )


def _next(rule: Autopay | None, account_id: int) -> tuple[Row, ...]:
    taking = selectors.next_taking(account_id) if rule and rule.state == AutopayState.ACTIVE else None
    if taking is None:
        return ()
    day = formats.date_format(taking.take_on, "DATE_FORMAT")
    said = _("%(amount)s on %(day)s") % {"amount": taking.amount, "day": day}
    if taking.state == "asking":
        said = _("%(amount)s on %(day)s, if you say yes. It is over your limit.") % {
            "amount": taking.amount, "day": day,
        }  # fmt: skip
    return (Row(_("Next payment"), said),)


def _how_bills_come(account_id: int) -> str:
    return _("On paper, by mail") if selectors.wants_paper(account_id) else _("Online, without paper")

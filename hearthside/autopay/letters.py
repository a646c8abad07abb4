"""What we write about autopay, saved methods and paper: by e-mail, or by letter where there is none.

No amount unless the person asked for it, and never care: the site shows those to who may see them.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import translation
from django.utils.translation import gettext as _

from hearthside.autopay import rules, wording
from hearthside.autopay.models import Autopay, Paperless, SavedMethod, Taking
from hearthside.autopay.wording import Shown, day_in_words
from hearthside.mailroom import services as mailroom
from hearthside.members import selectors as members
from hearthside.organization.selectors import profile


def queue_rule_set(rule: Autopay, shown: Shown, *, at: datetime) -> None:
    """The copy of the yes that the law asks us to give. Source: 12 CFR 1005.10(b)."""
    with _language_of(rule.account_id):
        _send(rule.account_id, "autopay_set", rule.request_key, _("Your autopay"), [
            _("Autopay is on. This is what you agreed to. Please keep it."), shown.text, _how_to_stop(),
        ], at=at, amounts_are_fine=True)  # fmt: skip


def queue_notice(taking: Taking, rule: Autopay, *, at: datetime) -> None:
    """The notice before each charge: the day, and the amount if the person asked for it."""
    with _language_of(rule.account_id):
        day = day_in_words(taking.take_on)
        said = (
            _("On %(day)s we will take %(amount)s from your %(method)s for your bill.")
            % {"day": day, "amount": taking.told, "method": _method(rule.method)}
            if rule.tells_amount
            else _("On %(day)s we will pay your bill from your %(method)s. See how much at %(site)s.")
            % {"day": day, "method": _method(rule.method), "site": profile().site}
        )
        last = day_in_words(rules.last_day_to_stop(taking.take_on))
        skip = _("To skip this one, go to %(site)s or call us by %(last)s.") % {
            "site": profile().site, "last": last,
        }  # fmt: skip
        _send(rule.account_id, "autopay_notice", taking.reference, _("Your next autopay payment"),
              [said, _("You do not need to do anything."), skip], at=at)  # fmt: skip


def queue_over_limit(taking: Taking, rule: Autopay, *, at: datetime) -> None:
    with _language_of(rule.account_id):
        last = day_in_words(rules.last_day_to_stop(taking.take_on))
        lines = [
            _("You have a new bill. It is over your autopay limit, so we ask you first."),
            _("To say yes, or to pay another way, go to %(site)s.") % {"site": profile().site},
            _("Please choose by %(day)s.") % {"day": last},
        ]
        subject = _("A bill is over your autopay limit")
        _send(rule.account_id, "autopay_over_limit", taking.reference, subject, lines, at=at)


def queue_skipped(taking: Taking, rule: Autopay, *, at: datetime) -> None:
    with _language_of(rule.account_id):
        _send(rule.account_id, "autopay_skipped", taking.reference, _("Autopay skips one bill"), [
            _("You asked us to skip one bill. Autopay will not pay it."),
            _("Please pay it another way by %(day)s.") % {"day": day_in_words(taking.bill.due_on)},
            _("Autopay goes on with your next bill."),
        ], at=at)  # fmt: skip


def queue_refused(taking: Taking, rule: Autopay, *, at: datetime) -> None:
    with _language_of(rule.account_id):
        _send(
            rule.account_id,
            "autopay_refused",
            f"{taking.reference}:{taking.tries}",
            _("Your autopay payment did not go through"),
            [
                _("Your bank did not accept the payment from your %(method)s. There is no fee.")
                % {"method": _method(taking.method or rule.method)},
                _("We will try once more on %(day)s.") % {"day": day_in_words(taking.take_on)},
                _("To use another card or account, go to %(site)s.") % {"site": profile().site},
            ],
            at=at,
        )


def queue_left_alone(taking: Taking, rule: Autopay, *, at: datetime) -> None:
    """One bill is not taken after all, for a reason of its own; the rule goes on."""
    with _language_of(rule.account_id):
        _send(rule.account_id, "autopay_left_alone", taking.reference, _("Autopay will not pay this bill"), [
            _why_left(rules.Stop(taking.why)),
            _("See your bill at %(site)s.") % {"site": profile().site},
        ], at=at)  # fmt: skip


def _why_left(why: rules.Stop) -> str:
    words = {
        rules.Stop.OVER_LIMIT: _("One bill is over your autopay limit. We will not take it."),
        rules.Stop.PLAN: _("You have a payment plan. Autopay will not pay this bill on top of it."),
        rules.Stop.HARDSHIP: _("You asked for a lower bill. Until we answer, autopay will not pay this one."),
        rules.Stop.INVESTIGATION: _(
            "We are looking into this bill. Until we know more, autopay will not pay it."
        ),
    }
    return words.get(why, _("Autopay will not pay this bill."))


def queue_paused(rule: Autopay, *, at: datetime) -> None:
    with _language_of(rule.account_id):
        _send(
            rule.account_id,
            "autopay_paused",
            f"{rule.reference}:{at:%Y%m%d%H%M%S}",
            _("Autopay is on pause"),
            [
                _why_paused(rules.Stop(rule.why), _method(rule.method)),
                _("We will not try again. Please pay your bill another way."),
                _("To start autopay again, choose a card or account at %(site)s.") % {"site": profile().site},
                _("If money is tight, call us. We can help."),
            ],
            at=at,
        )


def _why_paused(why: rules.Stop, method: str) -> str:
    if why is rules.Stop.METHOD_EXPIRED:
        return _("Your %(method)s has expired, so autopay is on pause.") % {"method": method}
    return _("Your bank did not accept the payment from your %(method)s, so autopay is on pause.") % {
        "method": method
    }


def queue_stopped(rule: Autopay, *, at: datetime, is_by_staff: bool) -> None:
    """Autopay ended. After a death nothing is written to anybody by name: the case says it."""
    if rule.why in (rules.Stop.DEATH, rules.Stop.ESTATE):
        return
    with _language_of(rule.account_id):
        _send(rule.account_id, "autopay_stopped", rule.reference, _("Autopay is off"), [
            _("You asked us by phone to stop autopay. It is off.") if is_by_staff else _("Autopay is off."),
            _("We will take nothing more by autopay. A payment that had already begun still counts."),
            _("Please pay your next bill another way."),
            _("Was this not you? Call %(phone)s.") % {"phone": profile().phone},
        ], at=at)  # fmt: skip


def queue_method_saved(method: SavedMethod, *, at: datetime) -> None:
    with _language_of(method.account_id):
        _send(method.account_id, "method_saved", method.reference, _("A way to pay was saved"), [
            _("A way to pay was saved on your account: %(method)s.") % {"method": _method(method)},
            _("We take money from it only when you say so."),
            _("Was this not you? Call %(phone)s.") % {"phone": profile().phone},
        ], at=at)  # fmt: skip


def queue_method_removed(method: SavedMethod, *, at: datetime, is_by_staff: bool) -> None:
    with _language_of(method.account_id):
        asked = _("You asked us by phone to remove your %(method)s. It is gone.")
        gone = _("Your %(method)s was removed. It is gone.")
        _send(method.account_id, "method_removed", method.reference, _("A way to pay was removed"), [
            (asked if is_by_staff else gone) % {"method": _method(method)},
            _("Was this not you? Call %(phone)s.") % {"phone": profile().phone},
        ], at=at)  # fmt: skip


def queue_expires_soon(method: SavedMethod, *, last_day: date, pays_autopay: bool, at: datetime) -> None:
    """Once for each card: its last month has come."""
    with _language_of(method.account_id):
        then = (
            _("After that, autopay is on pause until you choose another card or account.")
            if pays_autopay
            else _("After that, it can no longer pay here.")
        )
        _send(method.account_id, "method_expires", method.reference, _("A saved card expires soon"), [
            _("Your %(method)s expires on %(day)s.")
            % {"method": _method(method), "day": day_in_words(last_day)},
            then,
            _("To save your new card, go to %(site)s.") % {"site": profile().site},
        ], at=at)  # fmt: skip


def queue_paperless_started(paperless: Paperless, shown: Shown, *, at: datetime) -> None:
    with _language_of(paperless.account_id):
        _send(paperless.account_id, "paperless_set", f"{paperless.pk}", _("Your bills without paper"), [
            _("Your bills come without paper from now on. This is what you agreed to. Please keep it."),
            shown.text,
        ], at=at, amounts_are_fine=True)  # fmt: skip


def queue_back_to_paper(account_id: int, paperless: Paperless, *, at: datetime) -> None:
    """Always by letter: where an address failed, an e-mail would reach nobody."""
    with _language_of(account_id):
        why = (
            _("Your bills come on paper again, as you asked.")
            if paperless.why in ("asked", "by_phone")
            else _("Our e-mails no longer reach you, so your bills come on paper again.")
        )
        _send(account_id, "paper_again", f"{paperless.pk}", _("Your bills come on paper"), [
            why,
            _("To change this, go to %(site)s or call %(phone)s.")
            % {"site": profile().site, "phone": profile().phone},
        ], at=at, by_letter=True)  # fmt: skip


def _language_of(account_id: int) -> translation.override:
    return translation.override(members.account(account_id).language)


def _method(method: SavedMethod) -> str:
    return wording.method_in_words(method.kind, method.brand, method.last4)


def _how_to_stop() -> str:
    return _("To skip a payment or stop autopay, go to %(site)s or call %(phone)s.") % {
        "site": profile().site, "phone": profile().phone,
    }  # fmt: skip


def _send(
    account_id: int,
    kind: str,
    about: str,
    subject: str,
    lines: Sequence[str],
    *,
    at: datetime,
    amounts_are_fine: bool = False,
    by_letter: bool = False,
) -> None:
    """By e-mail where there is an address, else by letter. The same thing is said once."""
    account = members.account(account_id)
    body = "\n\n".join([*lines, *([] if amounts_are_fine else [_privacy()])])
    if account.email and not by_letter:
        mailroom.queue_email(
            key=f"{kind}:{about}", kind=kind, account_id=account_id, to=account.email,
            language=account.language, subject=f"{profile().name}: {subject}", body=body, at=at,
        )  # fmt: skip
    else:
        mailroom.queue_letter(
            key=f"{kind}:{about}", kind=kind, account_id=account_id, name=members.recipient_of(account_id),
            address_lines=account.address_lines, language=account.language, large_print=account.large_print,
            subject=subject, body="\n\n".join(lines), at=at,
        )  # fmt: skip


def _privacy() -> str:
    return _("To guard your privacy, we write no details of your care.")

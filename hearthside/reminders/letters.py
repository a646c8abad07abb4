"""What a reminder says. No amount and no care in an e-mail or a text; a letter says what is owed."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import formats, translation
from django.utils.translation import gettext as _

from hearthside.mailroom import services as mailroom
from hearthside.organization.selectors import profile
from hearthside.reminders.facts import Known
from hearthside.reminders.rules import EMAIL, TEXT

SOON, HELP = "soon", "help"


def queue(known: Known, step: str, channel: str, key: str, *, name: str, at: datetime) -> str:
    """Put one reminder in the outbox, in the account's language. Returns its message number.

    The same `key` again changes nothing.
    """
    kind = f"reminder_{step}"
    with translation.override(known.language):
        if channel == EMAIL:
            return mailroom.queue_email(
                key=key, kind=kind, account_id=known.account_id, to=known.email, language=known.language,
                subject=f"{profile().name}: {_subject(step)}", body=email_words(known, step),
                reference=known.bill_number, at=at,
            )  # fmt: skip
        if channel == TEXT:
            return mailroom.queue_text(
                key=key, kind=kind, account_id=known.account_id, to=known.text_to, language=known.language,
                body=text_words(step), at=at,
            )  # fmt: skip
        return mailroom.queue_letter(
            key=key, kind=kind, account_id=known.account_id, name=name, address_lines=known.address_lines,
            language=known.language, large_print=known.large_print, subject=_subject(step),
            body=letter_words(known, step), reference=known.bill_number, at=at,
        )  # fmt: skip


def _subject(step: str) -> str:
    if step == SOON:
        return _("Your bill is due soon")
    return _("Help with your bill") if step == HELP else _("A reminder of your bill")


def text_words(step: str) -> str:
    """The text, in the language that is on. Who it is from and how to stop are added when it goes."""
    org = {"site": profile().site, "phone": profile().phone}
    if step == SOON:
        return _("You have a bill due soon. See it at %(site)s or call %(phone)s. "
                 "We never ask for card numbers by text.") % org  # fmt: skip
    return _("You have a bill to pay. See it at %(site)s or call %(phone)s. "
             "We can help. We never ask for card numbers by text.") % org  # fmt: skip


def email_words(known: Known, step: str) -> str:
    org = profile()
    closing = [
        _("To see it or pay it, go to %(site)s. Type this address yourself.") % {"site": org.site},
        _("To guard your privacy, this e-mail shows no amount."),
        _("To choose how we remind you, sign in and open Reminders."),
    ]
    return _joined([*_opening(known, step), *_offers(step), *closing])


def letter_words(known: Known, step: str) -> str:
    org = profile()
    owed = _("You owe %(amount)s on it.") % {"amount": known.facts.left}
    pay = _("To pay, go to %(site)s, call %(phone)s, or mail a check with the slip from your bill.") % {
        "site": org.site, "phone": org.phone,
    }  # fmt: skip
    return _joined([*_opening(known, step), owed, *_offers(step), pay])


def _opening(known: Known, step: str) -> Sequence[str]:
    day = formats.date_format(known.facts.due_on, "DATE_FORMAT")
    if step == SOON:
        return [_("Your bill is due %(day)s. If you have paid, thank you.") % {"day": day}]
    return [_("This bill was due %(day)s. If you have paid, thank you.") % {"day": day}]


def _offers(step: str) -> Sequence[str]:
    phone = {"phone": profile().phone}
    if step != HELP:
        return [_("If money is tight, call us: %(phone)s. We can help.") % phone]
    return [
        _("Is this bill too much? We can help in three ways:"),
        "\n".join(
            [
                "- " + _("Pay in parts, with no interest and no fee."),
                "- " + _("Ask for a lower bill. It depends on your income."),
                "- " + _("Ask us to look again, if something seems wrong."),
            ]
        ),
        _("Call %(phone)s, or choose Help with paying on our site.") % phone,
        _("This is our last reminder of this bill. You still owe it, and help stays open."),
    ]


def _joined(lines: Sequence[str]) -> str:
    return "\n\n".join(lines)


def yes_to_texts(number: str, *, most: int) -> str:
    """What somebody says yes to, in the language that is on. Kept as read. `most`: texts a bill."""
    return _(
        "%(org)s may text me about bills at the number that ends in %(last4)s, at most %(most)s texts a "
        "bill. Message and data rates may apply. I can stop at any time: I reply STOP, or choose another way "
        "here. I do not have to say yes to get care or to pay."
    ) % {"org": profile().name, "last4": number[-4:], "most": most}

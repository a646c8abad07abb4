"""What we write when money goes back. An e-mail says no amount; a letter, in its envelope, may."""

from collections.abc import Callable
from datetime import datetime

from django.utils import formats, translation
from django.utils.translation import gettext as _

from hearthside import clock
from hearthside.mailroom import services as mailroom
from hearthside.members import selectors as members
from hearthside.organization.selectors import profile
from hearthside.references import spoken
from hearthside.refunds import rules, selectors
from hearthside.refunds.models import Correction, CorrectionKind, Refund, UnclaimedItem
from hearthside.refunds.rules import Way

Words = tuple[str, list[str]]


def queue_sent(refund: Refund, *, at: datetime) -> None:
    """Money is on its way back."""
    _queue(
        "refund_sent", refund.reference, refund.account_id, lambda letter: _sent(refund, letter, at), at=at
    )


def queue_came_back(refund: Refund, *, at: datetime) -> None:
    """We said that money was on its way, and it came back to us."""
    _queue(
        "refund_came_back",
        refund.reference,
        refund.account_id,
        lambda letter: _came_back(refund, letter),
        at=at,
    )


def queue_unclaimed(item: UnclaimedItem, *, at: datetime) -> None:
    """The letter before money goes to a state: always on paper, to the last address."""
    account = members.account(item.account_id)
    with translation.override(account.language):
        subject, lines = _unclaimed(item)
    mailroom.queue_letter(
        key=f"unclaimed:{item.reference}", kind="unclaimed", account_id=item.account_id,
        name=selectors.payee_of(item.account_id).name, address_lines=account.address_lines,
        language=account.language, large_print=account.large_print, subject=subject, body="\n\n".join(lines),
        at=at, reference=item.reference,
    )  # fmt: skip


def queue_corrected(correction: Correction, *, at: datetime) -> None:
    """A payment was on the wrong account, or was none: its account is told."""
    _queue(
        "payment_corrected", correction.reference, correction.account_id,
        lambda letter: _corrected(correction, letter), at=at,
    )  # fmt: skip


def _queue(
    kind: str, reference: str, account_id: int, words: Callable[[bool], Words], *, at: datetime
) -> None:
    """By e-mail where we have an address, else on paper."""
    account = members.account(account_id)
    is_letter = not account.email
    with translation.override(account.language):
        subject, lines = words(is_letter)
    body = "\n\n".join(lines)
    if not is_letter:
        mailroom.queue_email(
            key=f"{kind}:{reference}", kind=kind, account_id=account_id, to=account.email,
            language=account.language, subject=f"{profile().name}: {subject}", body=body, at=at,
            reference=reference,
        )  # fmt: skip
        return
    mailroom.queue_letter(
        key=f"{kind}:{reference}", kind=kind, account_id=account_id,
        name=selectors.payee_of(account_id).name, address_lines=account.address_lines,
        language=account.language, large_print=account.large_print, subject=subject, body=body, at=at,
        reference=reference,
    )  # fmt: skip


def _sent(refund: Refund, is_letter: bool, at: datetime) -> Words:
    by = rules.money_by(clock.day_of(at), way=Way(refund.way), method=method_of(refund))
    return _("Money is on its way back to you"), [
        _("We sent money back to you.")
        if not is_letter
        else _("We sent %(amount)s back to you.") % {"amount": refund.amount},
        where_to(refund),
        _("It should be there by %(day)s.") % {"day": formats.date_format(by, "DATE_FORMAT")},
        _number(refund.reference),
        *([] if is_letter else [_privacy()]),
        _("You do not need to do anything."),
    ]


def _came_back(refund: Refund, is_letter: bool) -> Words:
    return _("The money we sent came back to us"), [
        _("Your bank could not take the money that we sent. It is on your account again, so it is not lost."),
        _("We look for another way to send it and write to you again. You can also call us."),
        _number(refund.reference),
        *([] if is_letter else [_privacy()]),
    ]


def _corrected(correction: Correction, is_letter: bool) -> Words:
    if correction.kind == CorrectionKind.MOVE:
        first = _("We had put a payment on your account that belongs on another one. We took it off.")
    else:
        first = _("We had put a payment on your account by mistake. We took it off.")
    return _("We corrected our mistake"), [
        first,
        _("We are sorry. What it had paid is open again at its old date, with no fee."),
        _number(correction.payment.reference),
        *([] if is_letter else [_privacy()]),
        _("Do you think it was yours? Call the number on your bill."),
    ]


def _unclaimed(item: UnclaimedItem) -> Words:
    return _("We hold money that is yours"), [
        _("We hold %(amount)s that is yours. We have not been able to give it to you.")
        % {"amount": item.amount},
        _("Please call us or write to us by %(day)s, and we send it to you.")
        % {"day": formats.date_format(item.dormant_on, "DATE_FORMAT")},
        _("If we do not hear from you, the law says that we must give it to the state. You can then ask the "
          "state for it."),
        _("Your number for this is %(number)s. Say it when you call.") % {"number": spoken(item.reference)},
        _("Call %(phone)s.") % {"phone": profile().phone},
    ]  # fmt: skip


def where_to(refund: Refund) -> str:
    """Where the money goes, in words without health facts."""
    if refund.way == Way.CHECK:
        return _("It comes as a check in the mail, to the address on your account.")
    if method_of(refund) == "bank":
        return _("It goes to the bank account that you paid from.")
    last4 = refund.payment.last4 if refund.payment else ""
    if not last4:
        return _("It goes to the card that you paid with.")
    return _("It goes to the card that you paid with, ending in %(last4)s.") % {"last4": last4}


def method_of(refund: Refund) -> str:
    return refund.payment.method if refund.payment else ""


def _number(reference: str) -> str:
    return _("The number is %(number)s. Say it if you call us.") % {"number": spoken(reference)}


def _privacy() -> str:
    return _("See more at %(site)s. To guard your privacy, this e-mail shows no amount.") % {
        "site": profile().site
    }

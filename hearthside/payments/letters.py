"""What we write to somebody who paid. No amount, no care: the site shows those to who may see them."""

import hashlib
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from hearthside.mailroom import services as mailroom
from hearthside.members import selectors as members
from hearthside.organization.selectors import profile
from hearthside.payments.models import Attempt, Method
from hearthside.references import spoken


def queue_receipt(attempt: Attempt, *, at: datetime) -> None:
    """The receipt, to the account's own address and to the one that was typed for this payment."""
    for address in _addresses(attempt):
        _queue(attempt, "receipt", address, at=at)


def queue_receipt_to(attempt: Attempt, address: str, *, at: datetime) -> None:
    """The receipt as it stands now: received, or sent to the bank."""
    _queue(attempt, "receipt" if attempt.state == "settled" else "sent_to_bank", address, at=at)


def queue_sent_to_bank(attempt: Attempt, *, at: datetime) -> None:
    for address in _addresses(attempt):
        _queue(attempt, "sent_to_bank", address, at=at)


def queue_returned(attempt: Attempt, *, at: datetime) -> None:
    """By e-mail; a check's sender without one gets a letter. Our own debits are told of by their room."""
    addresses = _addresses(attempt)
    for address in addresses:
        _queue(attempt, "returned", address, at=at)
    if not addresses and attempt.method == Method.CHECK:
        _queue_on_paper(attempt, "returned", at=at)


def queue_taken_off(attempt: Attempt, *, at: datetime) -> None:
    """Nobody else paid it: only the account that it leaves is told."""
    on_file = members.account(attempt.account_id).email
    if on_file:
        _queue(attempt, "taken_off", on_file, at=at)
    else:
        _queue_on_paper(attempt, "taken_off", at=at)


def _addresses(attempt: Attempt) -> list[str]:
    on_file = members.account(attempt.account_id).email
    return sorted({address for address in (on_file, attempt.email_to) if address})


def _queue(attempt: Attempt, kind: str, address: str, *, at: datetime) -> None:
    on_file = members.account(attempt.account_id)
    # A payer reads what they paid in; the account's own address gets the account's language.
    language = on_file.language if address == on_file.email else attempt.language
    whose = hashlib.sha256(address.lower().encode()).hexdigest()[:12]
    with translation.override(language):
        subject, lines = _WORDS[kind](attempt)
    mailroom.queue_email(
        key=f"{kind}:{attempt.reference}:{whose}", kind=f"payment_{kind}", account_id=attempt.account_id,
        to=address, language=language, subject=f"{profile().name}: {subject}", body="\n\n".join(lines), at=at,
    )  # fmt: skip


def _queue_on_paper(attempt: Attempt, kind: str, *, at: datetime) -> None:
    """A letter may name the amount: it is for whoever opens the account's own mail."""
    account = members.account(attempt.account_id)
    with translation.override(account.language):
        subject, [first, *rest] = _WORDS[kind](attempt)
        amount = _("The payment was %(amount)s.") % {"amount": attempt.amount}
        lines = [first, amount, *(line for line in rest if line != _see_it())]
    mailroom.queue_letter(
        key=f"{kind}:{attempt.reference}:paper", kind=f"payment_{kind}", account_id=account.pk,
        name=members.recipient_of(account.pk), address_lines=account.address_lines,
        language=account.language, large_print=account.large_print, subject=subject,
        body="\n\n".join(lines), at=at, reference=attempt.reference,
    )  # fmt: skip


def _receipt(attempt: Attempt) -> tuple[str, list[str]]:
    return _("We got your payment"), [
        _("We got your payment. Thank you."),
        _number(attempt),
        _where(),
        _("If your bank sends the payment back, we will write to you.")
        if attempt.method != Method.CARD
        else _("You do not need to do anything else."),
        _("Not your payment? Call the number on your bill."),
    ]


def _sent_to_bank(attempt: Attempt) -> tuple[str, list[str]]:
    return _("We sent your payment to your bank"), [
        _("We sent your payment to your bank. Thank you."),
        _number(attempt),
        _("Your bank has up to five working days to answer. You do not need to pay again."),
        _where(),
        _("If your bank sends the payment back, we will write to you."),
        _("Not your payment? Call the number on your bill."),
    ]


def _returned(attempt: Attempt) -> tuple[str, list[str]]:
    return _("Your payment came back"), [
        _("Your bank sent your payment back, so it is not on your account. There is no fee."),
        _number(attempt),
        _("Please pay another way. If money is tight, call us. We can help."),
        _see_it(),
        _("A mistake? Call your bank first."),
    ]


def _taken_off(attempt: Attempt) -> tuple[str, list[str]]:
    return _("We corrected your account"), [
        _("We put a payment on your account by mistake. It was not yours, so we took it off. We are sorry."),
        _number(attempt),
        _("No money left your bank account. A bill that this payment paid is open again, with no fee."),
        _see_it(),
        _("If this does not look right, call the number on your bill."),
    ]


def _number(attempt: Attempt) -> str:
    return _("Your confirmation number is %(number)s. Keep it.") % {"number": spoken(attempt.reference)}


def _see_it() -> str:
    return _("See it at %(site)s. To guard your privacy, this e-mail shows no amount.") % {
        "site": profile().site
    }


def _where() -> str:
    return _("See the receipt at %(site)s. To guard your privacy, this e-mail shows no amount.") % {
        "site": profile().site
    }


_WORDS = {"receipt": _receipt, "sent_to_bank": _sent_to_bank, "returned": _returned, "taken_off": _taken_off}

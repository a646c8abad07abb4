"""What we write about a death: kind, short, no care, and an amount only to whoever speaks for the estate.

Whoever told us is written to without any account: they may be a stranger to it. Nothing here carries the
name of the person who died in its address.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from hearthside import clock
from hearthside.estates import selectors
from hearthside.estates.models import Contact, Notice, Papers, YesNo
from hearthside.mailroom import services as mailroom
from hearthside.members import selectors as members
from hearthside.money import ZERO, Money
from hearthside.organization.selectors import profile
from hearthside.references import spoken


def received(notice: Notice, *, at: datetime) -> None:
    """To whoever told us: we have it, and its number. The same whether or not we found an account."""
    with translation.override(notice.language):
        _to_reporter(
            notice, "estate_received", _("We have what you told us"),
            [_("We are sorry. Thank you for telling us."), _number(notice), what_stops_words(),
             _("Telling us does not make you owe anything."), papers_words(notice)], at=at,
        )  # fmt: skip


def verified(notice: Notice, *, at: datetime) -> None:
    """To the estate's contact, else to whoever told us: what happens next. No amount."""
    contact = selectors.contact_of(notice)
    with translation.override(notice.language):
        lines = [
            _("Thank you for helping us. We have what we need to close this person’s mail and payments."),
            _number(notice),
            _("What is left to pay, if anything, belongs to the estate."),
            _("Telling us does not make you owe anything."),
            _("Health plans may still decide the last claims. So the last bill takes some weeks."),
        ]  # fmt: skip
        if contact is None:
            lines.append(_("Is somebody in charge of the estate? Please tell us who, and how to reach them."))
            _to_reporter(notice, "estate_verified", _("What happens next"), lines, at=at)
        else:
            _to_contact(notice, contact, "estate_verified", _("What happens next"), lines, at=at)


def needed(notice: Notice, contact: Contact, *, at: datetime) -> None:
    """To the estate's contact: what we still need before we may talk about money."""
    with translation.override(notice.language):
        if contact.papers_seen:
            lines = [
                _("We have your papers. Thank you. We can now talk with you about the bills of the estate."),
                _number(notice),
            ]
            _to_contact(notice, contact, "estate_needed", _("We have your papers"), lines, at=at)
            return
        lines = [
            _("We are sorry for your loss. We wrote down that you speak for the estate."),
            _number(notice),
            _("Before we can talk about bills or send money, we need a copy of one of these papers:"),
            "\n".join((
                _("- the court’s paper that names you (letters testamentary or of administration)"),
                _("- your state’s form for a small estate"),
            )),
            _("There is no hurry. You can mail a copy to %(place)s. Write the case number on it.")
            % {"place": ", ".join(profile().return_lines)},
        ]  # fmt: skip
        _to_contact(notice, contact, "estate_needed", _("What we need from you"), lines, at=at)


def final(notice: Notice, contact: Contact, owed: Money, *, at: datetime) -> None:
    """To the estate's contact: the last bill, or that there is none."""
    with translation.override(notice.language):
        lines = [_final_words(notice, owed), _number(notice)]
        if owed > ZERO:
            lines += [
                _("The estate pays this, from what the person owned."),
                _("In most cases nobody pays it from their own money."),
                _("You can mail a check to %(place)s. Write the account number %(account)s on it.")
                % {"place": ", ".join(profile().mail_lines), "account": _account(notice)},
                _("Is there not enough in the estate? Call us and say so."),
            ]  # fmt: skip
        _to_contact(
            notice, contact, "estate_final", _("The last bill of the estate"), lines, at=at, on_paper=True,
            in_email=[_("We sent you a letter about the last bill of the estate."), _number(notice)],
        )  # fmt: skip


def _final_words(notice: Notice, owed: Money) -> str:
    if owed <= ZERO:
        return _("Nothing is left to pay. We close the bills of the estate.")
    return _("%(amount)s is left to pay. This is the last bill, in the name of the estate.") % {
        "amount": owed
    }


def household(notice: Notice, *, at: datetime) -> None:
    """A neutral word to the people of the account: no name, no death, nothing to do."""
    assert notice.account_id is not None
    account = members.account(notice.account_id)
    with translation.override(account.language):
        lines = [
            _("Someone told us something about this account, and we are checking it."),
            _("Until we know more, some mail and payments are on hold. Nothing is owed sooner for it."),
            _("You do not need to do anything. If you think this is a mistake, please call us."),
            _number(notice),
        ]
        _to_account(notice, "estate_household", _("We are checking something"), lines, at=at)


def undone(notice: Notice, *, needs_yes: bool, at: datetime) -> None:
    """To the member: it was a mistake, we are sorry, and all is as it was."""
    assert notice.account_id is not None
    account = members.account(notice.account_id)
    with translation.override(account.language):
        lines = [
            _("We made a mistake with this account, and put your mail and bills on hold. We are sorry."),
            _("This is fixed. Your bills are as they were, with the same ages, and no fee was added."),
        ]
        if needs_yes:
            lines.append(
                _("Automatic payments and payment plans are off. They need a new yes from you to start.")
            )
        lines += [_("What we held back in the mail is sent now."), _number(notice)]
        _to_account(
            notice, "estate_undone", _("Your account is as it was"), lines, at=at,
            name=members.recipient_of(account.pk),
        )  # fmt: skip


def what_stops_words() -> str:
    """The one sentence about what stops: true whether or not we know already whose account it is."""
    return _(
        "As soon as the facts match our records, bills, reminders, texts, calls and automatic payments "
        "stop. If they do not match by themselves, a person looks."
    )


def papers_words(notice: Notice) -> str:
    """What to do about papers."""
    if notice.papers == Papers.NONE:
        return _("You need no papers for this.")
    if notice.is_executor == YesNo.YES:
        return _("You can mail papers when you have them. Write the case number on the copies.")
    return _("You need no papers now.")


def _number(notice: Notice) -> str:
    return _("The case number is %(number)s.") % {"number": spoken(notice.case.reference)}


def _account(notice: Notice) -> str:
    assert notice.account_id is not None
    return spoken(members.account(notice.account_id).number)


def _to_reporter(notice: Notice, kind: str, subject: str, lines: Sequence[str], *, at: datetime) -> None:
    _send(
        notice, kind, subject, lines, None, notice.reporter, notice.email, notice.address_lines,
        notice.language, at=at,
    )  # fmt: skip


def _to_contact(
    notice: Notice, contact: Contact, kind: str, subject: str, lines: Sequence[str], *, at: datetime,
    on_paper: bool = False, in_email: Sequence[str] = (),
) -> None:  # fmt: skip
    key = f"{kind}:{'papers' if contact.papers_seen else 'none'}"
    _send(
        notice, kind, subject, lines, notice.account_id, contact.name, contact.email, contact.address_lines,
        notice.language, at=at, on_paper=on_paper, key=key, in_email=in_email,
    )  # fmt: skip


def _to_account(
    notice: Notice, kind: str, subject: str, lines: Sequence[str], *, at: datetime, name: str = ""
) -> None:
    assert notice.account_id is not None
    account = members.account(notice.account_id)
    _send(
        notice, kind, subject, lines, account.pk, name or _("To the people at this address"), account.email,
        account.address_lines, account.language, at=at, large_print=account.large_print,
        on_paper=bool(name) or not account.email, key=f"{kind}:{clock.day_of(at).isoformat()}",
    )  # fmt: skip


def _send(
    notice: Notice, kind: str, subject: str, lines: Sequence[str], account_id: int | None, name: str,
    email: str, address_lines: Sequence[str], language: str, *, at: datetime, on_paper: bool = False,
    large_print: bool = False, key: str = "", in_email: Sequence[str] = (),
) -> None:  # fmt: skip
    org, number = profile(), notice.case.reference
    said = [line for line in lines if line]
    closing = _("Questions? Call us: %(phone)s.") % {"phone": org.phone}
    if email:
        mailroom.queue_email(
            key=f"{key or kind}:{number}:email", kind=kind, account_id=account_id, to=email,
            language=language, subject=f"{org.name}: {subject}", reference=number,
            body="\n\n".join([*(in_email or said), closing]), at=at,
        )  # fmt: skip
    if address_lines and (on_paper or not email):
        mailroom.queue_letter(
            key=f"{key or kind}:{number}:letter", kind=kind, account_id=account_id, name=name or org.name,
            address_lines=address_lines, language=language, large_print=large_print, subject=subject,
            reference=number, body="\n\n".join([*said, closing]), at=at,
        )  # fmt: skip

"""What we send when we have answered: word that there is an answer, and never what it is.

Whoever wrote is told, once a thread and day while they have not opened it. A text goes only about bills, to
who said yes to those. An account that nobody signs in to gets the answer itself, as a letter.
"""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from hearthside import clock
from hearthside.inbox import selectors
from hearthside.inbox.models import Area, Thread, ThreadMessage
from hearthside.mailroom import services as mailroom
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow, GrantRow
from hearthside.organization.selectors import profile
from hearthside.reminders import selectors as reminders

KIND = "inbox_answer"
OWN = ("self", "guarantor")


def answered(thread: Thread, message: ThreadMessage, *, at: datetime) -> None:
    """Tell whoever waits for it that there is an answer. The same answer again tells nobody anew."""
    account = members.account(thread.account_id)
    waiting = _waiting(thread)
    for grant in waiting:
        _tell(thread, account, grant, at=at)
    if not waiting:
        _tell_account(thread, account, message, at=at)


def _waiting(thread: Thread) -> list[GrantRow]:
    """The live grants of those who wrote; where staff wrote first, of those whose account it is."""
    writers, scopes = selectors.writers_of(thread), selectors.SCOPES[thread.area]
    grants = [grant for grant in members.live_helpers(thread.account_id) if grant.scope in scopes]
    wrote = [grant for grant in grants if grant.login_id in writers]
    return wrote or [grant for grant in grants if grant.scope in OWN]


def _tell(thread: Thread, account: AccountRow, grant: GrantRow, *, at: datetime) -> None:
    number = _texts_to(thread, account) if grant.scope in OWN else ""
    mark = f"{grant.login_id}.{selectors.seen_upto(thread, grant.login_id)}"
    if number:
        _text(thread, account, number, mark=mark, at=at)
    else:
        _email(thread, account, grant.login.email, mark=mark, at=at)


def _texts_to(thread: Thread, account: AccountRow) -> str:
    """The number that said yes to texts about bills, if this thread is about them and nothing stops it."""
    wish = reminders.wish_of(account.pk) if thread.area == Area.MONEY else None
    if wish is None or wish.channel != "text" or reminders.texts_are_stopped(account.pk):
        return ""
    return wish.text_to if wish.text_to == reminders.number_for_texts(account.pk) else ""


def _key(thread: Thread, mark: str, at: datetime) -> str:
    """Once a day for each reader, until they have opened what there was."""
    return f"{KIND}:{thread.reference}:{mark}:{clock.day_of(at).isoformat()}"


def _text(thread: Thread, account: AccountRow, to: str, *, mark: str, at: datetime) -> None:
    with translation.override(account.language):
        body = _("We have a message for you. Sign in at %(site)s to read it.") % {"site": profile().site}
    mailroom.queue_text(
        key=_key(thread, mark, at), kind=KIND, account_id=account.pk, to=to, language=account.language,
        body=body, at=at,
    )  # fmt: skip


def _email(thread: Thread, account: AccountRow, to: str, *, mark: str, at: datetime) -> None:
    org = profile()
    with translation.override(account.language):
        subject = f"{org.name}: " + _("You have a message")
        body = "\n\n".join([
            _("We have answered your message."),
            _("To read it, go to %(site)s and sign in. Type this address yourself.") % {"site": org.site},
            _("To guard your privacy, this e-mail says no more. Please do not reply to it."),
            _("Questions? Call us: %(phone)s.") % {"phone": org.phone},
        ])  # fmt: skip
    mailroom.queue_email(
        key=_key(thread, mark, at), kind=KIND, account_id=account.pk, to=to, language=account.language,
        subject=subject, body=body, reference=thread.reference, at=at,
    )  # fmt: skip


def paper_key(message: ThreadMessage) -> str:
    """The key of the letter that holds a message whole, where one was sent."""
    return f"{KIND}_paper:{message.thread.reference}:{message.ordinal}"


def _tell_account(thread: Thread, account: AccountRow, message: ThreadMessage, *, at: datetime) -> None:
    """Nobody signs in to it: by the address we have."""
    if account.email:
        _email(thread, account, account.email, mark="0", at=at)
    else:
        _letter(thread, account, message, at=at)


def _letter(thread: Thread, account: AccountRow, message: ThreadMessage, *, at: datetime) -> None:
    with translation.override(thread.language):
        subject = _("A message for you")
        body = "\n\n".join([message.words, _("Questions? Call us: %(phone)s.") % {"phone": profile().phone}])
    mailroom.queue_letter(
        key=paper_key(message), kind=KIND, account_id=account.pk, name=members.recipient_of(account.pk),
        address_lines=account.address_lines, language=thread.language, large_print=account.large_print,
        subject=subject, body=body, reference=thread.reference, at=at,
    )  # fmt: skip

"""What we write after a change: that something changed, never what; another may read the mailbox."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthside.cases.selectors import CaseRow
from hearthside.mailroom import services as mailroom
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.organization.selectors import profile
from hearthside.references import spoken

KIND = "contact_changed"


def tell_of_change(
    account: AccountRow, *, emails: Iterable[str], phones: Iterable[str], old_lines: list[str], at: datetime
) -> None:
    """The contacts of before and of now. Who has neither e-mail nor phone hears at the address of before."""
    with translation.override(account.language):
        body = _(
            "The contact details on your account were changed.\n\n"
            "Was this you? Then there is nothing to do. If it was not you, call us now: %(phone)s.\n\n"
            "You can see the details when you sign in at %(site)s."
        ) % {"phone": profile().phone, "site": profile().site}
        subject = _("%(org)s: your contact details were changed") % {"org": profile().name}
        text = _("Your contact details were changed. Not you? Call %(phone)s.") % {"phone": profile().phone}
    told = [_email(account, address, subject, body, at) for address in sorted(set(emails) - {""})]
    told += [_text(account, phone, text, at) for phone in sorted(set(phones) - {""})]
    if not told and old_lines:
        mailroom.queue_letter(
            key=f"{KIND}:{account.pk}:{at.isoformat()}:letter", kind=KIND, account_id=account.pk,
            name=members.recipient_of(account.pk), address_lines=old_lines, language=account.language,
            large_print=account.large_print, subject=subject.partition(": ")[2], body=body, at=at,
        )  # fmt: skip


def _email(account: AccountRow, address: str, subject: str, body: str, at: datetime) -> str:
    return mailroom.queue_email(
        key=f"{KIND}:{account.pk}:{at.isoformat()}:{_mark(address)}", kind=KIND, account_id=account.pk,
        to=address, language=account.language, at=at, subject=subject, body=body,
    )  # fmt: skip


def _text(account: AccountRow, phone: str, body: str, at: datetime) -> str:
    return mailroom.queue_text(
        key=f"{KIND}:{account.pk}:{at.isoformat()}:{_mark(phone)}", kind=KIND, account_id=account.pk,
        to=phone, language=account.language, body=body, at=at,
    )  # fmt: skip


def _mark(address: str) -> str:
    """Which address, in a key: short whatever its length, and not to be read back."""
    return hashlib.sha256(address.lower().encode()).hexdigest()[:12]


def received(case: CaseRow, *, at: datetime) -> None:
    """We have what they told us: its number, and by when we answer."""
    _about(case, "details_received", gettext_lazy("We have what you told us"), _received_lines, at)


def answered(case: CaseRow, *, at: datetime) -> None:
    """There is an answer; the page has it."""
    _about(case, "details_answered", gettext_lazy("We have answered you"), _answered_lines, at)


def _received_lines(case: CaseRow) -> list[str]:
    told = {"number": spoken(case.reference), "day": _day(case.due_on)}
    return [
        _("We have what you told us. Your case number is %(number)s.") % told,
        _("We look at it and answer you by %(day)s.") % told,
        _("You can add a paper or a word when you sign in at %(site)s.") % {"site": profile().site},
    ]


def _answered_lines(case: CaseRow) -> list[str]:
    return [
        _("We have answered what you told us. Your case number is %(number)s.")
        % {"number": spoken(case.reference)},
        _("You can read the answer when you sign in at %(site)s, or call us: %(phone)s.")
        % {"site": profile().site, "phone": profile().phone},
    ]


def _about(
    case: CaseRow, kind: str, subject: Promise, lines: Callable[[CaseRow], list[str]], at: datetime
) -> None:
    """An e-mail; a letter to whoever has no e-mail address."""
    assert case.account_id is not None
    account = members.account(case.account_id)
    with translation.override(case.language):
        body, about = "\n\n".join(lines(case)), str(subject)
    key = f"{kind}:{case.reference}"
    if account.email:
        mailroom.queue_email(
            key=key, kind=kind, account_id=account.pk, to=account.email, language=case.language,
            subject=f"{profile().name}: {about}", body=body, reference=case.reference, at=at,
        )  # fmt: skip
    else:
        mailroom.queue_letter(
            key=key, kind=kind, account_id=account.pk, name=members.recipient_of(account.pk),
            address_lines=account.address_lines, language=case.language, large_print=account.large_print,
            subject=about, body=body, reference=case.reference, at=at,
        )  # fmt: skip


def _day(day: date | None) -> str:
    return formats.date_format(day, "DATE_FORMAT") if day else ""

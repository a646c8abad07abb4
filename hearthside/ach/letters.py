"""What we write about a debit that came back. No amount and no care: the site shows those."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from hearthside.ach.models import Return
from hearthside.mailroom import services as mailroom
from hearthside.members import selectors as members
from hearthside.organization.selectors import profile
from hearthside.references import spoken


def tell_return(row: Return, *, at: datetime) -> None:
    """By e-mail where the account has an address for it, by letter otherwise. Once, however often it runs."""
    assert row.entry is not None and row.account_id is not None
    account = members.account(row.account_id)
    with translation.override(account.language):
        subject, lines = _words(row)
    facts: dict[str, Any] = {
        "account_id": account.pk,
        "language": account.language,
        "body": "\n\n".join(lines),
        "at": at,
    }
    key, kind, titled = f"ach_return:{row.pk}", "debit_returned", f"{profile().name}: {subject}"
    if account.email:
        mailroom.queue_email(key=key, kind=kind, to=account.email, subject=titled, **facts)
    else:
        mailroom.queue_letter(
            key=key, kind=kind, name=members.recipient_of(account.pk), address_lines=account.address_lines,
            large_print=account.large_print, subject=titled, **facts,
        )  # fmt: skip


def _words(row: Return) -> tuple[str, list[str]]:
    assert row.entry is not None
    debit = row.entry.debit
    if debit is None:
        return _("We cannot use your bank account"), [
            _("Your bank told us that we cannot use the bank account you gave us. We took no money from it."),
            _("You can give another bank account at %(site)s, or pay another way.")
            % {"site": profile().site},
            _help(),
        ]
    lines = [
        _("Your bank sent your payment back, so it is not on your account. There is no fee from us."),
        _("Your confirmation number is %(number)s. Keep it.") % {"number": spoken(debit.reference)},
    ]
    if row.action in ("disable", "revoke", "compliance"):
        lines.append(
            _("We will not use that bank account again. If more payments were planned, they are stopped.")
        )
    if debit.state == "due":
        lines.append(_("We will try one more time in a few days. You can stop that at %(site)s, or call us.")
                     % {"site": profile().site})  # fmt: skip
    else:
        lines.append(_("Please pay another way. If money is tight, call us. We can help."))
    lines.append(
        _("See it at %(site)s. To guard your privacy, this message shows no amount.")
        % {"site": profile().site}
    )
    return _("Your payment came back"), [*lines, _help()]


def _help() -> str:
    return _("Questions? Call %(phone)s.") % {"phone": profile().phone}

"""What we write about a request: to every contact, what happens and when, and how to stop it. No link.

The mailed code is made here from the request's number when the letter is printed: no outbox holds it.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from hearthside import clock
from hearthside.errors import HearthsideError
from hearthside.mailroom import services as mailroom
from hearthside.mailroom.paper import Letter, render_letter
from hearthside.members import selectors as members
from hearthside.organization.hours import clock_time
from hearthside.organization.selectors import profile
from hearthside.recovery import rules, selectors
from hearthside.recovery.models import Recovery, What
from hearthside.references import spoken

PAPER = "recovery_code"


class NoSuchRequest(HearthsideError):
    """A letter names a request that is not there."""

    code = "recovery.no_such_request"


def asked(row: Recovery, *, at: datetime) -> None:
    """Tell every contact what will happen, and how to stop it."""
    with translation.override(row.language):
        lines = [_what_will_happen(row), _was_it_you(), _how_to_stop(row)]
        text = _("Someone asked to change how you sign in. Not you? Call %(phone)s. Your number: %(number)s.")
        _tell(row, "recovery_asked", _("Someone asked to change how you sign in"), lines, text, at=at)


def done(row: Recovery, emails: Sequence[str], *, at: datetime) -> None:
    """Tell every contact, the old e-mail address and the new one, that it has happened."""
    with translation.override(row.language):
        what = (
            _("The app, passkeys and recovery codes were taken off your sign-in.")
            if row.what == What.SECOND_STEP
            else _("You now sign in with another e-mail address.")
        )
        lines = [
            what, _("Every device was signed out. For 72 hours, no money is sent back from your account."),
            _was_it_you(), _("If it was not you, call us now: %(phone)s.") % {"phone": profile().phone},
        ]  # fmt: skip
        text = _("The way you sign in was changed. Not you? Call %(phone)s. Your number: %(number)s.")
        _tell(row, "recovery_done", _("The way you sign in was changed"), lines, text, emails, at=at)


def stopped(row: Recovery, *, at: datetime) -> None:
    """Tell every contact that nothing was changed."""
    with translation.override(row.language):
        lines = [
            _("The change to your sign-in was stopped. Nothing was changed."),
            _("Every device was signed out. Choose a new password the next time you sign in."),
            _("Did you want the change? Then call us: %(phone)s.") % {"phone": profile().phone},
        ]
        text = _("The change to your sign-in was stopped. Questions? Call %(phone)s. Number: %(number)s.")
        _tell(row, "recovery_stopped", _("The change to your sign-in was stopped"), lines, text, at=at)


def _what_will_happen(row: Recovery) -> str:
    assert row.ready_at is not None
    local = row.ready_at.astimezone(clock.EASTERN)
    when = {
        "day": formats.date_format(local.date(), "DATE_FORMAT"),
        "time": clock_time(local.time(), row.language),
    }
    if row.what == What.SECOND_STEP:
        return (
            _(
                "Someone asked us to take the app, passkeys and recovery codes off your sign-in. "
                "We do it on %(day)s at %(time)s Eastern."
            )
            % when
        )
    return (
        _(
            "Someone asked us to change the e-mail address that you sign in with. "
            "We do it on %(day)s at %(time)s Eastern."
        )
        % when
    )


def _was_it_you() -> str:
    return _("Was it you? Then there is nothing to do.")


def _how_to_stop(row: Recovery) -> str:
    return _(
        "If it was not you, type %(site)s in your browser. Choose “I cannot sign in”, then “Stop a change”, "
        "and give this number: %(number)s. Or call us now: %(phone)s."
    ) % {"site": profile().site, "number": spoken(row.reference), "phone": profile().phone}


def _tell(
    row: Recovery, kind: str, subject: str, lines: Sequence[str], text: str, emails: Sequence[str] = (),
    *, at: datetime,
) -> None:  # fmt: skip
    """One e-mail an address, one text, one letter."""
    account = members.account(row.account_id)
    key, body = f"{kind}:{row.reference}", "\n\n".join(lines)
    known = {address.lower(): address for address in (*emails, row.login.email, account.email) if address}
    signed = f"{body}\n\n{profile().name}, {profile().phone}"
    for place, address in enumerate(sorted(known.values())):
        mailroom.queue_email(
            key=f"{key}:{place}", kind=kind, account_id=account.pk, to=address, language=row.language,
            subject=f"{profile().name}: {subject}", body=signed, at=at, reference=row.reference,
        )  # fmt: skip
    if account.phone:
        said = text % {"phone": profile().phone, "number": spoken(row.reference)}
        mailroom.queue_text(
            key=f"{key}:text", kind=kind, account_id=account.pk, to=account.phone, language=row.language,
            body=said, at=at,
        )  # fmt: skip
    if account.address_lines:
        mailroom.queue_letter(
            key=f"{key}:letter", kind=kind, account_id=account.pk, name=members.recipient_of(account.pk),
            address_lines=account.address_lines, language=row.language, large_print=account.large_print,
            subject=subject, body=body, reference=row.reference, at=at,
        )  # fmt: skip


def text_code(*, account_id: int, to: str, code: str, ticket: str, language: str, at: datetime) -> None:
    """A code as a text; its last line is bound to our site, so that a phone fills it in nowhere else."""
    with translation.override(language):
        said = _("%(org)s: Your code is %(code)s. It works for 10 minutes. We never ask for it by phone.")
        body = said % {"org": profile().name, "code": code}
    site = profile().site.removeprefix("https://").split("/")[0]
    mailroom.queue_text(
        key=f"recovery_code:{ticket}", kind="recovery_code", account_id=account_id, to=to, language=language,
        body=f"{body}\n\n@{site} #{code}", at=at,
    )  # fmt: skip


def mail_code(row: Recovery, *, at: datetime) -> str:
    """Queue the letter with the code of this request; its message number."""
    account = members.account(row.account_id)
    with translation.override(row.language):
        return mailroom.queue_paper(
            key=f"{PAPER}:{row.reference}", kind=PAPER, account_id=account.pk,
            name=members.recipient_of(account.pk), address_lines=account.address_lines,
            language=row.language, large_print=account.large_print, subject=_("Your code to sign in again"),
            paper=PAPER, reference=row.reference, at=at,
        )  # fmt: skip


def print_code(reference: str) -> bytes:
    """The letter with the code, for the mailroom. Raises NoSuchRequest and FontsMissing."""
    row = selectors.with_reference(reference)
    if row is None:
        raise NoSuchRequest("a letter names a request that is not there", reference=reference)
    return render_letter(code_letter(row), profile(clock.day_of(row.asked_at)))


def code_letter(row: Recovery) -> Letter:
    """What the letter says."""
    with translation.override(row.language):
        until = formats.date_format(clock.day_of(row.asked_at + rules.LETTER_LENGTH), "DATE_FORMAT")
        code = rules.letter_code(settings.GUARD_KEY.encode(), row.reference)
        told = {"code": f"{code[:4]} {code[4:]}", "day": until, "site": profile().site}
        paragraphs = (
            _("Someone asked us to help you sign in again. Here is the code:"),
            told["code"],
            _("Type %(site)s in your browser. Choose “I cannot sign in”, then “I have a code from a letter”.")
            % told,
            _("You also need your account number. The code works until %(day)s.") % told,
            _("We never ask for this code by phone. If you did not ask for it, do nothing."),
        )
        subject = _("Your code to sign in again")
    account = row.account
    return Letter(
        number=row.letter_number, made_on=clock.day_of(row.asked_at), name=members.recipient_of(account.pk),
        address_lines=tuple(account.address_lines), subject=subject, paragraphs=paragraphs,
        language=row.language, large_print=account.large_print, account_number="",
    )  # fmt: skip


PAPERS = {PAPER: print_code}

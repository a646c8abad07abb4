"""What we write about cases. An e-mail names no amount, no care and no answer; a letter gives the answer.

Who has no e-mail address gets a letter. An answer goes on paper too, for it may be asked again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import formats, translation
from django.utils.translation import gettext as _

from hearthside import clock
from hearthside.cases import selectors
from hearthside.cases.case_kinds import CORRECTED, STANDS
from hearthside.cases.kinds import kind
from hearthside.cases.models import Case, CaseState
from hearthside.mailroom import reading
from hearthside.mailroom import services as mailroom
from hearthside.mailroom.reading import Readability
from hearthside.members import selectors as members
from hearthside.money import Money
from hearthside.organization.selectors import profile
from hearthside.references import spoken


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as it would be sent, and how hard it is to read."""

    subject: str
    paragraphs: tuple[str, ...]
    language: str
    reading: Readability


def received(case: Case, *, at: datetime) -> None:
    """We have it, its number, and by when we answer. A case's first letter goes once."""
    with _language_of(case):
        _send(
            case, f"case_received:{case.reference}:{case.times_reopened}", "case_received",
            _("We have your question"),
            [_("We have your question about your bill."), _number(case), _answer_by(case)],
            [_("What you asked about is set aside. Until we answer, do not pay that part."),
             _("Please pay the rest of your bill as always.")],
            at=at,
        )  # fmt: skip


def asked(case: Case, words: str, *, key: str, at: datetime) -> None:
    """We need something before we can answer."""
    with _language_of(case):
        _send(
            case, f"case_asked:{case.reference}:{key}", "case_asked", _("We need something from you"),
            [_("We need something from you before we can answer your question."), _number(case)],
            [words, _("You can send it when you sign in, or by mail. Write the case number on it."),
             _("What you asked about stays set aside.")],
            at=at, on_paper=True,
        )  # fmt: skip


def asked_again(case: Case, *, at: datetime) -> None:
    """We asked some time ago and have heard nothing."""
    assert case.asked_on is not None
    with _language_of(case):
        _send(
            case, f"case_still_waiting:{case.reference}:{case.asked_on.isoformat()}", "case_still_waiting",
            _("We still need something from you"),
            [_("We asked you for something and have not heard from you yet."), _number(case)],
            [_("If it is hard to get, call us. We can help, or answer with what we have.")],
            at=at,
        )  # fmt: skip


def more_time(case: Case, words: str, *, at: datetime) -> None:
    """We take the further time the rule allows, and say why."""
    with _language_of(case):
        _send(
            case, f"case_more_time:{case.reference}:{case.due_on}", "case_more_time",
            _("We need more time for your question"),
            [_("We need more time to answer your question."), _number(case), _answer_by(case)],
            [words, _("What you asked about stays set aside. Do not pay that part yet.")], at=at,
        )  # fmt: skip


def late(case: Case, *, at: datetime) -> None:
    """We promised a day and it has passed. This one is our fault, and says so."""
    assert case.due_on is not None
    with _language_of(case):
        _send(
            case, f"case_late:{case.reference}:{case.due_on.isoformat()}", "case_late",
            _("Our answer to you is late"),
            [_("We said we would answer you by %(day)s. We have not, and we are sorry.")
             % {"day": _day(case.due_on)}, _number(case)],
            [_("What you asked about stays set aside until we answer. You do not need to do anything.")],
            at=at,
        )  # fmt: skip


def answered(case: Case, words: str, *, at: datetime) -> None:
    """Our answer: the e-mail says that there is one, the letter says what it is."""
    with _language_of(case):
        _send(
            case, f"case_answered:{case.reference}:{case.times_reopened}:{case.outcome}", "case_answered",
            _("Our answer to your question"),
            [_("We have answered your question about your bill."), _number(case)],
            answer_lines(case, words, outcome=case.outcome, today=clock.day_of(at)),
            at=at, on_paper=True,
        )  # fmt: skip


def corrected(case: Case, *, at: datetime) -> None:
    """The charge is gone. Only when the correction took time: the answer itself says it else."""
    with _language_of(case):
        _send(
            case, f"case_corrected:{case.reference}:{case.times_reopened}", "case_corrected",
            _("Your bill is corrected"),
            [_("What you asked about is corrected."), _number(case)],
            [_gone_words()], at=at, on_paper=True,
        )  # fmt: skip


def withdrawn(case: Case, *, at: datetime) -> None:
    """They took the question back: what was set aside is to be paid."""
    with _language_of(case):
        _send(
            case, f"case_withdrawn:{case.reference}:{case.times_reopened}", "case_withdrawn",
            _("You took your question back"),
            [_("You took back your question about your bill."), _number(case)],
            [_("What was set aside is to be paid again.")], at=at,
        )  # fmt: skip


def preview(case: Case, words: str, *, outcome: str, today: date) -> Preview:
    """The letter that `answered` would send, without sending it."""
    language = language_of(case)
    with translation.override(language):
        subject = _("Our answer to your question")
        lines = [
            _("We have answered your question about your bill."), _number(case),
            *answer_lines(case, words, outcome=outcome, today=today),
        ]  # fmt: skip
    return Preview(subject, tuple(lines), language, reading.read("\n\n".join(lines), language))


def answer_lines(case: Case, words: str, *, outcome: str, today: date) -> list[str]:
    """What an answer says, in the language that is on."""
    if outcome == STANDS:
        return _stands_lines(case, words, today)
    if outcome == CORRECTED:
        is_gone = case.state == CaseState.CLOSED
        return [words, _gone_words() if is_gone else _being_corrected()]
    return [words]


def _stands_lines(case: Case, words: str, today: date) -> list[str]:
    left = selectors.open_of(case)
    until = today + timedelta(days=kind(case.kind).again_days(today))
    again = _("Do you think this is wrong? Ask us to look again by %(day)s. Another person will.")
    return [
        _("We looked again. What you asked about is right as it is."),
        words,
        _to_pay(left),
        _("You can pay in parts with no interest, or ask for a lower bill."),
        again % {"day": _day(until)},
    ]


def _to_pay(left: Money) -> str:
    if not left:
        return _("You have paid it already, so there is nothing to pay.")
    return _("So %(amount)s is to be paid again. There is no fee.") % {"amount": left}


def _being_corrected() -> str:
    return _("We are correcting your bill. Do not pay that part. We write to you when it is done.")


def _gone_words() -> str:
    return _("You do not owe it. If you had paid it, that money is now credit on your account.")


def _number(case: Case) -> str:
    return _("The case number is %(number)s.") % {"number": spoken(case.reference)}


def _answer_by(case: Case) -> str:
    if case.due_on is None:
        return _("We write to you when there is an answer.")
    return _("We answer by %(day)s.") % {"day": _day(case.due_on)}


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def language_of(case: Case) -> str:
    """What its letters are written in: the account's language, else that of the page it was opened on."""
    return members.account(case.account_id).language if case.account_id else case.language


def _language_of(case: Case) -> translation.override:
    return translation.override(language_of(case))


def _send(
    case: Case, key: str, mail_kind: str, subject: str, lines: Sequence[str], more: Sequence[str], *,
    at: datetime, on_paper: bool = False,
) -> None:  # fmt: skip
    if case.account_id is None:
        return
    account, org = members.account(case.account_id), profile()
    if account.email:
        privacy = _("See it when you sign in at %(site)s. To guard your privacy, this e-mail says no more.")
        closing = _("Questions? Call us: %(phone)s.") % {"phone": org.phone}
        mailroom.queue_email(
            key=f"{key}:email", kind=mail_kind, account_id=account.pk, to=account.email,
            language=account.language, subject=f"{org.name}: {subject}", reference=case.reference,
            body="\n\n".join([*lines, privacy % {"site": org.site}, closing]), at=at,
        )  # fmt: skip
    if on_paper or not account.email:
        mailroom.queue_letter(
            key=f"{key}:letter", kind=mail_kind, account_id=account.pk, name=members.recipient_of(account.pk),
            address_lines=account.address_lines, language=account.language, large_print=account.large_print,
            subject=subject, reference=case.reference,
            body="\n\n".join(line for line in [*lines, *more] if line), at=at,
        )  # fmt: skip

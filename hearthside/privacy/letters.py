"""What we write about privacy requests. An e-mail says that there is news, and never what was asked.

Who asked to be reached another way hears nothing before it is done, and then only there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import formats, translation
from django.utils.translation import gettext as _

from hearthside import clock
from hearthside.cases import selectors as cases
from hearthside.mailroom import reading
from hearthside.mailroom import services as mailroom
from hearthside.mailroom.reading import Readability
from hearthside.members import selectors as members
from hearthside.organization.selectors import profile
from hearthside.privacy import selectors, wording
from hearthside.privacy.case_kinds import COMPLAINT, CONTACT, COPY, DONE, FIX, LESS, LIST, REFUSED
from hearthside.privacy.models import Copy, Request
from hearthside.privacy.rules.keeping import years_before
from hearthside.references import spoken

GOVERNMENT = (
    "Office for Civil Rights, U.S. Department of Health and Human Services",
    "200 Independence Avenue SW, Room 509F, Washington, DC 20201",
    "hhs.gov/ocr/complaints, 1-800-368-1019",
)


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as it would be sent, and how hard it is to read."""

    subject: str
    paragraphs: tuple[str, ...]
    language: str
    reading: Readability


def received(asked: Request, *, at: datetime) -> None:
    """We have it and answer by a day."""
    if asked.kind == CONTACT:
        return
    with _language_of(asked):
        lines = [_("We have your request."), _number(asked), _answer_by(asked)]
        _send(asked, "privacy_received", _("We have your request"), lines, [], at=at)


def more_time(asked: Request, words: str, *, at: datetime) -> None:
    """We take the one extension the law gives, and say why."""
    with _language_of(asked):
        lines = [_("We need more time for your request."), _number(asked), _answer_by(asked)]
        _send(asked, "privacy_more_time", _("We need more time"), lines, [words], at=at, on_paper=True)


def answered(asked: Request, outcome: str, *, at: datetime) -> None:
    """Our answer, on paper; the e-mail only says that there is one."""
    with _language_of(asked):
        _send(
            asked, "privacy_answered", _("Our answer to your request"),
            [_("We have answered your request."), _number(asked)],
            answer_lines(asked, outcome, asked.answer, today=clock.day_of(at)), at=at, on_paper=True,
        )  # fmt: skip


def preview(asked: Request, outcome: str, words: str, *, today: date) -> Preview:
    """The letter that `answered` would send, without sending it."""
    language = _account_language(asked)
    with translation.override(language):
        subject = _("Our answer to your request")
        lines = [_("We have answered your request."), _number(asked)]
        lines += answer_lines(asked, outcome, words, today=today)
    return Preview(subject, tuple(lines), language, reading.read("\n\n".join(lines), language))


def answer_lines(asked: Request, outcome: str, words: str, *, today: date) -> list[str]:
    """What an answer says after its number: staff's own words, what was done, and the rights that remain."""
    said = {
        (COPY, DONE): [_("Your copy is being made. When it is ready, you find it on your privacy page for "
                         "seven days. If you asked for paper, it comes by mail.")],
        (COPY, "partly"): [_("You get a part of what you asked for.")],
        (FIX, DONE): [_("We fixed it, and we tell those who need to know.")],
        (LESS, DONE): [_("We agreed. It holds until you or we write that it ends.")],
        (CONTACT, DONE): [_("From now on we reach you only in the way you asked for.")],
    }.get((asked.kind, outcome), [])  # fmt: skip
    listed = _list_lines(asked, today) if asked.kind == LIST else []
    return [line for line in [words, *said, *listed, *_rights(asked, outcome)] if line]


def _list_lines(asked: Request, today: date) -> list[str]:
    since = years_before(today, int(asked.facts.get("years", "6")))
    rows = selectors.list_for_member(asked.account_id, since=since, until=today)
    if not rows:
        return [
            _("We told nobody in this time, other than for your care, for payment, to run our work, or where "
              "you had signed for it. The law leaves those out of the list.")
        ]  # fmt: skip
    head = _("This is whom we told in this time. The law leaves out what we told for your care, for payment, "
             "to run our work, or where you had signed for it.")  # fmt: skip
    return [
        head,
        "\n".join(f"- {_day(row.on)}: {row.to}. {row.what}. {_why(row.basis)}: {row.why}." for row in rows),
    ]


def _why(basis: str) -> str:
    return str(wording.BASES.get(basis, basis))


def _rights(asked: Request, outcome: str) -> list[str]:
    """What a person can still do. Source: 45 CFR 164.524(d)(2), 164.526(d)(1), 164.530(g)."""
    lines: list[str] = []
    if asked.kind == FIX and outcome in (REFUSED, "partly"):
        lines += [
            _("You can write a page on why you do not agree. We keep it with your records, and we add it "
              "when we send them to someone. Write the case number on it."),
            _("You can also ask us to send this request and our answer along with your records."),
        ]  # fmt: skip
    if asked.kind == COPY and outcome in (REFUSED, "partly"):
        lines.append(
            _(
                "If we said no because it could harm someone, you can ask that another licensed person "
                "decides."
            )
        )
    if asked.kind == COMPLAINT or lines or outcome == REFUSED:
        lines += [complain_to_us(), complain_to_government()]
    return lines


def complain_to_us() -> str:
    """How to complain to us, in the language that is on."""
    org = profile()
    return _(
        "You can complain to us: call %(phone)s, or write to %(place)s. No one may treat you worse for it."
    ) % {"phone": org.phone, "place": ", ".join([org.name, *org.return_lines])}  # fmt: skip


def complain_to_government() -> str:
    return _("You can complain to the government at any time: %(place)s.") % {"place": "; ".join(GOVERNMENT)}


def copy_ready(copy: Copy, *, at: datetime) -> None:
    """The copy can be fetched. Only by e-mail: a letter would come too late to fetch it."""
    account, org = members.account(copy.account_id), profile()
    if not account.email:
        return
    with translation.override(account.language):
        mailroom.queue_email(
            key=f"privacy_copy:{copy.reference}", kind="privacy_copy", account_id=account.pk,
            to=account.email, language=account.language,
            subject=f"{org.name}: {_('A file is ready for you')}",
            body="\n\n".join(
                [_("A file that was asked for is ready. You can fetch it for seven days."), _see_it(),
                 _call_us()]
            ), reference=copy.reference, at=at,
        )  # fmt: skip


def _number(asked: Request) -> str:
    return _("The case number is %(number)s.") % {"number": spoken(asked.reference)}


def _answer_by(asked: Request) -> str:
    case = cases.case_with_reference(asked.reference)
    if case is None or case.due_on is None:
        return ""
    return _("We answer by %(day)s.") % {"day": _day(case.due_on)}


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def _see_it() -> str:
    site = profile().site
    return _("See it when you sign in at %(site)s. To guard your privacy, this e-mail says no more.") % {
        "site": site
    }


def _call_us() -> str:
    return _("Questions? Call us: %(phone)s.") % {"phone": profile().phone}


def _account_language(asked: Request) -> str:
    return members.account(asked.account_id).language


def _language_of(asked: Request) -> translation.override:
    return translation.override(_account_language(asked))


def _send(
    asked: Request, mail_kind: str, subject: str, lines: Sequence[str], more: Sequence[str], *, at: datetime,
    on_paper: bool = False,
) -> None:  # fmt: skip
    account, org = members.account(asked.account_id), profile()
    key = f"{mail_kind}:{asked.reference}"
    if account.email:
        mailroom.queue_email(
            key=f"{key}:email", kind=mail_kind, account_id=account.pk, to=account.email,
            language=account.language, subject=f"{org.name}: {subject}", reference=asked.reference,
            body="\n\n".join(line for line in [*lines, _see_it(), _call_us()] if line), at=at,
        )  # fmt: skip
    if (on_paper and not account.no_letters_home) or not account.email:
        mailroom.queue_letter(
            key=f"{key}:letter", kind=mail_kind, account_id=account.pk, name=members.recipient_of(account.pk),
            address_lines=account.address_lines, language=account.language, large_print=account.large_print,
            subject=subject, reference=asked.reference,
            body="\n\n".join(line for line in [*lines, *more, _call_us()] if line), at=at,
        )  # fmt: skip

"""What we write about access. No amount, no care, no account number, and never a code.

Whoever is removed hears nothing. Who has no e-mail address gets a letter.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import formats, translation
from django.utils.translation import gettext as _

from hearthside.mailroom import services as mailroom
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow, GrantRow, PersonRow
from hearthside.organization.selectors import profile
from hearthside.people.models import Authority, Invitation
from hearthside.people.wording import REASONS_SAID, YOU_MAY
from hearthside.references import spoken

Lines = Sequence[str]


def invitation(row: Invitation, *, at: datetime) -> None:
    """To the helper: who asks, what they would see, and that a code is needed, which this letter lacks."""
    who = short_name(members.recipient_of(row.account_id))
    with translation.override(row.language):
        facts = {"name": who, "day": _day(row.answer_by), "site": profile().site}
        asked = {
            "money": _("%(name)s would like your help with bills.") % facts,
            "care": _("%(name)s would like your help with care at home.") % facts,
            "all": _("%(name)s would like your help with bills and care at home.") % facts,
        }[row.scope]
        lines = [
            asked,
            _("If you say yes:") + " " + str(YOU_MAY[row.scope]),
            _("You or %(name)s can end this at any time. Helping does not make you owe anything.") % facts,
            _("To answer by %(day)s, go to %(site)s/invitation/ and type the code that %(name)s gives you.")
            % facts,
            _("If you do not know %(name)s, delete this.") % facts,
        ]
        _mail(
            f"invitation:{row.reference}", "helper_invitation", row.account_id, row.email, row.language,
            _("Someone would like your help"), lines, at=at,
        )  # fmt: skip


def short_name(name: str) -> str:
    """Ana Reyes as Ana R.: enough for who knows her."""
    first, _space, rest = name.strip().partition(" ")
    return f"{first} {rest[:1]}." if rest else first


def accepted(row: Invitation, *, at: datetime) -> None:
    """To the member: the helper said yes."""
    account = members.account(row.account_id)
    with translation.override(account.language):
        lines = [
            _("%(name)s said yes and can now help you.") % {"name": row.name},
            _("You can see what this person may see, and end it, under “Who can see my account”."),
        ]
        _tell_member(account, f"invitation_yes:{row.reference}", "helper_said_yes",
                     _("Your helper said yes"), lines, at=at)  # fmt: skip


def declined(row: Invitation, *, at: datetime) -> None:
    """To the member: the helper said no."""
    account = members.account(row.account_id)
    with translation.override(account.language):
        lines = [_("%(name)s said no. This person sees nothing.") % {"name": row.name}]
        _tell_member(account, f"invitation_no:{row.reference}", "helper_said_no",
                     _("Your helper said no"), lines, at=at)  # fmt: skip


def ending(grant: GrantRow, *, at: datetime) -> None:
    """To helper and member: on which day access ends by itself, and what to do."""
    assert grant.ends_on is not None
    account, name = grant.account, grant.login.name or grant.login.email
    key = f"access_ends:{grant.reference}:{grant.ends_on.isoformat()}"
    with translation.override(account.language):
        day = {"day": _day(grant.ends_on), "name": name}
        lines = [
            _("%(name)s can see your account until %(day)s. Then that ends by itself.") % day,
            _("If you want it to go on, choose a new last day under “Who can see my account”."),
        ]
        _tell_member(account, key, "access_ends", _("A helper’s access ends soon"), lines, at=at)
        facts = {"day": _day(grant.ends_on), "name": short_name(members.recipient_of(account.pk))}
        lines = [
            _("You help %(name)s. What you may see ends on %(day)s.") % facts,
            _("If you both want it to go on, ask %(name)s to renew it, or send us a new paper.") % facts,
        ]
        _mail(f"{key}:helper", "access_ends", None, grant.login.email, account.language,
              _("Your access ends soon"), lines, at=at)  # fmt: skip


def papers_agreed(row: Authority, ends_on: date, *, at: datetime) -> None:
    """To helper and member: the papers were read, and access begins."""
    assert row.account is not None and row.helper is not None
    with translation.override(row.case.language):
        lines = [
            _("We read your papers. You can act for the person they name from now on."),
            str(YOU_MAY[row.scope]),
            _("This ends on %(day)s.") % {"day": _day(ends_on)},
        ]
        _mail(f"papers_yes:{row.case.reference}:helper", "papers_agreed", None, row.helper.email,
              row.case.language, _("Your papers let you act"), lines, at=at)  # fmt: skip
    account = row.account
    with translation.override(account.language):
        lines = [
            _("%(name)s sent us papers and may act for you from now on.") % {"name": row.helper_name},
            _("This ends on %(day)s.") % {"day": _day(ends_on)},
            _("Is this not right? Call us today. We can end it on the same call."),
        ]
        _tell_member(account, f"papers_yes:{row.case.reference}", "papers_agreed",
                     _("Someone may act for you"), lines, at=at, on_paper=True)  # fmt: skip


def papers_agreed_for_member(row: Authority, made: Invitation, *, at: datetime) -> None:
    """To the member who sent them: agreed, and how the helper comes in."""
    assert row.account is not None
    with translation.override(row.account.language):
        lines = [
            _("We read the papers for %(name)s and agree.") % {"name": row.helper_name},
            _("We wrote to this person. Sign in, open “Who can see my account”, ask for the code, and tell "
              "it to %(name)s.") % {"name": row.helper_name},
            _("The code can be used until %(day)s.") % {"day": _day(made.answer_by)},
        ]  # fmt: skip
        _tell_member(row.account, f"papers_yes:{row.case.reference}", "papers_agreed",
                     _("We agree to your papers"), lines, at=at)  # fmt: skip


def papers_declined(row: Authority, words: str, *, at: datetime) -> None:
    """To whoever sent them: that there is an answer; the reason is on the page, behind a sign-in."""
    with translation.override(row.case.language):
        lines = [
            _("We read the papers you sent. They do not let anybody act yet."),
            str(REASONS_SAID[row.reason]),
            _number(row),
            _("Sign in to see what to do next."),
        ]
        subject, key = _("About the papers you sent"), f"papers_no:{row.case.reference}"
        if row.helper is not None:
            _mail(key, "papers_declined", None, row.helper.email, row.case.language, subject, lines, at=at)
        elif row.account is not None:
            _tell_member(row.account, key, "papers_declined", subject, [*lines, words], at=at)


def papers_asked(row: Authority, *, key: str, at: datetime) -> None:
    """To whoever sent them: we need something more, and where to read what."""
    with translation.override(row.case.language):
        lines = [_("We need something more before we can say yes."), _number(row),
                 _("Sign in to see what it is, and to send it.")]  # fmt: skip
        subject, own = _("About the papers you sent"), f"papers_asked:{row.case.reference}:{key}"
        if row.helper is not None:
            _mail(own, "papers_asked", None, row.helper.email, row.case.language, subject, lines, at=at)
        elif row.account is not None:
            _tell_member(row.account, own, "papers_asked", subject, lines, at=at)


def coming_of_age(child: PersonRow, *, day: date, age: int, at: datetime) -> None:
    """Before the birthday, to parent and child: whose the record is from that day on."""
    account = child.account
    facts = {"name": child.first_name, "day": _day_in(day, account.language), "age": age}
    key = f"coming_of_age:{child.pk}:{day.isoformat()}"
    with translation.override(account.language):
        lines = [
            _("%(name)s turns %(age)s on %(day)s. From that day, the record of care is %(name)s’s own.")
            % facts,
            _("You will not see it any more. The bills of the account stay as they are."),
            _("%(name)s can let you help: sign in, or call us.") % facts,
        ]
        _letter(account, f"{key}:parent", "coming_of_age", members.recipient_of(account.pk),
                _("A birthday that changes who sees what"), lines, at=at)  # fmt: skip
        lines = [
            _("You turn %(age)s on %(day)s. From that day, your record of care is your own.") % facts,
            _("Nobody else sees it unless you say so. Your family may still get the bills of the account."),
            _("To let someone help you, or to have your mail go to another place, call us."),
        ]
        _letter(account, f"{key}:child", "coming_of_age", child.name,
                _("Your record is yours from your birthday on"), lines, at=at)  # fmt: skip


def _number(row: Authority) -> str:
    return _("The case number is %(number)s.") % {"number": spoken(row.case.reference)}


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def _day_in(day: date, language: str) -> str:
    with translation.override(language):
        return _day(day)


def _tell_member(
    account: AccountRow, key: str, kind: str, subject: str, lines: Lines, *, at: datetime,
    on_paper: bool = False,
) -> None:  # fmt: skip
    """In the language that is on: by e-mail, and on paper where there is none or a paper was asked for."""
    if account.email:
        _mail(f"{key}:email", kind, account.pk, account.email, account.language, subject, lines, at=at)
    if on_paper or not account.email:
        _letter(account, f"{key}:letter", kind, members.recipient_of(account.pk), subject, lines, at=at)


def _mail(
    key: str, kind: str, account_id: int | None, to: str, language: str, subject: str, lines: Lines, *,
    at: datetime,
) -> None:  # fmt: skip
    org = profile()
    closing = _("Questions? Call us: %(phone)s.") % {"phone": org.phone}
    mailroom.queue_email(
        key=key, kind=kind, account_id=account_id, to=to, language=language,
        subject=f"{org.name}: {subject}", body="\n\n".join([*lines, closing]), at=at,
    )  # fmt: skip


def _letter(
    account: AccountRow, key: str, kind: str, name: str, subject: str, lines: Lines, *, at: datetime
) -> None:
    closing = _("Questions? Call us: %(phone)s.") % {"phone": profile().phone}
    mailroom.queue_letter(
        key=key, kind=kind, account_id=account.pk, name=name, address_lines=account.address_lines,
        language=account.language, large_print=account.large_print, subject=subject,
        body="\n\n".join([*lines, closing]), at=at,
    )  # fmt: skip

"""What we write about plans and hardship help. An e-mail names no amount and no care; a letter may.

Who has no e-mail address gets a letter. An answer that somebody may want to question goes on paper too.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils import formats, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearthside import clock
from hearthside.mailroom import services as mailroom
from hearthside.members import selectors as members
from hearthside.organization.selectors import profile
from hearthside.references import spoken
from hearthside.relief.models import Application, DeclineReason, Plan, WriteOff
from hearthside.relief.policy import policy
from hearthside.relief.rules.plans import Placed

Lines = Sequence[str]


def plan_started(plan: Plan, *, at: datetime) -> None:
    with _language_of(plan.account_id):
        _write(
            plan, "plan_started", _("Your payment plan has started"),
            [_("Your payment plan has started. There is no interest and no fee."), _number(plan)],
            [*_days(plan), _stop_words()], at=at,
        )  # fmt: skip


def plan_changed(plan: Plan, *, at: datetime) -> None:
    with _language_of(plan.account_id):
        _write(
            plan, "plan_changed", _("Your payment plan has changed"),
            [_("Your payment plan has changed, as you asked."), _number(plan)],
            [*_days(plan), _stop_words()], at=at,
        )  # fmt: skip


def plan_paused(plan: Plan, *, at: datetime) -> None:
    with _language_of(plan.account_id):
        _write(
            plan, "plan_paused", _("Your payment plan is paused"),
            [_("Your payment plan is paused. You do not need to pay on it for now."), _number(plan)],
            [_("We write to you before it goes on.")], at=at,
        )  # fmt: skip


def plan_resumed(plan: Plan, *, at: datetime) -> None:
    with _language_of(plan.account_id):
        _write(
            plan, "plan_resumed", _("Your payment plan goes on"),
            [_("The pause is over, so your payment plan goes on."), _number(plan)],
            [*_days(plan), _help_words()], at=at,
        )  # fmt: skip


def plan_completed(plan: Plan, *, at: datetime) -> None:
    with _language_of(plan.account_id):
        _write(
            plan, "plan_completed", _("Your payment plan is paid"),
            [_("You have paid all of your payment plan. Thank you."), _number(plan)], [], at=at,
        )  # fmt: skip


def plan_stopped(plan: Plan, *, at: datetime) -> None:
    with _language_of(plan.account_id):
        _write(
            plan, "plan_stopped", _("Your payment plan has ended"),
            [_("Your payment plan has ended, as you asked."), _number(plan)],
            [_("What is left is due with your next bill. If that is too much, tell us. We can help.")], at=at,
        )  # fmt: skip


def plan_broken(plan: Plan, *, at: datetime) -> None:
    with _language_of(plan.account_id):
        _write(
            plan, "plan_broken", _("Your payment plan has ended"),
            [_("Your payment plan has ended because a payment did not come."), _number(plan)],
            [_("What is left is due with your next bill. You can start a new plan, or ask for a lower bill."),
             _help_words()], at=at, on_paper=True,
        )  # fmt: skip


def installment_missed(plan: Plan, placed: Placed, *, at: datetime) -> None:
    """The day passed. What was not paid, and until when the plan stands."""
    until = clock.day_of(at) + timedelta(days=policy(clock.day_of(at)).plans.grace_days)
    with _language_of(plan.account_id):
        _write(
            plan, "plan_missed", _("A payment on your plan has not come"),
            [_("A payment on your plan was due %(day)s. If you have paid, thank you.")
             % {"day": _day(placed.due.due_on)}, _number(plan)],
            [_("Pay by %(day)s and your plan goes on. There is no fee.") % {"day": _day(until)},
             _help_words()], at=at,
        )  # fmt: skip


def application_received(application: Application, *, at: datetime) -> None:
    by = clock.day_of(at) + timedelta(days=policy(clock.day_of(at)).hardship.answer_days)
    with _language_of(application.account_id):
        _write(
            application, f"hardship_received:{application.times_sent}", _("We have your application"),
            [_("We have your application for a lower bill."), _number(application)],
            [_("We answer by %(day)s. Until then, you do not need to pay what you asked us to lower.")
             % {"day": _day(by)}], at=at,
        )  # fmt: skip


def application_granted(application: Application, write_off: WriteOff, *, at: datetime) -> None:
    percent = application.forgives_percent
    with _language_of(application.account_id):
        _write(
            application, f"hardship_granted:{application.times_sent}", _("Our answer to your application"),
            [_("We read your application for a lower bill, and we have an answer."), _number(application)],
            [_("We took %(amount)s off what you owe. That is %(percent)s percent of it.")
             % {"amount": write_off.amount, "percent": percent},
             _("The table we used: your income is %(percent)s percent of the federal poverty guideline for "
               "your household (%(source)s).")
             % {"percent": application.percent_of_guideline, "source": application.guideline_source},
             _("If something is left to pay, your next bill or your plan says how much.")],
            at=at, on_paper=True,
        )  # fmt: skip


def application_declined(application: Application, *, at: datetime) -> None:
    until = clock.day_of(at) + timedelta(days=policy(clock.day_of(at)).hardship.appeal_days)
    with _language_of(application.account_id):
        _write(
            application, f"hardship_declined:{application.times_sent}", _("Our answer to your application"),
            [_("We read your application for a lower bill, and we have an answer."), _number(application)],
            [why_declined(application),
             _("You can pay in parts with no interest, or send newer papers."),
             _("Do you think this is wrong? Ask us to look again by %(day)s. Another person will.")
             % {"day": _day(until)}],
            at=at, on_paper=True,
        )  # fmt: skip


def why_declined(application: Application) -> str:
    """Our "no" in plain words, in the language of this page or letter."""
    if application.decline_reason == DeclineReason.PAPERS_MISSING:
        return _("We cannot lower this bill yet because we could not read your income from your papers.")
    if application.decline_reason == DeclineReason.NOTHING_OWED:
        return _("There is nothing left to pay on this bill, so there is nothing to lower.")
    return _("We cannot lower this bill because the income you gave is above our limit.")


def collections_notice(account_id: int, *, amount: str, last_day: date, at: datetime) -> None:
    """What happens next if nothing is paid, and every way not to let it come to that. On paper."""
    with _language_of(account_id):
        _send(
            account_id, f"collections_notice:{account_id}:{clock.day_of(at).isoformat()}",
            "collections_notice", _("A bill of yours is still open"),
            [_("A bill of yours is still open. If you have paid, thank you.")],
            [_("You owe %(amount)s.") % {"amount": amount},
             _("If we hear nothing by %(day)s, another company may write to you about it for us.")
             % {"day": _day(last_day)},
             _("We never report anybody to a credit bureau."),
             _("You can stop this now: pay, pay in parts with no interest, ask for a lower bill, or tell us "
               "what is wrong with it."),
             _help_words()],
            at=at, on_paper=True,
        )  # fmt: skip


def _number(row: Plan | Application) -> str:
    return _("Its number is %(number)s.") % {"number": spoken(row.reference)}


def _days(plan: Plan) -> list[str]:
    rows = plan.installments.filter(amount_cents__gt=0).order_by("number")
    count = rows.count()
    head = ngettext("Your plan has %(count)s payment:", "Your plan has %(count)s payments:", count)
    return [head % {"count": count}, "\n".join(f"- {_day(row.due_on)}: {row.amount}" for row in rows)]


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def _stop_words() -> str:
    return _("You can change the day, add a bill, or stop the plan at any time.")


def _help_words() -> str:
    return _("If money is tight, call us. We can help.")


def _where() -> str:
    return _("See it at %(site)s. To guard your privacy, this e-mail shows no amount.") % {
        "site": profile().site
    }


def _language_of(account_id: int) -> translation.override:
    return translation.override(members.account(account_id).language)


def _write(
    row: Plan | Application, kind: str, subject: str, lines: Lines, more: Lines, *, at: datetime,
    on_paper: bool = False,
) -> None:  # fmt: skip
    key = f"{kind}:{row.reference}:{int(at.timestamp())}"
    _send(row.account_id, key, kind.partition(":")[0], subject, lines, more, at=at, on_paper=on_paper)


def _send(
    account_id: int, key: str, kind: str, subject: str, lines: Lines, more: Lines, *, at: datetime,
    on_paper: bool,
) -> None:  # fmt: skip
    account = members.account(account_id)
    if account.email:
        mailroom.queue_email(
            key=f"{key}:email", kind=kind, account_id=account_id, to=account.email,
            language=account.language, subject=f"{profile().name}: {subject}",
            body="\n\n".join([*lines, _where(), _help_words()]), at=at,
        )  # fmt: skip
    if on_paper or not account.email:
        mailroom.queue_letter(
            key=f"{key}:letter", kind=kind, account_id=account_id, name=members.recipient_of(account_id),
            address_lines=account.address_lines, language=account.language, large_print=account.large_print,
            subject=subject, body="\n\n".join([*lines, *more]), at=at,
        )  # fmt: skip

"""Notices, what they stopped, and what is known of the people they are about."""

from datetime import date

from django.db.models import QuerySet

from hearthside import clock
from hearthside.cases import selectors as cases
from hearthside.claims import selectors as claims
from hearthside.claims.items import describe_item
from hearthside.coverage import selectors as coverage
from hearthside.coverage.rules import id_as_matched
from hearthside.estates import rules
from hearthside.estates.mail_holds import rests
from hearthside.estates.models import LIVE, Contact, Notice, NoticeState, Stop, Task, What
from hearthside.estates.rules import Someone
from hearthside.identity import selectors as logins
from hearthside.ledger import selectors as ledger
from hearthside.mailroom import selectors as mail
from hearthside.members import selectors as members
from hearthside.members.selectors import PersonRow
from hearthside.money import ZERO, Money, total

RENTAL = "RR"
"""The modifier of a rented item. Source: HCPCS level II modifiers."""


def notice_of(reference: str) -> Notice | None:
    """The notice of a case, by the case's number."""
    return _rows().filter(case__reference=reference).first()


def _rows() -> QuerySet[Notice]:
    return Notice.objects.select_related("case", "account", "person")


def notices_of(account_id: int, *, most: int = 20) -> list[Notice]:
    return list(notices_on(account_id)[:most])


def notices_on(account_id: int) -> QuerySet[Notice]:
    """The notices about people of an account, newest first."""
    return _rows().filter(account_id=account_id).order_by("-told_at", "-pk")


def live_notices_of(account_id: int) -> list[Notice]:
    return list(_rows().filter(account_id=account_id, state__in=LIVE).order_by("pk"))


def live_notice_of_person(person_id: int) -> Notice | None:
    return _rows().filter(person_id=person_id, state__in=LIVE).first()


def to_look_at(*, most: int = 50) -> list[int]:
    """Ids of notices for which nobody has looked for the account yet, oldest first."""
    rows = Notice.objects.filter(looked_at=None).order_by("told_at", "pk")
    return list(rows.values_list("pk", flat=True)[:most])


def in_state(state: NoticeState, *, after: int = 0, most: int = 500) -> list[Notice]:
    """Notices in a state, ascending by id, those after one."""
    return list(_rows().filter(state=state, pk__gt=after).order_by("pk")[:most])


def came_to_nothing(account_id: int) -> list[date]:
    """The days on which reports stopped this account that nobody could verify, or that were wrong."""
    ended = (NoticeState.LAPSED, NoticeState.UNDONE)
    rows = Stop.objects.filter(account_id=account_id, what__in=(What.MAIL, What.CHARGES))
    found = rows.filter(notice__state__in=ended).values_list("stopped_at", flat=True)
    return [clock.day_of(stopped_at) for stopped_at in found]


def found_for(told_name: str, number_typed: str, zip_typed: str) -> Someone | None:
    """Who is meant without a doubt: by account number or member ID, with the name agreeing.

    The same questions to the database whatever was typed.
    """
    digits = "".join(mark for mark in number_typed if mark.isdigit())
    account = members.account_with_number(digits[:10] if len(digits) == 10 else "0")
    people = [*(members.people_of(account.pk) if account else members.people_of(0))]
    covered = coverage.covered_by_ids([id_as_matched(number_typed)])
    ids = {person.pk for person in people} | {one.person_id for one in covered}
    return rules.certain(told_name, zip_typed, [_someone(pk) for pk in sorted(ids)])


def _someone(person_id: int) -> Someone:
    person = members.person(person_id)
    account = members.account(person.account_id)
    return Someone(person.pk, account.pk, person.name, account.zip)


def is_addressee(person: PersonRow) -> bool:
    """Whether letters to the account carry this person's name; asked before the death is on file."""
    living = [one for one in members.people_of(person.account_id) if one.died_on is None]
    first = next((one for one in living if one.relationship == "self"), None)
    chosen = first or min(living, key=lambda one: (one.birth_date or date.max, one.pk), default=None)
    return chosen is None or chosen.pk == person.pk


def lives_alone(person: PersonRow) -> bool:
    """Whether nobody else on the account is alive."""
    others = (one for one in members.people_of(person.account_id) if one.pk != person.pk)
    return all(one.died_on is not None for one in others)


def charges_of_person(account_id: int, person_id: int) -> set[int]:
    """The charges for a person's own care."""
    return set(claims.charges_of(account_id).filter(person_id=person_id).values_list("pk", flat=True))


def open_charges_to_hold(notice: Notice) -> set[int]:
    """What rests: all of the account while its mail rests, else the person's own lines."""
    assert notice.account_id is not None and notice.person_id is not None
    there = {charge.charge_id for charge in ledger.open_charges(notice.account_id)}
    is_all = notice.state != NoticeState.VERIFIED and notice.stops.filter(
        what=What.MAIL, restored_at=None
    ).exists()  # fmt: skip
    return there if is_all else there & charges_of_person(notice.account_id, notice.person_id)


def owed_by_estate(notice: Notice) -> Money:
    """What is open of the person's own lines."""
    if notice.account_id is None or notice.person_id is None:
        return ZERO
    own = charges_of_person(notice.account_id, notice.person_id)
    return total(one.open for one in ledger.open_charges(notice.account_id) if one.charge_id in own)


def credit_of(notice: Notice) -> Money:
    return ledger.standing(notice.account_id).unapplied if notice.account_id else ZERO


def needs_second(notice: Notice) -> bool:
    """Whether money would leave the house because of this death: then two people look."""
    return credit_of(notice) > ZERO


def rentals_of(account_id: int, person_id: int) -> list[str]:
    """What the plans' files say that this person rents, each once, in words for staff."""
    lines = (
        row.line
        for row in claims.charges_of(account_id).filter(person_id=person_id, state="final")
        if row.line is not None and RENTAL in row.line.modifiers
    )
    named = {
        describe_item(
            line.procedure, line.modifiers, line.qualifier, language="en", revenue_code=line.revenue_code,
            on=line.served_from or clock.today(),
        ).short: None
        for line in lines
    }  # fmt: skip
    return list(named)


def mail_that_rests(notice: Notice) -> int:
    """How many messages wait because of a notice."""
    if notice.account_id is None:
        return 0
    waiting = mail.messages_to_account(notice.account_id).filter(state="waiting")
    return waiting.filter(rests()).count()


def stops_of(notice: Notice) -> list[Stop]:
    return list(Stop.objects.filter(notice=notice).order_by("pk"))


def stops_to_show(notice: Notice) -> list[Stop]:
    """As `stops_of`, without the first hold where the estate's has taken its place."""
    is_over = notice.state == NoticeState.VERIFIED
    return [row for row in stops_of(notice) if not (is_over and row.what == What.CHARGES)]


def tasks_of(notice: Notice) -> list[Task]:
    return list(Task.objects.filter(notice=notice).order_by("pk"))


def final_bill_on(account_id: int) -> date | None:
    """The day on which an account's last bill became the estate's; None where it has not."""
    rows = Notice.objects.filter(
        account_id=account_id, state=NoticeState.VERIFIED, final_on__isnull=False
    )  # fmt: skip
    return rows.order_by("-final_on").values_list("final_on", flat=True).first()


def verified_deaths() -> QuerySet[Notice]:
    return _rows().filter(state=NoticeState.VERIFIED).order_by("pk")


def resting() -> QuerySet[Notice]:
    """Notices because of which something rests that nobody has verified yet."""
    unsure = (NoticeState.REPORTED, NoticeState.CHECKING)
    return _rows().filter(state__in=unsure, stop_ends_on__isnull=False).order_by("pk")


def ended_notices() -> QuerySet[Notice]:
    """Notices after which nothing of theirs may rest."""
    return (
        _rows().filter(state__in=(NoticeState.UNDONE, NoticeState.LAPSED, NoticeState.JOINED)).order_by("pk")
    )


def told_by_login(login_mark: str) -> list[Notice]:
    """What a login has reported, newest first; `login_mark` is as a case keeps it."""
    rows = _rows().filter(case__opened_by=login_mark)
    return list(rows.order_by("-told_at", "-pk")[:20])


def login_of_contact(notice: Notice) -> logins.LoginRow | None:
    """The login that opens with the contact's e-mail address; no staff login."""
    contact = contact_of(notice)
    login = logins.login_with_email(contact.email) if contact and contact.email else None
    return login if login is not None and not login.is_staff and login.is_active else None


def contact_of(notice: Notice) -> Contact | None:
    """Who speaks for the estate, if anybody does yet."""
    return Contact.objects.filter(notice=notice).first()


def file_count(notice: Notice) -> int:
    """How many papers came with a report."""
    return len(cases.files_of(notice.case, is_for_member=False))

"""Who speaks for the estate: written down, written to, and let in as far as the law lets them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.estates import letters, rules, selectors
from hearthside.estates.errors import NoView
from hearthside.estates.models import Contact, Notice, NoticeState, What
from hearthside.estates.policy import policy
from hearthside.estates.services import checklist
from hearthside.estates.services.locking import locked, who
from hearthside.estates.services.stopping import note_stop
from hearthside.members import selectors as members
from hearthside.members import services as member_services

MONEY = next(scope for scope in members.MONEY_SCOPES if scope == "money")
PLACE = ("address1", "address2", "city", "state", "zip")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks for the estate, as staff typed it. `papers_seen` names the paper, "" for none yet."""

    name: str
    relation: str
    phone: str
    email: str
    address: str
    papers_seen: str


@transaction.atomic
def set_contact(*, reference: str, speaker: Speaker, by: Actor, at: datetime) -> Contact:
    """Write down who speaks for the estate. New papers are written about; the same again changes nothing."""
    notice = locked(reference)
    before = selectors.contact_of(notice)
    had = before.papers_seen if before else ""
    facts = {name: getattr(speaker, name) for name in speaker.__slots__}
    if before is not None and all(getattr(before, name) == value for name, value in facts.items()):
        return before
    facts |= {"account_id": notice.account_id, "changed_at": at}
    facts["papers_seen_by"] = who(by) if speaker.papers_seen and speaker.papers_seen != had else (
        before.papers_seen_by if before else ""
    )  # fmt: skip
    contact, _made = Contact.objects.update_or_create(notice=notice, defaults=facts)
    audit.record(
        "death.contact_changed", subject=reference, account_id=notice.account_id, by=by, at=at,
        changed=[name for name in speaker.__slots__ if getattr(before, name, "") != facts[name]],
    )  # fmt: skip
    if notice.state == NoticeState.VERIFIED and _is_alone(notice):
        follow_contact(notice, by=by, at=at)
    checklist.tick_off(notice, checklist.CONTACT, by=by, at=at)
    if contact.papers_seen:
        checklist.tick_off(notice, checklist.PAPERS, by=by, at=at)
    letters.needed(notice, contact, at=at)
    return contact


def _is_alone(notice: Notice) -> bool:
    return notice.person_id is not None and selectors.lives_alone(members.person(notice.person_id))


def follow_contact(notice: Notice, *, by: Actor, at: datetime) -> None:
    """Where nobody lives on the account: its mail goes to the estate's contact, and the old ways are shut.

    Without a contact letters go to the estate at the last address. The journal keeps what was on file. In
    the caller's transaction.
    """
    assert notice.account_id is not None
    account, contact = members.account(notice.account_id), selectors.contact_of(notice)
    names = ("email", "phone", "home_phone", *PLACE)
    note_stop(notice, What.CONTACT, at, **{name: getattr(account, name) for name in names})
    changes = {"email": "", "phone": "", "home_phone": ""}
    if contact is not None:
        changes |= {"email": contact.email, "phone": contact.phone[:20]} if contact.papers_seen else {}
        changes |= place_of(contact.address_lines)
    member_services.change_contact(account_id=account.pk, changes=changes, by=by, at=at)


def place_of(lines: list[str]) -> dict[str, str]:
    """The fields of an address as an envelope has it: street lines, then city, state and ZIP code.

    Empty, so that nothing changes, where the last line is no such place.
    """
    place = rules.place_in(lines[-1]) if len(lines) > 1 else None
    if place is None:
        return {}
    second = ", ".join(lines[1:-1])[:120]
    return {"address1": lines[0][:120], "address2": second, **dict(zip(PLACE[2:], place, strict=True))}


def why_no_view(notice: Notice) -> str:
    """Why the contact may not be let in, as a code; "" when they may be."""
    contact = selectors.contact_of(notice)
    if contact is None:
        return "contact"
    return rules.why_no_view(
        is_verified=notice.state == NoticeState.VERIFIED, has_papers=bool(contact.papers_seen),
        lives_alone=_is_alone(notice), has_login=selectors.login_of_contact(notice) is not None,
    )  # fmt: skip


@transaction.atomic
def open_view(*, reference: str, by: Actor, at: datetime) -> None:
    """Let the estate's contact see the money of the account, and no care, until a day. Twice is once.

    Raises NoView with why.
    """
    notice = locked(reference)
    why = why_no_view(notice)
    if why:
        raise NoView(why)
    login = selectors.login_of_contact(notice)
    assert login is not None and notice.account_id is not None
    today = clock.day_of(at)
    ends_on = today + timedelta(days=policy(today).view_days)
    row = note_stop(notice, What.ACCESS, at, subject=f"view:{login.pk}", ends_on=ends_on.isoformat())
    grant = member_services.grant_access(
        login_id=login.pk, account_id=notice.account_id, scope=MONEY, ends_on=ends_on,
        paper=reference, by=by, at=at,
    )  # fmt: skip
    row.before = {"view": grant.pk, "ends_on": ends_on.isoformat()}
    row.save(update_fields=["before"])
    audit.record("death.view_opened", subject=reference, account_id=notice.account_id, by=by, at=at)

"""The portal's writes: a contact change with its notices, and opening an account to a login."""

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.bills import selectors as bills
from hearthside.guards import services as guards
from hearthside.identity import services as identity
from hearthside.mailroom import services as mailroom
from hearthside.members import selectors as members
from hearthside.members import services as members_services
from hearthside.organization.selectors import profile
from hearthside.payments import selectors as payments
from hearthside.portal.activation import NO_ACCOUNT, Matched, Refused, scope_of

READING = ("language", "large_print")


@transaction.atomic
def change_details(*, account_id: int, changes: dict[str, Any], by: Actor, at: datetime) -> None:
    """Change contact or reading, and tell the contact of before and the contact of now.

    The notices say that something changed, never what: whoever reads the mailbox may not be the member.
    """
    before = members.account(account_id)
    old_email = before.email
    if set(changes) <= set(READING):
        reading = {name: changes.get(name, getattr(before, name)) for name in READING}
        members_services.change_reading(account_id=account_id, by=by, at=at, **reading)
        return
    after = members_services.change_contact(account_id=account_id, changes=changes, by=by, at=at)
    for address in sorted({old_email, after.email} - {""}):
        _tell(address, after, at=at)


def _tell(address: str, account: Any, *, at: datetime) -> None:
    with translation.override(account.language):
        mailroom.queue_email(
            key=f"contact_changed:{account.pk}:{at.isoformat()}:{_mark(address)}", kind="contact_changed",
            account_id=account.pk, to=address, language=account.language, at=at,
            subject=_("%(org)s: your contact details were changed") % {"org": profile().name},
            body=_(
                "The contact details on your account were changed.\n\n"
                "Was this you? Then there is nothing to do. If it was not you, call us now: %(phone)s.\n\n"
                "You can see the details when you sign in at %(site)s."
            ) % {"phone": profile().phone, "site": profile().site},
        )  # fmt: skip


def _mark(address: str) -> str:
    """Which address, in a key: short whatever its length, and not to be read back."""
    return hashlib.sha256(address.lower().encode()).hexdigest()[:12]


def match_bill(
    *, number: str, pay_code: str, birth_date: date, address: str, by: Actor, at: datetime
) -> Matched | Refused:
    """Whether these three facts belong together. A wrong try counts against the account, the address, the
    life of the pay code and the brake of the site, as at the pay page.

    A made-up account is counted and asked about like a real one: same questions to the database, same
    answer. Not to be called inside a transaction.
    """
    tries = [("pay_code.account", number), ("pay_code.address", address)]
    verdicts = guards.count_all(tries, at=at, by=by)
    if not all(verdict.allowed for verdict in verdicts):
        ends = [verdict.until for verdict in verdicts if not verdict.allowed]
        return Refused(tries_left=0, until=max((end for end in ends if end), default=None))
    life = ("pay_code.code", payments.code_life(number))
    is_alive = guards.count(*life, at=at, by=by).allowed
    bill = bills.find_open_bill(number, pay_code) if is_alive else None
    account_id = bill.account_id if bill else NO_ACCOUNT
    people = members.people_of(account_id)
    scope = scope_of(people, birth_date)
    if bill is None or scope is None:
        guards.note_wrong_code(at=at)
        audit.record("access.link_refused", reason="facts", result="refused", by=by, at=at)
        return Refused(tries_left=min(verdict.tries_left for verdict in verdicts), until=None)
    for limit, value in (*tries, life):
        guards.give_back(limit, value, at=at)
    return Matched(account_id, scope, members.recipient_of(account_id))


@transaction.atomic
def open_account_to(*, login_id: int, matched: Matched, by: Actor, at: datetime) -> None:
    """Let a login see the account whose bill and code it proved."""
    members_services.grant_access(
        login_id=login_id, account_id=matched.account_id, scope=matched.scope, by=by, at=at
    )


@transaction.atomic
def make_login(*, email: str, password: str | None, matched: Matched, by: Actor, at: datetime) -> Any:
    """A new login for who proved the bill, its code and this mailbox. Raises LoginExists."""
    login = identity.create_login(
        email=email, password=password, name=matched.name, verified=True, by=by, at=at
    )
    open_account_to(login_id=login.pk, matched=matched, by=by, at=at)
    return login

"""May this person open this record? Asked by every staff page about an account; each answer is recorded."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.http import HttpRequest

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.desk.asking import actor, clerk
from hearthside.desk.errors import OwnRecord, ReasonNeeded
from hearthside.desk.models import AccountMark, Opening
from hearthside.guards import services as guards
from hearthside.identity.selectors import LoginRow
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow

REASON_LASTS = timedelta(minutes=30)
SEEN_TODAY = "desk_seen"
"""The session's list of the day and the records seen on it: one looked at twice counts once."""

REASONS = (
    ("member_asked", "The member is on the phone or wrote to us"),
    ("work_item", "An item of work is about this account"),
    ("payment", "A payment must be found or mended"),
    ("supervisor_asked", "A supervisor asked me to"),
)


def open_record(request: HttpRequest, account: AccountRow, *, name: str = "record.viewed") -> None:
    """Let a staff page show this account (of `account_with`), and record it. Raises OwnRecord, ReasonNeeded.

    The 301st record of a day sets off the alarm of the guards room and closes nothing: care must go on.
    """
    login, by, at = clerk(request), actor(request), clock.now()
    if is_close(account, login):
        audit.record("record.refused", account_id=account.pk, reason="own", result="refused", by=by, at=at)
        raise OwnRecord
    reason = _reason(account, login)
    if _is_first_look_today(request, account.pk):
        guards.count("records.staff", str(login.pk), at=at, by=by, account_id=account.pk)
    audit.record(name, subject=account.number, account_id=account.pk, reason=reason, by=by, at=at)


def is_close(account: AccountRow, login: LoginRow) -> bool:
    return members.is_close_to(account, login_id=login.pk, email=login.email)


def may_open(login: LoginRow, account_id: int) -> bool:
    """For taking work: nobody is given an item on their own account."""
    return not is_close(members.account(account_id), login)


def account_with(number: str) -> AccountRow | None:
    """The account of this number, which knows already whether its record is marked: `is_marked`."""
    marks = AccountMark.objects.filter(account_id=OuterRef("pk"), ended_at=None)
    return members.accounts_with(number).annotate(is_marked=Exists(marks)).first()


def mark_of(account_id: int) -> AccountMark | None:
    return AccountMark.objects.filter(account_id=account_id, ended_at=None).first()


def _reason(account: AccountRow, login: LoginRow) -> str:
    """The reason given in the last half hour for a marked record, "" for one that is not marked."""
    if not account.is_marked:  # type: ignore[attr-defined]
        return ""
    since = clock.now() - REASON_LASTS
    said = Opening.objects.filter(login=login, account=account, at__gte=since).order_by("-at").first()
    if said is None:
        raise ReasonNeeded
    return said.reason


def _is_first_look_today(request: HttpRequest, account_id: int) -> bool:
    today = clock.today().isoformat()
    seen = request.session.get(SEEN_TODAY) or {"day": "", "accounts": []}
    if seen["day"] != today:
        seen = {"day": today, "accounts": []}
    if account_id in seen["accounts"]:
        return False
    request.session[SEEN_TODAY] = {"day": today, "accounts": [*seen["accounts"], account_id]}
    return True

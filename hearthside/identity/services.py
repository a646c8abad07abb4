"""Every write of this room: logins, one-time codes, and the demo's way in."""

import hmac
import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor, ActorKind
from hearthside.guards import services as guards
from hearthside.identity import roles, rules
from hearthside.identity.errors import CodeNotSent, DemoOnly, LoginExists, NoSuchRole, NotStaff, OwnRole
from hearthside.identity.models import Login, OneTimeCode, StaffRole
from hearthside.identity.rules import CodeVerdict
from hearthside.mailroom import services as mailroom
from hearthside.organization.selectors import profile

DEMO_SALT = "identity.demo-sign-in"


@transaction.atomic
def create_login(
    *,
    email: str,
    password: str | None,
    name: str = "",
    is_staff: bool = False,
    verified: bool,
    by: Actor,
    at: datetime,
) -> Login:
    """A new way in. `verified` says that a code reached this address; else allauth asks at first sign-in.

    Without a password the person signs in by code or passkey. Raises LoginExists.
    """
    address = email.strip().lower()
    if Login.objects.filter(email=address).exists():
        raise LoginExists
    login = Login.objects.create_user(address, password, name=name, is_staff=is_staff)
    EmailAddress.objects.create(user=login, email=address, primary=True, verified=verified)
    audit.record(
        "ops.role_changed" if is_staff else "identity.login_made", subject=str(login.pk), by=by, at=at
    )
    return login


@transaction.atomic
def give_role(*, login_id: int, role: str, by: Actor, at: datetime) -> StaffRole:
    """Give a staff login a role. Giving it twice changes nothing.

    Raises NoSuchRole, OwnRole (nobody changes their own) and NotStaff.
    """
    login = _staff_login(login_id, by=by)
    if role not in roles.known_roles():
        raise NoSuchRole(role, ", ".join(roles.known_roles()))
    held = StaffRole.objects.filter(login=login, role=role, ended_at=None).first()
    if held is not None:
        return held
    given = StaffRole.objects.create(login=login, role=role, granted_by=_who(by), since=at)
    _tell_role_changed(login, role, "given", by=by, at=at)
    return given


@transaction.atomic
def take_role(*, login_id: int, role: str, by: Actor, at: datetime) -> None:
    """End a role of a staff login, from its next request on. Twice is harmless.

    Raises OwnRole and NotStaff.
    """
    login = _staff_login(login_id, by=by)
    held = StaffRole.objects.filter(login=login, role=role, ended_at=None)
    if held.update(ended_at=at, ended_by=_who(by)):
        _tell_role_changed(login, role, "taken", by=by, at=at)


def _staff_login(login_id: int, *, by: Actor) -> Login:
    """The login, its row locked, so that two people do not change its roles at once."""
    if by.kind is ActorKind.STAFF and by.ident == str(login_id):
        raise OwnRole("nobody changes their own roles")
    login = Login.objects.select_for_update().get(pk=login_id)
    if not login.is_staff:
        raise NotStaff("a member's login has no staff role")
    return login


def _who(by: Actor) -> str:
    return f"{by.kind}:{by.ident}"[:64]


def _tell_role_changed(login: Login, role: str, what: str, *, by: Actor, at: datetime) -> None:
    audit.record(
        "ops.role_changed", subject=f"login:{login.pk}", reason=role, result=what, changed=["role"],
        by=by, at=at,
    )  # fmt: skip


def send_code(
    *, purpose: str, to: str, account_id: int | None, language: str, by: Actor, at: datetime
) -> str:
    """E-mail six digits that are good for ten minutes, and return the ticket that `check_code` asks for.

    Raises CodeNotSent over the limit (once in 30 seconds, 5 an hour, 10 a day to one address). Not to be
    called inside a transaction: a rollback must not take the count with it.
    """
    verdict = guards.count("send_code.contact", to, at=at, by=by, account_id=account_id)
    if not verdict.allowed:
        raise CodeNotSent(verdict.until)
    with transaction.atomic():
        ticket, code = make_code(purpose=purpose, at=at)
        with translation.override(language):
            mailroom.queue_email(
                key=f"code:{ticket}", kind="one_time_code", account_id=account_id, to=to, language=language,
                subject=_("%(org)s: your code") % {"org": profile().name}, body=_code_letter(code), at=at,
            )  # fmt: skip
        audit.record("identity.code_sent", account_id=account_id, reason=purpose, by=by, at=at)
    return ticket


@transaction.atomic
def make_code(*, purpose: str, at: datetime) -> tuple[str, str]:
    """A ticket and its six digits, good for ten minutes; for a room that sends them its own way.

    Only a keyed hash of the digits is kept. Whoever calls this has counted the send with the guards.
    """
    ticket, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**rules.CODE_DIGITS):06d}"
    OneTimeCode.objects.create(
        ticket=ticket, purpose=purpose, code_hash=_hash(ticket, code), made_at=at,
        expires_at=at + rules.CODE_LENGTH,
    )  # fmt: skip
    return ticket, code


@transaction.atomic
def check_code(*, ticket: str, purpose: str, typed: str, at: datetime) -> CodeVerdict:
    """Whether `typed` is the code of `ticket`. A right code works once; three wrong ones end it.

    A ticket that does not exist answers like one whose tries are gone.
    """
    code = OneTimeCode.objects.select_for_update().filter(ticket=ticket, purpose=purpose).first()
    digits = "".join(character for character in typed[:32] if character.isdigit())
    is_right = hmac.compare_digest(_hash(ticket, digits), code.code_hash if code else "")
    if code is None or code.used_at or at >= code.expires_at or code.tries >= rules.CODE_TRIES:
        return CodeVerdict(ok=False, tries_left=0)
    if is_right:
        code.used_at = at
        code.save(update_fields=["used_at"])
        return CodeVerdict(ok=True, tries_left=0)
    code.tries += 1
    code.save(update_fields=["tries"])
    return CodeVerdict(ok=False, tries_left=rules.CODE_TRIES - code.tries)


@transaction.atomic
def sweep_codes(*, at: datetime) -> int:
    """Forget codes that ended; how many. For the worker's daily round."""
    swept, _rows = OneTimeCode.objects.filter(expires_at__lt=at).delete()
    return swept


@transaction.atomic
def remove_second_steps(*, login_id: int, by: Actor, at: datetime) -> int:
    """Take off every app, passkey and recovery code of a login; how many. A remembered device asks again."""
    Login.objects.select_for_update().get(pk=login_id)
    steps = Authenticator.objects.filter(user_id=login_id).order_by("pk")
    kinds = list(steps.values_list("type", flat=True))
    steps.delete()
    for kind in kinds:
        audit.record("identity.factor_removed", subject=str(login_id), reason=kind, by=by, at=at)
    return len(kinds)


@transaction.atomic
def change_email(*, login_id: int, email: str, by: Actor, at: datetime) -> Login:
    """Another e-mail address opens this login; allauth asks for a code there at the next sign-in.

    The same address changes nothing. Raises LoginExists when it opens another login.
    """
    address = email.strip().lower()
    login = Login.objects.select_for_update().get(pk=login_id)
    if login.email == address:
        return login
    if Login.objects.filter(email=address).exists() or EmailAddress.objects.filter(email=address).exists():
        raise LoginExists
    login.email = address
    login.save(update_fields=["email"])
    EmailAddress.objects.filter(user=login).delete()
    EmailAddress.objects.create(user=login, email=address, primary=True, verified=False)
    audit.record(
        "identity.email_changed", subject=str(login_id), changed=["email"], reason="recovery", by=by, at=at
    )
    return login


@transaction.atomic
def end_sessions(*, login_id: int, by: Actor, at: datetime) -> Login:
    """Sign a login out on every device, whichever door its sessions came in by.

    The session that asks stays when its view calls Django's `update_session_auth_hash` with the answer.
    """
    login = Login.objects.select_for_update().get(pk=login_id)
    login.sessions_ended += 1
    login.save(update_fields=["sessions_ended"])
    audit.record("identity.session_ended", subject=str(login_id), reason="all_devices", by=by, at=at)
    return login


@transaction.atomic
def note_recovered(*, login_id: int, reason: str, by: Actor, at: datetime) -> None:
    """Somebody came back in another way than by what they had lost: written down, the wrong passwords
    of before forgotten, every device signed out."""
    login = end_sessions(login_id=login_id, by=by, at=at)
    transaction.on_commit(lambda: guards.clear("password.login", login.email))
    audit.record("identity.recovered", subject=str(login_id), reason=reason, by=by, at=at)


@transaction.atomic
def rename(*, login_id: int, name: str, by: Actor, at: datetime) -> Login:
    """What we call the person who signs in. The same again changes nothing."""
    login = Login.objects.select_for_update().get(pk=login_id)
    if login.name != name:
        login.name = name
        login.save(update_fields=["name"])
        audit.record("identity.renamed", subject=str(login_id), changed=["name"], by=by, at=at)
    return login


def demo_link(email: str) -> str:
    """The path that signs a person of the demo's cast in. Raises DemoOnly outside the demo."""
    if not demo_is_on():
        raise DemoOnly
    token = signing.dumps(email.strip().lower(), salt=DEMO_SALT)
    with translation.override("en"):
        return reverse("identity:demo_sign_in", args=[token])


def demo_is_on() -> bool:
    return not settings.PRODUCTION and profile().is_demo


def _hash(ticket: str, code: str) -> str:
    return rules.code_hash(settings.GUARD_KEY.encode(), ticket, code)


def _code_letter(code: str) -> str:
    return _(
        "Your code is %(code)s.\n\n"
        "Type it on the page that is open. It works once, for 10 minutes.\n\n"
        "We never ask for this code by phone. If you did not ask for it, do nothing.\n\n"
        "%(org)s, %(phone)s"
    ) % {"code": code, "org": profile().name, "phone": profile().phone}

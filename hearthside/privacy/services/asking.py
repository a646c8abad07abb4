"""A request is written, read once more, and sent."""

import secrets
from datetime import date, datetime
from typing import Any

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.cases import services as cases
from hearthside.privacy import letters
from hearthside.privacy.case_kinds import PRIVATE, slug
from hearthside.privacy.models import Draft, Request


@transaction.atomic
def keep_draft(*, login_id: int, account_id: int, kind: str, facts: dict[str, Any], at: datetime) -> Draft:
    """What somebody typed, until it is sent. One a login, account and kind; typing again replaces it."""
    draft, _made = Draft.objects.update_or_create(
        login_id=login_id, account_id=account_id, kind=kind,
        defaults={"facts": facts, "made_at": at},
        create_defaults={"facts": facts, "made_at": at, "key": secrets.token_hex(16)},
    )  # fmt: skip
    return draft


@transaction.atomic
def ask(*, draft_key: str, language: str, by: Actor, at: datetime) -> Request | None:
    """Send what was written: a case opens and its clock starts. The same draft again is the same request.

    None for a draft that nobody wrote. A letter says that we have it, except where no message may go to
    the contact we know.
    """
    key = f"privacy:{draft_key}"
    draft = Draft.objects.select_for_update().filter(key=draft_key).first()
    if draft is None:
        return Request.objects.filter(case__request_key=key).first()
    asked = _opened(
        account_id=draft.account_id, login_id=draft.login_id, kind=draft.kind, facts=draft.facts,
        language=language, request_key=key, received_on=None, by=by, at=at,
    )  # fmt: skip
    draft.delete()
    return asked


@transaction.atomic
def ask_on_paper(
    *, account_id: int, kind: str, facts: dict[str, Any], language: str, request_key: str, received_on: date,
    by: Actor, at: datetime,
) -> Request:  # fmt: skip
    """A request that came by mail or phone, typed in by staff; its clock runs from the day it came."""
    return _opened(
        account_id=account_id, login_id=None, kind=kind, facts=facts, language=language,
        request_key=f"privacy:{request_key}", received_on=received_on, by=by, at=at,
    )  # fmt: skip


def _opened(
    *, account_id: int, login_id: int | None, kind: str, facts: dict[str, Any], language: str,
    request_key: str, received_on: date | None, by: Actor, at: datetime,
) -> Request:  # fmt: skip
    case = cases.open_case(
        kind=slug(kind), account_id=account_id, language=language, request_key=request_key,
        received_on=received_on, by=by, at=at,
    )  # fmt: skip
    asked, is_new = Request.objects.get_or_create(
        case_id=case.pk,
        defaults={"reference": case.reference, "account_id": account_id, "login_id": login_id, "kind": kind,
                  "facts": facts, "is_private": kind in PRIVATE, "asked_at": at},
    )  # fmt: skip
    if is_new:
        audit.record(
            "privacy.asked", subject=case.reference, account_id=account_id, reason=kind, by=by, at=at
        )
        letters.received(asked, at=at)
    return asked

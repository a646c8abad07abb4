"""Questions that are being written, so that nothing typed is lost."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from hearthside.cases.models import Draft


@transaction.atomic
def keep_draft(
    *,
    login_id: int,
    account_id: int,
    bill_number: str,
    line: str,
    lines: Sequence[str],
    why: str,
    at: datetime,
) -> Draft:
    """What was chosen in the first step. The same line again is the same draft, with what was typed since."""
    draft, _made = Draft.objects.update_or_create(
        login_id=login_id, bill_number=bill_number, line=line,
        defaults={"account_id": account_id, "lines": ",".join(lines), "why": why, "made_at": at},
        create_defaults={
            "account_id": account_id, "lines": ",".join(lines), "why": why, "made_at": at,
            "key": secrets.token_hex(16),
        },
    )  # fmt: skip
    return draft


@transaction.atomic
def say_in_draft(*, key: str, words: str, at: datetime) -> None:
    """What was typed in the second step."""
    Draft.objects.filter(key=key).update(words=words.strip(), made_at=at)


@transaction.atomic
def drop_draft(*, key: str) -> None:
    """It was sent, or is not wanted any more."""
    Draft.objects.filter(key=key).delete()


@transaction.atomic
def drop_old_drafts(*, before: datetime) -> int:
    """Forget what nobody sent. Returns how many."""
    return Draft.objects.filter(made_at__lt=before).delete()[0]

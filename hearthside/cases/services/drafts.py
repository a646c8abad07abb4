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
    words: str,
    at: datetime,
) -> Draft:
    """What was chosen and typed before it is read once more. The same line again is the same draft."""
    said = {
        "account_id": account_id, "lines": ",".join(lines), "why": why, "words": words.strip(), "made_at": at
    }  # fmt: skip
    draft, _made = Draft.objects.update_or_create(
        login_id=login_id, bill_number=bill_number, line=line, defaults=said,
        create_defaults={**said, "key": secrets.token_hex(16)},
    )  # fmt: skip
    return draft


@transaction.atomic
def drop_draft(*, key: str) -> None:
    """It was sent, or is not wanted any more."""
    Draft.objects.filter(key=key).delete()


@transaction.atomic
def drop_old_drafts(*, before: datetime) -> int:
    """Forget what nobody sent. Returns how many."""
    return Draft.objects.filter(made_at__lt=before).delete()[0]

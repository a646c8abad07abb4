"""Messages that are being written, so that nothing typed is lost."""

from datetime import datetime

from django.db import transaction

from hearthside.inbox.models import Draft


@transaction.atomic
def keep_draft(
    *, login_id: int, account_id: int, place: str, about: str, words: str, form_key: str, at: datetime
) -> Draft:
    """What was typed at a place ("new", or a thread's number); a later one takes the place of an earlier."""
    draft, _made = Draft.objects.update_or_create(
        login_id=login_id, account_id=account_id, place=place,
        defaults={"about": about, "words": words, "form_key": form_key, "kept_at": at},
    )  # fmt: skip
    return draft


@transaction.atomic
def drop_draft(*, login_id: int, account_id: int, place: str) -> None:
    """It was sent, or is not wanted any more."""
    Draft.objects.filter(login_id=login_id, account_id=account_id, place=place).delete()


@transaction.atomic
def drop_old_drafts(*, before: datetime) -> int:
    """Forget what nobody sent. Returns how many."""
    return Draft.objects.filter(kept_at__lt=before).delete()[0]

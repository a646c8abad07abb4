"""Who has opened what."""

from datetime import datetime

from django.db import transaction

from hearthside.inbox.models import Seen, Thread


@transaction.atomic
def note_seen(*, thread_id: int, login_id: int, upto: int, at: datetime) -> None:
    """Somebody signed in has opened a thread up to a message. It never goes back to an earlier one."""
    thread = Thread.objects.select_for_update().get(pk=thread_id)
    seen, is_new = Seen.objects.get_or_create(
        thread=thread, login_id=login_id,
        defaults={"account_id": thread.account_id, "upto": upto, "at": at},
    )  # fmt: skip
    if not is_new and seen.upto < upto:
        seen.upto, seen.at = upto, at
        seen.save(update_fields=["upto", "at"])

"""What we sent."""

from django.db.models import QuerySet

from hearthside.mailroom.models import Message


def messages_to_account(account_id: int) -> QuerySet[Message]:
    """Everything sent to an account, newest first."""
    return Message.objects.filter(account_id=account_id).order_by("-made_at")

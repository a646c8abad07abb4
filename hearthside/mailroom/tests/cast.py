"""Ana gets mail. Small functions that queue what a test is about."""

from datetime import date, datetime
from typing import Any

from hearthside import clock
from hearthside.mailroom import services
from hearthside.members.models import Person
from hearthside.members.services import open_account

NOON = datetime(2026, 11, 23, 12, tzinfo=clock.EASTERN)
CONTACT = {
    "address1": "12 Elm St",
    "city": "Dayton",
    "state": "OH",
    "zip": "45402",
    "email": "ana@example.org",
    "phone": "9375550142",
}
LINES = ("12 Elm St", "Dayton, OH 45402")


def make_account(language: str = "en", **contact: str) -> Any:
    account = open_account(
        roster_key=None, opened_on=date(2026, 1, 1), contact=CONTACT | contact, language=language
    )
    Person.objects.create(account=account, first_name="Ana", last_name="Reyes", birth_date=date(1954, 3, 14))
    return account


def queue_letter(account: Any, key: str = "letter:1", **changed: Any) -> str:
    facts: dict[str, Any] = {
        "key": key, "kind": "letter", "account_id": account.pk, "name": "Ana Reyes", "address_lines": LINES,
        "language": "en", "large_print": False, "subject": "Your bank sent your payment back",
        "body": "Your bank sent your payment back.\n\nPlease pay another way.", "at": NOON,
    }  # fmt: skip
    return services.queue_letter(**(facts | changed))


def queue_text(account: Any, key: str = "text:1", **changed: Any) -> str:
    facts: dict[str, Any] = {
        "key": key, "kind": "reminder", "account_id": account.pk, "to": account.phone, "language": "en",
        "body": "You have a bill due soon. See it at pay.carecentrix.example.", "at": NOON,
    }  # fmt: skip
    return services.queue_text(**(facts | changed))


def queue_email(account: Any = None, key: str = "receipt:1", **changed: Any) -> str:
    facts: dict[str, Any] = {
        "key": key, "kind": "receipt", "account_id": account.pk if account else None,
        "to": "ana@example.org", "language": "en", "subject": "We got your payment", "body": "Thank you.",
        "at": NOON,
    }  # fmt: skip
    return services.queue_email(**(facts | changed))

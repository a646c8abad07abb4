"""What the worker does for this room, beside `send_due`, which it knows by name."""

from datetime import datetime

from django.conf import settings

from hearthside.jobs import HOURLY, OFTEN, Job
from hearthside.mailroom import services
from hearthside.mailroom.services.queueing import MAILROOM


def print_waiting(at: datetime) -> int:
    """Letters into the folder that the mail house fetches from; in the demo, one to look into."""
    exported = services.print_letters(folder=settings.OUTBOX_FOLDER / "letters", by=MAILROOM, at=at)
    return sum(file.items for file in exported if file.path.name == "manifest.csv")


JOBS = (
    Job("texts", OFTEN, lambda at: services.send_texts(at=at)),
    Job("letters", HOURLY, print_waiting),
)

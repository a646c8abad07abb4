"""Every write of the mailroom: words queued, sent, printed, returned; who wants none; calls written down."""

from hearthside.mailroom.errors import BrokenHeader
from hearthside.mailroom.services.batches import print_letters
from hearthside.mailroom.services.coming_back import note_bounce, note_returned_mail, send_again, settle
from hearthside.mailroom.services.hearing import hear_text, resume, stop
from hearthside.mailroom.services.queueing import (
    log_contact,
    queue_email,
    queue_letter,
    queue_paper,
    queue_text,
)
from hearthside.mailroom.services.sending import LEASE, TRIES_MAX, send_due
from hearthside.mailroom.services.texts import send_texts

__all__ = [
    "LEASE", "TRIES_MAX", "BrokenHeader", "hear_text", "log_contact", "note_bounce", "note_returned_mail",
    "print_letters", "queue_email", "queue_letter", "queue_paper", "queue_text", "resume", "send_again",
    "send_due", "send_texts", "settle", "stop",
]  # fmt: skip

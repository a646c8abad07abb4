"""Every write of the payments room."""

from hearthside.payments.services.attempts import (
    Conflict,
    Wanted,
    asked,
    cannot_tell,
    close_attempt,
    drop_unopened,
    note_refusal,
    page_opened,
    start_attempt,
)
from hearthside.payments.services.notices import notice_handled, record_notice
from hearthside.payments.services.receipts import send_receipt_to
from hearthside.payments.services.settling import (
    Taken,
    dispute_payment,
    give_back,
    send_to_bank,
    settle,
    win_back,
)

__all__ = [
    "Conflict", "Taken", "Wanted", "asked", "cannot_tell", "close_attempt", "dispute_payment",
    "drop_unopened", "give_back", "note_refusal", "notice_handled", "page_opened", "record_notice",
    "send_receipt_to", "send_to_bank", "settle", "start_attempt", "win_back",
]  # fmt: skip

"""Every write of the payments room."""

from hearthside.payments.services.arriving import (
    Receipt,
    move_payment,
    note_refund_failed,
    note_refunded,
    receive,
    receive_many,
    take_back,
    take_off,
)
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
    standing_key,
    win_back,
)

__all__ = [
    "Conflict", "Receipt", "Taken", "Wanted", "asked", "cannot_tell", "close_attempt", "dispute_payment",
    "drop_unopened", "give_back", "move_payment", "note_refund_failed", "note_refunded", "note_refusal",
    "notice_handled", "page_opened", "receive", "receive_many", "record_notice", "send_receipt_to",
    "send_to_bank", "settle", "standing_key", "start_attempt", "take_back", "take_off", "win_back",
]  # fmt: skip

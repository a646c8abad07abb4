"""Every write of the lockbox room."""

from hearthside.lockbox.services.deciding import (
    Outcome,
    agree,
    assign_item,
    bounce_item,
    refuse,
    return_to_sender,
    unpost_item,
)
from hearthside.lockbox.services.keying import close_keyed_batch, key_line, open_keyed_batch, strike_line
from hearthside.lockbox.services.posting import BatchTold, finish_batch, open_batch, post_items
from hearthside.lockbox.services.reviewing import post_released, release_batch, set_aside_batch
from hearthside.lockbox.services.sorting import finish_letter, mark_item, route_letter, take_item

__all__ = [
    "BatchTold", "Outcome", "agree", "assign_item", "bounce_item", "close_keyed_batch", "finish_batch",
    "finish_letter", "key_line", "mark_item", "open_batch", "open_keyed_batch", "post_items",
    "post_released", "refuse", "release_batch", "return_to_sender", "route_letter", "set_aside_batch",
    "strike_line", "take_item", "unpost_item",
]  # fmt: skip

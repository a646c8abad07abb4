"""Every write of the autopay room."""

from hearthside.autopay.services.methods import (
    Wished,
    abandon,
    expire_card,
    keep_method,
    note_saving_refused,
    page_opened,
    released,
    remove_method,
    start_saving,
    warn_of_end,
)
from hearthside.autopay.services.paperless import back_to_paper, go_paperless
from hearthside.autopay.services.ruling import Terms, pause, set_autopay, stop
from hearthside.autopay.services.takings import (
    Begun,
    allow,
    answer,
    begin_taking,
    let_go,
    plan_taking,
    skip,
    taken_back,
)

__all__ = [
    "Begun", "Terms", "Wished", "abandon", "allow", "answer", "back_to_paper", "begin_taking", "expire_card",
    "go_paperless", "keep_method", "let_go", "note_saving_refused", "page_opened", "pause", "plan_taking",
    "released", "remove_method", "set_autopay", "skip", "start_saving", "stop", "taken_back", "warn_of_end",
]  # fmt: skip

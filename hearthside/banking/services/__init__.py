"""Every write of the banking room."""

from hearthside.banking.services.matching import (
    explain_line,
    match_by_hand,
    match_days,
    maybe_returned,
    return_check,
    undo_line,
)
from hearthside.banking.services.proving import explain_difference, prove_day, prove_open_days, sign_off
from hearthside.banking.services.statements import (
    Told,
    finish_statement,
    open_statement,
    post_lines,
    release_statement,
    set_aside_statement,
)

__all__ = [
    "Told",
    "explain_difference",
    "explain_line",
    "finish_statement",
    "match_by_hand",
    "match_days",
    "maybe_returned",
    "open_statement",
    "post_lines",
    "prove_day",
    "prove_open_days",
    "release_statement",
    "return_check",
    "set_aside_statement",
    "sign_off",
    "undo_line",
]

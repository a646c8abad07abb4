"""Every write of the ACH room."""

from hearthside.ach.services.accounts import (
    add_bank_account,
    forget_unused,
    lock_numbers_again,
    remove_bank_account,
)
from hearthside.ach.services.answers import Told, apply_answers, close_change, close_return
from hearthside.ach.services.consent import Stopped, authorize, revoke
from hearthside.ach.services.debits import cancel_debit, debit_account, repeat_debit
from hearthside.ach.services.files import (
    approve_file,
    compare_echo,
    make_file,
    note_sent,
    render,
    void_file,
    void_stale_files,
)
from hearthside.ach.services.notices import tell_returns
from hearthside.ach.services.settling import open_tested, settle_due

__all__ = [
    "Stopped",
    "Told",
    "add_bank_account",
    "apply_answers",
    "approve_file",
    "authorize",
    "cancel_debit",
    "close_change",
    "close_return",
    "compare_echo",
    "debit_account",
    "forget_unused",
    "lock_numbers_again",
    "make_file",
    "note_sent",
    "open_tested",
    "remove_bank_account",
    "render",
    "repeat_debit",
    "revoke",
    "settle_due",
    "tell_returns",
    "void_file",
    "void_stale_files",
]

"""Every write of the refunds room."""

from hearthside.refunds.services.checks import check_cashed, list_checks, void_check
from hearthside.refunds.services.corrections import (
    Mistake,
    approve_correction,
    ask_correction,
    reject_correction,
)
from hearthside.refunds.services.credits import age_credits, keep_credit, see_credit
from hearthside.refunds.services.disputes import answer_dispute, keep_files, note_dispute, set_evidence_day
from hearthside.refunds.services.proposing import Wanted, approve, parts_of, propose, reject
from hearthside.refunds.services.sending import begin, cannot_tell, fail, wait_until, write_down
from hearthside.refunds.services.unclaimed import step_of, turn_over, watch

__all__ = [
    "Mistake", "Wanted", "age_credits", "answer_dispute", "approve", "approve_correction", "ask_correction",
    "begin", "cannot_tell", "check_cashed", "fail", "keep_credit", "keep_files", "list_checks",
    "note_dispute", "parts_of", "propose", "reject", "reject_correction", "see_credit", "set_evidence_day",
    "step_of", "turn_over", "void_check", "wait_until", "watch", "write_down",
]  # fmt: skip

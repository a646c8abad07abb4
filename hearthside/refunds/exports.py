"""`hearthside export positive-pay`: the checks that the bank should pay, and those it should not."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.exports import Export, Exported
from hearthside.money import total
from hearthside.refunds import positive_pay, selectors, services, terms
from hearthside.refunds.models import CheckRefund, CheckState
from hearthside.refunds.positive_pay import Line

CHECKS_A_FILE = 5000


def write_positive_pay(folder: Path, by: Actor, at: datetime) -> list[Exported]:
    """One file of every check that the bank has not been told of; none when there is nothing to tell.

    The file is whole on disk before the checks count as told, and gets its name after: a run that is cut
    off tells the bank nothing, or leaves a file that ends in .part and holds all.
    """
    with transaction.atomic():
        checks = _untold()
        if not checks:
            return []
        layouts = terms.positive_pay()
        text = positive_pay.write(
            [_line(check) for check in checks], profile=layouts["profiles"][layouts["use"]],
            account=layouts["account"],
        )  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"positive-pay-{at:%Y%m%d-%H%M%S}-{checks[0].number}.txt"
        part = path.with_suffix(".part")
        part.write_text(text, "ascii" if text.isascii() else "utf-8", newline="")
        voids = [check.number for check in checks if check.state == CheckState.VOIDED]
        services.list_checks(
            numbers=[check.number for check in checks if check.state == CheckState.WRITTEN], voids=voids,
            by=by, at=at,
        )  # fmt: skip
        digest = hashlib.sha256(part.read_bytes()).hexdigest()
        amount = total(check.amount for check in checks if check.number not in voids)
        audit.record("file.exported", subject=digest, reason="positive-pay", cents=amount.cents, by=by, at=at)
    part.rename(path)
    return [Exported(path, digest, len(checks), amount.cents)]


def _untold() -> list[CheckRefund]:
    new = Q(state=CheckState.WRITTEN)
    stopped = Q(state=CheckState.VOIDED, void_listed_at=None)
    rows = selectors.checks().select_for_update(of=("self",)).filter(new | stopped)
    return list(rows.order_by("number")[:CHECKS_A_FILE])


def _line(check: CheckRefund) -> Line:
    return Line(
        check.number, check.issued_on, check.amount, check.refund.payee, check.state == CheckState.VOIDED
    )


EXPORTS = (
    Export("positive-pay", "Checks that our bank should pay, and those it should not.", write_positive_pay),
)

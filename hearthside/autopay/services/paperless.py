"""Bills without paper, and back again."""

from datetime import datetime

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.autopay import letters, states
from hearthside.autopay.errors import EmailMissing
from hearthside.autopay.models import ConsentKind, Paperless, PaperlessState
from hearthside.autopay.services import consents
from hearthside.autopay.wording import Shown
from hearthside.members import services as members


@transaction.atomic
def go_paperless(
    *, account_id: int, login_id: int, confirmed_email: str, shown: Shown, by: Actor, at: datetime
) -> Paperless:
    """From now on a bill is an e-mail that says it is ready. A second time changes nothing.

    `confirmed_email` is the address that a code has just reached; it must be the one on file. Raises
    EmailMissing otherwise. Source: 15 USC 7001(c): consent that shows the person can read what we send.
    """
    account = members.lock_account(account_id)
    before = Paperless.objects.filter(account_id=account_id, state=PaperlessState.ON).first()
    if before is not None and before.email == account.email:
        return before
    if not account.email or account.email.lower() != confirmed_email.lower():
        raise EmailMissing(account=account.number)
    if before is not None:
        _end(before, why="email_changed", by=by, at=at)
    consent = consents.give(
        account_id=account_id, login_id=login_id, kind=ConsentKind.PAPERLESS, shown=shown, by=by, at=at
    )
    paperless = Paperless.objects.create(
        account_id=account_id, login_id=login_id, consent=consent, email=account.email, started_at=at
    )
    audit.record("paperless.started", account_id=account_id, by=by, at=at)
    letters.queue_paperless_started(paperless, shown, at=at)
    return paperless


@transaction.atomic
def back_to_paper(*, account_id: int, why: str, by: Actor, at: datetime) -> Paperless | None:
    """The next bill is a letter again. `why`: asked, by_phone, bounced or email_changed.

    None when bills are on paper already: twice is harmless. Whoever did not ask for it is told by letter.
    """
    members.lock_account(account_id)
    rows = Paperless.objects.select_for_update(of=("self",)).select_related("consent")
    paperless = rows.filter(account_id=account_id, state=PaperlessState.ON).first()
    if paperless is not None:
        _end(paperless, why=why, by=by, at=at)
        letters.queue_back_to_paper(account_id, paperless, at=at)
    return paperless


def _end(paperless: Paperless, *, why: str, by: Actor, at: datetime) -> None:
    states.end_paperless(paperless, by=by, at=at, why=why)
    consents.end(paperless.consent, by=by, at=at)

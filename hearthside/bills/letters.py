"""How a bill reaches its reader: by mail, or as a notice by e-mail where they asked for no paper.

Each bill goes once: its message carries the key `bill:<number>`. The notice says that there is a bill and
where; never an amount. A room above that keeps consents to go without paper holds, in its `paperless.py`,
`wants_paper(account_id) -> bool`; while none does, everyone gets paper.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat
from django.utils import translation
from django.utils.translation import gettext as _

from hearthside.bills import selectors
from hearthside.bills.models import Bill, BillState
from hearthside.bills.printing import bill_pdf
from hearthside.errors import HearthsideError
from hearthside.mailroom import selectors as mail
from hearthside.mailroom import services as mailroom
from hearthside.members import selectors as members
from hearthside.members.selectors import AccountRow
from hearthside.organization.selectors import profile
from hearthside.rooms import parts_of_rooms

WantsPaper = Callable[[int], bool]
KEY, PAPER_AFTER = "bill:", "bill:paper:"
A_RUN = 500


class NoSuchBill(HearthsideError):
    """A letter is about a bill that is not there."""

    code = "bills.no_such_bill"


def wants_paper(account_id: int) -> bool:
    """What the rooms that keep consents say; paper, where none of them speaks."""
    asked = [module.wants_paper for module in parts_of_rooms("paperless")]
    return all(ask(account_id) for ask in asked)


def mail_bills(*, at: datetime, asks: WantsPaper = wants_paper, most: int = A_RUN) -> int:
    """Queue the bills that no one was sent yet, and on paper those whose e-mail notice came back.

    A bill that was paid or replaced before it went is not sent: its code is dead. Returns how many were
    queued; running it twice, or beside another worker, sends nothing twice.
    """
    fresh = [_queue(bill, on_paper=asks(bill.account_id), key=KEY, at=at) for bill in _unsent(most)]
    again = [_queue(bill, on_paper=True, key=PAPER_AFTER, at=at) for bill in _notices_lost(most)]
    return len(fresh) + len(again)


def print_bill(number: str) -> bytes:
    """The bill on paper, for the mailroom. Raises NoSuchBill and FontsMissing."""
    bill = selectors.bill_with_number(number)
    pdf = bill_pdf(bill, large_print=bill.account.large_print) if bill is not None else None
    if pdf is None:
        raise NoSuchBill("a letter names a bill that is not there", number=number)
    return pdf


PAPERS = {"bill": print_bill}


def _unsent(most: int) -> Iterator[Bill]:
    """The bills to send, oldest first: open ones, and those that tell of a credit or of nothing to pay."""
    tells = Q(state=BillState.OPEN) | Q(state=BillState.PAID, amount_due_cents__lte=0)
    rows = Bill.objects.filter(tells).exclude(_is_queued(KEY)).select_related("account")
    yield from rows.order_by("made_on", "pk")[:most]


def _notices_lost(most: int) -> Iterator[Bill]:
    """Open bills whose notice by e-mail bounced or could not go, and that are not on paper yet."""
    lost = mail.came_back("bill_notice").filter(reference=OuterRef("number"))
    rows = Bill.objects.filter(Exists(lost), state=BillState.OPEN).exclude(_is_queued(PAPER_AFTER))
    yield from rows.select_related("account").order_by("made_on", "pk")[:most]


def _is_queued(key: str) -> Exists:
    return Exists(mail.queued().filter(key=Concat(Value(key), OuterRef("number"))))


def _queue(bill: Bill, *, on_paper: bool, key: str, at: datetime) -> str:
    account: AccountRow = bill.account
    if on_paper or not account.email:
        return _queue_paper(bill, account, key=f"{key}{bill.number}", at=at)
    return _queue_notice(bill, account, key=f"{key}{bill.number}", at=at)


def _queue_paper(bill: Bill, account: AccountRow, *, key: str, at: datetime) -> str:
    with translation.override(account.language):
        subject = _("Your bill")
    return mailroom.queue_paper(
        key=key, kind="bill", account_id=account.pk, name=members.recipient_of(account.pk),
        address_lines=account.address_lines, language=account.language, large_print=account.large_print,
        subject=subject, paper="bill", reference=bill.number, at=at,
    )  # fmt: skip


def _queue_notice(bill: Bill, account: AccountRow, *, key: str, at: datetime) -> str:
    org = profile()
    with translation.override(account.language):
        subject = _("%(org)s: you have a new bill") % {"org": org.name}
        body = _(
            "You have a new bill.\n\n"
            "See it when you sign in at %(site)s. Type this address yourself.\n\n"
            "To guard your privacy, this e-mail shows no amount. If money is tight, call us. We can help: "
            "%(phone)s."
        ) % {"site": org.site, "phone": org.phone}
    return mailroom.queue_email(
        key=key, kind="bill_notice", account_id=account.pk, to=account.email, language=account.language,
        subject=subject, body=body, reference=bill.number, at=at,
    )  # fmt: skip

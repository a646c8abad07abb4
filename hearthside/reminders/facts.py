"""What is known of many open bills at once: the same few queries for one account as for a thousand.

Tables of other rooms are reached by the links of the ledger's open items; nothing is queried account by
account but the reasons of what is set aside, and whether a plan is waited for (`waits_for_plan`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from hearthside import clock
from hearthside.claims import selectors as claims
from hearthside.ledger import selectors as ledger
from hearthside.mailroom import rules as mail_rules
from hearthside.mailroom import selectors as mailroom
from hearthside.mailroom.services.queueing import address_key, us_number
from hearthside.money import ZERO, Money
from hearthside.reminders.models import Opening, Pause, Reminder, ReminderState, Wish
from hearthside.reminders.policy import policy
from hearthside.reminders.rules import EMAIL, LETTER, TEXT, Facts, Reach
from hearthside.rooms import parts_of_rooms

UNKNOWN_ZONES = ("America/New_York", "America/Los_Angeles")
"""Where we do not know where somebody lives: a decent hour on both coasts."""
AUTOPAY_WILL = frozenset({"planned", "charging", "sent", "retrying"})
_BILL = "account__bills__"


@dataclass(frozen=True, slots=True)
class Known:
    """One account with its open bill: who it is, how to write to it, and the facts to decide by."""

    account_id: int
    bill_id: int
    bill_number: str
    language: str
    large_print: bool
    address_lines: tuple[str, ...]
    email: str
    text_to: str
    facts: Facts


@dataclass(slots=True)
class _Many:
    """The answers for a batch, by account id or bill id."""

    left: Counter[int] = field(default_factory=Counter)
    holds: dict[int, frozenset[str]] = field(default_factory=dict)
    bill_holds: dict[int, frozenset[str]] = field(default_factory=dict)
    credit: dict[int, Money] = field(default_factory=dict)
    on_its_way: dict[int, int] = field(default_factory=dict)
    died: set[int] = field(default_factory=set)
    with_autopay: set[int] = field(default_factory=set)
    takings: dict[int, str] = field(default_factory=dict)
    refused: set[tuple[str, str]] = field(default_factory=set)
    wrong_address: dict[int, datetime] = field(default_factory=dict)
    contacts: Counter[int] = field(default_factory=Counter)
    wishes: dict[int, Wish] = field(default_factory=dict)
    paused: set[int] = field(default_factory=set)
    opened: dict[int, datetime] = field(default_factory=dict)
    done: dict[int, set[str]] = field(default_factory=dict)
    told: dict[int, datetime] = field(default_factory=dict)
    revived: dict[int, set[str]] = field(default_factory=dict)


def known_of(account_ids: Sequence[int], *, at: datetime) -> list[Known]:
    """The accounts among these that have an open bill and owe something, in the order of their ids."""
    rows = _open_bills(account_ids)
    many = _many(rows, at=at)
    return [_known(row, many) for row in rows]


def waits_for_plan(account_id: int, charge_ids: Iterable[int], *, today: date) -> bool:
    """Whether a claim of these charges still waits for a plan or for a person."""
    held = {one.claim_id for one in claims.held_on_account(account_id, as_of=today)}
    return bool(held) and any(row.claim_id in held for row in claims.charges(charge_ids).values())


def _of(account_ids: Iterable[int]) -> QuerySet[Any]:
    return ledger.open_items().filter(account_id__in=account_ids, open_cents__gt=0)


def _open_bills(account_ids: Iterable[int]) -> list[dict[str, Any]]:
    """One row an account: an account has at most one open bill."""
    names = ("pk", "number", "due_on", "state")
    own = ("language", "large_print", "address1", "address2", "city", "state", "zip", "email", "phone",
           "closed_on", "contact_changed_at")  # fmt: skip
    columns = {f"bill_{name}": F(f"{_BILL}{name}") for name in names}
    columns |= {name: F(f"account__{name}") for name in own}
    rows = _of(account_ids).filter(account__bills__state="open").order_by("account_id")
    return list(rows.values("account_id", **columns).distinct())


def _many(rows: Sequence[Mapping[str, Any]], *, at: datetime) -> _Many:
    ids = [row["account_id"] for row in rows]
    bill_ids = [row["bill_pk"] for row in rows]
    many, today = _Many(), clock.day_of(at)
    _money(many, ids)
    _people(many, ids)
    _mail(many, rows, ids, at=at)
    many.wishes = {wish.account_id: wish for wish in Wish.objects.filter(account_id__in=ids)}
    live = Pause.objects.filter(account_id__in=ids, ended_at=None, until_on__gte=today)
    many.paused = set(live.values_list("account_id", flat=True))
    many.opened = dict(Opening.objects.filter(bill_id__in=bill_ids).values_list("bill_id", "at"))
    for one in Reminder.objects.filter(bill_id__in=bill_ids).order_by("decided_at"):
        steps = many.revived if one.state == ReminderState.PLANNED else many.done
        steps.setdefault(one.bill_id, set()).add(one.step)
        if one.state == ReminderState.SENT:
            many.told[one.bill_id] = one.decided_at
    return many


def _money(many: _Many, ids: Sequence[int]) -> None:
    aside = _of(ids).filter(ledger.is_set_aside("charge_id"))
    held_ids = set(aside.values_list("account_id", flat=True))
    held = {account_id: ledger.held_charges(account_id) for account_id in held_ids}
    many.holds = {pk: frozenset(str(one.reason) for one in found.values()) for pk, found in held.items()}
    billed = _of(ids).filter(account__bills__state="open", account__bills__lines__charge_id=F("charge_id"))
    on_bill: dict[int, set[str]] = {}
    for account_id, charge_id, cents in billed.values_list("account_id", "charge_id", "open_cents"):
        hold = held.get(account_id, {}).get(charge_id)
        if hold is None:
            many.left[account_id] += cents
        else:
            on_bill.setdefault(account_id, set()).add(str(hold.reason))
    many.bill_holds = {account_id: frozenset(found) for account_id, found in on_bill.items()}
    with_credit = ledger.with_credit(ids)
    many.credit = {pk: one.unapplied for pk, one in ledger.standings(with_credit).items()}
    many.on_its_way = _on_its_way(ids)


def _on_its_way(ids: Sequence[int]) -> dict[int, int]:
    """Cents that may already have left somebody, as every room that takes money says it."""
    parts = [module.cents_on_its_way("account_id") for module in parts_of_rooms("on_its_way")]
    cents = sum((Coalesce(part, 0) for part in parts), Value(0))
    return dict(_of(ids).annotate(way_cents=cents).values_list("account_id", "way_cents").distinct())


def _people(many: _Many, ids: Sequence[int]) -> None:
    many.died = set(_of(ids).filter(account__people__died_on__isnull=False)
                    .values_list("account_id", flat=True))  # fmt: skip
    ruled = _of(ids).filter(account__autopays__state="active")
    many.with_autopay = set(ruled.values_list("account_id", flat=True))
    planned = _of(ids).filter(account__autopays__takings__bill__state="open")
    many.takings = dict(planned.values_list("account_id", "account__autopays__takings__state").distinct())


def _mail(many: _Many, rows: Sequence[Mapping[str, Any]], ids: Sequence[int], *, at: datetime) -> None:
    terms = policy(clock.day_of(at))
    emails = {address_key(EMAIL, row["email"]) for row in rows if row["email"]}
    phones = {us_number(row["phone"]) for row in rows if row["phone"]} - {""}
    for channel, addresses in ((EMAIL, emails), (TEXT, phones)):
        found = mailroom.live_opt_outs(channel).filter(to__in=addresses).values_list("to", flat=True)
        many.refused |= {(channel, to) for to in found}
    mail = mailroom.queued().filter(account_id__in=ids)
    back = mail.filter(channel=LETTER, state="returned", settled_at=None).order_by("sent_at")
    sent = back.values_list("account_id", "sent_at")
    many.wrong_address = {account_id: sent_at for account_id, sent_at in sent if sent_at is not None}
    many.contacts = Counter(contacts_since(mail, at - timedelta(days=terms.contacts_days)))


def contacts_since(mail: QuerySet[Any], since: datetime) -> Iterable[int]:
    """The account of every message and call since then, and of what still waits; codes were asked for."""
    counts = Q(state="waiting") | Q(state__in=("sent", "returned"), sent_at__gt=since)
    return mail.filter(counts).exclude(kind__endswith="_code").values_list("account_id", flat=True)


def _known(row: Mapping[str, Any], many: _Many) -> Known:
    wish = many.wishes.get(row["account_id"])
    number = us_number(row["phone"]) if wish is not None and wish.text_to else ""
    text_to = number if wish is not None and number == wish.text_to else ""
    place = f"{row['city']}, {row['state']} {row['zip']}".strip(", ")
    lines = tuple(line for line in (row["address1"], row["address2"], place) if line)
    return Known(
        row["account_id"], row["bill_pk"], row["bill_number"], row["language"], row["large_print"], lines,
        row["email"], text_to, _facts(row, many, _reach(row, many, wish, text_to)),
    )  # fmt: skip


def _reach(row: Mapping[str, Any], many: _Many, wish: Wish | None, text_to: str) -> Reach:
    no_email = (EMAIL, address_key(EMAIL, row["email"])) in many.refused
    no_text = bool(text_to) and (TEXT, text_to) in many.refused
    back_at, changed_at = many.wrong_address.get(row["account_id"]), row["contact_changed_at"]
    is_wrong = back_at is not None and (changed_at is None or changed_at < back_at)
    return Reach(
        email=bool(row["email"]) and not no_email, text=bool(text_to) and not no_text,
        letter=bool(row["address1"] and mail_rules.zip_of([row["zip"]])) and not is_wrong,
        is_wrong_address=is_wrong, said_stop=no_email or no_text, wish=wish.channel if wish else "",
        wants_early=wish.wants_early if wish else True,
    )  # fmt: skip


def _facts(row: Mapping[str, Any], many: _Many, reach: Reach) -> Facts:
    account_id, bill_id = row["account_id"], row["bill_pk"]
    taking = many.takings.get(account_id)
    return Facts(
        bill_state=row["bill_state"], due_on=row["bill_due_on"],
        left=max(Money(many.left[account_id]) - many.credit.get(account_id, ZERO), ZERO), reach=reach,
        done=frozenset(many.done.get(bill_id, ())), revived=frozenset(many.revived.get(bill_id, ())),
        holds=many.holds.get(account_id, frozenset()),
        bill_holds=many.bill_holds.get(account_id, frozenset()),
        on_its_way=Money(many.on_its_way.get(account_id, 0)), somebody_died=account_id in many.died,
        is_closed=row["closed_on"] is not None,
        autopay_pays=taking in AUTOPAY_WILL or (taking is None and account_id in many.with_autopay),
        paused=account_id in many.paused, told_at=many.told.get(bill_id),
        opened_at=many.opened.get(bill_id), contacts=many.contacts[account_id],
        zones=mail_rules.STATE_ZONES.get(row["state"], UNKNOWN_ZONES),
    )  # fmt: skip

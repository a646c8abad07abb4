"""Calls with an agent: started, checked, helped with a link, closed with an outcome."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from hearthside.audit import services as audit
from hearthside.audit.actor import Actor
from hearthside.bills import selectors as bills
from hearthside.members import selectors as members
from hearthside.phone import letters, states
from hearthside.phone.errors import CallOver, NothingToSend, OwnAccount
from hearthside.phone.models import Call, CallKind, CallState, PayLink, Verification
from hearthside.phone.rules.verifying import Item
from hearthside.phone.sealing import keyed_hash
from hearthside.phone.services.handovers import end_handovers
from hearthside.references import new_reference

LINK_LIFE = timedelta(hours=1)


@transaction.atomic
def start_agent_call(*, agent_id: int, language: str, by: Actor, at: datetime) -> Call:
    """An agent answers. Who is calling is not known yet."""
    call = Call.objects.create(
        reference=new_reference(), kind=CallKind.AGENT, agent_id=agent_id, language=language, door="agent",
        started_at=at, moved_at=at,
    )  # fmt: skip
    audit.record("call.started", subject=call.reference, reason=CallKind.AGENT, by=by, at=at)
    return call


@transaction.atomic
def check_caller(
    *, call_id: int, item: Item, passed: bool, relation: str, account_id: int | None, by: Actor, at: datetime
) -> Call:
    """Keep that an answer was right or wrong, never the answer. A right account number opens the account.

    Raises CallOver, and OwnAccount when the agent may open this account as a member.
    """
    call = _open(call_id)
    if account_id is not None and call.account_id is None:
        if call.agent_id and members.live_grants(call.agent_id).filter(account_id=account_id).exists():
            raise OwnAccount("staff do not work on their own account", call=call.reference)
        call.account_id = account_id
    call.relation, call.moved_at = relation or call.relation, at
    call.save(update_fields=["account", "relation", "moved_at"])
    Verification.objects.create(call=call, account_id=call.account_id, item=item, passed=passed, at=at)
    audit.record("call.checked", subject=call.reference, account_id=call.account_id,
                 reason=item, result="passed" if passed else "failed", by=by, at=at)  # fmt: skip
    return call


@transaction.atomic
def send_link(*, call_id: int, channel: str, by: Actor, at: datetime) -> PayLink:
    """Send the pay page's link to the address or phone on file; it opens once, within the hour.

    Raises CallOver, and NothingToSend without an open bill, or without an address or a phone.
    """
    call = _open(call_id)
    bill = bills.open_bill(call.account_id or 0)
    to = _contact(call, channel)
    if bill is None or not to:
        raise NothingToSend("no open bill, or nothing to send to", channel=channel)
    token = secrets.token_urlsafe(24)
    link = PayLink.objects.create(
        account_id=bill.account_id, bill_id=bill.pk, call=call, token_hash=keyed_hash("link", token),
        channel=channel, made_at=at, expires_at=at + LINK_LIFE,
    )  # fmt: skip
    _queue_link(link, call.language, to, token, at=at)
    audit.record("call.link_sent", subject=call.reference, account_id=call.account_id, reason=channel,
                 by=by, at=at)  # fmt: skip
    return link


def _contact(call: Call, channel: str) -> str:
    if call.account_id is None:
        return ""
    account = members.account(call.account_id)
    return account.email if channel == "email" else account.phone


def _queue_link(link: PayLink, language: str, to: str, token: str, *, at: datetime) -> None:
    letters.send_pay_link(
        key=f"pay_link:{link.pk}", account_id=link.account_id, channel=link.channel, to=to,
        language=language, token=token, at=at,
    )  # fmt: skip


@transaction.atomic
def open_link(*, token: str, at: datetime) -> PayLink | None:
    """The link that this token opens, now used up; None for a token that is used, over, or made up."""
    rows = PayLink.objects.select_for_update(of=("self",)).select_related("bill", "account")
    link = rows.filter(
        token_hash=keyed_hash("link", token[:64]), used_at=None, expires_at__gt=at
    ).first()  # fmt: skip
    if link is not None:
        link.used_at = at
        link.save(update_fields=["used_at"])
    return link


@transaction.atomic
def close_call(*, call_id: int, outcome: str, reason: str, note: str, by: Actor, at: datetime) -> Call:
    """End an agent's call with why and what came of it. A second time changes nothing."""
    call = Call.objects.select_for_update().get(pk=call_id)
    if call.state != CallState.OPEN:
        return call
    call.reason, call.note = reason, note
    call.save(update_fields=["reason", "note"])
    end_handovers(call_id=call.pk, by=by, at=at)
    states.end_call(call, outcome=outcome, by=by, at=at)
    return call


def _open(call_id: int) -> Call:
    call = Call.objects.select_for_update().get(pk=call_id)
    if call.state != CallState.OPEN:
        raise CallOver("this call has ended", call=call.reference)
    return call

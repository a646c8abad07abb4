"""Counting tries: to the limit and no further, for what exists and for what does not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from hearthside.audit.actor import Actor, ActorKind
from hearthside.audit.models import Event
from hearthside.guards import services as guards
from hearthside.guards.errors import UnknownLimit
from hearthside.guards.limits import LIMITS, Limit, Then
from hearthside.guards.models import Counter

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)
DAY = timedelta(days=1)
ANAS_ACCOUNT, MADE_UP = "4021187739", "7000000005"
STRANGER = Actor(ActorKind.GUEST, "", door="web", address_prefix="203.0.113.0/24")


@pytest.mark.parametrize("limit", LIMITS.values(), ids=lambda limit: limit.name)
def test_every_limit_allows_what_its_first_window_says_and_not_one_more(limit: Limit) -> None:
    first = limit.windows[0]
    if first.most <= 300:
        for left in reversed(range(first.most)):
            verdict = guards.count(limit.name, "203.0.113.9", at=NOON)
            assert (verdict.allowed, verdict.tries_left) == (True, left)
    else:
        assert guards.count(limit.name, "203.0.113.9", at=NOON, amount=first.most).allowed
    refusal = guards.count(limit.name, "203.0.113.9", at=NOON)
    assert (refusal.allowed, refusal.tries_left, refusal.then) == (False, 0, limit.then)
    assert refusal.until == (None if first.length is None else NOON + first.length)
    if first.length is not None and len(limit.windows) == 1:
        assert guards.count(limit.name, "203.0.113.9", at=NOON + first.length).allowed


def test_the_numbers_of_the_threat_model() -> None:
    """Said again here by hand: a number that is changed by accident fails."""
    short = {
        name: [(window.most, window.length and window.length.total_seconds()) for window in limit.windows]
        for name, limit in LIMITS.items()
    }
    assert short == {
        "pay_code.account": [(5, 86400)], "pay_code.code": [(20, None)], "pay_code.address": [(20, 600)],
        "birth_date.account": [(5, 30 * 86400), (10, 365 * 86400)], "receipt.reference": [(5, 86400)],
        "call_back.address": [(5, 3600)], "message.number": [(5, 86400)],
        "death.address": [(5, 3600)], "invite.login": [(5, 86400)],
        "check_page.bill": [(3, 3600), (6, 86400)], "check_page.address": [(15, 3600)],
        "declines.bill": [(5, 86400)], "save_card.login": [(3, 86400)],
        "save_card.declines": [(5, 30 * 86400)], "password.login": [(5, 300), (50, 86400)],
        "code_entry.code": [(3, None)], "send_code.contact": [(1, 30), (5, 3600), (10, 86400)],
        "send_code.voice": [(3, 86400)], "upload.case_files": [(10, None)],
        "upload.bytes": [(52_428_800, 86400)], "upload.physician": [(5, 3600)], "tip.address": [(5, 3600)],
        "tip.pin": [(5, 86400)], "keypad.entry": [(3, None)], "keypad.caller": [(10, 86400)],
        "fhir.client": [(300, 60)], "help_search.address": [(60, 60)],
        "webhook.bad_signature": [(20, 3600)], "records.staff": [(300, 86400)],
    }  # fmt: skip


def test_a_made_up_account_counts_down_like_anas() -> None:
    def tell(account: str) -> tuple[list[tuple[bool, int, datetime | None]], list[int]]:
        verdicts, queries = [], []
        for _ in range(7):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                verdict = guards.count("pay_code.account", account, at=NOON)
            verdicts.append((verdict.allowed, verdict.tries_left, verdict.until))
            queries.append(len(seen))
        return verdicts, queries

    assert tell(ANAS_ACCOUNT) == tell(MADE_UP)


def test_one_counter_for_an_account_over_every_door() -> None:
    """Paying, checking a bill and the QR link spell the number differently and share the tries."""
    for spelling in ("4021187739", "402 118 7739", "402-118-7739", "4021187739", " 402.118.7739 "):
        assert guards.count("pay_code.account", spelling, at=NOON).allowed
    assert not guards.count("pay_code.account", "4021187739", at=NOON).allowed


def test_tries_of_one_account_take_nothing_from_another() -> None:
    for _ in range(6):
        guards.count("pay_code.account", MADE_UP, at=NOON)
    assert guards.peek("pay_code.account", ANAS_ACCOUNT, at=NOON).tries_left == 5


def test_a_stranger_who_uses_up_ruths_password_leaves_her_other_ways_in() -> None:
    while guards.count("password.login", "ruth@example.org", at=NOON).allowed:
        pass
    refusal = guards.peek("password.login", "ruth@example.org", at=NOON)
    assert refusal.then == Then.OTHER_WAYS_IN
    assert guards.count("send_code.contact", "ruth@example.org", at=NOON).allowed
    assert guards.count("pay_code.account", ANAS_ACCOUNT, at=NOON).allowed


def test_a_refused_try_does_not_use_up_the_longer_window() -> None:
    """Someone who presses "send again" too soon has not used up the codes of the day."""
    assert guards.count("send_code.contact", "ana@example.org", at=NOON).allowed
    for _ in range(20):
        assert not guards.count("send_code.contact", "ana@example.org", at=NOON).allowed
    later = NOON + timedelta(seconds=30)
    assert guards.count("send_code.contact", "ana@example.org", at=later).allowed
    assert (
        guards.peek("send_code.contact", "ana@example.org", at=later + timedelta(seconds=30)).tries_left == 1
    )


def test_the_longer_window_holds_when_the_short_ones_are_over() -> None:
    sent = sum(
        guards.count("send_code.contact", "ana@example.org", at=NOON + timedelta(minutes=13 * step)).allowed
        for step in range(60)
    )
    assert sent == 10
    refusal = guards.count("send_code.contact", "ana@example.org", at=NOON + timedelta(hours=13))
    assert refusal.until == NOON + DAY


def test_several_limits_are_taken_together_or_not_at_all() -> None:
    both = [("pay_code.account", ANAS_ACCOUNT), ("pay_code.address", "203.0.113.9")]
    for _ in range(5):
        assert all(verdict.allowed for verdict in guards.count_all(both, at=NOON))
    account, address = guards.count_all(both, at=NOON)
    assert (account.allowed, address.allowed) == (False, True)
    assert guards.peek("pay_code.address", "203.0.113.9", at=NOON).tries_left == 15


def test_a_right_answer_gives_its_try_back() -> None:
    for _ in range(8):
        assert guards.count("pay_code.account", ANAS_ACCOUNT, at=NOON).allowed
        guards.give_back("pay_code.account", ANAS_ACCOUNT, at=NOON)
    assert guards.peek("pay_code.account", ANAS_ACCOUNT, at=NOON).tries_left == 5


def test_a_try_given_back_does_not_open_a_door_that_was_shut() -> None:
    for _ in range(6):
        guards.count("pay_code.account", ANAS_ACCOUNT, at=NOON)
    guards.give_back("pay_code.account", ANAS_ACCOUNT, at=NOON)
    assert not guards.count("pay_code.account", ANAS_ACCOUNT, at=NOON).allowed


def test_giving_back_what_was_never_taken_leaves_no_debt() -> None:
    guards.give_back("pay_code.account", ANAS_ACCOUNT, at=NOON)
    assert guards.count("pay_code.account", ANAS_ACCOUNT, at=NOON).tries_left == 4


def test_a_cleared_counter_starts_again() -> None:
    for _ in range(6):
        guards.count("password.login", "ana@example.org", at=NOON)
    guards.clear("password.login", "Ana@example.org")
    assert guards.count("password.login", "ana@example.org", at=NOON).tries_left == 4


def test_bytes_are_refused_only_when_they_do_not_fit() -> None:
    mega = 1024 * 1024
    assert guards.count("upload.bytes", "17", at=NOON, amount=30 * mega).tries_left == 20 * mega
    assert not guards.count("upload.bytes", "17", at=NOON, amount=21 * mega).allowed
    assert guards.count("upload.bytes", "17", at=NOON, amount=20 * mega).allowed
    assert not guards.count("upload.bytes", "17", at=NOON, amount=1).allowed


def test_looking_takes_nothing() -> None:
    for _ in range(9):
        assert guards.peek("pay_code.account", ANAS_ACCOUNT, at=NOON).tries_left == 5
    assert not Counter.objects.exists()


def test_the_first_refusal_of_a_window_is_in_the_audit_trail_once() -> None:
    for _ in range(9):
        guards.count("pay_code.account", ANAS_ACCOUNT, at=NOON, by=STRANGER, account_id=501)
    event = Event.objects.get()
    assert (event.name, event.by, event.account_id, event.at) == ("guard.tripped", STRANGER, 501, NOON)
    assert event.subject.startswith("pay_code.account:")
    assert ANAS_ACCOUNT not in event.subject
    assert event.result == "ask_zip"
    for _ in range(6):
        guards.count("pay_code.account", ANAS_ACCOUNT, at=NOON + DAY)
    assert Event.objects.count() == 2


def test_a_code_that_used_up_its_life_is_retired_for_good() -> None:
    for day in range(5):
        for _ in range(4):
            assert guards.count("pay_code.code", f"{ANAS_ACCOUNT}-1", at=NOON + day * DAY).allowed
    refusal = guards.count("pay_code.code", f"{ANAS_ACCOUNT}-1", at=NOON + 399 * DAY)
    assert (refusal.allowed, refusal.until, refusal.then) == (False, None, Then.CODE_RETIRED)
    assert Event.objects.get().name == "guard.code_retired"
    assert guards.count("pay_code.code", f"{ANAS_ACCOUNT}-2", at=NOON).allowed


def test_a_flood_of_refused_tries_writes_nothing() -> None:
    for _ in range(6):
        guards.count("pay_code.account", ANAS_ACCOUNT, at=NOON)
    before = list(Counter.objects.values())
    with CaptureQueriesContext(connection) as seen:
        guards.count("pay_code.account", ANAS_ACCOUNT, at=NOON)
    assert len(seen) == 1
    assert list(Counter.objects.values()) == before


def test_a_flood_of_made_up_keys_erases_nothing() -> None:
    """The cache table lost 89 of 290 counters to 400 new keys; this one must lose none to 100,000."""
    for _ in range(6):
        guards.count("pay_code.account", ANAS_ACCOUNT, at=NOON)
    Counter.objects.bulk_create(
        [
            Counter(key=f"{no:064d}", door="pay_code.account", window_start=NOON, count=1, until=NOON + DAY)
            for no in range(100_000)
        ],
        batch_size=5_000,
    )
    guards.sweep(at=NOON)
    assert not guards.count("pay_code.account", ANAS_ACCOUNT, at=NOON).allowed
    assert Counter.objects.count() == 100_001


def test_the_sweep_takes_what_is_over_and_old_and_nothing_else() -> None:
    guards.count("pay_code.account", ANAS_ACCOUNT, at=NOON)
    guards.count("birth_date.account", ANAS_ACCOUNT, at=NOON)
    guards.count("pay_code.code", ANAS_ACCOUNT, at=NOON)
    assert guards.sweep(at=NOON + 400 * DAY - timedelta(seconds=1)) == 0
    guards.count("pay_code.account", MADE_UP, at=NOON + 399 * DAY)
    assert guards.sweep(at=NOON + 400 * DAY) == 4
    assert guards.peek("pay_code.account", MADE_UP, at=NOON + 399 * DAY).tries_left == 4


def test_who_sent_a_tip_is_forgotten_within_the_hour() -> None:
    guards.count("tip.address", "203.0.113.9", at=NOON)
    assert guards.sweep(at=NOON + timedelta(minutes=59)) == 0
    assert guards.sweep(at=NOON + timedelta(minutes=60)) == 1


def test_a_count_refuses_to_run_where_a_rollback_would_undo_it() -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        guards.count("pay_code.account", ANAS_ACCOUNT, at=NOON)


def test_a_limit_nobody_wrote_down_is_an_error_that_shows_those_alike() -> None:
    with pytest.raises(UnknownLimit, match=r"pay_code\.account"):
        guards.count("pay_code.acount", ANAS_ACCOUNT, at=NOON)

"""The bank's pages at the desk: who may open them, what a button does, that it does it once."""

import csv
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hearthside.audit.models import Event
from hearthside.banking import queues, services
from hearthside.banking.models import BankLine, CashDay, DayState, LineState, StatementState
from hearthside.banking.tests.cast import (
    AFTER,
    BANK,
    DAY,
    PAYOUT_DAY,
    Says,
    Word,
    arrive,
    card_payment,
    faults,
    file_of,
    only_line,
    receive,
)
from hearthside.banking.urls import urlpatterns
from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.lockbox.tests.cast import arrive as mail_arrives
from hearthside.lockbox.tests.cast import check, make_owing

pytestmark = pytest.mark.django_db


@pytest.fixture
def walt(db: None) -> Client:
    return at_desk(make_staff("walt", "lockbox_clerk"))


@pytest.fixture
def sol(db: None) -> Client:
    return at_desk(make_staff("sol", "supervisor"))


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def fee(text: str = "ANALYSIS FEE") -> BankLine:
    arrive(Word(DAY, [Says("698", 2500, text)]))
    services.prove_day(on=DAY, by=BANK, at=AFTER)
    return only_line()


def path_of(line: BankLine) -> str:
    return reverse("banking:line", args=[line.reference])


def test_no_page_opens_without_the_role() -> None:
    line = fee()
    held = {"reference": line.reference, "on": DAY, "difference": 1}
    nobody, ana = at_desk(make_staff("nil")), Client()
    for pattern in urlpatterns:
        groups = getattr(pattern.pattern, "regex", None)
        names = set(pattern.pattern.converters or {}) | set(groups.groupindex if groups else {})
        path = reverse(f"banking:{pattern.name}", kwargs={name: held[name] for name in names})
        for verb in ("get", "post"):
            assert getattr(nobody, verb)(path).status_code == 403, path
            assert getattr(ana, verb)(path).status_code == 302, path


def test_an_auditor_looks_and_changes_nothing() -> None:
    ada, line = at_desk(make_staff("ada", "auditor")), fee()
    assert ada.get(path_of(line)).status_code == 200
    assert ada.get(reverse("banking:day", args=[DAY])).status_code == 200
    assert ada.post(path_of(line), {"do": "explain", "turn": 0, "meaning": "bank_fee"}).status_code == 403
    assert ada.post(reverse("banking:sign_off", args=[DAY])).status_code == 403


def test_a_clerk_explains_a_supervisor_signs_and_the_clerk_may_not(walt: Client, sol: Client) -> None:
    line = fee()
    day = reverse("banking:day", args=[DAY])
    assert "1 difference to explain" in words(sol.get(day))
    told = {"do": "explain", "turn": line.turn, "meaning": "bank_fee", "note": "November"}
    answer = walt.post(path_of(line), told, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("desk:queue", args=["bank-lines"])
    walt.post(reverse("banking:prove", args=[DAY]))
    page = words(sol.get(day))
    assert (
        "every difference explained" in page and "Bank fee" in page and "November" in page and "Walt" in page
    )
    assert walt.post(reverse("banking:sign_off", args=[DAY])).status_code == 403
    assert (
        "signed off by sol" in words(sol.post(reverse("banking:sign_off", args=[DAY]), follow=True)).lower()
    )
    assert CashDay.objects.get().state == DayState.SIGNED
    assert not faults()


def test_who_explained_cannot_sign_whatever_their_role(sol: Client) -> None:
    line = fee()
    sol.post(path_of(line), {"do": "explain", "turn": line.turn, "meaning": "bank_fee"})
    assert "Another person signs it off" in words(
        sol.post(reverse("banking:sign_off", args=[DAY]), follow=True)
    )
    assert CashDay.objects.get().state == DayState.DIFFERS


def test_the_same_button_twice_does_it_once(walt: Client) -> None:
    line = fee()
    told = {"do": "explain", "turn": line.turn, "meaning": "bank_fee"}
    walt.post(path_of(line), told)
    assert "changed meanwhile" in words(walt.post(path_of(line), told, follow=True))
    assert Event.objects.filter(name="bank_line.explained").count() == 1


def test_another_reason_needs_words(walt: Client) -> None:
    line = fee()
    answer = walt.post(path_of(line), {"do": "explain", "turn": line.turn, "meaning": "other"})
    assert answer.status_code == 422 and "Say what you found out" in words(answer)
    assert only_line().state == LineState.WAITING
    assert walt.post(path_of(line), {"do": "nonsense"}).status_code == 400


def test_a_person_matches_a_short_payout_by_hand(walt: Client) -> None:
    card_payment(8640)
    arrive(Word(PAYOUT_DAY, [Says("142", 8000, "STRIPE")]))
    line = only_line()
    page = walt.get(path_of(line))
    value = page.context["match_form"].fields["source"].choices[0][0]
    walt.post(path_of(line), {"do": "match", "turn": line.turn, "source": [value]})
    assert only_line().state == LineState.MATCHED
    walt.post(reverse("banking:undo", args=[line.reference]), {"turn": only_line().turn})
    assert only_line().state == LineState.WAITING
    assert not faults()


def test_a_check_that_came_back_is_chosen_on_its_page_and_the_look_is_logged(walt: Client) -> None:
    ruth = make_owing()
    batch = mail_arrives(check(8640, ruth.scan_line(), number="1042"))
    arrive(Word(batch.deposit_on, [Says("555", 8640, "CHECK 1042")]))
    line = only_line()
    item = walt.get(path_of(line)).context["returned"][0]
    assert Event.objects.filter(name="record.viewed", account_id=ruth.account.pk).exists()
    walt.post(path_of(line), {"do": "returned", "turn": line.turn, "item": item.pk})
    assert ruth.balance == 8640 and only_line().state == LineState.MATCHED


def test_a_held_statement_is_released_or_set_aside(walt: Client) -> None:
    for do, state in (("release", StatementState.POSTED), ("set_aside", StatementState.SET_ASIDE)):
        good = file_of(Word(DAY, [Says("195", 500, do)]))
        sha256 = receive(good.replace(b"49,500", b"49,501")).sha256
        row = BankLine.objects.get(statement__file__sha256=sha256).statement
        assert "Its lines do not count yet" in words(
            walt.get(reverse("banking:statement", args=[row.reference]))
        )
        walt.post(reverse("banking:review", args=[row.reference]), {"do": do})
        row.refresh_from_db()
        assert row.state == state
    assert not faults()


def test_the_csv_runs_nothing(sol: Client) -> None:
    fee('=HYPERLINK("http://x")')
    answer = sol.get(reverse("banking:day_csv", args=[DAY]))
    rows = list(csv.reader(answer.content.decode().splitlines()))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
    assert [row[at] for row in rows for at in (0, 5) if row[0] == "difference"] == ["difference", "-25.00"]
    assert Event.objects.filter(name="record.exported").exists()


def test_the_queue_gives_what_waits_and_its_pages_open(walt: Client) -> None:
    line = fee()
    queue = queues.QUEUES[0]
    (item,) = queue.items("", 10)
    assert queue.tally().count == 1 and item.path == path_of(line)
    assert queue.find is not None and queue.find(item.key) == item
    assert not queue.items(item.key, 10)
    for name in ("days", "statements", "lines"):
        assert walt.get(reverse(f"banking:{name}")).status_code == 200
    assert walt.get("/desk/banking/day/2026-13-99/").status_code == 404
    assert "is not proven yet" in words(walt.get("/desk/banking/day/2026-11-02/"))

"""Keisha proposes, Omar agrees, an auditor looks; who may not is told so. Drills 25 and 26."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.desk.tests.screen import screen_of
from hearthside.members.models import Scope
from hearthside.members.services import grant_access
from hearthside.payments import flows as paying
from hearthside.payments.models import Payment
from hearthside.payments.tests.cast import GUEST, Ana, make_ana
from hearthside.payments.tests.conftest import Payer
from hearthside.portal.tests.cast import SETTING_THE_TABLE
from hearthside.refunds import account_screen, exports, flows, queues, services
from hearthside.refunds.doors import DOORS
from hearthside.refunds.models import CheckRefund, Correction, Refund, RefundState
from hearthside.refunds.tests.cast import Desk, acting, agreed, asked, pays, sends_check
from hearthside.refunds.urls import urlpatterns

pytestmark = pytest.mark.django_db


def key_of(page: Any) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert found, page.content.decode()
    return found[1]


def proposes(client: Client, path: str, **typed: str) -> Any:
    """Through both pages: what is typed, and read once more. Sent twice, as by a double click."""
    key = key_of(client.get(path))
    fields = {"amount": "84.50", "reason": "duplicate", "note": "", "key": key} | typed
    look = client.post(path, fields)
    assert look.status_code == 200, look.content.decode()
    assert not Refund.objects.exists(), "the check page asks for nothing"
    answers = [client.post(path, fields | {"step": "propose"}) for _ in range(2)]
    assert answers[0].status_code == 302, answers[0].content.decode()
    assert answers[0]["Location"] == answers[1]["Location"]
    return look, answers[0]


def test_propose_and_agree(ana: Ana, payer: Payer, desk: Desk) -> None:
    payment = pays(ana, payer)
    keisha, omar = at_desk(desk.keisha), at_desk(desk.omar)
    hub = keisha.get(f"/desk/refunds/accounts/{ana.account.number}/").content.decode()
    assert f"/desk/refunds/payments/{payment.reference}/" in hub
    look, _ = proposes(keisha, f"/desk/refunds/payments/{payment.reference}/")
    assert "ending in 4242" in look.content.decode()
    refund = Refund.objects.get()
    page = f"/desk/refunds/{refund.reference}/"
    assert "You proposed this" in keisha.get(page).content.decode()
    refused = keisha.post(f"{page}approve/")
    assert refused.status_code == 409 and "Somebody else must agree" in refused.content.decode()
    assert refund.reference[:3] in omar.get("/desk/refunds/").content.decode()
    assert omar.post(f"{page}approve/").status_code == 302
    assert Refund.objects.get().state == RefundState.SENT
    assert "The member was told" in omar.get(page).content.decode()
    viewed = Event.objects.filter(name="record.viewed", account_id=ana.id)
    assert viewed.count() >= 6, "each look at her record is written down"


def test_a_proposal_is_not_sent(ana: Ana, payer: Payer, desk: Desk) -> None:
    (refund,) = asked(ana, desk.keisha, 9000, payment=pays(ana, payer))
    omar = at_desk(desk.omar)
    page = f"/desk/refunds/{refund.reference}/reject/"
    assert omar.post(page, {"why": ""}).status_code == 422
    assert omar.post(page, {"why": "wrong_amount"}).status_code == 302
    assert Refund.objects.get().state == RefundState.VOIDED
    again = omar.post(f"/desk/refunds/{refund.reference}/approve/")
    assert again.status_code == 409 and Payment.objects.get().refunded_cents == 0


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("", "Type the amount."),
        ("-5", "like 12.50"),
        ("0", "above zero"),
        ("0.001", "like 12.50"),
        ("1e9", "like 12.50"),
        ("142.51", "Only $142.50 is left"),
    ],
)
def test_an_amount_that_cannot_be(ana: Ana, payer: Payer, desk: Desk, amount: str, words: str) -> None:
    """Drill 9, at the desk."""
    payment = pays(ana, payer)
    path = f"/desk/refunds/payments/{payment.reference}/"
    answer = at_desk(desk.keisha).post(
        path, {"amount": amount, "reason": "duplicate", "key": "k", "step": "propose"}
    )
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Refund.objects.exists()


def test_own_record_is_refused(ana: Ana, payer: Payer, desk: Desk) -> None:
    payment = pays(ana, payer)
    grant_access(
        login_id=desk.keisha.pk, account_id=ana.id, scope=Scope.MONEY, by=SETTING_THE_TABLE, at=clock.now()
    )
    keisha = at_desk(desk.keisha)
    for path in (f"payments/{payment.reference}/", f"accounts/{ana.account.number}/"):
        assert keisha.get(f"/desk/refunds/{path}").status_code == 403


def test_who_may_what(ana: Ana, payer: Payer, desk: Desk) -> None:
    payment = pays(ana, payer)
    (refund,) = asked(ana, desk.keisha, 9000, payment=payment)
    auditor, clerk = at_desk(make_staff("ada", "auditor")), at_desk(make_staff("walt", "lockbox_clerk"))
    page = f"/desk/refunds/{refund.reference}/"
    assert auditor.get(page).status_code == 200 and clerk.get(page).status_code == 403
    for client in (auditor, clerk):
        assert client.post(f"{page}approve/").status_code == 403
    assert clerk.get(f"/desk/refunds/payments/{payment.reference}/move/").status_code == 200
    assert Client().get(page).status_code == 302
    assert Refund.objects.get().state == RefundState.ASKED


def test_move_a_payment(ana: Ana, desk: Desk) -> None:
    other = make_ana(9000)
    payment = sends_check(ana, 9000)
    keisha, path = at_desk(desk.keisha), f"/desk/refunds/payments/{payment.reference}/move/"
    key = key_of(keisha.get(path))
    wrong = keisha.post(path, {"to_account": "1234567890", "key": key})
    assert wrong.status_code == 422 and "No account has this number" in wrong.content.decode()
    fields = {"to_account": other.account.number, "note": "", "key": key}
    assert b"Check: $90.00 moves" in keisha.post(path, fields).content
    assert not Correction.objects.exists()
    page = keisha.post(path, fields | {"step": "mend"})["Location"]
    omar = at_desk(desk.omar)
    assert b"Agree: move $90.00" in omar.get(page).content
    assert omar.post(f"{page}approve/").status_code == 302
    assert b"Mended" in omar.get(page).content
    assert Payment.objects.filter(account_id=other.id).count() == 1


def test_take_off_a_payment(ana: Ana, desk: Desk) -> None:
    payment = sends_check(ana, 2000)
    keisha, path = at_desk(desk.keisha), f"/desk/refunds/payments/{payment.reference}/take-off/"
    key = key_of(keisha.get(path))
    assert keisha.post(path, {"reason": "", "key": key}).status_code == 422
    fields = {"reason": "keyed_twice", "note": "", "key": key}
    assert b"is taken off" in keisha.post(path, fields).content
    page = keisha.post(path, fields | {"step": "mend"})["Location"]
    assert b"Mended" in keisha.get(page).content


def test_every_list(ana: Ana, payer: Payer, desk: Desk, tmp_path: Path) -> None:
    payment = pays(ana, payer)
    sends_check(ana, 5000)
    (refund,) = asked(ana, desk.keisha, 2000)
    services.age_credits(at=clock.now())
    sends_check(ana, 3000)
    parts = asked(ana, desk.keisha, 3000)
    payer.sandbox.control("dispute", payment_intent=payment.processor_id)
    assert payment.attempt is not None
    paying.ask(payment.attempt, by=GUEST, at=clock.now())
    services.keep_files(at=clock.now())
    keisha = at_desk(desk.keisha)
    for path in ("", "?show=out", "?show=failed", "?show=sent", "?show=voided", "?show=nonsense&after=x",
                 "credits/", "checks/", "checks/?show=stale", "disputes/", "unclaimed/",
                 f"disputes/{payment.reference}/"):  # fmt: skip
        answer = keisha.get(f"/desk/refunds/{path}")
        assert answer.status_code == 200, path
    assert refund.reference and parts
    for queue in queues.QUEUES:
        tally, items = queue.tally(), queue.items("", 50)
        assert tally.count == len(items) and (tally.oldest is not None) == bool(items), queue.slug
    screen = screen_of(account_screen, ana.id)
    assert [action.permission for action in screen.actions] == [
        "refunds.propose", "refunds.correct",
    ]  # fmt: skip
    assert {row.kind for row in screen.rows} == {"refund"}


def test_stop_a_check(ana: Ana, desk: Desk, tmp_path: Path) -> None:
    sends_check(ana, 20000)
    (refund,) = asked(ana, desk.keisha, 5750)
    agreed(refund, desk.sol)
    flows.sweep(at=clock.now())
    exports.write_positive_pay(tmp_path, acting(desk.sol), clock.now())
    number = CheckRefund.objects.get().number
    omar, path = at_desk(desk.omar), f"/desk/refunds/checks/{number}/stop/"
    assert omar.get(path).status_code == 200 and omar.post(path, {"why": ""}).status_code == 422
    assert omar.post(path, {"why": "lost"}).status_code == 302
    assert Refund.objects.get().state == RefundState.VOIDED
    assert b"stopped" in omar.get(f"/desk/refunds/{refund.reference}/").content


def test_work_a_dispute(ana: Ana, payer: Payer, desk: Desk) -> None:
    payment = pays(ana, payer)
    payer.sandbox.control("dispute", payment_intent=payment.processor_id)
    assert payment.attempt is not None
    paying.ask(payment.attempt, by=GUEST, at=clock.now())
    services.keep_files(at=clock.now())
    keisha, path = at_desk(desk.keisha), f"/desk/refunds/disputes/{payment.reference}/"
    assert "Our guess" in keisha.get(path).content.decode()
    assert keisha.post(path, {"what": "day", "day": "soon"}).status_code == 422
    assert keisha.post(path, {"what": "day", "day": "2027-01-05"}).status_code == 302
    assert keisha.post(path, {"what": "note", "text": " "}).status_code == 422
    assert keisha.post(path, {"what": "note", "text": "<b>Signed</b>"}).status_code == 302
    assert keisha.post(path, {"what": "answered"}).status_code == 302
    page = keisha.get(path).content.decode()
    assert "&lt;b&gt;Signed" in page and "Jan 5, 2027" in page and "Answered" in page


def test_a_long_list_is_paged_by_place(ana: Ana, desk: Desk, django_assert_max_num_queries: Any) -> None:
    sends_check(ana, 200000)
    for place in range(60):
        asked(ana, desk.keisha, 100, key=f"many{place}")
    keisha = at_desk(desk.keisha)
    first = keisha.get("/desk/refunds/").content.decode()
    found = re.search(r'href="\?show=asked&amp;after=([0-9]+)"', first)
    assert found
    with django_assert_max_num_queries(30):
        second = keisha.get(f"/desk/refunds/?show=asked&after={found[1]}").content.decode()
    assert second.count('<th scope="row">') == 10


def test_every_address_has_its_audience() -> None:
    assert {f"refunds:{pattern.name}" for pattern in urlpatterns} == DOORS.keys()

"""A payment posted by mistake; a payment whose card's bank took it back."""

from datetime import date

import pytest

from hearthside import clock
from hearthside.ledger import selectors as ledger
from hearthside.mailroom.models import Message
from hearthside.members.models import Scope
from hearthside.members.services import grant_access
from hearthside.money import ZERO, Money
from hearthside.payments import flows as paying
from hearthside.payments.models import Payment
from hearthside.payments.tests.cast import GUEST, Ana, make_ana
from hearthside.payments.tests.conftest import Payer
from hearthside.portal.tests.cast import SETTING_THE_TABLE
from hearthside.refunds import queues, services
from hearthside.refunds.errors import NotAllowed, NothingToUndo
from hearthside.refunds.models import Correction, CorrectionState, DisputeFile, DisputeNote, DisputeState
from hearthside.refunds.services import Mistake
from hearthside.refunds.tests.cast import Desk, acting, pays, sends_check
from hearthside.refunds.tests.test_refunds import books_add_up

pytestmark = pytest.mark.django_db


def mend(payment: Payment, login, *, to: int | None = None, key: str = "k") -> Correction:  # type: ignore[no-untyped-def]
    mistake = Mistake(payment.reference, "wrong_account" if to else "keyed_twice", key, to)
    return services.ask_correction(mistake=mistake, login=login, by=acting(login), at=clock.now())


def test_a_large_payment_moves_when_two_agree(ana: Ana, desk: Desk) -> None:
    other = make_ana(9000)
    payment = sends_check(ana, 9000)
    correction = mend(payment, desk.keisha, to=other.id)
    assert correction.state == CorrectionState.ASKED
    assert mend(payment, desk.keisha, to=other.id) == correction, "the same form"
    with pytest.raises(NothingToUndo):
        mend(payment, desk.omar, to=other.id, key="another")
    with pytest.raises(NotAllowed):
        services.approve_correction(
            reference=correction.reference, login=desk.keisha, by=acting(desk.keisha), at=clock.now()
        )
    for _ in range(2):
        services.approve_correction(
            reference=correction.reference, login=desk.omar, by=acting(desk.omar), at=clock.now()
        )
    assert ledger.standing(ana.id).receivable == Money(14250)
    assert ledger.standing(other.id).receivable == ZERO
    assert Payment.objects.get(account_id=other.id).moved_from == payment
    books_add_up()


def test_a_small_mistake_is_taken_off_by_one_person(ana: Ana, desk: Desk) -> None:
    payment = sends_check(ana, 2000)
    correction = mend(payment, desk.keisha)
    assert correction.state == CorrectionState.DONE
    assert ledger.standing(ana.id).receivable == Money(14250)
    assert Payment.objects.get().state == "taken_off"
    words = Message.objects.get(kind="payment_corrected").body
    assert "bank" not in words and "$" not in words
    books_add_up()


def test_card_money_is_not_taken_off_but_refunded(ana: Ana, payer: Payer, desk: Desk) -> None:
    with pytest.raises(NothingToUndo):
        mend(pays(ana, payer, 2000), desk.keisha)
    assert not Correction.objects.exists()


def test_nobody_moves_a_payment_to_themselves(ana: Ana, desk: Desk) -> None:
    own = make_ana(9000)
    grant_access(
        login_id=desk.keisha.pk, account_id=own.id, scope=Scope.SELF, by=SETTING_THE_TABLE, at=clock.now()
    )
    with pytest.raises(NotAllowed):
        mend(sends_check(ana, 9000), desk.keisha, to=own.id)


def test_a_correction_left_as_it_is(ana: Ana, desk: Desk) -> None:
    payment = sends_check(ana, 9000)
    correction = mend(payment, desk.keisha)
    for _ in range(2):
        services.reject_correction(reference=correction.reference, by=acting(desk.sol), at=clock.now())
    assert Payment.objects.get().state == "received"
    assert mend(payment, desk.omar, key="again").state == CorrectionState.ASKED


@pytest.mark.parametrize(("won", "ended"), [(True, "won"), (False, "lost")])
def test_a_dispute_has_a_file_with_a_day_and_notes(
    ana: Ana, payer: Payer, desk: Desk, won: bool, ended: str
) -> None:
    payment = pays(ana, payer)
    dispute = payer.sandbox.control("dispute", payment_intent=payment.processor_id)["dispute"]
    attempt = payment.attempt
    assert attempt is not None
    paying.ask(attempt, by=GUEST, at=clock.now())
    for _ in range(2):
        services.keep_files(at=clock.now())
    file = DisputeFile.objects.get()
    assert (file.state, file.is_day_known, file.amount) == (DisputeState.OPEN, False, Money(14250))
    queue = next(queue for queue in queues.QUEUES if queue.slug == "disputes")
    assert queue.items("", 5)[0].due == file.evidence_by
    services.set_evidence_day(
        reference=payment.reference, day=date(2027, 1, 5), by=acting(desk.keisha), at=clock.now()
    )
    for _ in range(2):
        services.note_dispute(
            reference=payment.reference, text="Signed bill", login=desk.keisha, by=acting(desk.keisha),
            at=clock.now(),
        )  # fmt: skip
        services.answer_dispute(reference=payment.reference, by=acting(desk.keisha), at=clock.now())
    assert DisputeNote.objects.count() == 1 and queue.tally().count == 0
    payer.sandbox.control("close-dispute", dispute=dispute, won=won)
    paying.ask(attempt, by=GUEST, at=clock.now())
    services.keep_files(at=clock.now())
    file.refresh_from_db()
    assert (file.state, file.ended) == (DisputeState.OVER, ended)
    books_add_up()

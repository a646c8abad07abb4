"""Help topic payment-confirmation: what became of a payment, by its number and a ZIP code."""

from hearthside import clock
from hearthside.ledger import books
from hearthside.money import Money
from hearthside.payments import services as payments
from hearthside.portal.tests.cast import SETTING_THE_TABLE
from hearthside.references import spoken
from tests.journeys.topics.conftest import Topic, Way, somebody


def test_payment_confirmation(topic: Topic) -> None:
    page = topic("payment-confirmation")
    page.says(
        "Did my payment go through?",
        "Until you know, do not pay again.",
        "A double tap, the Back button or a reload does not charge you again",
        es=("¿Llegó mi pago?", "Mientras no lo sepa, no pague otra vez."),
    )
    page.leads_to("Find a payment", "/receipts/find/", es="Buscar un pago")
    page.links_to("/account/payments/", "/account/credit/", "/help/official-site/", "/report-fraud/")
    page.signed_in("ana").answers("Your answer, Ana", "We have no payment on this account yet.")
    page.signed_in("cora").has_no_answer()


def test_find_a_payment(topic: Topic, way: Way) -> None:
    owes, vera = somebody("vera")
    paid = payments.receive(
        account_id=owes.id, amount=Money(4250), method="check", processor="lockbox", processor_id="vera-1",
        received_at=clock.now(), cash_book=books.cash("lockbox"), by=SETTING_THE_TABLE, at=clock.now(),
    )  # fmt: skip
    guest = way("/receipts/find/")
    guest.fill(reference=spoken(paid.reference), zip=owes.account.zip)
    guest.send("Find")
    guest.says(spoken(paid.reference), "It is on your account.")
    guest.hides("42.50", "Reyes")
    guest.arrives("Payment received", screens=1)
    hers = topic("payment-confirmation", vera)
    hers.answers("These are your newest payments:", "$42.50 on", "Received", spoken(paid.reference))
    hers.offers("See all payments", "/account/payments/")


def test_a_number_with_another_zip_shows_nothing(way: Way) -> None:
    owes, _login = somebody("wanda")
    paid = payments.receive(
        account_id=owes.id, amount=Money(4250), method="check", processor="lockbox", processor_id="wanda-1",
        received_at=clock.now(), cash_book=books.cash("lockbox"), by=SETTING_THE_TABLE, at=clock.now(),
    )  # fmt: skip
    stranger = way("/receipts/find/")
    stranger.fill(reference=paid.reference, zip="10001")
    stranger.is_turned_back("Find", "match")
    stranger.hides("Payment received", "42.50")

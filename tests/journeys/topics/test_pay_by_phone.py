"""Help topic pay-by-phone: a number, its hours and what to have ready; or a call back."""

from tests.journeys.topics.conftest import Topic, Way, somebody


def test_pay_by_phone(topic: Topic, way: Way) -> None:
    page = topic("pay-by-phone")
    page.says(
        "How do I pay by phone?",
        "1-877-989-9059",
        "The keypad line takes a payment day and night.",
        "If you hang up before your last yes, we take no money.",
        es=("¿Cómo pago por teléfono?", "La línea de teclado recibe pagos de día y de noche."),
    )
    page.leads_to("See what to have ready", "/pay/phone/", es="Ver qué debe tener a mano")
    page.links_to("/receipts/find/", "/pay/phone/call-back/", "/help/who-can-access/")
    page.signed_in("ana").has_no_answer()
    ready = way("/pay/phone/")
    ready.says("1-877-989-9059", "A person answers", "711", "A pen.")
    ready.arrives("Pay by phone", screens=0)


def test_ask_for_a_call(way: Way) -> None:
    guest = way("/pay/phone/call-back/")
    guest.fill(name="Ruth Lane", number="614 555 0100")
    guest.pick(reason="pay", when="any")
    guest.send("Ask for a call")
    guest.says("The number of this request:", "If the caller does not have it, hang up.")
    guest.arrives("We will call you", screens=1)


def test_ask_for_a_call_signed_in(way: Way) -> None:
    _owes, nora = somebody("nora")
    hers = way("/pay/phone/call-back/", nora)
    hers.fill(number="614 555 0101")
    hers.pick(reason="pay", when="any")
    hers.send("Ask for a call")
    hers.arrives("We will call you", screens=1)

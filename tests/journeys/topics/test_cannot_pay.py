"""Help topic cannot-pay: pay in parts, ask for a lower bill, or ask us to check it."""

from playwright.sync_api import FilePayload

from tests.journeys.topics.conftest import Topic, Way, somebody

STUB: FilePayload = {"name": "stub.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n"}


def test_cannot_pay(topic: Topic) -> None:
    page = topic("cannot-pay")
    page.says(
        "What if I cannot pay my bill?",
        "Asking costs nothing and does not change your care.",
        "There is no interest and no fee.",
        es=("¿Qué hago si no puedo pagar mi factura?", "Preguntar no cuesta nada y no cambia su atención."),
    )
    page.leads_to("See the ways to get help", "/pay/help/", es="Ver las maneras de recibir ayuda")
    page.links_to("/pay/help/form/", "/account/messages/", "/help/start-appeal/", "/help/understand-bill/")
    hers = page.signed_in("ana")
    hers.answers("You can pay what you owe in parts, with no interest:", "each, from")
    hers.offers("Choose a plan", "/pay/help/plan/")
    page.signed_in("cora").has_no_answer()


def test_start_a_plan(way: Way) -> None:
    _owes, petra = somebody("petra")
    hers = way("/pay/help/plan/", petra)
    hers.choose("3 payments of $47.50")
    hers.send("Go to the check page")
    hers.says("$47.50")
    hers.send("Start this plan")
    hers.arrives("Your payment plan", screens=2)


def test_ask_for_a_lower_bill(topic: Topic, way: Way) -> None:
    _owes, hana = somebody("hana")
    hers = way("/pay/help/lower/", hana)
    hers.fill(people="2")
    hers.send("Continue")
    hers.fill(income="2,000")
    hers.send("Continue")
    hers.add_file("paper", STUB, "Add this file")
    hers.follow("Continue")
    hers.send("Send my application")
    hers.arrives("We have your application", screens=4)
    topic("cannot-pay", hana).answers("You asked for a lower bill on", "you need not pay it now")

"""Help topic payment-methods: which cards and accounts, what is not taken, and that nothing is added."""

from hearthside import clock
from hearthside.organization import selectors as organization
from tests.journeys.topics.conftest import Topic


def test_payment_methods(topic: Topic) -> None:
    page = topic("payment-methods")
    cards = organization.profile(clock.today()).cards
    page.says(
        "Which cards and bank accounts can I use?",
        "We add no fee.",
        "We also do not take gift cards, wire transfers or money apps.",
        *(str(card) for card in cards),
        es=("¿Qué tarjetas y cuentas de banco puedo usar?", "No cobramos nada de más."),
    )
    page.leads_to("Pay a bill", "/pay/", es="Pagar una factura")
    page.links_to("/account/methods/", "/help/itemized-receipt/", "/help/official-site/")
    page.signed_in("ana").has_no_answer()

"""Help topic referral-form: how a doctor's office sends an order, with no account."""

from tests.journeys.topics.conftest import Topic


def test_referral_form(topic: Topic) -> None:
    page = topic("referral-form")
    page.says(
        "Where does a doctor's office get and send the referral form?",
        "The office needs no account with us.",
        "Please do not send orders to the PO box on a bill.",
        es=(
            "¿De dónde saca el consultorio el formulario de referencia y adónde lo manda?",
            "Por favor, no mande órdenes al PO Box de la factura.",
        ),
    )
    page.leads_to("See how to reach us", "/contact/", es="Ver cómo comunicarse con nosotros")
    page.links_to("/help/home-health-orders/")
    page.signed_in("ana").has_no_answer()

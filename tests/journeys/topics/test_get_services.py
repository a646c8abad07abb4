"""Help topic get-services: it starts with the doctor's order."""

from tests.journeys.topics.conftest import Topic


def test_get_services(topic: Topic) -> None:
    page = topic("get-services")
    page.says(
        "How do I get care, supplies or equipment at home?",
        "It starts with your doctor's order.",
        "Do not leave without oxygen or an infusion pump that you must have.",
        es=(
            "¿Cómo consigo atención, suministros o equipo en casa?",
            "Todo empieza con la orden médica.",
        ),
    )
    page.leads_to("See how to reach us", "/contact/", es="Ver cómo comunicarse con nosotros")
    page.links_to("/help/referral-form/", "/help/home-health-orders/", "/help/coverage/")
    page.signed_in("ana").has_no_answer()

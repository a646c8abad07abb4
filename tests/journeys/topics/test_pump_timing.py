"""Help topic pump-timing: the first day by one's plan; and after a loss, no questions."""

from tests.journeys.topics.conftest import Topic


def test_pump_timing(topic: Topic) -> None:
    page = topic("pump-timing")
    page.says(
        "When can I ask for a breast pump, and when will it come?",
        "Your plan sets the first day.",
        "We stop the order and all reminders about it at once, and we ask no questions.",
        es=(
            "¿Cuándo puedo pedir el extractor de leche y cuándo llega?",
            "Paramos enseguida el pedido y todos los avisos, sin preguntas.",
        ),
    )
    page.leads_to("See how to reach us", "/contact/", es="Ver cómo comunicarse con nosotros")
    page.links_to("/help/pump-types/")
    page.signed_in("ana").has_no_answer()

"""Help topic pump-brands: the models of one's plan, and the price of a step up before it is owed."""

from tests.journeys.topics.conftest import Topic


def test_pump_brands(topic: Topic) -> None:
    page = topic("pump-brands")
    page.says(
        "Which breast pump brands can I choose?",
        "It depends on your plan and on what is in stock today.",
        "You are never asked to pay more for the model your plan covers.",
        es=(
            "¿Qué marcas de extractor de leche puedo elegir?",
            "Por el modelo que su plan cubre, nunca le pedimos que pague más.",
        ),
    )
    page.leads_to("See how to reach us", "/contact/", es="Ver cómo comunicarse con nosotros")
    page.links_to("/help/itemized-receipt/", "/help/equipment-problem/")
    page.signed_in("ana").has_no_answer()

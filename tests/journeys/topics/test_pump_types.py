"""Help topic pump-types: manual, electric, hospital-grade, and who each one is for."""

from tests.journeys.topics.conftest import Topic


def test_pump_types(topic: Topic) -> None:
    page = topic("pump-types")
    page.says(
        "Which kinds of breast pump can I get?",
        "There are three kinds: manual, electric and hospital-grade.",
        "They may not make you try a manual one first.",
        es=(
            "¿Qué tipos de extractor de leche puedo recibir?",
            "No le pueden pedir que pruebe antes uno manual.",
        ),
    )
    page.leads_to("See how to reach us", "/contact/", es="Ver cómo comunicarse con nosotros")
    page.links_to("/help/equipment-problem/")
    page.signed_in("ana").has_no_answer()

"""Help topic equipment-problem: 911 first, then the number on the label, then us."""

from tests.journeys.topics.conftest import Topic


def test_equipment_problem(topic: Topic) -> None:
    page = topic("equipment-problem")
    page.says(
        "My equipment is broken or not working. What do I do?",
        "Trouble breathing, or no power for oxygen? Call 911.",
        "Do not open the machine or try to fix it with tools.",
        es=(
            "Mi equipo no funciona. ¿Qué hago?",
            "¿Le cuesta respirar, o no hay luz para el oxígeno? Llame al 911.",
        ),
    )
    page.leads_to("See how to reach us", "/contact/", es="Ver cómo comunicarse con nosotros")
    page.links_to("/help/understand-bill/", "/help/return-equipment/")
    page.signed_in("ana").has_no_answer()

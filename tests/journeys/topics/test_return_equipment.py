"""Help topic return-equipment: pickup or label, oxygen and needles, and the day that ends the rent."""

from tests.journeys.topics.conftest import Topic


def test_return_equipment(topic: Topic) -> None:
    page = topic("return-equipment")
    page.says(
        "How do I return equipment and stop the rent?",
        "The rent stops on the day the equipment goes back.",
        "Never put a tank in the mail.",
        es=("¿Cómo devuelvo el equipo y paro el alquiler?", "Nunca mande un tanque por correo"),
    )
    page.leads_to("See how to reach us", "/contact/", es="Ver cómo comunicarse con nosotros")
    page.links_to("/help/member-deceased/", "/help/equipment-problem/", "/help/understand-bill/")
    page.signed_in("ana").has_no_answer()

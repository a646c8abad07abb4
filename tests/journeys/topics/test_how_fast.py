"""Help topic how-fast: the days count from a complete order, and what is urgent begins with a call."""

from tests.journeys.topics.conftest import Topic


def test_how_fast(topic: Topic) -> None:
    page = topic("how-fast")
    page.says(
        "How soon will my care or equipment start?",
        "The days count from a complete order, with no paper missing.",
        "These are usual times and not a promise.",
        es=("¿Cuándo empieza mi atención o llega mi equipo?", "Son tiempos usuales, no una promesa."),
    )
    page.leads_to("See how to reach us", "/contact/", es="Ver cómo comunicarse con nosotros")
    page.links_to("/help/home-health-orders/")
    page.signed_in("ana").has_no_answer()

"""Help topic nurse-coaching: what the nurse does, that it is a choice, and the danger signs."""

from tests.journeys.topics.conftest import Topic


def test_nurse_coaching(topic: Topic) -> None:
    page = topic("nurse-coaching")
    page.says(
        "What is nurse coaching?",
        "It is your choice, and you can stop on any day.",
        "The coach is not for emergencies. Call 911.",
        es=("¿Qué es el programa de enfermera guía?", "Tampoco es para emergencias: llame al 911."),
    )
    page.leads_to("See how to reach us", "/contact/", es="Ver cómo comunicarse con nosotros")
    page.links_to("/official/check-a-message/", "/help/privacy-practices/")
    page.signed_in("ana").has_no_answer()

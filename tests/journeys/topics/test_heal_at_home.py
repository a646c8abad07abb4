"""Help topic heal-at-home: meals, rides, a safer home and rest, and whom to ask when nothing is near."""

from tests.journeys.topics.conftest import Topic


def test_heal_at_home(topic: Topic) -> None:
    page = topic("heal-at-home")
    page.says(
        "What other help can I get to heal at home?",
        "Call 211 from any phone to hear what is near you. It is free.",
        "If there is nothing near you",
        es=("¿Qué otra ayuda hay para recuperarme en casa?", "Llame al 211 desde cualquier teléfono"),
    )
    page.leads_to("See how to reach us", "/contact/", es="Ver cómo comunicarse con nosotros")
    page.links_to("/help/nurse-coaching/", "/help/coverage/")
    page.signed_in("ana").has_no_answer()

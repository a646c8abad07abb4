"""Help topic what-is-home-health: the kinds of care, what a visit is like, and what it is not."""

from tests.journeys.topics.conftest import Topic


def test_what_is_home_health(topic: Topic) -> None:
    page = topic("what-is-home-health")
    page.says(
        "What is home health care?",
        "Nurses and therapists treat you at home when your doctor orders it.",
        "Not a nurse day and night.",
        es=("¿Qué es la atención de salud en el hogar?", "No es una enfermera de día y de noche."),
    )
    page.leads_to(
        "Talk to us about care at home", "/contact/", es="Hablar con nosotros de la atención en casa"
    )
    page.links_to("/help/coverage/", "/help/get-services/", "/help/heal-at-home/")
    page.signed_in("ana").has_no_answer()

"""Help topic about-us: who we are, what we do not do, and whom to call for what."""

from tests.journeys.topics.conftest import Topic


def test_about_us(topic: Topic) -> None:
    page = topic("about-us")
    page.says(
        "Who are you, and why do I have a bill from you?",
        "We are not your insurance.",
        "We do not treat you.",
        "The number on your plan card",
        es=("¿Quiénes son ustedes y por qué tengo una factura suya?", "No somos su seguro."),
    )
    page.leads_to(
        "See our true addresses and numbers",
        "/official/",
        es="Ver nuestras direcciones y teléfonos verdaderos",
    )
    page.links_to("/official/check-a-bill/", "/help/who-to-pay/", "/help/privacy-practices/")
    page.signed_in("ana").has_no_answer()

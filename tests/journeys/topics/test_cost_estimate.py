"""Help topic cost-estimate: a range with its reasons, and never a bill."""

from tests.journeys.topics.conftest import Topic


def test_cost_estimate(topic: Topic) -> None:
    page = topic("cost-estimate")
    page.says(
        "How can I find out what I may owe ahead of time?",
        "An estimate is our best guess, so it is never a bill.",
        "You have a right to a written estimate before the care.",
        es=(
            "¿Cómo puedo saber antes cuánto podría deber?",
            "nunca es una factura",
            "Usted tiene derecho a un costo estimado por escrito antes de la atención.",
        ),
    )
    page.leads_to("See how to reach us", "/contact/", es="Ver cómo comunicarse con nosotros")
    page.links_to("/help/cannot-pay/")
    page.signed_in("ana").has_no_answer()

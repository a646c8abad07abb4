"""Help topic coverage: the plan decides, and "covered" is not yet "approved"."""

from tests.journeys.topics.conftest import Topic


def test_coverage(topic: Topic) -> None:
    page = topic("coverage")
    page.says(
        "Will my plan cover care or equipment at home?",
        "Your plan decides, by its own rules.",
        "An answer by phone is not a promise that the plan will pay.",
        es=("¿Mi plan cubre la atención o el equipo en casa?", "Lo decide su plan, con sus propias reglas."),
    )
    page.leads_to("See how to reach us", "/contact/", es="Ver cómo comunicarse con nosotros")
    page.links_to("/help/cost-estimate/", "/help/start-appeal/", "/help/update-plan-info/")
    page.signed_in("ana").has_no_answer()

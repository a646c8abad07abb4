"""Help topic pap-instructions: the list for the doctor, and how use is counted."""

from tests.journeys.topics.conftest import Topic


def test_pap_instructions(topic: Topic) -> None:
    page = topic("pap-instructions")
    page.says(
        "What must a doctor send for a CPAP or other PAP machine?",
        "We need a signed order, notes from a visit about your sleep, and the sleep study.",
        "four hours or more on 21 of 30 nights in a row",
        es=(
            "¿Qué debe mandar el médico para una máquina CPAP u otra PAP?",
            "cuatro horas o más en 21 de 30 noches seguidas",
        ),
    )
    page.leads_to("See how to reach us", "/contact/", es="Ver cómo comunicarse con nosotros")
    page.links_to("/help/referral-form/", "/help/start-appeal/")
    page.signed_in("ana").has_no_answer()

"""Help topic why-denied: ten reasons, each with a next step, and that a no is not always a bill."""

from tests.journeys.topics.conftest import Topic


def test_why_denied(topic: Topic) -> None:
    page = topic("why-denied")
    page.says(
        "Why did my plan say no, and what can I do?",
        "You owe only what comes on a bill from us.",
        "The doctor or provider sends it. You need no appeal for that.",
        es=(
            "¿Por qué mi plan dijo que no, y qué puedo hacer?",
            "Solo debe lo que venga en una factura nuestra.",
        ),
    )
    assert page.page.locator("#main table tbody tr").count() == 10
    page.leads_to("See your bills and the reasons", "/account/bills/", es="Ver sus facturas y las razones")
    page.links_to("/help/start-appeal/", "/help/secondary-insurance/")
    page.signed_in("ana").has_no_answer()

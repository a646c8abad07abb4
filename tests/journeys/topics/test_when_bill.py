"""Help topic when-bill: care, claim, the plan's decision, a bill; and where one's own care stands."""

from tests.journeys.topics.conftest import Topic


def test_when_bill(topic: Topic) -> None:
    page = topic("when-bill")
    page.says(
        "When will my bill come?",
        "Most bills come 10 to 20 days after that, and only if part of the cost is yours.",
        "an explanation of benefits (EOB), which is not a bill",
        es=("¿Cuándo llega mi factura?", "Explicación de beneficios (EOB), que no es una factura"),
    )
    page.leads_to("See your bills", "/account/bills/", es="Ver sus facturas")
    page.links_to("/account/details/", "/pay/", "/pay/help/", "/help/understand-bill/")
    hers = page.signed_in("ana")
    hers.answers("Your answer, Ana", "This is where your newest care stands:", "on your bill")
    hers.offers("See your bills", "/account/bills/")
    page.signed_in("cora").has_no_answer()

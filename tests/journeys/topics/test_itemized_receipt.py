"""Help topic itemized-receipt: choose a year, some bills or two days, and see each thing."""

from tests.journeys.topics.conftest import House, Topic, Way


def test_itemized_receipt(topic: Topic) -> None:
    page = topic("itemized-receipt")
    page.says(
        "How do I get an itemized receipt for my HSA, FSA or taxes?",
        "It does not show a diagnosis.",
        "A health account looks at the day you got the care, not the day you paid for it.",
        es=("¿Cómo pido un recibo detallado para mi HSA, FSA o impuestos?", "No muestra el diagnóstico."),
    )
    page.leads_to("Get an itemized receipt", "/account/receipts/", es="Pedir un recibo detallado")
    page.links_to("/account/payments/", "/help/who-can-access/")
    hers = page.signed_in("ana")
    hers.answers("Your answer, Ana", "You can get a receipt for care in these years:")
    hers.offers("Choose bills or dates", "/account/receipts/")
    page.signed_in("cora").has_no_answer()


def test_a_bill_that_is_not_paid_yet(way: Way, house: House) -> None:
    hers = way("/account/receipts/", house.cast.ana)
    hers.choose("Only some bills", "Bill of ")
    hers.send("See the receipt")
    hers.says("Ana Reyes", "Willow Creek Home Nursing", "$142.50", "Not yet paid: $142.50")
    hers.arrives("Itemized bill", screens=1)

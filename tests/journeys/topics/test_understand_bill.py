"""Help topic understand-bill: from the price to one's share; and a line that looks wrong is asked about."""

from hearthside.cases.tests.cast import line_of
from tests.journeys.topics.conftest import Topic, Way, somebody


def test_understand_bill(topic: Topic) -> None:
    page = topic("understand-bill")
    page.says(
        "What does my bill mean?",
        "Your bill starts with the price of the care.",
        "While we look, that line is on hold, and you pay the rest as usual.",
        es=("¿Qué quiere decir mi factura?", "Su factura empieza con el precio de la atención."),
    )
    page.leads_to("See your bills", "/account/bills/", es="Ver sus facturas")
    page.links_to("/account/questions/", "/account/credit/", "/account/messages/", "/pay/help/")
    hers = page.signed_in("ana")
    hers.answers("Your newest bill is from", "Charged $285.00", "You owe for this care $142.50")
    hers.offers("See each line of this bill", f"/account/bills/{page.house.cast.owes.bill.number}/")
    page.signed_in("cora").has_no_answer()


def test_ask_about_a_line(way: Way) -> None:
    owes, olga = somebody("olga")
    hers = way(f"/account/questions/ask/{owes.bill.number}/{line_of(owes)}/", olga)
    hers.choose("I did not get this")
    hers.fill(words="Nobody came on that day.")
    hers.send("Continue")
    hers.send("Send my question")
    hers.arrives("We have your question", screens=2)

"""Help topic find-account-number: where it is on the bill; and signed in, the number itself."""

from hearthside.references import spoken
from tests.journeys.topics.conftest import Topic, Way


def test_find_account_number(topic: Topic, way: Way) -> None:
    page = topic("find-account-number")
    page.says(
        "Where is my account number?",
        "It has 10 numbers.",
        "We never show or send the number to someone who only types a name on a web page",
        es=("¿Dónde está mi número de cuenta?", "Tiene 10 números."),
    )
    page.leads_to("See your account number", "/account/number/", es="Ver su número de cuenta")
    page.links_to("/account/bills/", "/help/when-bill/")
    number = spoken(page.house.cast.owes.account.number)
    hers = page.signed_in("ana")
    hers.answers("Write this number on a check, and say it when you call.", number)
    hers.offers("Copy it, or open a bill", "/account/number/")
    page.signed_in("ben").answers(number)
    page.signed_in("cora").has_no_answer()
    copied = way("/account/number/", page.house.cast.ana)
    copied.says(number)
    copied.arrives("account number", screens=0)

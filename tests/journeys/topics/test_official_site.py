"""Help topic official-site: a bill, a message, a caller or an address, checked without anything secret."""

from tests.journeys.topics.conftest import House, Topic, Way


def test_official_site(topic: Topic) -> None:
    page = topic("official-site")
    page.says(
        "Is this bill, call or message really from you?",
        "We never ask for a gift card, cash or a money transfer app.",
        "We never ask for your password, or for a code that we sent you.",
        es=(
            "¿Esta factura, llamada o mensaje es de verdad de ustedes?",
            "Nunca pedimos su contraseña, ni un código que le enviamos.",
        ),
    )
    page.leads_to("Check a bill", "/official/check-a-bill/", es="Verificar una factura")
    page.links_to("/official/", "/official/check-a-message/", "/report-fraud/", "/account/contact-log/")
    hers = page.signed_in("ana")
    hers.answers("Your answer, Ana")
    hers.offers("See everything we sent you", "/account/contact-log/")
    page.signed_in("cora").has_no_answer()


def test_check_a_bill(way: Way, house: House) -> None:
    owes = house.cast.owes
    al = way("/official/check-a-bill/")
    al.fill(account=owes.account.number, code=owes.code, amount="142.50")
    al.send("Check this bill")
    al.hides("Reyes", "Willow Creek", "nurse visit")
    al.arrives("Yes, this bill is from us", screens=1)


def test_a_bill_that_is_not_ours(way: Way, house: House) -> None:
    owes = house.cast.owes
    al = way("/official/check-a-bill/")
    al.fill(account=owes.account.number, code=owes.code, amount="99.00")
    al.is_turned_back("Check this bill", "These numbers do not match")
    al.hides("142.50", "Reyes")


def test_check_a_caller(way: Way) -> None:
    al = way("/official/check-a-message/")
    al.fill(seen="1-877-989-9059")
    al.send("Compare")
    al.says("1-877-989-9059")
    al.arrives("Check a message or a caller", screens=1)

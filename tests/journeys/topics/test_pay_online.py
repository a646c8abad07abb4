"""Help topic pay-online: find the bill, say how much, check it. The processor's own page comes after that."""

from tests.journeys.topics.conftest import House, Topic, Way, save_card, somebody


def test_pay_online(topic: Topic) -> None:
    page = topic("pay-online")
    page.says(
        "How do I pay a bill online?",
        "You do not need to sign in.",
        "We never ask for a Social Security number.",
        es=("¿Cómo pago una factura en línea?", "No tiene que iniciar sesión."),
    )
    page.leads_to("Pay a bill", "/pay/", es="Pagar una factura")
    page.links_to("/receipts/find/", "/pay/help/", "/account/methods/", "/help/official-site/")
    page.signed_in("ana").answers(
        "Your answer, Ana", "You can pay $142.50 now.", "Left of your bill", "Pay by"
    )
    page.signed_in("ben").answers("You can pay $142.50 now.")
    page.signed_in("cora").has_no_answer()


def test_as_a_guest_with_the_pay_code(way: Way, house: House) -> None:
    owes = house.cast.owes
    guest = way("/pay/")
    guest.fill(account=owes.account.number, code=owes.code)
    guest.send("Find my bill")
    guest.says("You can pay this bill now", "$142.50", "A. R.")
    guest.hides("Reyes", "Willow Creek", "nurse visit")
    guest.send("Go to the check page")
    guest.says("Nothing is paid yet.", "You go to the secure page of", "Continue to pay $142.50")
    guest.arrives("Check and pay", screens=2)  # the button here is the third, and the card page the fourth


def test_as_a_guest_with_a_birth_date(way: Way, house: House) -> None:
    account = house.cast.owes.account
    guest = way("/pay/birth-date/")
    guest.fill(account=account.number, zip=account.zip)
    guest.types_day(3, 14, 1954)
    guest.send("Find my bill")
    guest.says("$142.50")
    guest.send("Go to the check page")
    guest.arrives("Check and pay", screens=2)


def test_signed_in_with_a_part(way: Way, house: House) -> None:
    hers = way("/account/pay/", house.cast.ana)
    hers.choose("Another amount")
    hers.fill(amount="100")
    hers.send("Go to the check page")
    hers.says("$100.00, a part", "Left to pay after this", "$42.50")
    hers.arrives("Check and pay", screens=1)  # the button here is the second, and the card page the third


def test_pay_with_a_saved_card(way: Way) -> None:
    owes, uma = somebody("uma")
    save_card(owes, uma)
    hers = way("/account/methods/pay/", uma)
    hers.send("Go to the check page")
    hers.says("Pay $142.50 now")
    hers.arrives("Check and pay", screens=1)  # the button here is the second, and pays

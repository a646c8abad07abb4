"""Help topic who-to-pay: the name on the coupon decides; signed in, each care says whom."""

from tests.journeys.topics.conftest import Topic


def test_who_to_pay(topic: Topic) -> None:
    page = topic("who-to-pay")
    page.says(
        "Who do I pay, us or the provider?",
        "Pay the name that is printed on the coupon of the bill.",
        "You have not lost your money.",
        es=(
            "¿A quién le pago, a ustedes o al proveedor?",
            "Pague al nombre que está impreso en el cupón de la factura.",
        ),
    )
    page.leads_to("Pay a bill from us", "/pay/", es="Pagar una factura nuestra")
    page.links_to("/official/check-a-bill/", "/account/bills/")
    hers = page.signed_in("ana")
    hers.answers("Your answer, Ana", "Pay us: $142.50.")
    hers.offers("Pay a bill from us", "/account/pay/")
    page.signed_in("cora").has_no_answer()

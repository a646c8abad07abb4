"""Help topic pay-by-mail: the payee, the box, the number on the check, and a coupon."""

from tests.journeys.topics.conftest import Topic, Way


def test_pay_by_mail(topic: Topic, way: Way) -> None:
    page = topic("pay-by-mail")
    page.says(
        "How do I pay by mail?",
        "PO Box 277947, Atlanta, GA 30384-7947",
        "Please never mail cash.",
        es=(
            "¿Cómo pago por correo?",
            "PO Box 277947, Atlanta, GA 30384-7947",
            "Nunca mande dinero en efectivo.",
        ),
    )
    page.leads_to("See how to mail a payment", "/pay/mail/", es="Ver cómo pagar por correo")
    page.links_to("/help/find-account-number/", "/pay/mail/coupon.pdf", "/account/payments/", "/contact/")
    page.signed_in("ana").has_no_answer()
    mail = way("/pay/mail/")
    mail.says("277947", "account number")
    mail.arrives("Pay by mail", screens=0)


def test_the_blank_coupon(topic: Topic) -> None:
    page = topic("pay-by-mail")
    for start in ("", "/es"):
        paper = page.page.request.get(f"{page.house.url}{start}/pay/mail/coupon.pdf")
        assert paper.status == 200 and paper.body().startswith(b"%PDF-")
        assert paper.headers["content-type"] == "application/pdf"

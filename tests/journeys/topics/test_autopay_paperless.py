"""Help topic autopay-paperless: a rule with a limit, a saved card, and bills without paper."""

from hearthside.portal.tests.cast import newest_code
from tests.journeys.topics.conftest import Topic, Way, save_card, somebody


def test_autopay_paperless(topic: Topic) -> None:
    page = topic("autopay-paperless")
    page.says(
        "How do autopay and bills without paper work?",
        "We tell you at least 10 days before we take money.",
        "To guard your privacy, it does not say the amount.",
        es=(
            "¿Cómo funcionan el pago automático y la factura sin papel?",
            "Le avisamos al menos 10 días antes de tomar dinero.",
        ),
    )
    page.leads_to(
        "Set up, change or stop autopay",
        "/account/autopay/",
        es="Empezar, cambiar o parar el pago automático",
    )
    page.links_to("/account/autopay/paperless/", "/life-events/death/", "/help/member-deceased/")
    hers = page.signed_in("ana")
    hers.answers("Autopay is off. You pay each bill yourself.", "On paper, by mail")
    hers.offers("Set up autopay", "/account/autopay/")
    hers.offers("Paper or no paper", "/account/autopay/paperless/")
    page.signed_in("cora").has_no_answer()


def test_start_autopay_with_a_saved_card(topic: Topic, way: Way) -> None:
    owes, amy = somebody("amy")
    save_card(owes, amy)
    hers = way("/account/autopay/rule/", amy)
    hers.fill(limit="150")
    hers.send("Go to the check page")
    hers.choose("I agree")
    hers.send("Start autopay")
    hers.arrives("Autopay is on", screens=2)
    topic("autopay-paperless", amy).answers("Visa", "4242", "$150.00")


def test_stop_the_paper(topic: Topic, way: Way) -> None:
    owes, gita = somebody("gita")
    hers = way("/account/autopay/paperless/", gita)
    hers.choose("I agree")
    hers.send("Send me the code")
    hers.fill(code=newest_code(owes.account.email))
    hers.send("Stop the paper")
    hers.arrives("Autopay", screens=2)
    topic("autopay-paperless", gita).answers("Online, without paper")

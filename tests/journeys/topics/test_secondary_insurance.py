"""Help topic secondary-insurance: tell us of both plans, and pay only what both leave."""

from tests.journeys.topics.conftest import Topic, Way, somebody


def test_secondary_insurance(topic: Topic) -> None:
    page = topic("secondary-insurance")
    page.says(
        "I have a second health plan. How does it pay its part?",
        "We bill you only what both leave.",
        "Until then that part is on hold, and you do not pay it.",
        es=(
            "Tengo un segundo plan de salud. ¿Cómo paga su parte?",
            "Solo le cobramos lo que los dos no paguen.",
        ),
    )
    page.leads_to(
        "Tell us about your second plan", "/account/details/plan/", es="Avisarnos de su segundo plan"
    )
    page.links_to("/account/bills/", "/account/receipts/", "/help/why-denied/")
    page.signed_in("ana").has_no_answer()


def test_tell_us_of_one_more_plan(way: Way) -> None:
    _owes, priya = somebody("priya")
    hers = way("/account/details/plan/", priya)
    hers.choose("I have one more plan")
    hers.fill(plan_name="Harbor Supplement", member_id="HS 77 310")
    hers.send("Check and send")
    hers.says("Nothing is sent yet.", "Harbor Supplement")
    hers.send("Send it")
    hers.arrives("Change of health plan", screens=2)

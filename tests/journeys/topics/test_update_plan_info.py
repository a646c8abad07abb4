"""Help topic update-plan-info: the plan changes its own record; and we are told too."""

from tests.journeys.topics.conftest import Topic, Way, somebody


def test_update_plan_info(topic: Topic) -> None:
    page = topic("update-plan-info")
    page.says(
        "How do I change something with my health plan, or tell you about a new plan?",
        "We cannot change it for you.",
        "An approval from the old plan does not count for the new one.",
        es=(
            "¿Cómo cambio algo con mi plan de salud, o les aviso de un plan nuevo?",
            "Nosotros no lo podemos cambiar.",
        ),
    )
    page.leads_to("Tell us what changed", "/account/details/plan/", es="Decirnos qué cambió")
    page.links_to("/account/details/", "/help/secondary-insurance/", "/help/cannot-pay/")
    hers = page.signed_in("ana")
    hers.answers("Your answer, Ana", "We hold no plan for this account.", "Tell us too.")
    hers.offers("Tell us what changed", "/account/details/plan/")
    page.signed_in("cora").has_no_answer()


def test_tell_us_of_a_new_plan(way: Way) -> None:
    _owes, paul = somebody("paul")
    his = way("/account/details/plan/", paul)
    his.choose("I have a new plan")
    his.fill(plan_name="Meadowlark Gold", member_id="ML 77-01")
    his.send("Check and send")
    his.send("Send it")
    his.says("Change of health plan")
    his.arrives("Change of health plan", screens=2)

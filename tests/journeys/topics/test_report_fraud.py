"""Help topic report-fraud: three short pages, no name needed; signed in, from a line of one's own bill."""

from hearthside.cases.tests.cast import line_of
from tests.journeys.topics.conftest import Topic, Way


def test_report_fraud(topic: Topic) -> None:
    page = topic("report-fraud")
    page.says(
        "How do I report fraud?",
        "You need not give your name.",
        "No one may punish you for an honest report.",
        es=("¿Cómo reporto un fraude?", "No tiene que dar su nombre."),
    )
    page.leads_to("Report fraud", "/report-fraud/", es="Reportar un fraude")
    page.links_to("/report-fraud/follow/", "/official/", "/official/check-a-bill/", "/help/understand-bill/")
    owes = page.house.cast.owes
    hers = page.signed_in("ana")
    hers.answers("Is there something on your newest bill that you did not get?", "Willow Creek Home Nursing")
    hers.links_to(f"/report-fraud/line/{owes.bill.number}/{line_of(owes)}/")
    page.signed_in("cora").has_no_answer()


def test_report_without_a_name(way: Way) -> None:
    al = way("/report-fraud/tell/")
    al.choose("A fake bill, website, message or call")
    al.fill(words="A letter asks me to pay at pay-us.example.")
    al.send("Continue")
    al.fill(who="Brightway Supply")
    al.send("Continue")
    al.says("pay-us.example", "Brightway Supply")
    al.send("Send my report")
    al.says("Your report number", "Your PIN")
    al.arrives("Thank you.", screens=3)

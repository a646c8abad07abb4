"""Help topic start-appeal: the urgent way first, then the letter with the no and its last day."""

from tests.journeys.topics.conftest import Topic


def test_start_appeal(topic: Topic) -> None:
    page = topic("start-appeal")
    page.says(
        "How do I appeal when my plan said no?",
        "If your health cannot wait, call today and say “urgent appeal”.",
        "the date in your letter is the one that counts",
        es=("¿Cómo apelo cuando mi plan dijo que no?", "vale la fecha de su carta"),
    )
    page.leads_to("Call us about an appeal", "/contact/", es="Llamarnos por una apelación")
    page.links_to("/help/why-denied/", "/help/who-can-access/")
    page.signed_in("ana").has_no_answer()

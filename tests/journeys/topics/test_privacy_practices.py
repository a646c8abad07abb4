"""Help topic privacy-practices: what is done with health information, and a copy is asked for."""

from tests.journeys.topics.conftest import Topic, Way, somebody


def test_privacy_practices(topic: Topic, way: Way) -> None:
    page = topic("privacy-practices")
    page.says(
        "How do you use and guard my health information?",
        "We do not sell it.",
        "No one may treat you worse for it.",
        es=("¿Cómo usan y cuidan mi información de salud?", "No la vendemos."),
    )
    page.leads_to("See your privacy page", "/account/privacy/", es="Ver su página de privacidad")
    page.links_to("/privacy/", "/privacy/form/", "/account/privacy/who-looked/", "/account/contact-log/")
    hers = page.signed_in("ana")
    hers.answers(
        "Your answer, Ana", "get a copy of it, and ask us to fix it", "Nobody has opened your record yet."
    )
    hers.offers("See your privacy page", "/account/privacy/")
    page.signed_in("ben").answers("You can get a copy of the part that you may see.")
    page.signed_in("cora").has_no_answer()
    notice = way("/privacy/")
    notice.arrives("How we use and guard your facts", screens=0)


def test_ask_for_a_copy(way: Way) -> None:
    _owes, carla = somebody("carla")
    hers = way("/account/privacy/", carla)
    hers.follow("Ask for a copy of your records")
    hers.choose("Everything you hold about me", "A file that I download here")
    hers.send("Continue")
    hers.send("Send my request")
    hers.says("We answer by", "Case number")
    hers.arrives("Copy of your records", screens=3)

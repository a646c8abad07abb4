"""Help topic member-deceased: told once, on one short form, without papers and without signing in."""

from hearthside.payments.tests.cast import make_ana
from tests.journeys.topics.conftest import Topic, Way


def test_member_deceased(topic: Topic) -> None:
    page = topic("member-deceased")
    page.says(
        "How do I tell you that a member has died?",
        "You do not need any papers for that.",
        "Telling us does not make you owe anything.",
        es=("¿Cómo aviso que un miembro falleció?", "Avisarnos no le obliga a pagar nada."),
    )
    page.leads_to(
        "Tell us that a person has died", "/life-events/death/", es="Avisar que una persona falleció"
    )
    page.links_to("/help/return-equipment/", "/help/autopay-paperless/")
    page.signed_in("ana").answers("You have not told us of a death.", "you need no papers for it")


def test_tell_us(way: Way) -> None:
    owes = make_ana(email="estate.post@mail.example")
    tom = way("/life-events/death/")
    tom.fill(died_name="Ana Reyes", number=owes.account.number)
    tom.types_day(1, 5, 2026)
    tom.send("Continue")
    tom.fill(reporter="Tom Reyes", email="tom@mail.example")
    tom.pick(relation="child")
    tom.send("Continue")
    tom.says("Tom Reyes")
    tom.send("Send this")
    tom.says("case number")
    tom.arrives("We are sorry. Thank you for telling us.", screens=3)

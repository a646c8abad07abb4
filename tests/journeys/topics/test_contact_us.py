"""Help topic contact-us: a number, its hours, and a message that is answered."""

from hearthside.references import spoken
from tests.journeys.topics.conftest import Topic, Way, somebody


def test_contact_us(topic: Topic, way: Way) -> None:
    page = topic("contact-us")
    page.says(
        "How do I reach you?",
        "Call 1-877-989-9059.",
        "Please do not send health facts by e-mail.",
        es=("¿Cómo me comunico con ustedes?", "Llame al 1-877-989-9059."),
    )
    page.leads_to("See all the ways to reach us", "/contact/", es="Ver todas las maneras de comunicarse")
    page.links_to(
        "/account/messages/", "/pay/phone/call-back/", "/report-fraud/", "/language-help/", "/rights/"
    )
    hers = page.signed_in("ana")
    hers.answers("1-877-989-9059", spoken(page.house.cast.owes.account.number))
    hers.offers("Write to us", "/account/messages/new/")
    page.signed_in("cora").has_no_answer()
    way("/contact/").says("1-877-989-9059", "711")


def test_write_to_us(topic: Topic, way: Way) -> None:
    _owes, walt = somebody("walt")
    his = way("/account/messages/new/", walt)
    his.choose("Paying, or something else about money")
    his.fill(words="Did my check arrive?")
    his.send("Send")
    his.says("Sent. We answer by", "Did my check arrive?")
    assert his.screens == 1
    topic("contact-us", walt).answers("We answer your message by")

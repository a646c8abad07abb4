"""Help topic update-my-info: one thing a page, and both contacts hear of it."""

from tests.journeys.topics.conftest import Topic, Way, somebody


def test_update_my_info(topic: Topic) -> None:
    page = topic("update-my-info")
    page.says(
        "How do I change my address, phone, e-mail or name?",
        "Tell your health plan too, as we cannot change what it has.",
        "For 14 days we send no sign-in code to a new one.",
        es=(
            "¿Cómo cambio mi dirección, teléfono, correo electrónico o nombre?",
            "Por 14 días no mandamos códigos al contacto nuevo.",
        ),
    )
    page.leads_to("Change your details", "/account/details/", es="Cambiar sus datos")
    page.links_to("/account/details/delivery/", "/account/details/legal-name/", "/account/people/safety/")
    hers = page.signed_in("ana")
    hers.answers("This is how we reach you now.", "12 Elm St", "Dayton", "The mailing address")
    hers.offers("Your details", "/account/details/")
    page.signed_in("cora").has_no_answer()


def test_change_the_mailing_address(way: Way) -> None:
    _owes, ruth = somebody("ruth")
    hers = way("/account/details/", ruth)
    hers.follow("Change Mailing address")
    hers.fill(address1="9 Oak Ave", city="Akron", zip="44301")
    hers.send("Save")
    hers.says("Your change is saved.", "9 Oak Ave", "Akron")
    hers.arrives("Your details", screens=2)

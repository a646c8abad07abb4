"""Help topic who-can-access: who sees an account by whose choice; one is invited, and removed."""

from tests.journeys.topics.conftest import Topic, Way, helps, somebody


def test_who_can_access(topic: Topic) -> None:
    page = topic("who-can-access")
    page.says(
        "Who can see or talk about my account?",
        "No one else may see or hear about your account.",
        "We tell no one, and you do not have to say why.",
        es=(
            "¿Quién puede ver mi cuenta o hablar de ella?",
            "No avisamos a nadie, y no tiene que decir por qué.",
        ),
    )
    page.leads_to(
        "See who can see it, add or remove", "/account/people/", es="Ver quién la ve, agregar o quitar"
    )
    page.links_to("/account/people/safety/", "/account/people/help-someone/", "/invitation/")
    hers = page.signed_in("ana")
    hers.answers("You and 1 helper can see your account today.", "Ben Reyes")
    hers.offers("Invite someone to help", "/account/people/invite/")
    page.signed_in("ben").answers("You help", "Ana Reyes")
    page.signed_in("cora").answers("No account is open to you now.")


def test_invite_a_helper(way: Way) -> None:
    _owes, ines = somebody("ines")
    hers = way("/account/people/invite/", ines)
    hers.choose("Bills only")
    hers.send("Continue")
    hers.fill(name="Dana Reyes", email="dana.helps@mail.example")
    hers.send("Continue")
    hers.send("Send the invitation")
    hers.arrives("Tell Dana Reyes this code", screens=3)


def test_remove_a_helper(topic: Topic, way: Way) -> None:
    owes, rosa = somebody("rosa")
    helper = helps(owes, "hugo")
    hers = way("/account/people/", rosa)
    hers.follow(f"Remove now {helper.name}")
    hers.send("Remove now")
    hers.says(f"{helper.name} sees nothing of your account any more.")
    hers.arrives("Who can see my account", screens=2)
    topic("who-can-access", helper).answers("No account is open to you now.")

"""Help topic login-trouble: a code by e-mail, a first account, a lost phone; and paying needs none of it."""

from hearthside.payments.tests.cast import make_ana
from hearthside.portal.tests.cast import PASSWORD, newest_code
from tests.journeys.topics.conftest import Topic, Way, somebody


def test_login_trouble(topic: Topic) -> None:
    page = topic("login-trouble")
    page.says(
        "I cannot sign in. What can I do?",
        "To pay a bill, you do not need to sign in.",
        "No one from us asks for your password or your code, not even on the phone.",
        es=("No puedo iniciar sesión. ¿Qué hago?", "Para pagar una factura no hace falta iniciar sesión."),
    )
    page.leads_to("Get help to sign in", "/sign-in/help/", es="Ayuda para iniciar sesión")
    page.links_to("/pay/", "/activate/", "/sign-in/help/new-phone/", "/sign-in/help/lost-email/")
    hers = page.signed_in("ana")
    hers.answers("You are signed in now.", "ana@mail.example", "none but a code by e-mail")
    hers.offers("How you sign in", "/account/security/")
    page.signed_in("cora").answers("You are signed in now.", "cora@mail.example")


def test_a_code_instead_of_a_password(way: Way) -> None:
    _owes, lena = somebody("lena")
    hers = way("/sign-in/code/")
    hers.fill(email=lena.email)
    hers.send("Send me a code")
    hers.fill(code=newest_code(lena.email))
    hers.send("Continue")
    hers.arrives("One thing needs you, Lena", screens=2)


def test_a_first_account(way: Way) -> None:
    owes = make_ana(email="first.post@mail.example")
    hers = way("/activate/")
    hers.fill(account=owes.account.number, code=owes.code)
    hers.types_day(3, 14, 1954)
    hers.send("Continue")
    hers.fill(code=newest_code(owes.account.email))
    hers.send("Continue")
    hers.fill(password=PASSWORD)
    hers.send("Open my account")
    hers.arrives("One thing needs you, Ana", screens=3)


def test_a_lost_phone(way: Way) -> None:
    owes, luis = somebody("luis")
    his = way("/sign-in/help/prove/phone/")
    his.fill(email=luis.email, account=owes.account.number, code=owes.code)
    his.types_day(3, 14, 1954)
    his.send("Continue")
    his.choose("By e-mail to")
    his.send("Send the code")
    his.fill(code=newest_code(owes.account.email))
    his.send("Yes, do this")
    his.says("We make the change on", "Your number for this")
    his.arrives("We have your request", screens=3)

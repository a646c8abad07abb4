"""How to reach us: by purpose, open or closed now, apart from the payment box."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from hearthside import clock
from hearthside.coverage.models import Coverage, Plan
from hearthside.inbox import reach
from hearthside.inbox.tests.cast import Cast, signed_in
from hearthside.members import selectors as members

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, tzinfo=clock.EASTERN)
THANKSGIVING = datetime(2026, 11, 26, 9, tzinfo=clock.EASTERN)


def body(answer: Any) -> str:
    return str(answer.content.decode()).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.mark.parametrize(
    ("moment", "path", "says"),
    [
        (MONDAY, "/contact/", "Open now, until 8 p.m. Eastern."),
        (
            MONDAY.replace(hour=21),
            "/contact/",
            "Closed now. It opens Tuesday, November 24 at 8 a.m.",
        ),
        (THANKSGIVING, "/contact/", "Closed today for a holiday. It opens Friday, November 27"),
        (MONDAY, "/es/contact/", "Abierto ahora, hasta las 8 p. m. hora del Este."),
        (THANKSGIVING, "/es/contact/", "Hoy está cerrado por ser feriado. Abre el viernes 27 de noviembre"),
    ],
)
def test_open_or_closed_now(at: Any, moment: datetime, path: str, says: str) -> None:
    at(moment)
    assert says in body(Client().get(path))


def test_signed_out_there_are_numbers_and_no_form() -> None:
    page = body(Client().get("/contact/"))
    org = reach.reach(MONDAY).org
    assert page.count(org.phone) >= 7 and "Call 711" in page and "Call 911" in page
    assert "<textarea" not in page and "Sign in and write" in page
    assert "/pay/phone/call-back/" in page and org.mail_lines[0] in page
    assert "We have one mailbox" in page, "the default profile names no other"
    assert Client().post("/contact/").status_code == 405


def test_signed_in_one_writes_from_here_and_sees_the_plan(people: Cast) -> None:
    plan = Plan.objects.create(payer_id="LARK", name="Lark Health", phone="8005550143")
    person = members.people_of(people.owes.id)[0]
    Coverage.objects.create(
        account_id=people.owes.id, person=person, plan=plan, member_id="L1", order=1,
        effective_on=date(2020, 1, 1),
    )  # fmt: skip
    page = body(signed_in(people.ana).get("/contact/"))
    assert "Lark Health" in page and "800-555-0143" in page and "/account/messages/new/" in page
    assert "Lark Health" not in body(signed_in(people.cora).get("/contact/"))


@pytest.fixture
def larger_profile(tmp_path: Path) -> Iterator[None]:
    """An organization with numbers of its own for some purposes, and an address for letters."""
    text = settings.PROFILE.read_text("utf-8")
    text = text.replace('relay = "711"', 'relay = "711"\nequipment = "1-800-555-0199"\n'
                        'physicians = "1-800-555-0188"\nphysicians_fax = "1-800-555-0177"')  # fmt: skip
    text = text.replace("[[methods]]", 'letter_lines = ["PO Box 12", "Hartford, CT 06101"]\n\n[[methods]]')
    profile = tmp_path / "profile.toml"
    profile.write_text(text, "utf-8")
    with override_settings(PROFILE=profile):
        yield


@pytest.mark.usefixtures("larger_profile")
def test_numbers_of_their_own_and_a_box_for_letters() -> None:
    page = body(Client().get("/contact/"))
    for said in (
        "1-800-555-0199",
        "1-800-555-0188",
        "Fax: 1-800-555-0177",
        "PO Box 12",
        "Hartford, CT 06101",
    ):
        assert said in page
    assert "We have one mailbox" not in page and "tel:+18005550199" in page

"""Every door for money in one day at the desk, and two days later: mail, link, keypad, bank, and back again.

Walt posts the mail with the keyboard alone and proves the day; Keisha takes Ana's money by a link and by the
keypad; a check comes back; Sol sends a card payment back. Each is seen here, and in `hearthside audit`.
"""

import argparse
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from hearthside import clock
from hearthside.banking.tests.cast import Says, Word
from hearthside.banking.tests.cast import arrive as bank_says
from hearthside.bills import selectors as bills
from hearthside.bills import services as billing
from hearthside.claims.tests.plan import Service, decided, enroll, roster_row, tell
from hearthside.cli.commands import audit_, call_
from hearthside.desk.tests.cast import make_staff
from hearthside.identity import services as identity
from hearthside.ledger import selectors as ledger
from hearthside.lockbox.models import Batch, Item, ItemState
from hearthside.lockbox.tests.cast import Owing, check, file_of, receive
from hearthside.mailroom.models import Message
from hearthside.members import services as members
from hearthside.members.models import Person, Scope
from hearthside.payments.models import Payment
from hearthside.payments.tests.cast import BILLING, BORN, Ana
from hearthside.payments.tests.journeys.test_pay_a_bill import types_a_card
from hearthside.phone.tests.journeys.test_pay_by_phone import heard_on
from hearthside.portal.tests.cast import SETTING_THE_TABLE, make_login
from hearthside.refunds.models import Refund, RefundState
from tests.journeys.conftest import OpenPage, Site

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
Look = Callable[[Page], None]
MOST_TABS = 80
WIDTHS = (1280, 360)
FOCUSED = """() => {
  const it = document.activeElement;
  return (it.innerText || it.getAttribute("aria-label") || it.name || "").replace(/\\s+/g, " ").trim();
}"""


@dataclass(frozen=True, slots=True)
class People:
    """Who mailed a check, whom Keisha has on the telephone, and who works at the desk."""

    ruth: Owing
    luis: Owing
    marcus: Owing
    cora: Owing
    ana: Ana
    desk: dict[str, Any]


@pytest.fixture
def people(live_site: Site) -> People:
    roles = {"keisha": "billing_agent", "walt": "lockbox_clerk", "sol": "supervisor"}
    return People(
        ruth=owes("Ruth", "Hale", 8640),
        luis=owes("Luis", "Marte", 6482),
        marcus=owes("Marcus", "Bell", 2847),
        cora=owes("Cora", "Lane", 5000),
        ana=billed(owes("Ana", "Reyes", 2900, 2900, 8450)),
        desk={name: make_staff(name, role) for name, role in roles.items()},
    )


def owes(first: str, last: str, *cents: int) -> Owing:
    """Somebody who owes what a plan's own file says: the day's `hearthside audit` reads it there again."""
    row = roster_row(
        member_id=f"M{last}", subscriber_id=f"M{last}", account_key=last, first_name=first, last_name=last,
        birth_date=BORN, zip="45402", email=f"{first.lower()}@example.org",
    )  # fmt: skip
    enroll(row)
    shares = [Service(charged=2 * one, pr={"2": one}) for one in cents]
    tell(decided(last, *shares, icn=last, first=first, last=last, member_id=row.member_id))
    person = Person.objects.select_related("account").get(account__roster_key=last)
    return Owing(person.account, person)


def billed(owing: Owing) -> Ana:
    account, at = owing.account, clock.now()
    bill = billing.make_bill(account_id=account.pk, as_of=clock.today(), by=BILLING, at=at)
    assert bill is not None
    return Ana(account, bill, bills.pay_code_of(bill), [])


@pytest.fixture
def look(axe: Look, no_sideways_scroll: Look) -> Look:
    """look(page): nothing wrong with it, and nothing past its edge, wide or narrow."""

    def at(page: Page) -> None:
        axe(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            no_sideways_scroll(page)
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})

    return at


@dataclass(frozen=True, slots=True)
class House:
    """The running house and who is in it."""

    site: Site
    open_page: OpenPage
    look: Look
    people: People

    def desk(self, name: str) -> Page:
        """A browser of its own in which this person of the desk signed in."""
        page = self.open_page(viewport={"width": WIDTHS[0], "height": 900})
        page.goto(self.site.url + identity.demo_link(self.people.desk[name].email))
        page.get_by_role("button", name="Sign in", exact=True).last.click()
        page.wait_for_url("**/desk/")
        return page

    def goes(self, page: Page, path: str) -> None:
        page.goto(self.site.url + path)


def test_every_door_for_money(
    live_site: Site,
    open_page: OpenPage,
    look: Look,
    people: People,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    house = House(live_site, open_page, look, people)
    today = clock.today()
    batch = mail_arrives(people, today)
    walt_posts_the_mail(house, batch)
    sol_agrees(house, batch)
    the_day_is_proven(house, today, Says("115", batch.cents, "LOCKBOX DEPOSIT 0277947"))
    keisha_sends_a_pay_link(house)
    keisha_takes_the_rest_by_keypad(house)
    monkeypatch.setenv("HEARTHSIDE_TODAY", (today + timedelta(days=2)).isoformat())
    a_check_comes_back(house, clock.today())
    a_payment_goes_back(house)
    every_cent_is_proven(capsys)


def mail_arrives(people: People, day: date) -> Batch:
    """One check by our coupon, and four that wait: a blurred number, a misread coupon, a name, a stranger."""
    blurred = people.luis.number[:3] + "?" + people.luis.number[4:]
    right = people.cora.scan_line(5000)
    misread = right[:-1] + str((int(right[-1]) + 1) % 10)
    written: dict[str, Any] = {"written_on": day}
    receive(file_of(
        [
            check(8640, people.ruth.scan_line(), number="2001", **written),
            check(6482, f"ACCT {blurred}", remitter="LUIS MARTE", account="00552201", **written),
            check(5000, misread, remitter="CORA LANE", account="00552202", **written),
            check(2847, remitter="MARCUS BELL", account="00552203", **written),
            check(7500, remitter="AGNES POMEROY", account="00552204", **written),
        ],
        day=day,
    ))  # fmt: skip
    batch = Batch.objects.get()
    assert Item.objects.filter(batch=batch, is_waiting=True).count() == 4
    return batch


def presses(page: Page, label: str, key: str = "Enter") -> None:
    """Tab until something that begins with `label` has the focus, and press a key on it."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED).startswith(label):
            page.keyboard.press(key)
            return
    raise AssertionError(f"no key leads to {label!r} on {page.url}")


def walt_posts_the_mail(house: House, batch: Batch) -> None:
    """From the queue to the last check, and no hand on the mouse."""
    page, people = house.desk("walt"), house.people
    house.look(page)
    presses(page, "Take next from Unmatched mail money")
    expect(page.get_by_role("heading", name="Check 1 of 4: number not clear")).to_be_visible()
    house.look(page)
    # The blurred digit has one right reading: it stands in the field, and the field has the focus.
    page.keyboard.press("Enter")
    expect(page.get_by_text("$64.82: posted.")).to_be_visible()
    for owing, amount in ((people.cora, "$50.00"), (people.marcus, "$28.47")):
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(owing.number)
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"{amount}: waits for a second clerk.")).to_be_visible()
    expect(page.get_by_text("Nobody fits")).to_be_visible()
    house.look(page)
    presses(page, "Something is odd about it")
    presses(page, "Send the money back")
    expect(page.get_by_text("$75.00: a second clerk is asked to send the money back.")).to_be_visible()
    house.look(page)
    assert balances(batch) == {"posted": 8640 + 6482, "waiting": 5000 + 2847 + 7500, "gone": 0}


def sol_agrees(house: House, batch: Batch) -> None:
    """The second clerk works the rest, with the keyboard as well, until nothing waits."""
    page = house.desk("sol")
    presses(page, "Take next from Unmatched mail money")
    for left in (3, 2, 1):
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(f"^{left} check"))
        if left == 3:
            house.look(page)
        presses(page, "Agree and go on")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Batch {batch.name} is done")
    expect(page.get_by_text("Balances", exact=True)).to_be_visible()
    house.look(page)
    assert balances(batch) == {"posted": 8640 + 6482 + 5000 + 2847, "waiting": 0, "gone": 7500}
    for owing in (house.people.ruth, house.people.luis, house.people.cora, house.people.marcus):
        assert owing.balance == 0
    house.goes(page, "/desk/lockbox/")
    house.look(page)
    house.goes(page, "/desk/lockbox/unmatched/")
    expect(page.get_by_text("All mail money is on an account.")).to_be_visible()


def balances(batch: Batch) -> dict[str, int]:
    """Where the cents of a batch are. Together they are what the bank says, to the cent."""
    batch.refresh_from_db()
    sums = {"posted": 0, "waiting": 0, "gone": 0}
    for item in Item.objects.filter(batch=batch):
        place = "posted" if item.state == ItemState.POSTED else "waiting" if item.is_waiting else "gone"
        sums[place] += item.amount_cents
    assert sum(sums.values()) == batch.cents == batch.told_cents
    return sums


def the_day_is_proven(house: House, day: date, *lines: Says) -> None:
    """The bank's statement comes; Walt proves the day and Sol signs it off."""
    bank_says(Word(day, lines))
    walt = house.desk("walt")
    house.goes(walt, f"/desk/banking/day/{day}/")
    walt.get_by_role("button", name="Prove again").click()
    expect(walt.get_by_text("Proven again with what is known now.")).to_be_visible()
    expect(walt.get_by_role("heading", level=1)).to_have_text(re.compile("it balances$"))
    house.look(walt)
    expect(walt.get_by_role("button", name="Sign off this day")).to_have_count(0)
    sol = house.desk("sol")
    house.goes(sol, f"/desk/banking/day/{day}/")
    sol.get_by_role("button", name="Sign off this day").click()
    expect(sol.get_by_role("heading", level=1)).to_have_text(re.compile("signed off$"))
    house.look(sol)


def keisha_sends_a_pay_link(house: House) -> None:
    """Ana pays a part of what she owes on the page that the link opens; nobody hears her card."""
    page, ana = house.desk("keisha"), house.people.ana
    starts_a_call(house, page)
    page.get_by_role("button", name="E-mail a pay link").click()
    house.look(page)
    closes_the_call(page, "link_sent")
    body = Message.objects.get(kind="pay_link").body
    address = re.search(r"http://\S+", body)
    assert address, body
    guest = house.open_page()
    guest.goto(address.group())
    house.look(guest)
    guest.get_by_label("ZIP").fill("45402")
    guest.get_by_role("main").get_by_role("button").first.click()
    guest.get_by_label("Another amount").check()
    guest.get_by_label("Amount, if you pay a part").fill("100")
    guest.get_by_role("button", name="Go to the check page").click()
    guest.get_by_role("button", name="Continue to pay $100.00").click()
    types_a_card(guest)
    expect(guest.get_by_role("heading", level=1)).to_have_text("Payment received")
    house.look(guest)
    assert ledger.standing(ana.id).balance.cents == 4250


def starts_a_call(house: House, page: Page) -> None:
    house.goes(page, "/desk/phone/")
    page.get_by_role("button", name="Start a call in English").click()
    heard_on(page, house.people.ana)
    expect(page.get_by_role("heading", name="Ana Reyes")).to_be_visible()


def closes_the_call(page: Page, outcome: str) -> None:
    page.get_by_label("Why they called").select_option("pay")
    page.get_by_label("What came of it").select_option(outcome)
    page.get_by_role("button", name="Close the call").click()
    expect(page.get_by_text("The call is closed.")).to_be_visible()


def keisha_takes_the_rest_by_keypad(house: House) -> None:
    """The caller keys the card into the phone company's own question; Keisha sees dots and four digits."""
    page = house.desk("keisha")
    starts_a_call(house, page)
    page.get_by_role("button", name="Start keypad").click()
    code = page.locator(".hs-reference").inner_text().replace(" ", "")
    line = call_.PretendCall(call_.over_http(house.site.url)).dial().press("1").press(f"{code}#")
    line.key_card()
    page.goto(page.url)
    expect(page.get_by_role("heading", name="Visa •••• 4242")).to_be_visible()
    house.look(page)
    page.get_by_role("button", name="The caller said yes: pay $42.50").click()
    expect(page.get_by_text("Payment received.")).to_be_visible()
    house.look(page)
    line.hang_up()
    closes_the_call(page, "paid")
    assert ledger.standing(house.people.ana.id).balance.cents == 0


def a_check_comes_back(house: House, day: date) -> None:
    """The bank's statement names it; Walt says which check it is, Ruth owes again and is told."""
    ruth = house.people.ruth
    bank_says(Word(day, [Says("555", 8640, "RETURNED ITEM CHECK 2001", customer_reference="2001")]))
    page = house.desk("walt")
    presses(page, "Take next from Bank lines nobody knows")
    expect(page.get_by_role("heading", name="Which check came back?")).to_be_visible()
    house.look(page)
    page.get_by_role("button", name="Check 2001, $86.40").click()
    expect(page.get_by_text("Its account owes again, and the member is told.")).to_be_visible()
    house.goes(page, f"/desk/banking/day/{day}/")
    page.get_by_role("button", name="Prove again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("it balances$"))
    house.look(page)
    assert ruth.balance == 8640
    told = Message.objects.get(account=ruth.account, kind="payment_returned")
    assert told.to == "ruth@example.org"
    ruth_sees_it(house)


def ruth_sees_it(house: House) -> None:
    ruth = house.people.ruth
    login = make_login("ruth@mail.example", "Ruth Hale")
    members.grant_access(
        login_id=login.pk, account_id=ruth.account.pk, scope=Scope.SELF, by=SETTING_THE_TABLE, at=clock.now()
    )
    page = house.open_page()
    page.goto(house.site.url + identity.demo_link(login.email))
    page.get_by_role("button", name="Sign in", exact=True).last.click()
    house.goes(page, "/account/payments/")
    house.look(page)


def a_payment_goes_back(house: House) -> None:
    """Keisha proposes, Sol agrees, and the sandbox has the money back on Ana's card."""
    ana = house.people.ana
    payment = Payment.objects.get(account_id=ana.id, amount_cents=10000)
    page = house.desk("keisha")
    house.goes(page, f"/desk/accounts/{ana.account.number}/")
    house.look(page)
    house.goes(page, f"/desk/refunds/accounts/{ana.account.number}/")
    house.look(page)
    page.get_by_role("link", name=f"Refund payment {payment.reference[:3]}").click()
    page.get_by_label("Amount", exact=True).fill("60")
    page.get_by_role("button", name="Look at it once more").click()
    house.look(page)
    page.get_by_role("button", name="Propose to send $60.00 back").click()
    expect(page.get_by_text("Somebody else must agree")).to_be_visible()
    page = house.desk("sol")
    presses(page, "Take next from Refunds")
    expect(page.get_by_role("heading", level=1)).to_have_text("Refund of $60.00")
    house.look(page)
    page.get_by_role("button", name="Agree: send $60.00").click()
    expect(page.get_by_text("The member was told.")).to_be_visible()
    house.look(page)
    assert Refund.objects.get().state == RefundState.SENT
    assert ledger.standing(ana.id).balance.cents == 6000


def every_cent_is_proven(capsys: pytest.CaptureFixture[str]) -> None:
    """`hearthside audit` proves every room, and counts what the day brought."""
    capsys.readouterr()
    assert audit_.run(argparse.Namespace(json=True, replay=False)) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["ok"] and len(told["checks"]) > 40
    assert told["totals"]["suspense_cents"] == 0
    assert told["totals"]["receivable_cents"] == 8640 + 6000

"""The desk's pages of mail money: who may open them, what a button does, and that it does it once."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hearthside.audit.models import Event
from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.desk.tests.screen import screen_of
from hearthside.lockbox import account_screen, queues, services
from hearthside.lockbox.models import Batch, BatchState, Item, ItemState, Letter, Proposal
from hearthside.lockbox.tests.cast import (
    SOL,
    Owing,
    arrive,
    check,
    faults,
    file_of,
    item_of,
    make_owing,
    receive,
)
from hearthside.lockbox.urls import urlpatterns
from hearthside.payments.models import Payment

pytestmark = pytest.mark.django_db


@pytest.fixture
def walt(db: None) -> Client:
    return at_desk(make_staff("walt", "lockbox_clerk"))


@pytest.fixture
def sol(db: None) -> Client:
    return at_desk(make_staff("sol", "supervisor"))


@pytest.fixture
def ruth(db: None) -> Owing:
    return make_owing()


def path_of(item: Item) -> str:
    return reverse("lockbox:item", args=[item.batch.reference, item.ordinal])


def press(client: Client, item: Item, do: str, **more: Any) -> Any:
    item.refresh_from_db()
    return client.post(path_of(item), {"turn": item.turn, "do": do, **more}, follow=True)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_no_page_opens_without_the_role(ruth: Owing) -> None:
    item = item_of(arrive(check()))
    held = {"reference": item.batch.reference, "ordinal": item.ordinal}
    nobody, ana = at_desk(make_staff("nil")), Client()
    for pattern in urlpatterns:
        needed = {name: held[name] for name in pattern.pattern.converters or {}}
        groups = getattr(pattern.pattern, "regex", None)
        if groups is not None:
            needed |= {name: held[name] for name in groups.groupindex}
        path = reverse(f"lockbox:{pattern.name}", kwargs=needed)
        for verb in ("get", "post"):
            assert getattr(nobody, verb)(path).status_code == 403, path
            assert getattr(ana, verb)(path).status_code == 302, path


def test_an_auditor_looks_and_changes_nothing(ruth: Owing) -> None:
    ada = at_desk(make_staff("ada", "auditor"))
    item = item_of(arrive(check()))
    assert ada.get(path_of(item)).status_code == 200
    assert ada.post(path_of(item), {"do": "unmatched", "turn": 0}).status_code == 403


def test_the_list_says_what_the_bank_says_and_what_needs_you(walt: Client, ruth: Owing) -> None:
    arrive(check(8640, ruth.scan_line()), check(500))
    said = words(walt.get(reverse("lockbox:batches")))
    assert "$91.40" in said and "$86.40" in said and "$5.00" in said and "Balances" in said


def test_a_check_with_one_reading_is_posted_by_the_keyboard_alone(walt: Client, ruth: Owing) -> None:
    batch = arrive(check(8640, ruth.number[:8] + "?" + ruth.number[9:]), check(500))
    item = item_of(batch)
    page = walt.get(path_of(item))
    said = words(page)
    spoken = f"{ruth.number[:3]} {ruth.number[3:6]} {ruth.number[6:]}"
    assert f'value="{spoken}"' in said and "this one has a right check digit" in said
    for key in "PSUNM":
        assert f'aria-keyshortcuts="Alt+{key}"' in said
    answer = press(walt, item, "post", account=spoken, amount="86.40")
    assert ruth.balance == 0 and "posted" in words(answer)
    assert answer.redirect_chain[-1][0] == path_of(item_of(batch, 2)), "it goes on to the next check"
    looked = Event.objects.filter(name="record.viewed", account_id=ruth.account.pk)
    assert looked.exists() and faults() == {}


@pytest.mark.parametrize(
    ("account", "amount", "says"),
    [
        ("", "86.40", "Account number: found nothing"),
        ("123", "86.40", "It has ten digits"),
        ("1234567890", "86.40", "It has ten digits"),
        ("1234567897", "86.40", "No account has the number"),
        ("{ruth}", "86.4.0", "Type dollars and cents"),
        ("{ruth}", "-86.40", "Type dollars and cents"),
        ("{ruth}", "86.41", "The shares make $86.41, the check is $86.40"),
    ],
)
def test_what_is_typed_wrong_is_said_and_kept(
    walt: Client, ruth: Owing, account: str, amount: str, says: str
) -> None:
    item = item_of(arrive(check()))
    typed = account.replace("{ruth}", ruth.number)
    answer = press(walt, item, "post", account=typed, amount=amount)
    assert answer.status_code == 422 and says in words(answer)
    assert f'value="{amount}"' in words(answer) and ruth.balance == 8640


def test_two_clerks(walt: Client, sol: Client, ruth: Owing) -> None:
    item = item_of(arrive(check()))
    press(walt, item, "post", account=ruth.number, amount="86.40")
    assert "Another person must agree" in words(walt.get(path_of(item)))
    assert "the second clerk must be another" in words(press(walt, item, "agree")).lower()
    assert ruth.balance == 8640
    assert "the check itself does not say so" in words(sol.get(path_of(item)))
    press(sol, item, "agree")
    assert ruth.balance == 0 and Proposal.objects.get().is_agreed and faults() == {}


def test_the_same_page_sent_twice_posts_once(walt: Client, sol: Client, ruth: Owing) -> None:
    item = item_of(arrive(check()))
    press(walt, item, "post", account=ruth.number, amount="86.40")
    item.refresh_from_db()
    for _ in range(2):
        answer = sol.post(path_of(item), {"turn": item.turn, "do": "agree"}, follow=True)
    assert "changed meanwhile" in words(answer)
    assert Payment.objects.count() == 1 and faults() == {}


def test_the_other_buttons(walt: Client, sol: Client, ruth: Owing) -> None:
    item = item_of(arrive(check()))
    press(walt, item, "mark", why="paid_in_full")
    item.refresh_from_db()
    assert item.why == "paid_in_full" and "Do not post it before billing" in words(walt.get(path_of(item)))
    press(walt, item, "letter", kind="dispute")
    press(walt, item, "unmatched")
    item.refresh_from_db()
    assert item.owner and Letter.objects.get().kind == "dispute"
    press(walt, item, "return")
    press(sol, item, "agree")
    item.refresh_from_db()
    assert item.state == ItemState.RETURNED and faults() == {}
    assert walt.post(path_of(item), {"do": "nonsense"}).status_code == 400
    done = walt.post(reverse("lockbox:letter_done", args=[Letter.objects.get().reference]), follow=True)
    assert "Done." in words(done) and Letter.objects.get().state == "done"


def test_one_check_over_two_accounts(walt: Client, ruth: Owing) -> None:
    ben = make_owing("Ben", "Reyes", (1000,))
    item = item_of(arrive(check(9640, ruth.scan_line(), ben.scan_line())))
    assert words(walt.get(path_of(item))).count('name="account"') == 4
    press(walt, item, "post", account=[ruth.number, ben.number, ""], amount=["86.40", "10.00", ""])
    assert (ruth.balance, ben.balance) == (0, 0) and faults() == {}


def test_a_held_batch_is_a_supervisors(walt: Client, sol: Client, ruth: Owing) -> None:
    lines = file_of([check(8640, ruth.scan_line())]).splitlines(keepends=True)
    receive(b"".join([*lines[:-1], b"9000099\r\n"]))
    batch = Batch.objects.get()
    path = reverse("lockbox:batch", args=[batch.reference])
    assert "Nothing of it is entered" in words(walt.get(path)) and "A supervisor decides" in words(
        walt.get(path)
    )
    review = reverse("lockbox:review", args=[batch.reference])
    assert walt.post(review, {"do": "release"}).status_code == 403
    for _ in range(2):
        sol.post(review, {"do": "release"})
    assert ruth.balance == 0 and faults() == {}
    assert "cannot be done any more" in words(sol.post(review, {"do": "set_aside"}, follow=True))


def key(client: Client, batch: Batch, amount: str, account: str, number: str, place: int) -> Any:
    path = reverse("lockbox:keying", args=[batch.reference])
    return client.post(
        path, {"amount": amount, "account": account, "number": number, "place": place}, follow=True
    )


def test_a_deposit_is_keyed_line_by_line_and_closes_only_when_it_balances(walt: Client, ruth: Owing) -> None:
    start = {"deposit_on": "2026-11-20", "count": "2", "amount": "91.40", "key": "k1"}
    for _ in range(2):
        walt.post(reverse("lockbox:open_keyed"), start)
    batch = Batch.objects.get()
    close = reverse("lockbox:close_keyed", args=[batch.reference])
    first = walt.get(reverse("lockbox:keying", args=[batch.reference])).content.decode()
    places = [first.index(f'id="id_{name}"') for name in ("amount", "account", "number")]
    assert places == sorted(places), "tab order: amount, account, check number"
    for _ in range(2):
        key(walt, batch, "86.40", ruth.number, "2207", 1)
    assert "Not balanced yet" in words(walt.post(close, follow=True))
    assert "A digit is wrong" in words(key(walt, batch, "5.00", "123", "9", 2))
    assert "$5.00" in words(key(walt, batch, "6.00", "", "9", 2)) or Item.objects.count() == 2
    walt.post(reverse("lockbox:strike", args=[batch.reference]), {"place": "2"})
    said = words(key(walt, batch, "5.00", "", "9", 2))
    assert "It balances" in said and ruth.balance == 8640
    for _ in range(2):
        walt.post(close)
    batch.refresh_from_db()
    assert batch.state == BatchState.POSTED and ruth.balance == 0
    assert item_of(batch, 2).state == ItemState.SUSPENSE and faults() == {}


def test_tomorrows_deposit_is_refused(walt: Client) -> None:
    start = {"deposit_on": "2099-01-01", "count": "0", "amount": "x", "key": "k1"}
    answer = walt.post(reverse("lockbox:open_keyed"), start)
    said = words(answer)
    assert (
        answer.status_code == 422 and "must not be after today" in said and "Type dollars and cents" in said
    )


def test_queues_name_what_waits_and_forget_what_is_done(ruth: Owing) -> None:
    batch = arrive(check(), check(), check(0))
    money, letters, reviews = queues.QUEUES
    assert (money.tally().count, letters.tally().count, reviews.tally().count) == (2, 1, 0)
    first, second = money.items("", 10)
    assert money.items(first.key, 10) == [second] and money.items("nonsense", 10) == [first, second]
    assert money.find(first.key) == first and letters.find(letters.items("", 5)[0].key) is not None
    services.bounce_item(item_id=item_of(batch).pk, why="STOP", by=SOL, at=batch.opened_at)
    assert money.find(first.key) is None and money.tally().count == 1


def test_the_account_screen_tells_of_the_check_and_finds_it_by_its_number(ruth: Owing) -> None:
    arrive(check(8640, ruth.scan_line(), number="2207"))
    (row,) = screen_of(account_screen, ruth.account.pk).rows
    assert row.cents == 8640 and "2207" in str(row.what)
    (hit,) = account_screen.find("check 2207")
    assert hit.account_id == ruth.account.pk
    assert account_screen.find("check 9") == account_screen.find("2207") == []


@pytest.mark.parametrize("name", ["batches", "unmatched", "letters", "open_keyed"])
def test_empty_pages_say_so(walt: Client, name: str) -> None:
    assert walt.get(reverse(f"lockbox:{name}")).status_code == 200


def test_pages_ask_few_questions_however_much_waits(
    walt: Client, ruth: Owing, django_assert_max_num_queries: Any
) -> None:
    arrive(*[check(100 + place, account=f"55500{place}") for place in range(120)])
    walt.get(reverse("lockbox:unmatched"))
    for path in (reverse("lockbox:unmatched"), reverse("lockbox:batches")):
        with django_assert_max_num_queries(12):
            walt.get(path)
    page = walt.get(reverse("lockbox:unmatched"))
    following = page.context["following"]
    second = walt.get(reverse("lockbox:unmatched"), {"after": following})
    ids = [one.row.pk for answer in (page, second) for one in answer.context["rows"]]
    assert len(ids) == len(set(ids)) == 100

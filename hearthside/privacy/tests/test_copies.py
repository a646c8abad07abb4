"""A copy holds all of its part of one account and nothing of another; it is fetched, counted, and gone."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit import selectors as audit
from hearthside.inbox.models import Area
from hearthside.inbox.tests.cast import make_helper, writes
from hearthside.ledger import books
from hearthside.members.models import Person
from hearthside.money import Money
from hearthside.payments import services as payments
from hearthside.payments.tests.cast import make_charges
from hearthside.people.tests.cast import invited
from hearthside.portal.tests.cast import Cast
from hearthside.privacy import flows, keeping, proofs, registry, selectors, services
from hearthside.privacy.errors import CopyGone
from hearthside.privacy.models import Copy
from hearthside.privacy.services import copies, purging
from hearthside.privacy.tests.cast import WORKER, as_login, asks, signed_in
from hearthside.references import new_reference

pytestmark = pytest.mark.django_db


def order(people: Cast, login: Any, *parts: str) -> Copy:
    return services.ask_copy(
        account_id=people.owes.id, login_id=login.pk, parts=parts or sorted(registry.ALL),
        key=new_reference(), by=as_login(login), at=clock.now(),
    )  # fmt: skip


def opened(copy: Copy) -> zipfile.ZipFile:
    copy.refresh_from_db()
    assert copy.state == "ready", copy.trouble
    return zipfile.ZipFile(keeping.path_of(copy.stored_as))


def pays(people: Cast) -> str:
    return payments.receive(
        account_id=people.owes.id, amount=Money(1000), method="check", processor="lockbox", processor_id="1",
        received_at=clock.now(), cash_book=books.cash("check"), by=WORKER, at=clock.now(),
    ).reference  # fmt: skip


def test_a_whole_copy_holds_every_room_as_facts_and_the_papers(people: Cast) -> None:
    receipt = pays(people)
    asks(people, "fix")
    copy = order(people, people.ana)
    assert flows.make_copies(clock.now()) == 1 and flows.make_copies(clock.now()) == 0
    with opened(copy) as file:
        names = file.namelist()
        facts = {name: json.loads(file.read(name)) for name in names if name.startswith("facts/")}
        assert {f"facts/{one.name}.json" for one in registry.holdings()} == set(facts)
        for paper in (f"papers/bill-{people.owes.bill.number}.pdf", f"papers/receipt-{receipt}.pdf"):
            assert file.read(paper).startswith(b"%PDF-")
        assert facts["facts/people.json"][0]["last_name"] == "Reyes"
        assert len(facts["facts/claims.json"]) == 3
        assert facts["facts/questions-and-requests.json"][0]["kind"] == "privacy-fix"
        assert facts["facts/balance.json"][0]["balance"] == 14250 - 1000
        contents = json.loads(file.read("contents.json"))
        assert {one["file"] for one in contents} == set(names) - {"contents.json"}
        assert file.testzip() is None
    assert all(not faults for _name, faults in proofs.checks())


def test_what_was_written_and_whom_one_asked_are_in_it_and_each_scope_gets_its_own(people: Cast) -> None:
    writes(people, "Why is this so much?")
    writes(people, "The nurse was late.", about="care", area=Area.CARE)
    asked = invited(people)
    whole, money = order(people, people.ana), order(people, people.ben, registry.MONEY)
    flows.make_copies(clock.now())
    told = facts_in(whole)
    [bills], [care] = told["messages-about-bills"], told["messages-about-all-else"]
    assert [one["words"] for one in bills["messages"]] == ["Why is this so much?"]
    assert [one["words"] for one in care["messages"]] == ["The nurse was late."]
    assert told["invitations"][0]["reference"] == asked.invitation.reference
    assert asked.code not in everything_in(whole)
    theirs = facts_in(money)
    assert theirs["messages-about-bills"] and "messages-about-all-else" not in theirs
    assert "invitations" not in theirs


def test_a_helper_for_everything_does_not_learn_whom_else_the_member_asked(people: Cast) -> None:
    """Somebody in danger may have asked for help against the one who reads the copy."""
    invited(people)
    helper = make_helper(people, "all")
    parts = selectors.parts_open_to(as_login(helper), people.owes.id)
    copy = order(people, helper, *sorted(parts))
    flows.make_copies(clock.now())
    told = facts_in(copy)
    own = {"invitations", "helpers", "helper-papers", "spoken-permissions", "sign-in-help",
           "other-ways-to-reach-you"}  # fmt: skip
    assert told["bills"] and told["people"] and not own & told.keys()
    assert "dana" not in everything_in(copy).casefold()
    assert own < facts_in_new(people).keys()


def facts_in_new(people: Cast) -> dict[str, Any]:
    copy = order(people, people.ana)
    flows.make_copies(clock.now())
    return facts_in(copy)


def facts_in(copy: Copy) -> dict[str, Any]:
    with opened(copy) as file:
        names = [name for name in file.namelist() if name.startswith("facts/")]
        return {Path(name).stem: json.loads(file.read(name)) for name in names}


def everything_in(copy: Copy) -> str:
    with opened(copy) as file:
        return "\n".join(file.read(name).decode("utf-8", "replace") for name in file.namelist())


def test_nothing_of_another_account_is_inside(people: Cast) -> None:
    """Zoe has all that Ana has: none of her words or numbers is in Ana's copy."""
    from hearthside.bills import services as billing
    from hearthside.members.services import open_account

    zoe = open_account(
        roster_key=None, opened_on=clock.today(), language="en",
        contact={"address1": "77 Quarry Lane", "city": "Toledo", "state": "OH", "zip": "43604",
                 "email": "zoe@zephyr.example"},
    )  # fmt: skip
    person = Person.objects.create(account=zoe, first_name="Zoe", last_name="Zephyrine")
    make_charges(zoe, person, [7700])
    billing.make_bill(account_id=zoe.pk, as_of=clock.today(), by=WORKER, at=clock.now())
    copy = order(people, people.ana)
    flows.make_copies(clock.now())
    words = everything_in(copy)
    assert people.owes.account.number in words and "Reyes" in words
    for secret in (zoe.number, "Zephyrine", "77 Quarry Lane", "zoe@zephyr.example"):
        assert secret not in words


@pytest.mark.parametrize(
    ("scope", "has", "has_not"), [("money", "bills", "claims"), ("care", "claims", "bills")]
)
def test_a_helper_gets_the_part_that_the_grant_opens(
    people: Cast, scope: str, has: str, has_not: str
) -> None:
    people.owes.account.grants.filter(login=people.ben).update(scope=scope)
    parts = selectors.parts_open_to(as_login(people.ben), people.owes.id)
    assert parts == {scope}
    copy = order(people, people.ben, *parts)
    flows.make_copies(clock.now())
    with opened(copy) as file:
        names = set(file.namelist())
    assert f"facts/{has}.json" in names and f"facts/{has_not}.json" not in names
    assert "facts/messages.json" not in names and "facts/who-looked.json" not in names


def test_a_grant_that_shrinks_shuts_the_copy(people: Cast) -> None:
    people.owes.account.grants.filter(login=people.ben).update(scope="all")
    order(people, people.ben, *selectors.parts_open_to(as_login(people.ben), people.owes.id))
    assert selectors.copies_visible_to(as_login(people.ben)).count() == 1
    people.owes.account.grants.filter(login=people.ben).update(scope="money")
    assert not selectors.copies_visible_to(as_login(people.ben)).exists()
    assert not selectors.copies_visible_to(as_login(people.ana)).exists(), "each login sees its own"


def test_care_that_is_confidential_is_in_no_copy_of_a_helper(people: Cast) -> None:
    """The claims are of a child of age: Ana's own copy has her own care, and not the child's."""
    person = Person.objects.get(account_id=people.owes.id)
    copy = order(people, people.ana)
    assert selectors.whose(copy).care_of == {person.pk}
    Person.objects.filter(pk=person.pk).update(relationship="child", confidential_care=True)
    assert selectors.whose(copy).care_of == frozenset()
    flows.make_copies(clock.now())
    with opened(copy) as file:
        assert json.loads(file.read("facts/claims.json")) == []


def test_no_secret_is_in_a_copy(people: Cast) -> None:
    copy = order(people, people.ana)
    flows.make_copies(clock.now())
    with opened(copy) as file:
        facts = "".join(file.read(name).decode() for name in file.namelist() if name.startswith("facts/"))
    for secret in (
        people.owes.code,
        people.owes.bill.token_hash,
        "request_key",
        "page_url",
        people.ana.password,
    ):
        assert secret not in facts


def test_a_copy_that_cannot_be_made_is_tried_three_times_and_leaves_nothing(
    people: Cast, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(whose: registry.Whose) -> Any:
        yield {"a": object()}

    broken = registry.Holding("broken", registry.MONEY, "Broken", breaks)
    monkeypatch.setattr(flows, "holdings_in", lambda parts: [broken])
    copy = order(people, people.ana)
    for _turn in range(4):
        assert flows.make_copies(clock.now()) == 0
    copy.refresh_from_db()
    assert (copy.state, copy.trouble, copy.tries) == ("failed", "TypeError", 3)
    assert not [path for path in files.rglob("*") if path.is_file()]
    monkeypatch.undo()
    copies.make_again(reference=copy.reference, by=WORKER, at=clock.now())
    assert flows.make_copies(clock.now()) == 1


def test_fetched_counted_and_written_down_then_gone_after_seven_days(people: Cast, files: Path) -> None:
    copy, client = order(people, people.ana), signed_in(people.ana)
    path = f"/account/privacy/copies/{copy.reference}/"
    assert "We are making your copy" in client.get(path).content.decode()
    assert client.post(f"{path}file/").status_code == 303, "not there yet"
    flows.make_copies(clock.now())
    got = client.post(f"{path}file/")
    assert got["Content-Disposition"] == f'attachment; filename="{copy.reference}.zip"'
    assert zipfile.ZipFile(io.BytesIO(b"".join(got.streaming_content))).testzip() is None  # type: ignore[attr-defined]
    copy.refresh_from_db()
    assert copy.downloads == 1
    assert audit.events_on(copy.reference).filter(name="record.exported").count() == 1
    assert client.get(f"{path}file/").status_code == 303, "a GET only leads back"

    later = clock.now() + timedelta(days=9)
    with pytest.raises(CopyGone):
        services.note_download(reference=copy.reference, by=WORKER, at=later)
    assert purging.purge(kind="copies", by=WORKER, at=later) == 1
    copy.refresh_from_db()
    assert copy.state == "gone" and copy.stored_as == ""


@pytest.mark.django_db(transaction=True)
def test_the_bytes_go_when_the_row_has_gone(people: Cast, files: Path) -> None:
    order(people, people.ana)
    flows.make_copies(clock.now())
    assert [path for path in files.rglob("*") if path.is_file()]
    purging.purge(kind="copies", by=WORKER, at=clock.now() + timedelta(days=9))
    assert not [path for path in files.rglob("*") if path.is_file()]


def test_who_comes_with_an_old_sign_in_proves_it_again(people: Cast) -> None:
    stale = Client()
    stale.force_login(people.ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = stale.get("/account/privacy/copy/")
    assert answer.status_code == 302 and "confirm" in answer["Location"]


def test_a_double_click_is_one_copy_and_a_day_has_its_limit(people: Cast) -> None:
    client = signed_in(people.ana)
    for key in ("a", "a", "b", "c", "d"):
        client.post("/account/privacy/copy/", {"key": key})
    assert Copy.objects.count() == 3

"""Sam looks into it, Ines is the second, and for everybody else there is nothing here."""

import hashlib
import json
import time
from typing import Any

import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.desk import gathering, looking_up
from hearthside.fraud import flows, proofs, queues, selectors, services
from hearthside.fraud.errors import NobodyLeft, NothingToHold, SecondPersonNeeded
from hearthside.fraud.models import Bundle, Tip, TipState
from hearthside.fraud.rules import Facts
from hearthside.fraud.tests import cast
from hearthside.fraud.tests.cast import PDF, People, Told, make_people
from hearthside.ledger import selectors as ledger
from hearthside.members import services as members
from hearthside.members.models import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    return make_people()


@pytest.fixture
def told(people: People) -> Told:
    return cast.tells(files=[PDF])


def page(client: Client, told: Told, what: str = "") -> Any:
    return client.get(f"/desk/fraud/{told.reference}/{what}")


def do(client: Client, told: Told, what: str, **said: Any) -> Any:
    return client.post(f"/desk/fraud/{told.reference}/{what}/", {"key": "k", "words": "Because.", **said})


def proven() -> None:
    assert [(name, found) for name, found in proofs.checks() if found] == []


def test_for_everybody_else_there_is_nothing(people: People, told: Told) -> None:
    for login in (people.keisha, people.ada):
        desk = cast.at_desk(login)
        assert queues.QUEUES[0] not in gathering.queues_for(login)
        assert desk.get("/desk/fraud/").status_code == 403
        made_up = desk.get("/desk/fraud/5020118838/")
        assert page(desk, told).status_code == made_up.status_code == 403
        assert do(desk, told, "note").status_code == 403
        home = desk.get("/desk/").content.decode().lower()
        assert "fraud" not in home and told.reference not in home
        assert (
            desk.get("/desk/queues/fraud-tips/").status_code == desk.get("/desk/queues/nothing/").status_code
        )
    assert looking_up.look_up(told.reference) == []
    assert not Event.objects.filter(name="tip.viewed").exists()


def test_every_look_is_recorded_and_names_no_account(people: People, told: Told) -> None:
    desk = cast.at_desk(people.sam)
    assert desk.get("/desk/queues/fraud-tips/").status_code == 200
    assert "Fake bill, site" in desk.get("/desk/fraud/").content.decode()
    shown = page(desk, told).content.decode()
    assert "pay-hearthside.example" in shown and "Unnamed" in shown
    looks = Event.objects.filter(name="tip.viewed", subject=told.reference)
    assert looks.count() == 2
    assert set(looks.values_list("actor_ident", "account_id")) == {(str(people.sam.pk), None)}


def test_a_file_is_saved_and_not_shown(people: People, told: Told) -> None:
    desk = cast.at_desk(people.sam)
    file = told.tip.files.get()
    assert page(desk, told, f"files/{file.reference}/").status_code == 404
    flows.scan_waiting(clock.now())
    answer = page(desk, told, f"files/{file.reference}/")
    assert answer.content == PDF and answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    other = cast.tells()
    assert page(desk, other, f"files/{file.reference}/").status_code == 404


def test_nothing_found_is_closed_by_one(people: People, told: Told) -> None:
    desk = cast.at_desk(people.sam)
    do(desk, told, "take")
    assert do(desk, told, "close", outcome="", words="").status_code == 422
    do(desk, told, "close", outcome="unfounded")
    told.tip.refresh_from_db()
    assert (told.tip.state, told.tip.outcome) == (TipState.CLOSED, "unfounded")
    assert queues.tally().count == 0
    services.say(reference=told.reference, words="It goes on", key="s", at=clock.now())
    assert queues.find(told.reference) is not None
    do(desk, told, "reopen")
    told.tip.refresh_from_db()
    assert (told.tip.state, told.tip.outcome, told.tip.has_news) == (TipState.WORKING, "", False)
    proven()


def test_what_was_found_needs_a_second_person(people: People, told: Told) -> None:
    sam, ines = cast.at_desk(people.sam), cast.at_desk(people.ines)
    do(sam, told, "close", outcome="referred_plan")
    do(sam, told, "agree")
    told.tip.refresh_from_db()
    assert told.tip.state == TipState.SECOND
    with pytest.raises(SecondPersonNeeded):
        services.close(
            reference=told.reference,
            outcome="recovered",
            words="x",
            by=cast.staff(people.sam),
            at=clock.now(),
        )
    do(ines, told, "send-back")
    do(sam, told, "close", outcome="recovered")
    for _ in range(2):
        do(ines, told, "agree")
    told.tip.refresh_from_db()
    assert (told.tip.outcome, told.tip.agreed_by) == ("recovered", f"staff:{people.ines.pk}")
    proven()


def test_who_is_named_and_who_manages_never_know(people: People) -> None:
    about_sam = cast.tells(Facts("our_staff", "Sam at the desk sells numbers."))
    managing = cast.make_staff("mona", "investigator", "supervisor")
    for login in (people.sam, managing):
        desk = cast.at_desk(login)
        assert page(desk, about_sam).status_code == 404 and page(desk, cast.tells()).status_code == 200
        assert about_sam.reference not in desk.get("/desk/fraud/").content.decode().replace(" ", "")
    assert page(cast.at_desk(people.ines), about_sam).status_code == 200
    assert [item.key for item in queues.items("", 9)] == [
        tip.reference for tip in Tip.objects.exclude(pk=about_sam.tip.pk).order_by("pk")
    ]


def test_a_colleague_can_be_kept_away_but_not_the_last(people: People, told: Told) -> None:
    ines = cast.at_desk(people.ines)
    do(cast.at_desk(people.sam), told, "take")
    assert do(ines, told, "keep-from", to="").status_code == 422
    do(ines, told, "keep-from", to=str(people.sam.pk))
    assert page(cast.at_desk(people.sam), told).status_code == 404
    told.tip.refresh_from_db()
    assert told.tip.owner_id is None
    with pytest.raises(NobodyLeft):
        services.keep_from(
            reference=told.reference,
            login_id=people.ines.pk,
            words="x",
            by=cast.staff(people.ines),
            at=clock.now(),
        )
    assert page(ines, told).status_code == 200
    proven()


def test_a_report_that_nobody_may_see_is_found_by_the_audit(people: People) -> None:
    cast.tells(Facts("our_staff", "Sam and Ines do it together."))
    assert any(found for name, found in proofs.checks() if "somebody who may" in name)


def test_reports_find_each_other_and_are_linked(people: People, told: Told) -> None:
    near = cast.tells(Facts("fake", "Same thing", who="brightway"))
    far = cast.tells(Facts("offer", "Free braces at the mall"))
    desk = cast.at_desk(people.sam)
    [(tip, alike)] = selectors.alike(told.tip, people.sam)
    assert tip == near.tip and [mark.text for mark in alike.shared] == ["brightway"]
    assert "The name “brightway”" in page(desk, told).content.decode()
    do(desk, told, "link", other=near.reference)
    do(desk, near, "link", other=far.reference, key="k2")
    assert {tip.pk for tip in selectors.group_of(told.tip, people.sam)} == {
        told.tip.pk,
        near.tip.pk,
        far.tip.pk,
    }
    assert "Free braces" in page(desk, told, "group/").content.decode()
    do(desk, near, "unlink", other=far.reference, key="k3")
    assert far.tip not in selectors.group_of(told.tip, people.sam)
    for wrong in (told.reference, "0000000000", "x"):
        assert do(desk, told, "link", other=wrong).status_code in (303, 422)
    assert len(selectors.linked_to(told.tip)) == 1
    hidden = cast.tells(Facts("our_staff", "Sam took it", who="Brightway"))
    assert hidden.tip not in [tip for tip, _why in selectors.alike(told.tip, people.sam)]
    assert do(desk, told, "link", other=hidden.reference).status_code == 422
    proven()


def test_what_everybody_says_finds_nobody(people: People) -> None:
    for place in range(22):
        cast.tells(Facts("fake", "x", who="Brightway"), address=f"192.0.2.{place}")
    assert selectors.alike(Tip.objects.latest("pk"), people.sam) == []


def test_a_charge_waits_while_it_is_looked_into(people: People) -> None:
    ana = cast.make_cast().owes
    facts = Facts("not_received", "Nobody came")
    told = cast.tells(facts, is_known=True, account_id=ana.id, charge_ids=ana.charge_ids[:1])
    sam = cast.at_desk(people.sam)
    for _ in range(2):
        do(sam, told, "hold")
    held = ledger.held_charges(ana.id)
    assert set(held) == set(ana.charge_ids[:1]) and told.reference not in held[ana.charge_ids[0]].source
    proven()
    do(sam, told, "release")
    assert not ledger.held_charges(ana.id)
    do(sam, told, "hold")
    do(sam, told, "close", outcome="no_finding")
    assert not ledger.held_charges(ana.id)
    proven()
    do(sam, told, "reopen")
    do(sam, told, "hold")
    do(sam, told, "close", outcome="recovered")
    do(cast.at_desk(people.ines), told, "agree")
    assert ledger.held_charges(ana.id), "what was found false is not asked for again by itself"
    assert "Let it be paid again" in page(sam, told).content.decode()
    proven()
    do(sam, told, "release")
    assert not ledger.held_charges(ana.id)
    with pytest.raises(NothingToHold):
        services.hold(reference=cast.tells().reference, by=cast.staff(people.sam), at=clock.now())


def test_a_report_about_ones_own_account_is_not_there(people: People) -> None:
    everybody = cast.make_cast()
    members.grant_access(
        login_id=people.sam.pk,
        account_id=everybody.owes.id,
        scope=Scope.MONEY,
        by=cast.staff(people.ines),
        at=clock.now(),
    )
    told = cast.tells(is_known=True, account_id=everybody.owes.id)
    assert page(cast.at_desk(people.sam), told).status_code == 404
    assert page(cast.at_desk(people.ines), told).status_code == 200
    assert queues.find(told.reference) is None


def test_evidence_takes_two_and_proves_itself(people: People, told: Told) -> None:
    flows.scan_waiting(clock.now())
    sam, ines = cast.at_desk(people.sam), cast.at_desk(people.ines)
    do(sam, told, "note", words="Between us alone")
    do(sam, told, "evidence", words="For the plan's investigators")
    bundle = Bundle.objects.get()
    path = f"evidence/{bundle.key}/"
    assert page(sam, told, f"{path}manifest.json/").status_code == 404
    with pytest.raises(SecondPersonNeeded):
        services.agree_to_bundle(key=bundle.key, by=cast.staff(people.sam), at=clock.now())
    assert page(ines, told, f"{path}agree/").status_code == 302  # prove again that it is you
    proves_again(ines, people.ines)
    assert "May this be handed out?" in page(ines, told, f"{path}agree/").content.decode()
    for _ in range(2):
        assert ines.post(f"/desk/fraud/{told.reference}/{path}agree/").status_code == 303
    manifest = page(sam, told, f"{path}manifest.json/").content
    facts = json.loads(manifest)
    assert facts["what"] == told_words(told) and "Between us alone" not in manifest.decode()
    assert "name" not in facts and "account" not in facts
    [row] = facts["files"]
    assert page(sam, told, f"{path}{row['name']}/").content == PDF
    sums = dict(
        reversed(line.split("  "))
        for line in page(sam, told, f"{path}SHA256SUMS/").content.decode().splitlines()
    )
    assert sums == {
        "manifest.json": hashlib.sha256(manifest).hexdigest(),
        row["name"]: hashlib.sha256(PDF).hexdigest(),
    }
    agreed = Event.objects.get(name="tip.evidence_agreed")
    assert agreed.reason == sums["manifest.json"]
    for other in ("other.pdf", "4021187739.pdf", "..", "manifest"):
        assert page(sam, told, f"{path}{other}/").status_code == 404
    Bundle.objects.update(agreed_at=cast.in_days(-40))
    assert page(sam, told, f"{path}manifest.json/").status_code == 404
    proven()


def proves_again(client: Client, login: Any) -> None:
    """This browser showed a moment ago that it is still the same person."""
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(login.pk)
    session.save()


def told_words(told: Told) -> str:
    return selectors.facts_of(told.tip).words


def test_a_name_goes_with_evidence_only_when_two_said_so(people: People) -> None:
    told = cast.tells(Facts("fake", "x", name="Ana", contact="555"), is_known=True)
    for with_name in (False, True):
        bundle = services.ask_for_bundle(
            reference=told.reference,
            words="w",
            with_name=with_name,
            by=cast.looks(people.sam, told.tip),
            at=clock.now(),
        )
        services.agree_to_bundle(key=bundle.key, by=cast.looks(people.ines, told.tip), at=clock.now())
        content = page(cast.at_desk(people.sam), told, f"evidence/{bundle.key}/manifest.json/").content
        assert ("Ana" in json.loads(content).values()) is with_name


def test_handing_over_goes_only_to_who_may_see_it(people: People, told: Told) -> None:
    sam = cast.at_desk(people.sam)
    assert do(sam, told, "hand-over", to=str(people.keisha.pk)).status_code == 422
    do(sam, told, "hand-over", to=str(people.ines.pk))
    told.tip.refresh_from_db()
    assert told.tip.owner_id == people.ines.pk
    do(sam, told, "hand-over", to="")
    told.tip.refresh_from_db()
    assert told.tip.owner_id is None


def test_words_that_were_sent_wrong_stay_in_the_form(people: People, told: Told) -> None:
    long = "z" * 4_001
    answer = do(cast.at_desk(people.sam), told, "reply", words=long)
    assert answer.status_code == 422 and long in answer.content.decode()


def test_what_is_old_is_forgotten_and_the_number_stays(people: People, told: Told) -> None:
    by = cast.looks(people.sam, told.tip)
    services.close(reference=told.reference, outcome="unfounded", words="Nothing", by=by, at=clock.now())
    assert flows.forget_old(cast.in_days(700)) == 0
    assert flows.forget_old(cast.in_days(740)) == 1 and flows.forget_old(cast.in_days(740)) == 0
    tip = Tip.objects.get()
    assert (tip.facts_locked, tip.pin_mark, tip.outcome, tip.reference) == (
        "",
        "",
        "unfounded",
        told.reference,
    )
    assert not tip.marks.exists() and not selectors.files_of(tip)
    assert selectors.tip_opened_by(told.reference, told.pin) is None
    assert (
        "Forgotten" in page(cast.at_desk(people.sam), told).content.decode()
        or page(cast.at_desk(people.sam), told).status_code == 200
    )
    proven()


def test_an_act_without_a_look_is_found_by_the_audit(people: People, told: Told) -> None:
    services.add_note(reference=told.reference, words="x", key="k", by=cast.staff(people.sam), at=clock.now())
    assert any(found for name, found in proofs.checks() if "opened it on record" in name)

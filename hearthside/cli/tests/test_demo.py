"""The synthetic plan is the same every time and adds up; the demo's house is made once and stays so."""

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearthside.cli.demo.cast import CAST, HELPERS
from hearthside.cli.demo.errors import AnotherDemo, NotForTheDemo
from hearthside.cli.demo.mailing import LAYOUT
from hearthside.cli.demo.plan.making import SyntheticPlan, make_plan
from hearthside.cli.demo.plan.people import Household
from hearthside.cli.demo.record import only_one, open_record
from hearthside.formats.lockbox.choosing import choose_layout as layout_of
from hearthside.formats.lockbox.reading import read_lockbox
from hearthside.formats.lockbox.records import Check
from hearthside.formats.roster import RosterRow, read_roster
from hearthside.formats.scanline import BadScanLine, read_scan_line
from hearthside.formats.x12.remittance import Claim, FileEnd, TransactionEnd, read_remittance
from hearthside.references import has_check_digit

ANCHOR = date(2026, 11, 23)
ROOT = Path(__file__).resolve().parents[3]


@cache
def usual_plan() -> SyntheticPlan:
    return make_plan(anchor=ANCHOR)


def digest(plan: SyntheticPlan) -> str:
    content = hashlib.sha256(plan.roster.content)
    for file in plan.files:
        content.update(f"{file.name}{file.arrives_on}".encode() + file.content)
    return content.hexdigest()


def claims_in(plan: SyntheticPlan) -> list[tuple[date, Claim]]:
    return [
        (file.arrives_on, record)
        for file in plan.files
        if not file.name.startswith("resent-")
        for record in read_remittance(BytesIO(file.content))
        if isinstance(record, Claim)
    ]


def household(login: str) -> Household:
    return next(part.household for part in CAST if part.login == login)


def claims_of(login: str) -> list[tuple[date, Claim]]:
    ids = {one for member in household(login).members for one in (member.member_id, member.second_id) if one}
    return [(on, claim) for on, claim in claims_in(usual_plan()) if claim.patient and claim.patient.id in ids]


def test_the_same_seed_makes_the_same_bytes() -> None:
    assert digest(make_plan(anchor=ANCHOR)) == digest(usual_plan())
    assert digest(make_plan(anchor=ANCHOR, seed=836)) != digest(usual_plan())


def test_its_size_is_what_was_asked_for() -> None:
    plan = usual_plan()
    months = {(file.arrives_on.year, file.arrives_on.month) for file in plan.files}
    assert plan.member_count == 300
    assert len(months) == 18
    assert len(claims_in(plan)) > 1_000


def test_every_file_balances_but_for_the_one_claim_that_is_meant_not_to() -> None:
    unbalanced = []
    for file in usual_plan().files:
        for record in read_remittance(BytesIO(file.content)):
            if isinstance(record, Claim):
                unbalanced += [record.number] if record.findings else []
            elif isinstance(record, TransactionEnd):
                assert record.balanced.transaction, file.name
                assert not record.findings, file.name
            elif isinstance(record, FileEnd):
                assert not record.findings, file.name
    assert len(unbalanced) == 1


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.dates(date(2026, 2, 1), date(2029, 12, 31)))
def test_any_seed_and_day_balances(seed: int, anchor: date) -> None:
    plan = make_plan(anchor=anchor, members=40, seed=seed)
    for file in plan.files:
        assert file.arrives_on <= anchor or file.name.startswith("resent-")
        for record in read_remittance(BytesIO(file.content)):
            if isinstance(record, TransactionEnd):
                assert record.balanced.transaction


def test_nobody_pays_more_deductible_in_a_year_than_their_plan_has() -> None:
    """Reversals count: what a plan took back is no longer paid. Years are of the service."""
    plan = usual_plan()
    by_id = {member.member_id: home for home in plan.households for member in home.members}
    own: dict[tuple[str, int], int] = defaultdict(int)
    family: dict[tuple[str, int], int] = defaultdict(int)
    for _, claim in claims_in(plan):
        assert claim.patient is not None
        home = by_id.get(claim.patient.id)
        if home is None:
            continue  # the second plan's, or for nobody we know
        for line in claim.lines:
            assert line.served_from is not None
            cents = sum(one.amount_cents for one in line.adjustments if (one.group, one.code) == ("PR", "1"))
            own[claim.patient.id, line.served_from.year] += cents
            family[home.key, line.served_from.year] += cents
    limits = {member: home.product.deductible.cents for member, home in by_id.items()}
    assert all(0 <= cents <= limits[member] for (member, _), cents in own.items())
    homes = {home.key: home.product.family_deductible for home in plan.households}
    assert all(
        limit is None or cents <= limit.cents for (key, _), cents in family.items() if [limit := homes[key]]
    )
    assert sum(cents == limits[member] > 0 for (member, _), cents in own.items()) > 10, "some run it all down"


def test_every_claim_finds_its_member_but_the_one_for_nobody() -> None:
    plan = usual_plan()
    rows = [row for row in read_roster(BytesIO(plan.roster.content)) if isinstance(row, RosterRow)]
    known = {row.member_id: f"{row.last_name}, {row.first_name}".upper() for row in rows}
    strangers = []
    for _, claim in claims_in(plan):
        assert claim.patient is not None
        if claim.patient.id not in known:
            strangers.append(claim.number)
        else:
            assert known[claim.patient.id] == f"{claim.patient.last}, {claim.patient.first}"
    assert len(strangers) == 1


def test_nobody_shares_a_number_or_a_name_and_every_phone_is_fiction() -> None:
    plan = usual_plan()
    numbers = [home.number for home in plan.households]
    names = [f"{one.first_name} {one.last_name}" for home in plan.households for one in home.members]
    assert len(set(numbers)) == len(numbers)
    assert all(has_check_digit(number) for number in numbers)
    assert len(set(names)) == len(names)
    assert all(home.phone[3:8] == "55501" for home in plan.households)
    assert all(home.email.endswith(".example") for home in plan.households if home.email)


def test_the_cast_has_what_each_is_there_to_show() -> None:
    ana = [(on, claim) for on, claim in claims_of("ana") if on >= date(2026, 10, 1)]
    assert [claim.status for _, claim in ana] == ["19", "19", "2", "2", "19"], "the last waits for Harbor"
    assert sum(claim.pr_cents for _, claim in ana if claim.status == "2") == 142_50
    assert [claim.status for _, claim in claims_of("gail")] == ["1", "22", "1"]
    assert claims_of("gail")[-1][1].pr_cents == 0
    assert "22" in [claim.status for _, claim in claims_of("marcus")]
    assert all(line.remarks == ["N781"] for _, claim in claims_of("ruth") for line in claim.lines)
    assert all(claim.pr_cents == 0 for _, claim in claims_of("mei"))
    assert len({claim.patient.id for _, claim in claims_of("ngozi") if claim.patient}) == 4
    assert {line.code for _, claim in claims_of("luis") for line in claim.lines} >= {"E0601", "A7034"}
    assert all(on < date(2026, 3, 31) for on, _ in claims_of("walter"))


def test_one_file_comes_twice() -> None:
    hashes = [hashlib.sha256(file.content).hexdigest() for file in usual_plan().files]
    assert len(hashes) - len(set(hashes)) == 1


def test_a_record_goes_on_where_it_stopped_and_refuses_another_size(tmp_path: Path) -> None:
    asked: dict[str, Any] = {"seed": 1, "anchor": ANCHOR, "members_usual": 300}
    open_record(tmp_path, members=30, **asked).note("roster")
    again = open_record(tmp_path, members=None, **asked)
    assert (again.members, again.done) == (30, ["roster"])
    with pytest.raises(AnotherDemo):
        open_record(tmp_path, members=31, **asked)
    (tmp_path / "demo.json").write_text("{")
    with pytest.raises(NotForTheDemo):
        open_record(tmp_path, members=None, **asked)


def test_one_demo_at_a_time_in_a_home(tmp_path: Path) -> None:
    with only_one(tmp_path), pytest.raises(NotForTheDemo), only_one(tmp_path):
        pass


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def hearthside(home: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    told = {"HEARTHSIDE_HOME": str(home), "HEARTHSIDE_ENV": "demo", "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [sys.executable, "-m", "hearthside.cli.main", *words],
        env=kept | told,
        capture_output=True,
        text=True,
        check=False,
        timeout=150,
    )


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def small_house(
    tmp_path_factory: pytest.TempPathFactory, new_home: Callable[[Path], Path]
) -> tuple[Path, dict[str, Any]]:
    home = new_home(tmp_path_factory.mktemp("demo"))
    ports = ("--port", free_port(), "--sandbox-port", free_port())
    return home, answer(hearthside(home, "demo", "--no-serve", "--members", "22", *ports, "--json"))


@pytest.mark.slow
def test_made_twice_it_is_the_same_and_every_cent_is_proved(small_house: tuple[Path, dict[str, Any]]) -> None:
    home, first = small_house
    proof = answer(hearthside(home, "audit", "--json"))
    ports = ("--port", free_port(), "--sandbox-port", free_port())
    again = answer(hearthside(home, "demo", "--no-serve", *ports, "--json"))
    assert proof["ok"]
    assert first["steps_done_now"] > 100
    assert again["steps_done_now"] == 0
    assert again["guest_bill"] == first["guest_bill"]
    assert answer(hearthside(home, "audit", "--json"))["totals"] == proof["totals"]


@pytest.mark.slow
def test_a_killed_run_goes_on_to_the_same_totals(small_house: tuple[Path, dict[str, Any]]) -> None:
    """Every step is safe to repeat: forgetting that some were done changes nothing."""
    home, _ = small_house
    before = answer(hearthside(home, "audit", "--json"))["totals"]
    record = json.loads((home / "demo.json").read_text())
    forgotten = record["done"][:2] + record["done"][60:72] + record["done"][-14:]
    kept = [step for step in record["done"] if step not in forgotten]
    (home / "demo.json").write_text(json.dumps({**record, "done": kept}))
    ports = ("--port", free_port(), "--sandbox-port", free_port())
    again = answer(hearthside(home, "demo", "--no-serve", *ports, "--json"))
    proof = answer(hearthside(home, "audit", "--json"))
    assert again["steps_done_now"] == len(set(forgotten))
    assert proof["ok"]
    assert proof["totals"] == before


@pytest.mark.slow
def test_the_cast_stands_where_the_page_says(small_house: tuple[Path, dict[str, Any]]) -> None:
    home, facts = small_house
    due = {one["name"]: one["due_cents"] for one in facts["sign_ins"]}
    assert [one["email"].partition("@")[0] for one in facts["sign_ins"]] == [
        "ana", "ben", *(part.login for part in CAST[1:]), *(one.login for one in HELPERS if not one.helps),
    ]  # fmt: skip
    assert due["Ana Reyes"] == facts["guest_bill"]["amount_due_cents"] == 142_50
    assert due["Gail Brandt"] < 0
    assert due["Mei Tan"] == due["Walter Hobbs"] == due["Ruth Delgado"] == due["Priya Raman"] == 0
    assert due["Teresa Lindqvist"] == 50_00
    assert len(list(Path(facts["pdf_folder"]).glob("*.pdf"))) >= 8
    ana = answer(
        hearthside(home, "account", "show", CAST[0].household.number, "--json", HEARTHSIDE_TODAY="2026-11-23")
    )
    assert [(one["reason"], one["amount_cents"]) for one in ana["held"]] == [("waiting_second_plan", 27_75)]


@pytest.mark.slow
def test_the_mail_waits_for_walt_and_the_bank_agrees(
    small_house: tuple[Path, dict[str, Any]], tmp_path: Path
) -> None:
    """The demo posts neither file. Posted by hand, most checks find their account, and the day is proven."""
    home, facts = tmp_path / "house", small_house[1]
    shutil.copytree(small_house[0], home)
    mail, statement = (
        home / "demo-files" / Path(facts[name]).name for name in ("mail_file", "statement_file")
    )
    content = mail.read_bytes()
    posted = answer(hearthside(home, "import", str(mail), "--json"))["files"][0]
    assert (posted["kind"], posted["status"], posted["findings"]) == ("lockbox", "partly", [])
    assert posted["items"] == posted["posted"] + posted["suspense"]
    assert posted["checks_cents"] == posted["posted_cents"] + posted["suspense_cents"]
    assert posted["suspense"] == 3, "a name alone, a stranger, a misread coupon"
    bank = answer(hearthside(home, "import", str(statement), "--json"))["files"][0]
    assert (bank["kind"], bank["status"], bank["lines_waiting"]) == ("bai2", "posted", 0)
    assert bank["in_cents"] > posted["checks_cents"]
    proof = answer(hearthside(home, "audit", "--replay", "--json"))
    assert proof["ok"] and proof["totals"]["suspense_cents"] == posted["suspense_cents"]
    ports = ("--port", free_port(), "--sandbox-port", free_port())
    again = answer(hearthside(home, "demo", "--no-serve", *ports, "--json"))
    assert again["steps_done_now"] == 0 and mail.read_bytes() == content
    assert again["guest_bill"] == facts["guest_bill"], "Ana sent no check"


@pytest.mark.slow
def test_the_mail_is_the_same_in_every_home(small_house: tuple[Path, dict[str, Any]]) -> None:
    mail = Path(small_house[1]["mail_file"]).read_bytes()
    checks = [one for one in read_lockbox(BytesIO(mail), LAYOUT) if isinstance(one, Check)]
    said = {one.remitter: [coupon.scan_line or coupon.text for coupon in one.coupons] for one in checks}
    assert layout_of(mail) is LAYOUT
    assert [read_scan_line(text).account for text in said["MAGNOLIA HELPING FUND"]] == [
        household("ngozi").number, household("teresa").number,
    ]  # fmt: skip
    cora = read_scan_line(said["CORA WHITFIELD"][0])
    assert (cora.account, cora.amount.cents) == (household("cora").number, 50_00)
    assert said["LUIS MARTE"] == [f"ACCT {household('luis').number}"]
    assert said["MARCUS BELL"] == said["AGNES POMEROY"] == []
    with pytest.raises(BadScanLine):
        read_scan_line(said["HUGO MOSELY"][0])


@pytest.mark.slow
@pytest.mark.parametrize(
    "environment",
    [
        {"DATABASE_URL": "sqlite:///HERE/other.sqlite3"},
        {
            "HEARTHSIDE_ENV": "production",
            **{
                f"HEARTHSIDE_{name}": "x" * 64
                for name in ("SECRET_KEY", "PAY_CODE_KEY", "GUARD_KEY", "SEAL_KEY", "PROCESSOR_KEY")
            },
            "HEARTHSIDE_PROCESSOR_WEBHOOK_SECRET": "whsec_x",
            "HEARTHSIDE_HOSTS": "pay.house.example",
            "HEARTHSIDE_SITE_URL": "https://pay.house.example",
        },
    ],
    ids=["another database", "production"],
)
def test_it_goes_nowhere_else(tmp_path: Path, environment: dict[str, str]) -> None:
    told = {name: value.replace("HERE", str(tmp_path)) for name, value in environment.items()}
    done = hearthside(tmp_path, "demo", "--no-serve", "--members", "22", **told)
    assert done.returncode == 1
    assert done.stderr.startswith("hearthside: ")
    assert not (tmp_path / "demo.json").exists()


@pytest.mark.slow
def test_a_taken_port_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = hearthside(tmp_path, "demo", "--port", str(other.getsockname()[1]))
    assert done.returncode == 1
    assert "another program uses this port" in done.stderr
    assert not (tmp_path / "demo.json").exists()

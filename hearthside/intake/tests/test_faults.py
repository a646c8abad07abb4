"""Real processes, killed at random and run at once: no cent goes wrong, whatever the moment."""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from hearthside.claims.tests.plan import Service, decided, remittance

CLAIMS = 600
ROSTER = """member_id,relationship,first_name,last_name,birth_date,account_key,payer_id,coverage_order
M100,self,Ana,Reyes,1950-04-02,A1,1581234567,1
M200,self,Cora,Stone,1961-07-09,A2,1581234567,1
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A roster and an 835 with reversals and corrections among its claims."""
    folder = tmp_path_factory.mktemp("in")
    (folder / "a-roster.csv").write_text(ROSTER)
    claims = []
    for place in range(CLAIMS // 3):
        who = {"member_id": "M100"} if place % 2 else {"member_id": "M200", "last": "STONE", "first": "CORA"}
        first = Service(25000, {"2": 1900 + place}, co=15000)
        claims.append(decided(f"C{place}", first, icn=f"I{place}", **who))
        if place % 5 == 0:
            claims.append(decided(f"C{place}", first, status="22", icn=f"I{place}", **who))
            claims.append(decided(f"C{place}", Service(25000, {"2": 900}, co=15000), icn=f"J{place}", **who))
    (folder / "b.835").write_bytes(remittance(*claims, trace="KILLED"))
    return folder


@dataclass(frozen=True)
class House:
    """An installation of its own: a folder, and a database that nothing else uses (none: SQLite in it)."""

    home: Path
    database: str = ""

    def start(self, *words: str) -> subprocess.Popen[str]:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {
            "HEARTHSIDE_HOME": str(self.home),
            "HEARTHSIDE_ENV": "test",
            "DJANGO_SETTINGS_MODULE": "hearthside.config.settings",
        }
        if self.database:
            environment["DATABASE_URL"] = self.database
        command = [sys.executable, "-m", "hearthside.cli.main", *words]
        return subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def run(self, *words: str) -> dict[str, Any]:
        process = self.start(*words)
        out, err = process.communicate(timeout=240)
        assert process.returncode in (0, 1) and out, f"{words}: {out}{err}"
        return json.loads(out)


Build = Callable[[str], House]


@pytest.fixture(scope="module")
def on_sqlite(
    tmp_path_factory: pytest.TempPathFactory, files: Path, new_home: Callable[[Path], Path]
) -> Build:
    """Houses that are copies of one, which knows the members already."""
    first = House(new_home(tmp_path_factory.mktemp("first")))
    first.run("import", str(files / "a-roster.csv"), "--json")

    def build(name: str) -> House:
        return House(shutil.copytree(first.home, tmp_path_factory.mktemp(name), dirs_exist_ok=True))

    return build


@pytest.fixture(scope="module")
def on_postgres(tmp_path_factory: pytest.TempPathFactory, files: Path) -> Iterator[Build]:
    """The same with a database each, in the server that the tests run on."""
    server = urlsplit(os.environ["DATABASE_URL"])
    made: list[str] = []

    def make(name: str, like: str = "template1") -> House:
        database = f"faults_{name}_{len(made)}_{os.getpid()}"
        _ask(f'CREATE DATABASE "{database}" TEMPLATE "{like}"')
        made.append(database)
        return House(tmp_path_factory.mktemp(name), urlunsplit(server._replace(path=f"/{database}")))

    def _ask(sql: str) -> None:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(sql)

    first = make("first")
    first.run("import", str(files / "a-roster.csv"), "--json")

    def build(name: str) -> House:
        house = make(name, like=made[0])
        shutil.copytree(first.home, house.home, dirs_exist_ok=True)
        return house

    yield build
    for database in made:
        _ask(f'DROP DATABASE "{database}" WITH (FORCE)')


def state_of(house: House) -> tuple[Any, ...]:
    audit = house.run("audit", "--json")
    assert audit["ok"], [check for check in audit["checks"] if not check["ok"]]
    dues = [house.run("account", "show", "--member", who, "--json") for who in ("M100", "M200")]
    totals = {
        name: audit["totals"][name] for name in ("claims", "charges", "charges_cents", "receivable_cents")
    }
    return totals, [(one["due_cents"], one["balance_cents"], one["unapplied_cents"]) for one in dues]


def killed_and_started_again(files: Path, build: Build) -> None:
    calm, rough = build("calm"), build("rough")
    began = time.monotonic()
    calm.run("import", str(files), "--json")
    whole = time.monotonic() - began
    moments = random.Random(7)
    kills = 0
    for _ in range(4):
        process = rough.start("import", str(files), "--json")
        time.sleep(moments.uniform(0.4, 0.95) * whole)
        kills += process.poll() is None
        process.kill()
        process.communicate()
    assert kills, "every run ended before it was killed: the test proved nothing"
    rough.run("import", str(files), "--json")
    assert state_of(rough) == state_of(calm)
    assert rough.run("audit", "--replay", "--json")["ok"]


def twice_at_once(files: Path, build: Build) -> None:
    calm, shared = build("calm"), build("shared")
    calm.run("import", str(files), "--json")
    both = [shared.start("import", str(files / "b.835"), "--json") for _ in range(2)]
    for process in both:
        _, err = process.communicate(timeout=240)
        assert process.returncode == 0, err
    assert state_of(shared) == state_of(calm)


@pytest.mark.slow
def test_killed_at_random_and_started_again_it_ends_the_same(files: Path, on_sqlite: Build) -> None:
    killed_and_started_again(files, on_sqlite)


@pytest.mark.slow
def test_two_imports_of_one_file_at_once_post_it_once(files: Path, on_sqlite: Build) -> None:
    twice_at_once(files, on_sqlite)


@pytest.mark.slow
@pytest.mark.postgres_only
def test_killed_at_random_it_ends_the_same_on_postgresql(files: Path, on_postgres: Build) -> None:
    killed_and_started_again(files, on_postgres)


@pytest.mark.slow
@pytest.mark.postgres_only
def test_two_imports_at_once_post_once_on_postgresql(files: Path, on_postgres: Build) -> None:
    twice_at_once(files, on_postgres)

"""Real processes, killed at random and run at once: no cent goes wrong, whatever the moment."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from hearthside.claims.tests.plan import Service, decided, remittance

CLAIMS = 600
ROSTER = """member_id,relationship,first_name,last_name,birth_date,account_key,payer_id,coverage_order
M100,self,Ana,Reyes,1950-04-02,A1,1581234567,1
M200,self,Cora,Stone,1961-07-09,A2,1581234567,1
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A roster and an 835 with reversals and corrections among its claims."""
    folder = tmp_path / "in"
    folder.mkdir()
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


def command(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "hearthside.cli.main", *words]


def start(home: Path, *words: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {
        "HEARTHSIDE_HOME": str(home),
        "HEARTHSIDE_ENV": "test",
        "DJANGO_SETTINGS_MODULE": "hearthside.config.settings",
    }
    return subprocess.Popen(
        command(home, *words), env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def run(home: Path, *words: str) -> dict[str, Any]:
    process = start(home, *words)
    out, err = process.communicate(timeout=120)
    assert process.returncode in (0, 1) and out, f"{words}: {out}{err}"
    return json.loads(out)


def state_of(home: Path) -> tuple[Any, ...]:
    audit = run(home, "audit", "--json")
    assert audit["ok"], [check for check in audit["checks"] if not check["ok"]]
    dues = [run(home, "account", "show", "--member", who, "--json") for who in ("M100", "M200")]
    totals = {
        name: audit["totals"][name] for name in ("claims", "charges", "charges_cents", "receivable_cents")
    }
    return totals, [(one["due_cents"], one["balance_cents"], one["unapplied_cents"]) for one in dues]


@pytest.mark.slow
def test_killed_at_random_and_started_again_it_ends_the_same(files: Path, tmp_path: Path):
    calm, rough = tmp_path / "calm", tmp_path / "rough"
    run(calm, "import", str(files), "--json")
    moments = random.Random(7)
    kills = 0
    for _ in range(6):
        process = start(rough, "import", str(files), "--json")
        time.sleep(moments.uniform(0.8, 3.5))
        kills += process.poll() is None
        process.kill()
        process.communicate()
    assert kills, "every run ended before it was killed: the test proved nothing"
    run(rough, "import", str(files), "--json")
    assert state_of(rough) == state_of(calm)
    assert run(rough, "audit", "--replay", "--json")["ok"]


@pytest.mark.slow
def test_two_imports_of_one_file_at_once_post_it_once(files: Path, tmp_path: Path):
    calm, shared = tmp_path / "calm", tmp_path / "shared"
    run(calm, "import", str(files), "--json")
    run(shared, "import", str(files / "a-roster.csv"), "--json")
    both = [start(shared, "import", str(files / "b.835"), "--json") for _ in range(2)]
    for process in both:
        _, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
    assert state_of(shared) == state_of(calm)

"""Real processes killed at random, two imports at once, many clerks at once: every cent once."""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from hearthside import clock
from hearthside.errors import HearthsideError
from hearthside.lockbox import services
from hearthside.lockbox.models import Item
from hearthside.lockbox.tests.cast import SOL, WALT, arrive, check, faults, file_of, item_of, make_owing
from hearthside.money import Money
from hearthside.payments.models import Payment

CHECKS = 700
SET_UP = """
import sys
from pathlib import Path
import django
django.setup()
from hearthside.cli.database import migrate
migrate()
from hearthside.lockbox.tests import cast
folder = Path(sys.argv[1])
people = [cast.make_owing("Ruth", f"Hale{chr(97 + place)}", (8640,) * 20) for place in range(12)]
checks = []
for place in range(int(sys.argv[2])):
    who = people[place % 12]
    said = (who.scan_line(),) if place % 7 else ()
    checks.append(cast.check(100 + place, *said, number=str(5000 + place)))
third = len(checks) // 3
(folder / "box.txt").write_bytes(cast.file_of(checks[:third], checks[third:]))
"""


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {
        "HEARTHSIDE_HOME": str(home), "HEARTHSIDE_ENV": "test",
        "DJANGO_SETTINGS_MODULE": "hearthside.config.settings",
    }  # fmt: skip


def start(home: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "hearthside.cli.main", *words], env=environment(home), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def run(home: Path, *words: str) -> dict[str, Any]:
    process = start(home, *words)
    out, err = process.communicate(timeout=180)
    assert process.returncode in (0, 1) and out, f"{words}: {out}{err}"
    told: dict[str, Any] = json.loads(out)
    return told


@pytest.fixture
def house(tmp_path: Path, new_home: Callable[[Path], Path]) -> Path:
    """A home with twelve people who owe, and a lockbox file for them beside it."""
    home = new_home(tmp_path / "home")
    done = subprocess.run(
        [sys.executable, "-c", SET_UP, str(tmp_path), str(CHECKS)], env=environment(home),
        capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return home


def lockbox_checks(home: Path) -> list[dict[str, Any]]:
    """What `hearthside audit` says of this room, and of every book."""
    told = run(home, "audit", "--json")
    # The cast's charges are made without a plan's file, which the claims room rightly says.
    wrong = [one for one in told["checks"] if not one["ok"] and "claim's file" not in one["name"]]
    assert wrong == []
    return [one for one in told["checks"] if one["name"].startswith("lockbox")]


@pytest.mark.slow
def test_killed_at_random_and_started_again_every_check_is_posted_once(house: Path) -> None:
    file, moments, kills = str(house.parent / "box.txt"), random.Random(11), 0
    for _ in range(5):
        process = start(house, "import", file, "--json")
        time.sleep(moments.uniform(1.2, 4.0))
        kills += process.poll() is None
        process.kill()
        process.communicate()
    assert kills, "every run ended before it was killed: the test proved nothing"
    both = [start(house, "import", file, "--json") for _ in range(2)]
    told = [json.loads(process.communicate(timeout=180)[0])["files"][0] for process in both]
    figures = [one for one in told if one["kind"] == "lockbox"]
    assert figures
    final = run(house, "import", file, "--json")["files"][0]
    assert final["status"] == "duplicate"
    whole = sum(100 + place for place in range(CHECKS))
    assert final["items"] == CHECKS and final["checks_cents"] == whole
    assert final["posted"] + final["suspense"] == CHECKS
    assert final["posted_cents"] + final["suspense_cents"] == whole
    assert lockbox_checks(house)


def all_at_once(*doings: Callable[[], object]) -> list[Any]:
    gate = threading.Barrier(len(doings))
    answers: list[Any] = [None] * len(doings)

    def do(place: int, doing: Callable[[], object]) -> None:
        try:
            gate.wait(10)
            answers[place] = doing()
        except HearthsideError as refusal:
            answers[place] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.mark.django_db(transaction=True)
def test_many_clerks_on_one_check_post_it_once() -> None:
    ruth, ben = make_owing(), make_owing("Ben", "Reyes", (8640,))
    item = item_of(arrive(check(8640, ruth.scan_line(), ben.scan_line())))

    def post(number: str) -> object:
        shares = [(number, Money(8640))]
        return services.assign_item(item_id=item.pk, shares=shares, turn=item.turn, by=WALT, at=clock.now())

    answers = all_at_once(*[lambda: post(ruth.number), lambda: post(ben.number)] * 3)
    assert sum(answer == "done" for answer in answers) == 1, answers
    assert Payment.objects.count() == 1 and sorted((ruth.balance, ben.balance)) == [0, 8640]
    assert faults() == {}


@pytest.mark.django_db(transaction=True)
def test_agreeing_refusing_and_a_bounce_at_once_end_in_one_place() -> None:
    ruth = make_owing()
    item = item_of(arrive(check()))
    services.assign_item(
        item_id=item.pk, shares=[(ruth.number, Money(8640))], turn=item.turn, by=WALT, at=clock.now()
    )
    item.refresh_from_db()
    told: dict[str, Any] = {"item_id": item.pk, "turn": item.turn, "by": SOL, "at": clock.now()}
    all_at_once(
        lambda: services.agree(**told), lambda: services.refuse(**told), lambda: services.agree(**told),
        lambda: services.bounce_item(item_id=item.pk, why="NSF", by=SOL, at=clock.now()),
    )  # fmt: skip
    assert Item.objects.get().state == "bounced" and ruth.balance == 8640 and faults() == {}


@pytest.mark.django_db(transaction=True)
def test_one_batch_in_two_files_at_once_is_entered_once() -> None:
    from hearthside.lockbox.tests.cast import receive

    ruth = make_owing()
    data = file_of([check(8640, ruth.scan_line())])
    other = data.replace(b"\r\n", b"\n")
    answers = all_at_once(lambda: receive(data), lambda: receive(other))
    assert Payment.objects.count() == 1 and ruth.balance == 0, answers
    assert faults() == {}

"""Everything can be rebuilt: the stored files and payments, posted again into an empty database.

The rebuilding runs in a process of its own with a home of its own (`rebuilding.py`), so nothing here is
touched. Both sides then describe themselves by what the outside world gave them (roster keys, claim
numbers), never by our own ids, and the two descriptions must be equal.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hearthside import clock
from hearthside.cases import selectors as cases
from hearthside.claims import selectors as claims
from hearthside.intake import selectors as intake
from hearthside.ledger import selectors as ledger
from hearthside.members import selectors as members

MOST_NAMED = 20
REBUILT = ("835", "834", "roster")
"""Kinds of file that are posted again. What the mail and the bank sent is told by the ledger's entries."""


def replay_faults() -> list[str]:
    """What differs between this database and a rebuilt one; an empty list is good."""
    # Both are read now: a house at work goes on taking money while the other one is rebuilt.
    told, here = _story(), json.loads(json.dumps(picture()))
    with tempfile.TemporaryDirectory(prefix="hearthside-replay-") as home:
        story = Path(home) / "story.json"
        story.write_text(json.dumps(told))
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"HEARTHSIDE_HOME": home, "HEARTHSIDE_ENV": "test"}
        done = subprocess.run(
            [sys.executable, "-m", "hearthside.cli.rebuilding", str(story)],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            return [
                f"the replay stopped: {done.stderr.strip().splitlines()[-1] if done.stderr else 'no reason'}"
            ]
        rebuilt = json.loads(done.stdout)
    return _differences(here, rebuilt)


def picture() -> dict[str, Any]:
    """This database in terms of the outside world: balances by roster key, charges, held shares."""
    keys = members.roster_keys()
    balances = {}
    ids = list(keys)
    for start in range(0, len(ids), 500):
        for account_id, standing in ledger.standings(ids[start : start + 500]).items():
            balances[keys[account_id]] = [standing.receivable.cents, standing.unapplied.cents]
    return {"balances": balances, "claims": [list(row) for row in claims.picture_of_claims()]}


def _story() -> list[dict[str, Any]]:
    """What happened, in order: files received, waits that ran out, money that moved."""
    events: list[tuple[str, dict[str, Any]]] = [
        (
            file.received_at.isoformat(),
            {
                "do": "import",
                "path": str(intake.path_of(file)),
                "name": file.name,
                "on": file.received_on.isoformat(),
            },
        )
        for file in intake.finished_in_order()
        if file.kind in REBUILT
    ]
    events += [
        (f"{on.isoformat()}T23:59:59", {"do": "release", "on": on.isoformat()})
        for on in claims.release_days()
    ]
    events += [(entry["posted_at"], {"do": "entry", **_told(entry)}) for entry in ledger.money_entries()]
    events += _holds()
    events += _voids()
    return [event for _, event in sorted(events, key=lambda pair: pair[0])]


def _holds() -> list[tuple[str, dict[str, Any]]]:
    """When charges were set aside and let go: it decides which charges a payment reached."""
    rows = ledger.holds_in_order()
    names = claims.charge_names([row["charge"] for row in rows])
    events = []
    for row in rows:
        facts = {"account": row["account"], "charge": names.get(row["charge"]), "source": row["source"]}
        for verb, at in (("hold", row["since"]), ("let_go", row["ended_at"])):
            if at is not None:
                day = at.astimezone(clock.EASTERN).date().isoformat()
                events.append((at.isoformat(), {"do": verb, "on": day, "reason": row["reason"], **facts}))
    return events


def _voids() -> list[tuple[str, dict[str, Any]]]:
    """Charges that we took back ourselves."""
    voids = list(cases.voids_in_order())
    names = claims.charge_names([void.charge_id for void in voids])
    return [
        (
            void.at.isoformat(),
            {
                "do": "void",
                "on": void.at.astimezone(clock.EASTERN).date().isoformat(),
                "account": void.account,
                "charge": names.get(void.charge_id),
                "source": void.source,
            },
        )
        for void in voids
    ]


def _told(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry with its charges called by what the plans' files call them."""
    names = claims.charge_names([charge for _, charge, _ in entry["legs"] if charge is not None])
    return {**entry, "legs": [[book, names.get(charge), cents] for book, charge, cents in entry["legs"]]}


def _differences(ours: dict[str, Any], rebuilt: dict[str, Any]) -> list[str]:
    faults = []
    for key in sorted(ours["balances"].keys() | rebuilt["balances"].keys()):
        was, now = ours["balances"].get(key), rebuilt["balances"].get(key)
        if was != now:
            faults.append(f"account with roster key {key}: here {was}, rebuilt {now} (owed, credit; cents)")
    here, there = ({json.dumps(row) for row in side["claims"]} for side in (ours, rebuilt))
    faults += [f"only here: {row}" for row in sorted(here - there)]
    faults += [f"only rebuilt: {row}" for row in sorted(there - here)]
    return faults[:MOST_NAMED]

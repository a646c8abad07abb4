"""The other side of `audit --replay`: reads a story and lives it in an empty home. Run as a module."""

import json
import os
import sys
from datetime import date
from pathlib import Path
from typing import Any


def main(story: Path) -> None:
    import django

    django.setup()
    from hearthside.cli.database import migrate
    from hearthside.cli.replay import picture

    migrate()
    for event in json.loads(story.read_text()):
        os.environ["HEARTHSIDE_TODAY"] = event["on"]
        _live(event)
    json.dump(picture(), sys.stdout)


def _live(event: dict[str, Any]) -> None:
    from hearthside import clock
    from hearthside.audit.actor import job
    from hearthside.claims import selectors as claims_known
    from hearthside.claims import services as claims
    from hearthside.intake import services as intake
    from hearthside.ledger import services as ledger
    from hearthside.members import selectors as members

    if event["do"] == "import":
        with Path(event["path"]).open("rb") as stream:
            received = intake.receive_file(event["name"], stream, by=job("replay"))
        if received.kind in ("834", "roster"):
            claims.rematch_unknown(at=clock.now(), today=clock.today())
    elif event["do"] == "release":
        claims.release_waits(as_of=date.fromisoformat(event["on"]), at=clock.now())
    elif event["do"] in ("hold", "let_go"):
        _set_aside(event)
    elif event["do"] == "void":
        _void(event)
    else:
        account_id = members.account_id_of_roster_key(event["account"])
        legs = [
            (book, claims_known.charge_named(name) if name else None, cents)
            for book, name, cents in event["legs"]
        ]
        ledger.post_again(event, account_id=account_id, legs=legs, at=clock.now())


def _set_aside(event: dict[str, Any]) -> None:
    from hearthside import clock
    from hearthside.audit.actor import job
    from hearthside.claims import selectors as claims
    from hearthside.ledger import services as ledger
    from hearthside.ledger.holds import HoldReason
    from hearthside.members import selectors as members

    account_id = members.account_id_of_roster_key(event["account"])
    charge_id = claims.charge_named(event["charge"])
    if account_id is None or charge_id is None:
        return
    told = {"account_id": account_id, "charge_ids": [charge_id], "source": event["source"]}
    if event["do"] == "hold":
        ledger.hold_charges(**told, reason=HoldReason(event["reason"]), by=job("replay"), at=clock.now())
    else:
        ledger.release_holds(**told, by=job("replay"), at=clock.now())


def _void(event: dict[str, Any]) -> None:
    from hearthside import clock
    from hearthside.audit.actor import job
    from hearthside.claims import selectors as known
    from hearthside.claims import services as claims
    from hearthside.members import selectors as members

    account_id = members.account_id_of_roster_key(event["account"])
    charge_id = known.charge_named(event["charge"])
    if account_id is not None and charge_id is not None:
        claims.void_charges(
            [charge_id], account_id=account_id, source=event["source"], by=job("replay"), at=clock.now()
        )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearthside.config.settings")
    main(Path(sys.argv[1]))

"""What the demo in this home is, and which of its steps are done; kept in `demo.json`.

A step is written down after it is done. Each is safe to repeat, so a run that was killed goes on where it
stopped.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from hearthside.cli.demo.errors import AnotherDemo, NotForTheDemo


@dataclass(slots=True)
class Record:
    """The demo of one home: its seed, its size, the day its history ends, the steps done."""

    path: Path
    seed: int
    members: int
    anchor: str
    done: list[str] = field(default_factory=list)

    @property
    def anchor_on(self) -> date:
        return date.fromisoformat(self.anchor)

    def has(self, step: str) -> bool:
        return step in self.done

    def note(self, step: str) -> None:
        """Write down that `step` is done: all of it or nothing, whatever happens to this process."""
        if not self.has(step):
            self.done.append(step)
            self.save()

    def save(self) -> None:
        facts = {name: value for name, value in asdict(self).items() if name != "path"}
        scratch = self.path.with_suffix(".new")
        scratch.write_text(json.dumps(facts, indent=1) + "\n")
        os.replace(scratch, self.path)


def open_record(home: Path, *, seed: int, members: int | None, anchor: date, members_usual: int) -> Record:
    """The record of the demo in `home`, begun now if there is none.

    `members` None takes the size that is there. Raises AnotherDemo when another size was asked for, and
    NotForTheDemo when the record cannot be read.
    """
    path = home / "demo.json"
    if not path.exists():
        record = Record(path, seed, members or members_usual, anchor.isoformat())
        record.save()
        return record
    try:
        facts = json.loads(path.read_text())
        record = Record(path, facts["seed"], facts["members"], facts["anchor"], list(facts["done"]))
        date.fromisoformat(record.anchor)
    except (ValueError, KeyError, TypeError):
        raise NotForTheDemo(
            "the demo's own record cannot be read", file=str(path), do="remove this home, and run again"
        ) from None
    if members is not None and members != record.members:
        raise AnotherDemo(
            "this home holds a demo of another size",
            found=record.members,
            asked=members,
            do="leave --members out, or give another HEARTHSIDE_HOME",
        )
    return record


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """One demo at a time in a home. Raises NotForTheDemo while another runs."""
    with (home / ".demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise NotForTheDemo(
                "a demo is running in this home already",
                home=str(home),
                do="stop it with Ctrl-C, or give another HEARTHSIDE_HOME",
            ) from None
        yield

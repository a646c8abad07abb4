"""The sandbox's memory: one SQLite file, so that a killed process forgets nothing it answered."""

import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hearthside.sandbox.wire import Json

SCHEMA = """
create table if not exists objects (
  seq integer primary key autoincrement, id text not null unique, kind text not null,
  created integer not null, body text not null, private text not null default '{}');
create index if not exists objects_kind on objects (kind, seq);
create index if not exists objects_intent on objects (kind, json_extract(body, '$.payment_intent'));
create index if not exists objects_charge on objects (kind, json_extract(body, '$.charge'));
create table if not exists answers (
  key text primary key, call text not null, params text not null, status integer not null,
  body blob not null, request_id text not null, at integer not null);
create table if not exists due (
  seq integer primary key autoincrement, at real not null, what text not null, subject text not null);
create index if not exists due_at on due (at);
create table if not exists deliveries (
  seq integer primary key autoincrement, event text not null, at real not null,
  tries integer not null default 0, state text not null default 'waiting', last text not null default '');
create index if not exists deliveries_waiting on deliveries (state, at);
create table if not exists faults (
  seq integer primary key autoincrement, kind text not null, prefix text not null, method text not null,
  remaining integer not null, seconds real not null);
create table if not exists settings (name text primary key, value text not null);
"""
FILTERS = frozenset({"payment_intent", "charge", "customer", "status"})
ANSWERS_KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class Answer:
    """What an idempotency key remembers."""

    call: str
    params: str
    status: int
    body: bytes
    request_id: str


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list, newest first."""

    objects: list[Json]
    has_more: bool


class Store:
    """Everything the sandbox knows. One connection behind one lock; writes are whole transactions."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # The file holds test data only, yet it is nobody else's business.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        self.lock = threading.RLock()
        self._depth = 0
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=10)
        self._db.row_factory = sqlite3.Row
        self._db.execute("pragma journal_mode=wal")
        self._db.execute("pragma synchronous=full")
        self._db.executescript(SCHEMA)

    def close(self) -> None:
        with self.lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; inside another transaction it is a part of that one, undone alone."""
        with self.lock:
            begin, end, undo = (
                ("savepoint inner", "release inner", "rollback to inner")
                if self._depth
                else ("begin immediate", "commit", "rollback")
            )
            self._db.execute(begin)
            self._depth += 1
            try:
                yield
            except BaseException:
                self._db.execute(undo)
                if self._depth > 1:
                    self._db.execute(end)
                raise
            else:
                self._db.execute(end)
            finally:
                self._depth -= 1

    def _all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        with self.lock:
            return self._db.execute(sql, values).fetchall()

    def _run(self, sql: str, *values: Any) -> int:
        with self.lock:
            return self._db.execute(sql, values).rowcount

    # Objects

    def add(self, thing: Json, private: Json | None = None) -> Json:
        self._run(
            "insert into objects (id, kind, created, body, private) values (?, ?, ?, ?, ?)",
            thing["id"], thing["object"], thing["created"], json.dumps(thing), json.dumps(private or {}),
        )  # fmt: skip
        return thing

    def save(self, thing: Json) -> None:
        self._run("update objects set body = ? where id = ?", json.dumps(thing), thing["id"])

    def find(self, kind: str, name: str) -> Json | None:
        rows = self._all("select body from objects where id = ? and kind = ?", name, kind)
        return json.loads(rows[0]["body"]) if rows else None

    def get(self, kind: str, name: str) -> Json:
        """As `find`, for an id that our own state names."""
        thing = self.find(kind, name)
        if thing is None:
            raise LookupError(f"the state names a {kind} that it does not hold: {name}")
        return thing

    def private(self, name: str) -> Json:
        rows = self._all("select private from objects where id = ?", name)
        held: Json = json.loads(rows[0]["private"]) if rows else {}
        return held

    def keep_private(self, name: str, **facts: Any) -> None:
        self._run("update objects set private = ? where id = ?", json.dumps(self.private(name) | facts), name)

    def page(
        self,
        kind: str,
        *,
        limit: int = 10,
        filters: Json | None = None,
        created: Json | None = None,
        after: str = "",
        before: str = "",
        metadata: dict[str, str] | None = None,
        types: list[str] | None = None,
    ) -> Page:
        where, values = ["kind = ?"], [kind]
        for name, value in (filters or {}).items():
            if name not in FILTERS:
                raise LookupError(f"lists are not filtered by {name}")
            where.append(f"json_extract(body, '$.{name}') = ?")
            values.append(value)
        for name, value in (metadata or {}).items():
            where.append("json_extract(body, ?) = ?")
            values += [f'$.metadata."{name}"', value]
        signs = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
        for name, value in (created or {}).items():
            where.append(f"created {signs[name]} ?")
            values.append(value)
        if types:
            where.append(f"json_extract(body, '$.type') in ({', '.join('?' * len(types))})")
            values += types
        if after:
            where.append("seq < (select seq from objects where id = ?)")
            values.append(after)
        if before:
            where.append("seq > (select seq from objects where id = ?)")
            values.append(before)
        order = "asc" if before else "desc"
        # Every part of the statement is one of the words above; what was asked travels as values.
        sql = f"select body from objects where {' and '.join(where)} order by seq {order} limit ?"  # noqa: S608
        rows = [json.loads(row["body"]) for row in self._all(sql, *values, limit + 1)]
        shown = rows[:limit]
        return Page(shown[::-1] if before else shown, len(rows) > limit)

    # Idempotency

    def answer(self, key: str, *, at: int) -> Answer | None:
        self._run("delete from answers where at < ?", at - ANSWERS_KEPT_SECONDS)
        rows = self._all("select call, params, status, body, request_id from answers where key = ?", key)
        return Answer(*rows[0]) if rows else None

    def keep_answer(self, key: str, answer: Answer, *, at: int) -> None:
        self._run(
            "insert into answers values (?, ?, ?, ?, ?, ?, ?)",
            key, answer.call, answer.params, answer.status, answer.body, answer.request_id, at,
        )  # fmt: skip

    # What happens later

    def schedule(self, what: str, subject: str, *, at: float) -> None:
        self._run("insert into due (at, what, subject) values (?, ?, ?)", at, what, subject)

    def unschedule(self, subject: str, what: str) -> bool:
        return self._run("delete from due where subject = ? and what = ?", subject, what) > 0

    def next_due(self, at: float) -> tuple[int, str, str] | None:
        rows = self._all("select seq, what, subject from due where at <= ? order by at, seq limit 1", at)
        return (rows[0]["seq"], rows[0]["what"], rows[0]["subject"]) if rows else None

    def done(self, seq: int) -> None:
        self._run("delete from due where seq = ?", seq)

    def bring_forward(self, seconds: float) -> None:
        """Let time pass: everything that waits happens that much earlier."""
        self._run("update due set at = at - ?", seconds)
        self._run("update deliveries set at = at - ? where state = 'waiting'", seconds)

    def waiting(self) -> list[Json]:
        return [dict(row) for row in self._all("select at, what, subject from due order by at, seq")]

    # Webhook deliveries

    def add_delivery(self, event: str, *, at: float) -> None:
        self._run("insert into deliveries (event, at) values (?, ?)", event, at)

    def next_delivery(self, at: float, *, newest_first: bool = False) -> Json | None:
        order = "seq desc" if newest_first else "at, seq"
        rows = self._all(
            # `order` is one of the two texts above.
            f"select seq, event, tries from deliveries where state = 'waiting' and at <= ? order by {order}",  # noqa: S608
            at,
        )
        return dict(rows[0]) if rows else None

    def mark_delivery(self, seq: int, *, state: str, last: str, at: float, tries: int) -> None:
        self._run(
            "update deliveries set state = ?, last = ?, at = ?, tries = ? where seq = ?",
            state, last, at, tries, seq,
        )  # fmt: skip

    def deliveries(self, limit: int = 50) -> list[Json]:
        rows = self._all(
            "select d.seq, d.event, d.tries, d.state, d.last, json_extract(o.body, '$.type') as type "
            "from deliveries d join objects o on o.id = d.event order by d.seq desc limit ?",
            limit,
        )
        return [dict(row) for row in rows]

    def deliveries_waiting(self) -> int:
        return int(self._all("select count(*) from deliveries where state = 'waiting'")[0][0])

    # Faults and settings

    def add_fault(self, *, kind: str, prefix: str, method: str, count: int, seconds: float) -> None:
        self._run(
            "insert into faults (kind, prefix, method, remaining, seconds) values (?, ?, ?, ?, ?)",
            kind, prefix, method, count, seconds,
        )  # fmt: skip

    def take_fault(self, method: str, path: str) -> tuple[str, float] | None:
        """The oldest fault that fits this request, used up once."""
        with self.transaction():
            for row in self._all("select * from faults order by seq"):
                if not path.startswith(row["prefix"]) or row["method"] not in ("", method):
                    continue
                if row["remaining"] > 1:
                    self._run("update faults set remaining = remaining - 1 where seq = ?", row["seq"])
                else:
                    self._run("delete from faults where seq = ?", row["seq"])
                return row["kind"], row["seconds"]
        return None

    def faults(self) -> list[Json]:
        return [dict(row) for row in self._all("select * from faults order by seq")]

    def clear_faults(self) -> None:
        self._run("delete from faults")

    def setting(self, name: str, default: str = "") -> str:
        rows = self._all("select value from settings where name = ?", name)
        return str(rows[0]["value"]) if rows else default

    def set(self, name: str, value: str) -> None:
        self._run("insert or replace into settings (name, value) values (?, ?)", name, value)

    def secret(self, name: str) -> bytes:
        """A random key made once and kept: fingerprints stay the same after a restart."""
        with self.transaction():
            held = self.setting(name)
            if not held:
                held = secrets.token_hex(32)
                self.set(name, held)
        return bytes.fromhex(held)

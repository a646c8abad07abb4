"""What is kept, for how long; the scanner; and that the proofs see what is wrong."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hearthside import clock
from hearthside.cases.policy import policy as case_policy
from hearthside.errors import IllegalMove
from hearthside.inbox import flows, proofs, services, states
from hearthside.inbox.models import Draft, ScanState, Seen, Thread, ThreadFile, ThreadMessage
from hearthside.inbox.tests import cast
from hearthside.inbox.tests.cast import PDF, Cast
from hearthside.portal.tests.cast import make_login

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def faults() -> list[str]:
    return [name for name, found in proofs.checks() if found]


def on_disk(files: Path) -> int:
    return sum(path.is_file() for path in files.rglob("*"))


def test_quiet_threads_close_and_old_ones_are_forgotten(people: Cast, hers: Client, files: Path) -> None:
    sent = cast.sends(hers, file=SimpleUploadedFile("a.pdf", PDF))
    waiting = cast.writes(people).thread
    [thread, _] = cast.threads()
    keisha, now = cast.make_staff("keisha", "billing_agent"), clock.now()
    cast.answers(thread, keisha, at=now)
    hers.get(sent["Location"])
    assert flows.keep_house(now + 29 * DAY) == 0
    assert flows.keep_house(now + 31 * DAY) == 1
    thread.refresh_from_db()
    waiting.refresh_from_db()
    assert (thread.state, waiting.state) == ("closed", "open"), "what waits for us waits"
    assert flows.keep_house(now + (31 + 2557) * DAY) == 0 and on_disk(files) == 1
    assert flows.keep_house(now + (32 + 2557) * DAY) == 1
    assert list(Thread.objects.all()) == [waiting] and on_disk(files) == 0 and not faults()
    assert not ThreadFile.objects.exists() and not Seen.objects.exists()


def test_what_was_never_sent_is_forgotten(hers: Client, files: Path) -> None:
    cast.sends(hers, words="", file=SimpleUploadedFile("a.pdf", PDF))
    assert Draft.objects.count() == 1 and on_disk(files) == 1
    assert flows.keep_house(clock.now() + 29 * DAY) == 0
    assert flows.keep_house(clock.now() + 31 * DAY) == 2
    assert not Draft.objects.exists() and on_disk(files) == 0 and not faults()


@pytest.mark.parametrize(
    ("command", "state", "is_there"),
    [((), "unscanned", True), (("true",), "clean", True), (("false",), "refused", False),
     (("/no/such/scanner",), "waiting", True), (("sh", "-c", "exit 7"), "waiting", True)],
)  # fmt: skip
def test_the_scanners_word(
    hers: Client, monkeypatch: pytest.MonkeyPatch, files: Path, command: tuple[str, ...], state: str,
    is_there: bool,
) -> None:  # fmt: skip
    cast.sends(hers, file=SimpleUploadedFile("a.pdf", PDF))
    terms = case_policy(clock.today())
    told = type(terms)(terms.questions, type(terms.files)(
        **{name: getattr(terms.files, name) for name in terms.files.__dataclass_fields__}
        | {"scan_command": command}))  # fmt: skip
    monkeypatch.setattr(flows, "case_policy", lambda day: told)
    assert flows.scan_waiting(clock.now()) == (state != "waiting")
    file = ThreadFile.objects.get()
    assert (file.state, file.gone_at is None, on_disk(files)) == (state, is_there, int(is_there))
    assert not faults()


def test_a_second_word_of_the_scanner_changes_nothing(hers: Client, people: Cast) -> None:
    cast.sends(hers, file=SimpleUploadedFile("a.pdf", PDF))
    file, by = ThreadFile.objects.get(), cast.actor_of(people.dev)
    for word in (ScanState.CLEAN, ScanState.REFUSED):
        services.note_scan(file_id=file.pk, result=word, by=by, at=clock.now())
    file.refresh_from_db()
    assert file.state == ScanState.CLEAN
    with pytest.raises(IllegalMove):
        states.move_file(file, to=ScanState.REFUSED, by=by, at=clock.now())


def test_the_proofs_see_what_is_wrong(people: Cast, hers: Client, files: Path) -> None:
    sent = cast.sends(hers, file=SimpleUploadedFile("a.pdf", PDF))
    thread, message, file = Thread.objects.get(), ThreadMessage.objects.get(), ThreadFile.objects.get()
    hers.get(sent["Location"])
    other = make_login("other@mail.example", "Other")
    assert not faults()

    def sees(what: str, break_it: Any, mend_it: Any) -> None:
        break_it()
        assert any(what in name for name in faults()), what
        mend_it()
        assert not faults()

    def set_on(row: Any, **values: Any) -> Any:
        return lambda: type(row).objects.filter(pk=row.pk).update(**values)

    sees("stands", set_on(message, side="staff"), set_on(message, side="member"))
    sees("numbered", set_on(message, ordinal=2), set_on(message, ordinal=1))
    sees("nobody has read", set_on(Seen.objects.get(), upto=5), set_on(Seen.objects.get(), upto=1))
    path = next(path for path in files.rglob("*") if path.is_file())
    content = path.read_bytes()
    sees("on the disk", path.unlink, lambda: path.write_bytes(content))
    account = type(people.owes.account).objects.create(number="5020118838", opened_on=clock.today())
    sees("on its account", set_on(file, account=account), set_on(file, account=thread.account_id))
    assert other.pk


def test_states_move_only_as_listed(people: Cast) -> None:
    thread = cast.writes(people).thread
    by, now = cast.actor_of(people.dev), clock.now()
    states.answer(thread, by=by, at=now)
    states.answer(thread, by=by, at=now)
    states.close(thread, by=by, at=now, reason="done")
    states.close(thread, by=by, at=now, reason="done")
    states.answer(thread, by=by, at=now)
    states.wait_for_us(thread, since=now, due_on=now.date(), by=by, at=now)
    states.wait_for_us(thread, since=now + DAY, due_on=now.date() + DAY, by=by, at=now)
    assert thread.waits_since == now
    for was, to in states.MOVES:
        assert was != to

"""The outside file of heads: only added to, private, and read with suspicion."""

import stat

import pytest
from django.conf import settings

from hearthside.audit import heads
from hearthside.audit.errors import UnreadableHead
from hearthside.audit.heads import Head, HeadFile

HEAD = Head(7, "ab" * 32, 12, "2026-11-23T17:00:00.000000+00:00")


def test_a_head_reads_back_as_it_was_written() -> None:
    assert heads.parse(heads.line_of(HEAD)) == HEAD


@pytest.mark.parametrize(
    "line",
    ["", "not json", "[]", "7", "{}", '{"no": 7}', heads.line_of(HEAD)[:-5],
     heads.line_of(Head(0, HEAD.hash, 1, HEAD.at)), heads.line_of(Head(7, "ab", 1, HEAD.at)),
     heads.line_of(Head(7, HEAD.hash, 1, "yesterday")), heads.line_of(HEAD).replace("7,", '"7",', 1)],
)  # fmt: skip
def test_anything_else_is_refused(line: str) -> None:
    with pytest.raises(UnreadableHead):
        heads.parse(line)


def test_the_file_is_private_and_only_grows(store: HeadFile) -> None:
    assert store.last() == ""
    assert list(store.lines()) == []
    store.add("one")
    store.add("two")
    assert list(store.lines()) == ["one", "two"]
    assert store.last() == "two"
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700


def test_a_line_cut_short_by_a_crash_does_not_swallow_the_next(store: HeadFile) -> None:
    store.add("one")
    with store.path.open("a") as file:
        file.write('{"no": 2, "ha')
    store.add("three")
    assert list(store.lines()) == ["one", '{"no": 2, "ha', "three"]


def test_the_last_line_is_found_in_a_long_file(store: HeadFile) -> None:
    for no in range(1, 60):
        store.add(heads.line_of(Head(no, HEAD.hash, 1, HEAD.at)))
    assert heads.parse(store.last()).no == 59


@pytest.mark.django_db
def test_a_production_store_is_named_by_a_setting(settings: object) -> None:
    settings.AUDIT_HEAD_STORE = f"{__name__}.Bucket"  # type: ignore[attr-defined]
    assert type(heads.store()).__name__ == "Bucket"


@pytest.mark.django_db
def test_without_one_the_heads_are_under_the_home() -> None:
    found = heads.store()
    assert isinstance(found, HeadFile)
    assert found.path.parent == settings.HOME / "seals"


class Bucket:
    """A store that somebody else wrote."""

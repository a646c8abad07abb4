"""Uploads: whatever is sent is kept whole, or nothing of it is."""

import stat
from pathlib import Path

import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearthside.cases import keeping
from hearthside.cases.errors import FileRefused

STARTS = (b"", b"%PDF-", b"\xff\xd8\xff", b"\x00\x00\x00\x18ftypheic", b"<html>", b"\x89PNG\r\n\x1a\n")
MOST = 150


@settings(suppress_health_check=list(HealthCheck))
@given(st.binary(max_size=200), st.sampled_from(STARTS), st.integers(1, 40))
def test_any_bytes_in_any_pieces(tmp_path: Path, content: bytes, start: bytes, piece: int) -> None:
    body = start + content
    chunks = [body[place : place + piece] for place in range(0, len(body), piece)]
    with override_settings(FILES_FOLDER=tmp_path):
        try:
            kept = keeping.keep(chunks, most=MOST)
        except FileRefused as refusal:
            assert refusal.why == ("size" if len(body) > MOST else "kind" if body else "empty")
            assert not [path for path in tmp_path.rglob("*") if path.is_file()]
            return
        path = keeping.path_of(kept.stored_as)
        assert path.read_bytes() == body and kept.size_bytes == len(body) <= MOST
        assert not stat.S_IMODE(path.parent.stat().st_mode) & 0o077
        keeping.drop(kept.stored_as)
        keeping.drop(kept.stored_as)
        assert not path.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "ab", "g" * 40, "a" * 39, "/" * 40])
def test_no_name_but_ours_leads_to_a_file(name: str) -> None:
    with pytest.raises((AssertionError, ValueError)):
        keeping.path_of(name)

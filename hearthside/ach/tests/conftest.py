"""A house that sends its own ACH files, on a banking day."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from hearthside.ach.tests.cast import House


def profile_with(folder: Path, **lines: object) -> Path:
    """A copy of the organization's profile in which it originates."""
    facts = {
        "originates": True,
        "validation": "none",
        "company_name": "HEARTHSIDE",
        "company_id": "1821234567",
        "destination": "121042882",
        "odfi": "12104288",
    } | lines
    said = (
        f"{name} = {str(value).lower() if isinstance(value, bool) else repr(value)}"
        for name, value in facts.items()
    )
    path = folder / f"profile{len(list(folder.iterdir()))}.toml"
    text = Path(settings.PROFILE).read_text("utf-8").partition("[[ach]]")[0]
    path.write_text("\n".join([text, "[[ach]]", "from = 2020-01-02", *said, ""]), "utf-8")
    return path


@pytest.fixture
def terms_file(tmp_path: Path) -> Iterator[None]:
    with override_settings(PROFILE=profile_with(tmp_path)):
        yield


@pytest.fixture
def house(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """Ana's account, her bank account usable at once, today Monday, November 23, 2026."""
    monkeypatch.setenv("HEARTHSIDE_TODAY", "2026-11-23")
    with override_settings(PROFILE=profile_with(tmp_path), FILES_FOLDER=tmp_path / "files"):
        yield House.built(monkeypatch, tmp_path)


@pytest.fixture
def careful_house(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """As `house`, where new bank accounts are tested by a prenote first."""
    monkeypatch.setenv("HEARTHSIDE_TODAY", "2026-11-23")
    with override_settings(
        PROFILE=profile_with(tmp_path, validation="prenote"), FILES_FOLDER=tmp_path / "files"
    ):
        yield House.built(monkeypatch, tmp_path)

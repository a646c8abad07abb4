"""What the tests of the audit trail start from: a store of heads in a folder that goes away."""

from pathlib import Path

import pytest

from hearthside.audit.heads import HeadFile
from hearthside.audit.tests import flushing  # noqa: F401 - lets committed tests empty the tables


@pytest.fixture
def store(tmp_path: Path) -> HeadFile:
    return HeadFile(tmp_path / "seals" / "heads.jsonl")

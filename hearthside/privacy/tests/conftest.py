"""Files of these tests are kept in a folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from hearthside.portal.tests.cast import Cast, make_cast


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Iterator[Path]:
    with override_settings(FILES_FOLDER=tmp_path):
        yield tmp_path


@pytest.fixture
def people(db: None) -> Cast:
    return make_cast()

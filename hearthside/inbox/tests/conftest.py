"""Files of these tests are kept in a folder of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client, override_settings

from hearthside.inbox.tests import cast as the_cast
from hearthside.inbox.tests.cast import Cast


@pytest.fixture(autouse=True)
def files(tmp_path: Path) -> Iterator[Path]:
    with override_settings(FILES_FOLDER=tmp_path):
        yield tmp_path


@pytest.fixture
def people(db: None) -> Cast:
    return the_cast.make_cast()


@pytest.fixture
def hers(people: Cast) -> Client:
    """Ana's browser."""
    return the_cast.signed_in(people.ana)


@pytest.fixture
def desk(people: Cast) -> Client:
    """Keisha's, who answers messages."""
    return the_cast.at_desk(the_cast.make_staff("keisha", "billing_agent"))

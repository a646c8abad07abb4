"""The organization's facts are those of the day, and a profile that lacks one is refused by name."""

from datetime import date
from pathlib import Path

import pytest

from hearthside.config.settings import CODE
from hearthside.errors import BadSetting
from hearthside.organization.hours import hours_in_words
from hearthside.organization.profile import read_profile

DEFAULT = (CODE / "organization" / "profile.toml").read_text()
DAY = date(2026, 11, 23)


def written(folder: Path, text: str) -> Path:
    path = folder / "profile.toml"
    path.write_text(text)
    return path


def test_the_default_profile_carries_the_founding_facts(tmp_path):
    org = read_profile(written(tmp_path, DEFAULT), DAY)
    assert (org.phone, org.relay) == ("1-877-989-9059", "711")
    assert org.mail_lines == ("PO Box 277947", "Atlanta, GA 30384-7947")
    assert org.cards == ("American Express", "Discover", "Mastercard", "Visa")
    assert org.is_demo


def test_a_new_phone_holds_from_its_day_on(tmp_path):
    newer = DEFAULT + '\n[[phones]]\nfrom = 2027-01-01\nbilling = "1-800-555-0100"\nrelay = "711"\n'
    path = written(tmp_path, newer)
    assert read_profile(path, date(2026, 12, 31)).phone == "1-877-989-9059"
    assert read_profile(path, date(2027, 1, 1)).phone == "1-800-555-0100"


def test_a_missing_line_is_named(tmp_path):
    with pytest.raises(BadSetting) as refused:
        read_profile(written(tmp_path, DEFAULT.replace("due_days = 25", "")), DAY)
    assert "due_days" in str(refused.value)


def test_a_day_before_every_entry_is_refused(tmp_path):
    with pytest.raises(BadSetting):
        read_profile(written(tmp_path, DEFAULT), date(2019, 1, 1))


def test_what_is_not_toml_is_refused(tmp_path):
    with pytest.raises(BadSetting):
        read_profile(written(tmp_path, "name = "), DAY)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Monday to Friday, 8 a.m. to 8 p.m. Eastern."),
        ("es", "De lunes a viernes, de 8 a. m. a 8 p. m., hora del Este."),
    ],
)
def test_hours_are_said_in_both_languages(tmp_path, language, words):
    assert hours_in_words(read_profile(written(tmp_path, DEFAULT), DAY).hours, language) == words

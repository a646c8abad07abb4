"""Free help in your language, said in each language.

The languages are those that people with little English speak most in the United States; an organization
must name its state's first fifteen. Source: 45 CFR 92.11(b).
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tagline:
    """One language: its code for the `lang` attribute, its own name, and what we say in it.

    `says` holds {phone} and {relay}.
    """

    code: str
    name: str
    says: str
    is_right_to_left: bool = False


def _read(file: Path) -> tuple[Tagline, ...]:
    rows = tomllib.loads(file.read_text(encoding="utf-8"))["tagline"]
    return tuple(Tagline(**row) for row in rows)


TAGLINES = _read(Path(__file__).with_name("languages.toml"))

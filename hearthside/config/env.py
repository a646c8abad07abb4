"""Settings from the environment: every variable is read by a typed helper that refuses nonsense."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from hearthside.errors import BadSetting

ENVIRONMENTS = ("demo", "test", "production")
DEMO_MARK = "demo-only-"

TEXTS = ("off", "folder", "twilio")
DEMO_PHONE_TOKEN = "demo_phone_company_token"  # noqa: S105  signs pretend calls; production refuses it


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    found = text(name, default)
    if found not in allowed:
        raise BadSetting(f"{name} is not one we know", found=found, expected=" or ".join(allowed))
    return found


def whole_number(name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
    found = text(name, str(default))
    if not found.isascii() or not found.isdigit() or not least <= int(found) <= most:
        raise BadSetting(f"{name} is not a whole number in range", found=found, expected=f"{least} to {most}")
    return int(found)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    return Path(text(name, str(default))).expanduser().resolve()


@dataclass(frozen=True, slots=True)
class Secrets:
    """Keys of this installation. Each has one use; production refuses the demo's."""

    environment: str

    def secret(self, name: str) -> str:
        """The secret in the variable `name`; outside production a fixed one, marked as the demo's."""
        found = text(name)
        if self.environment != "production":
            return found or f"{DEMO_MARK}{name.lower()}-{'x' * 40}"
        if len(found) < 50 or len(set(found)) < 10 or found.startswith(DEMO_MARK):
            raise BadSetting(
                f"{name} must be set in production",
                found="nothing, a short or simple one, or the demo's",
                expected="50 or more random characters",
            )
        return found


def database(url: str, home: Path) -> dict[str, Any]:
    """Django's settings for DATABASE_URL; without one, the embedded database in HEARTHSIDE_HOME."""
    if not url:
        return sqlite(home / "hearthside.sqlite3")
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    if parts.scheme not in ("postgres", "postgresql"):
        raise BadSetting(
            "DATABASE_URL names a database we do not use",
            found=parts.scheme,
            expected="postgresql:// or sqlite:///",
        )
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }


def sqlite(path: Path) -> dict[str, Any]:
    # IMMEDIATE: SQLite has no row locks, so a transaction that will write takes its turn at the start.
    # FULL: a payment that was acknowledged survives a power cut.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
        },
    }

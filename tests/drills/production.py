"""An organization of its own, as it would run in production: every variable set, nothing of the demo's."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SITE = "pay.hearth.example"


def production_environment(folder: Path, **changed: str | None) -> dict[str, str]:
    """Variables of a good production start, in a home of its own. A change to None leaves one out."""
    told: dict[str, str | None] = {
        "DJANGO_SETTINGS_MODULE": "hearthside.config.settings",
        "HEARTHSIDE_ENV": "production",
        "HEARTHSIDE_HOME": str(folder / "home"),
        "HEARTHSIDE_PROFILE": str(profile_in(folder)),
        "HEARTHSIDE_HOSTS": SITE,
        "HEARTHSIDE_SITE_URL": f"https://{SITE}",
        "HEARTHSIDE_PROCESSOR_KEY": "rk_live_" + "k" * 40,
        "HEARTHSIDE_PROCESSOR_WEBHOOK_SECRET": "whsec_" + "w" * 40,
    }
    for letter, name in zip("abcd", ("SECRET_KEY", "PAY_CODE_KEY", "GUARD_KEY", "SEAL_KEY"), strict=True):
        told[f"HEARTHSIDE_{name}"] = "".join(
            chr(ord(letter) + turn % 20) + str(turn % 10) for turn in range(40)
        )
    ours = ("HEARTHSIDE_", "DATABASE_", "DJANGO_")
    quiet = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return quiet | {name: value for name, value in (told | changed).items() if value is not None}


def profile_in(folder: Path, *, is_demo: bool = False, host: str = SITE) -> Path:
    """The default profile made an organization's own: other hosts, and not the demo."""
    text = (ROOT / "hearthside" / "organization" / "profile.toml").read_text("utf-8")
    text = text.replace("is_demo = true", f"is_demo = {str(is_demo).lower()}")
    text = text.replace('hosts = ["127.0.0.1", "localhost", "[::1]", "testserver"]', f'hosts = ["{host}"]')
    path = folder / "profile.toml"
    path.write_text(text, "utf-8")
    return path

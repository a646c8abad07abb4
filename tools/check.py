"""What `make check` runs: everything that can be judged without running the product.

    python -m tools.check            all of it
    python -m tools.check types      one of it; an unknown name lists them

Each check says what is wrong in its own words. All run, whatever fails; exit 1 if any did.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "hearthside"
PYTHON = [sys.executable, "-m"]
GROUND = ("money.py", "clock.py", "references.py", "errors.py", "formats")
# Enough to look like production to Django's own deployment check; opens nothing.
PRETEND_PRODUCTION = {
    "HEARTHSIDE_ENV": "production",
    "HEARTHSIDE_HOSTS": "pay.check.example",
    "HEARTHSIDE_SITE_URL": "https://pay.check.example",
    "HEARTHSIDE_PROCESSOR_KEY": "rk_live_checked_and_never_used",
    "HEARTHSIDE_PROCESSOR_WEBHOOK_SECRET": "whsec_checked_and_never_used",
    **{
        f"HEARTHSIDE_{name}_KEY": f"{name.lower()}-4yRq8ZtB2mWc7PvXk9LdHsNf3GjUaEoT6iQwYb1C5xVzMr0"
        for name in ("SECRET", "PAY_CODE", "GUARD", "SEAL")
    },
}
ADDRESS = re.compile(r"https?://|--(index-url|extra-index-url|find-links|trusted-host)|\bfile:", re.I)
STRANGERS = re.compile(
    r"registry\.npmjs|pypi\.org|pythonhosted|deb\.debian|/home/\w+/|/Users/\w+/|/root/", re.I
)
WORDS = (".py", ".toml", ".md", ".txt", ".in", ".lock", ".json", ".cfg", "")
LOCKS = ("requirements/*.txt", "requirements/*.in", "tools/*.lock", "package-lock.json", "uv.lock")


def run(*command: str, **told: str) -> bool:
    return (
        subprocess.run(command, cwd=ROOT, env={**os.environ, **told}, stdin=subprocess.DEVNULL).returncode
        == 0
    )


def check_format() -> bool:
    return run(*PYTHON, "ruff", "format", "--check", "--quiet", ".") or tell("mend it with: make format")


def check_lint() -> bool:
    return run(*PYTHON, "ruff", "check", "--quiet", ".")


def check_types() -> bool:
    return run(*PYTHON, "mypy", *typed_files())


def typed_files() -> list[str]:
    """Money, rules, states and file readers: what mypy --strict holds."""
    found = [HOUSE / name for name in GROUND]
    for room in HOUSE.iterdir():
        found += [
            path
            for name in ("rules", "states")
            for path in (*room.glob(f"**/{name}.py"), *room.glob(f"**/{name}/"))
        ]
    return sorted(
        str(path.relative_to(ROOT)) for path in found if path.exists() and "tests" not in path.parts
    )


def check_walls() -> bool:
    return run(str(Path(sys.executable).parent / "lint-imports"), "--no-logo") and run(
        *PYTHON, "pytest", "tests/test_house.py", "-p", "no:cacheprovider"
    )


def check_migrations() -> bool:
    with tempfile.TemporaryDirectory() as home:
        return django("makemigrations", "--check", "--dry-run", HEARTHSIDE_ENV="test", HEARTHSIDE_HOME=home)


def check_translations() -> bool:
    return run(*PYTHON, "tools.messages", "check")


def check_help() -> bool:
    """The topics of the help center: both languages, plain words, links and facts that exist."""
    return run(*PYTHON, "hearthside.helpcenter.proofread")


def check_production() -> bool:
    with tempfile.TemporaryDirectory() as home:
        profile = Path(home) / "profile.toml"
        text = (HOUSE / "organization" / "profile.toml").read_text("utf-8")
        text = text.replace("is_demo = true", "is_demo = false")
        profile.write_text(text.replace('"testserver"', '"testserver", "pay.check.example"'), "utf-8")
        told = {"HEARTHSIDE_HOME": home, "HEARTHSIDE_PROFILE": str(profile)}
        return django("check", "--deploy", "--fail-level", "WARNING", **PRETEND_PRODUCTION, **told)


def check_settings() -> bool:
    return run(*PYTHON, "tools.settings_page", "check") or tell(
        "mend it with: python -m tools.settings_page write"
    )


def check_addresses() -> bool:
    """No lock says where a package comes from, and no file names a registry or somebody's machine."""
    found = [
        f"{path.relative_to(ROOT)}:{number}: names an address: {line.strip()[:80]}"
        for pattern in LOCKS for path in ROOT.glob(pattern) if path.is_file()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1) if ADDRESS.search(line)
    ]  # fmt: skip
    for path in kept_files():
        text = path.read_text("utf-8", errors="replace")
        found += [
            f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, hit.start()) + 1}: names {hit[0]}"
            for hit in STRANGERS.finditer(text)
        ]
    return not found or tell(*found)


def kept_files() -> list[Path]:
    """Files of words that git keeps, or would; this one, which names what it looks for, left out."""
    listing = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    paths = [ROOT / name for name in names if name]
    return [
        path for path in paths if path.is_file() and path.suffix in WORDS and path != Path(__file__).resolve()
    ]


def django(*command: str, **told: str) -> bool:
    return run(*PYTHON, "django", *command, DJANGO_SETTINGS_MODULE="hearthside.config.settings", **told)


def tell(*lines: str) -> bool:
    """Say it, and be a failed check."""
    print("\n".join(lines))
    return False


CHECKS: dict[str, Callable[[], bool]] = {
    "format": check_format,
    "lint": check_lint,
    "types": check_types,
    "walls": check_walls,
    "migrations": check_migrations,
    "translations": check_translations,
    "settings": check_settings,
    "help": check_help,
    "production": check_production,
    "addresses": check_addresses,
}


def main() -> int:
    asked = sys.argv[1:] or list(CHECKS)
    if unknown := [name for name in asked if name not in CHECKS]:
        sys.exit(f"no such check: {', '.join(unknown)}; there are {', '.join(CHECKS)}")
    results = {}
    for name in asked:
        print(f"── {name} " + "─" * (74 - len(name)), flush=True)
        started = time.monotonic()
        results[name] = (CHECKS[name](), time.monotonic() - started)
    print("═" * 78)
    for name, (is_good, seconds) in results.items():
        print(f"{'ok    ' if is_good else 'FAILED'} {name:<14}{seconds:5.1f} s")
    return 0 if all(is_good for is_good, _ in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())

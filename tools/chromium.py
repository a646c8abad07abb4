"""The browser for the journeys: python -m tools.chromium says where it is, installing it if it can."""

import os
import shutil
import subprocess
import sys

from tools import debian
from tools.postgres import shout

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")

NODE_NEEDS = "libatomic1"
"""What Playwright's Node.js needs and a bare Debian does not have."""


def find() -> str | None:
    """The path of an installed Chromium; None where there is none. Installs nothing."""
    told = os.environ.get("HEARTHSIDE_CHROMIUM", "")
    if told:
        return shutil.which(told)
    return next((path for name in NAMES if (path := shutil.which(name))), None) or playwrights_own()


def playwrights_own() -> str | None:
    if not driver_runs():
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


def driver_runs() -> bool:
    """True when Playwright's own Node.js starts; a bare machine lacks a library that it needs."""
    from playwright._impl._driver import compute_driver_executable

    node = str(compute_driver_executable()[0])
    tried = subprocess.run([node, "--version"], stdin=subprocess.DEVNULL, capture_output=True)
    return tried.returncode == 0


def find_or_install() -> str | None:
    """The path of a Chromium, installed first where that is allowed; None, said loudly, otherwise."""
    if not driver_runs() and not (debian.install(NODE_NEEDS) and driver_runs()):
        shout("NOT RUN in a browser: Playwright cannot start here.",
              f"Debian: sudo apt-get install {NODE_NEEDS}")  # fmt: skip
        return None
    found = find()
    if found:
        return found
    if debian.install("chromium") and (found := find()):
        return found
    print("Asking Playwright for its own Chromium", flush=True)
    asked = subprocess.run(
        [sys.executable, "-m", "playwright", "install", "chromium"], stdin=subprocess.DEVNULL
    )
    if asked.returncode == 0 and (found := find()):
        return found
    shout("NOT RUN in a browser: this machine has no Chromium, and none could be installed.",
          "Debian: sudo apt-get install chromium")  # fmt: skip
    return None


if __name__ == "__main__":
    path = find_or_install()
    print(path or "none")
    sys.exit(0 if path else 1)

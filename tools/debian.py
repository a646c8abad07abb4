"""Debian's packages, where this machine lets us install them: python3 tools/debian.py PACKAGE...

Standard library only, and readable by old Pythons: setup.py uses it before anything is installed.
"""

import os
import shutil
import subprocess
import sys

QUIET = dict(os.environ, DEBIAN_FRONTEND="noninteractive")


def can_install():
    """True when this is a Debian (or Ubuntu) and we are root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def is_installed(package):
    if shutil.which("dpkg-query") is None:
        return False
    asked = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    return asked.stdout.decode().strip() == "installed"


def install(*packages):
    """Install what is missing of `packages`. True when all of them are there afterwards.

    Where we may not install, nothing is tried. A failure prints apt's own words.
    """
    missing = [package for package in packages if not is_installed(package)]
    if not missing:
        return True
    if not can_install():
        return False
    print("Installing with apt-get: " + " ".join(missing), flush=True)
    asking = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends"] + missing
    # A fresh machine has no package lists yet, or old ones: then the first try fails and the second works.
    for steps in ([asking], [["apt-get", "update", "--quiet"], asking]):
        last = None
        for step in steps:
            last = subprocess.run(
                step, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=QUIET
            )
        if last.returncode == 0:
            return True
    print(last.stdout.decode(errors="replace")[-2000:], file=sys.stderr, flush=True)
    return False


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python3 tools/debian.py PACKAGE...")
    if not install(*sys.argv[1:]):
        sys.exit("Not installed: " + " ".join(name for name in sys.argv[1:] if not is_installed(name)))

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


def unpacked(package, folder):
    """A package's files under `folder`, without installing it, so without being root; None where apt is not.

    apt checks the package against Debian's signed lists, as it does when it installs.
    """
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return None
    fetching = ["apt-get", "download", "--quiet", package]
    steps = ([fetching], [["apt-get", "update", "--quiet"], fetching]) if can_install() else ([fetching],)
    for tries in steps:
        for step in tries:
            last = subprocess.run(step, cwd=str(folder), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, env=QUIET)  # fmt: skip
        found = [name for name in os.listdir(str(folder)) if name.endswith(".deb")]
        if last.returncode == 0 and found:
            target = os.path.join(str(folder), "files")
            if (
                subprocess.run(["dpkg-deb", "-x", os.path.join(str(folder), found[0]), target]).returncode
                == 0
            ):
                return folder.__class__(target)
    return None


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("usage: python3 tools/debian.py PACKAGE...")
    if not install(*sys.argv[1:]):
        sys.exit("Not installed: " + " ".join(name for name in sys.argv[1:] if not is_installed(name)))

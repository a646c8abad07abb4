"""Everything a fresh machine needs: python3 tools/setup.py [base|dev]

Makes .venv with the `hearthside` command in it, fetches the fonts and styles that are not ours to
commit, and compiles the translations. `base` runs the product, `dev` tests it as well. Standard
library only. A second run finds its stamps and ends at once.
"""

import hashlib
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
LEAST = (3, 11)
NEWER_NAMES = ["python3.14", "python3.13", "python3.12", "python3.11"]
LEVELS = {"base": ["base"], "dev": ["base", "dev"]}


def main(arguments):
    level = arguments[0] if arguments else "dev"
    if level not in LEVELS or len(arguments) > 1:
        sys.exit("usage: python3 tools/setup.py [base|dev]")
    insist_on_python()
    os.chdir(ROOT)
    if not is_stamped(level):
        make_venv()
        install(level)
        stamp(level)
    fetch_assets()
    compile_translations()


def insist_on_python():
    """Go on with a Python that is new enough, or end with one sentence that says what to do."""
    if sys.version_info >= LEAST:
        return
    for name in NEWER_NAMES:
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer, *sys.argv])
    sys.exit(
        "Hearthside needs Python 3.11 or newer; this is %d.%d (%s).\n"
        "Install a newer one and say which: make PYTHON=/path/to/python3.12 demo"
        % (sys.version_info[0], sys.version_info[1], sys.executable)
    )


def run(*command, **options):
    finished = subprocess.run(command, stdin=subprocess.DEVNULL, **options)
    return finished.returncode == 0


def make_venv():
    """A .venv that has pip, by the first way that works on this machine."""
    if os.path.exists(VENV_PYTHON) and run(VENV_PYTHON, "-m", "pip", "--version", stdout=subprocess.DEVNULL):
        return
    say("Making .venv with Python %d.%d" % sys.version_info[:2])
    can_make_whole = has_ensurepip() or (install_debian_venv() and has_ensurepip())
    if can_make_whole and run(sys.executable, "-m", "venv", "--clear", VENV):
        return
    # The system's own pip can fill a .venv that was made without one.
    if run(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV) and run(
        sys.executable, "-m", "pip", "--python", VENV_PYTHON, "install", "-qq", "pip"
    ):
        return
    sys.exit(
        "This Python cannot make a virtual environment: its `ensurepip` module is missing.\n"
        "On Debian or Ubuntu: sudo apt-get install python3-venv\n"
        "Then run the same command again."
    )


def has_ensurepip():
    return run(sys.executable, "-c", "import venv, ensurepip", stderr=subprocess.DEVNULL)


def install_debian_venv():
    helper = os.path.join(ROOT, "tools", "debian.py")
    exact = "python%d.%d-venv" % sys.version_info[:2]
    return run(sys.executable, helper, exact) or run(sys.executable, helper, "python3-venv")


def install(level):
    """The locked packages (every file's hash checked, wheels only), then this project itself."""
    say("Installing the locked packages (%s)" % level)
    pip = [VENV_PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    # The dev lock holds the base lock, so one file is enough.
    lock = os.path.join("requirements", level + ".txt")
    if not run(*pip, "--require-hashes", "--only-binary", ":all:", "-r", lock):
        sys.exit(
            "pip could not install %s; its reason is above.\n"
            "Without a network: point PIP_FIND_LINKS at a folder that holds the wheels." % lock
        )
    if not run(*pip, "--no-deps", "--no-build-isolation", "--no-index", "--editable", "."):
        sys.exit("pip could not install the project itself; its reason is above.")


def wanted(level):
    """What a stamp holds: one hash over this Python and everything an installation follows from."""
    digest = hashlib.sha256(repr(sys.version_info[:3]).encode() + ROOT.encode())
    for path in ["pyproject.toml"] + ["requirements/%s.txt" % name for name in LEVELS[level]]:
        with open(os.path.join(ROOT, path), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def stamp_path(level):
    return os.path.join(VENV, "hearthside-%s.stamp" % level)


def is_stamped(level):
    """True when this level, or one that holds it, was installed from these very files."""
    return os.path.exists(VENV_PYTHON) and any(
        read(stamp_path(name)) == wanted(name) for name, holds in LEVELS.items() if level in holds
    )


def stamp(level):
    write(stamp_path(level), wanted(level))


def fetch_assets():
    """Fonts and styles made by others: fetched by their hashes, never committed."""
    if not run(VENV_PYTHON, "tools/fetch_assets.py"):
        sys.exit("The fonts and styles could not be fetched; the reason is above.")


def compile_translations():
    if not run(VENV_PYTHON, "tools/messages.py", "compile"):
        sys.exit("The translations could not be compiled; the reason is above.")


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, words):
    with open(path, "w", encoding="utf-8") as file:
        file.write(words)


def say(words):
    print(words + " ...", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])

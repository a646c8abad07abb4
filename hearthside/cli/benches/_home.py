"""A bench works in a home of its own, never in the one that is in use.

It runs itself again as another process with an empty HEARTHSIDE_HOME. DATABASE_URL is kept only where
HEARTHSIDE_BENCH=1 says that the database behind it is for benches: its tables are filled.
"""

import json
import os
import subprocess
import sys
import tempfile
from typing import Any


def elsewhere(module: str, size: int) -> dict[str, Any]:
    """Run `module` as a program with `size` in an empty home; its last line of output is the result."""
    with tempfile.TemporaryDirectory(prefix="hearthside-bench-") as home:
        environment = {**os.environ, "HEARTHSIDE_HOME": home, "HEARTHSIDE_ENV": "test"}
        environment.setdefault("DJANGO_SETTINGS_MODULE", "hearthside.config.settings")
        if environment.get("HEARTHSIDE_BENCH") != "1":
            environment.pop("DATABASE_URL", None)
        done = subprocess.run(
            [sys.executable, "-m", module, str(size)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return result


def begin() -> int:
    """In that other process: the database made, and the size asked for."""
    import django

    django.setup()
    from hearthside.cli.database import migrate

    migrate()
    return int(sys.argv[1])


def ratio(measured: float, baseline: float) -> float:
    return round(measured / baseline, 3)

"""Make the locked requirements anew: python -m tools.lock [--upgrade]

Names, versions and hashes, and no address: where a package comes from is each machine's own matter.
Without --upgrade every version that still fits stays. With it, nothing younger than a week is taken:
a poisoned release is most often found in its first days.
"""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("base", "dev", "postgres", "node")
WITHOUT_ADDRESSES = ["--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
YOUNGEST = timedelta(days=7)


def main() -> int:
    upgrade = sys.argv[1:] == ["--upgrade"]
    if sys.argv[1:] and not upgrade:
        sys.exit("usage: python -m tools.lock [--upgrade]")
    fresh = ["--upgrade", "--exclude-newer", (datetime.now(UTC) - YOUNGEST).isoformat(timespec="seconds")]
    for name in LOCKS:
        asking = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
        asking += ["--generate-hashes", *WITHOUT_ADDRESSES, *(fresh if upgrade else [])]
        asking += [f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt"]
        if subprocess.run([sys.executable, "-m", *asking], cwd=ROOT).returncode:
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

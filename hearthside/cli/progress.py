"""A progress line on a terminal; silence elsewhere."""

import sys
import time
from pathlib import Path
from types import TracebackType

WIDTH = 30
PAUSE_SECONDS = 0.2


class Bar:
    """Shows how much of a file is done, on standard error, when that is a terminal."""

    def __init__(self, name: str, path: Path | None) -> None:
        self.name = name[:40]
        self.size_bytes = path.stat().st_size if path else 0
        self.is_shown = sys.stderr.isatty() and self.size_bytes > 0
        self.drawn_at = 0.0

    def __enter__(self) -> "Bar":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        if self.is_shown and self.drawn_at:
            sys.stderr.write("\r\x1b[K")

    def tell(self, done_bytes: int) -> None:
        """Draw again, at most a few times a second."""
        now = time.monotonic()
        if self.is_shown and now - self.drawn_at > PAUSE_SECONDS:
            self.drawn_at = now
            filled = min(WIDTH, done_bytes * WIDTH // self.size_bytes)
            sys.stderr.write(f"\r{self.name} [{'#' * filled}{' ' * (WIDTH - filled)}]")
            sys.stderr.flush()

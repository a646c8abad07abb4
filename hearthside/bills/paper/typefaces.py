"""The fonts that paper uses, and what to do where they are missing."""

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hearthside.errors import HearthsideError

FOLDER = Path(__file__).resolve().parents[2] / "fonts" / "vendor"
TEXT_FACES = (FOLDER / "open-sans/OpenSans_400Regular.ttf", FOLDER / "open-sans/OpenSans_700Bold.ttf")
HEADING_FACE = FOLDER / "bitter/Bitter_700Bold.ttf"
SCAN_FACE = FOLDER / "ocr-a/OCRA.ttf"
SCAN_ADVANCE_POINTS = 7.2  # ten characters an inch

log = logging.getLogger(__name__)


class FontsMissing(HearthsideError):
    """The fonts are fetched once, by set-up, and this installation has not done it."""

    code = "paper.fonts_missing"

    def __init__(self, missing: list[str]) -> None:
        super().__init__(
            "paper needs fonts that are not here; run `python tools/fetch_assets.py` (or `make setup`)",
            missing=", ".join(missing),
        )


@dataclass(frozen=True, slots=True)
class ScanFace:
    """The face of the scan line and the size at which it prints ten characters an inch."""

    family: str
    size_points: float


def check_fonts() -> None:
    """Raises FontsMissing, naming the files and the command that brings them."""
    missing = [path.name for path in (*TEXT_FACES, HEADING_FACE) if not path.exists()]
    if missing:
        raise FontsMissing(missing)


@cache
def scan_face() -> ScanFace:
    """OCR-A, or the typesetter's own mono at the same pitch where OCR-A is not installed."""
    if SCAN_FACE.exists():
        return ScanFace(family="OCRA", size_points=SCAN_ADVANCE_POINTS / 0.715)
    log.warning(
        "OCR-A is not installed: scan lines are printed in DejaVu Sans Mono. See tools/fetch_assets.py"
    )
    return ScanFace(family="DejaVu Sans Mono", size_points=SCAN_ADVANCE_POINTS / 0.60205)

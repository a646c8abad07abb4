"""From a sheet (plain data, all strings) to PDF. The templates see JSON only; nothing in it is run."""

import json
import threading
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from hearthside.bills.paper import typefaces
from hearthside.bills.paper.printable import printed

TEMPLATES = Path(__file__).parent / "templates"

_own = threading.local()


def typeset(template: str, sheet: dict[str, Any], *, dated_on: date, drawings: dict[str, str]) -> bytes:
    """PDF/UA-1 bytes; the same for the same arguments, on any day.

    `template` is a path under the template folder. `drawings` are SVG texts by name, "" where there is none.
    Raises FontsMissing.
    """
    data = json.dumps({**printed(sheet), "drawings": drawings, "scan": _scan_face()}, ensure_ascii=False)
    pdf = _compiler().compile(
        input=str(TEMPLATES / template),
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(dated_on, time(), UTC),
    )
    assert isinstance(pdf, bytes)
    return pdf


def _scan_face() -> dict[str, Any]:
    face = typefaces.scan_face()
    return {"family": face.family, "size": face.size_points}


def _compiler() -> typst.Compiler:
    """This thread's own compiler: it keeps fonts and parsed templates from one document to the next."""
    compiler: typst.Compiler | None = getattr(_own, "compiler", None)
    if compiler is None:
        typefaces.check_fonts()
        compiler = typst.Compiler(
            root=str(TEMPLATES), font_paths=[str(typefaces.FOLDER)], ignore_system_fonts=True
        )
        _own.compiler = compiler
    return compiler

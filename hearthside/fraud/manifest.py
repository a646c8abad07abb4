"""What is handed out of a report, as one text: the facts, the story, and every file by its SHA-256.

The newest seal of the audit trail stands in it, so that nobody can say later that it was written before.
"""

import json
from typing import Any

from hearthside.audit import heads
from hearthside.fraud import sealing, selectors
from hearthside.fraud.models import Bundle, Tip, TipFile

FORMAT = "hearthside evidence 1"
NAME, SUMS = "manifest.json", "SHA256SUMS"
ENDINGS = {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png", "heic": ".heic"}
OURS_ALONE = ("note", "handed_over", "kept_from")
"""What investigators tell each other is not evidence."""


def write(bundle: Bundle) -> bytes:
    """The manifest as UTF-8 JSON, the same bytes for the same facts.

    Without `with_name`: no name, no contact, no account, so that it does not tell who reported.
    """
    facts = _facts(bundle.tip, with_name=bundle.with_name) | {
        "format": FORMAT, "why": sealing.unlock_text(bundle.why_locked), "asked_by": bundle.asked_by,
        "agreed_by": bundle.agreed_by, "agreed_at": _instant(bundle.agreed_at),
        "audit_seal": heads.store().last(),
    }  # fmt: skip
    return (json.dumps(facts, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _facts(tip: Tip, *, with_name: bool) -> dict[str, Any]:
    told = sealing.unlock_facts(tip.facts_locked)
    known = {"name": told.name, "contact": told.contact} if with_name else {}
    line = told.line
    return known | {
        "report": tip.reference, "kind": tip.kind, "received_at": _instant(tip.received_at),
        "outcome": tip.outcome, "what": told.words, "who": told.who, "when": told.when, "where": told.where,
        "line": {"service": line.service, "provider": line.provider, "served_on": line.served_on}
        if line else None,
        "story": _story(tip), "files": [_file(file) for file in files_of(tip)],
        "linked_reports": sorted(other.reference for other in selectors.linked_to(tip)),
    }  # fmt: skip


def _story(tip: Tip) -> list[dict[str, str]]:
    rows = tip.events.exclude(kind__in=OURS_ALONE).order_by("pk")
    return [
        {
            "at": _instant(row.at),
            "what": row.kind,
            "by": row.by,
            "words": sealing.unlock_text(row.words_locked),
        }
        for row in rows
    ]


def files_of(tip: Tip) -> list[TipFile]:
    return list(tip.files.filter(gone_at=None).order_by("pk"))


def name_of(file: TipFile) -> str:
    return f"{file.reference}{ENDINGS[file.kind]}"


def _file(file: TipFile) -> dict[str, Any]:
    return {
        "name": name_of(file), "sha256": file.sha256, "bytes": file.size_bytes,
        "received_at": _instant(file.added_at),
    }  # fmt: skip


def sums(bundle: Bundle) -> str:
    """What `sha256sum -c` reads: a line for the manifest and one for every file the manifest names."""
    named = json.loads(sealing.unlock_text(bundle.manifest_locked))["files"]
    rows = [(bundle.sha256, NAME), *((one["sha256"], one["name"]) for one in named)]
    return "".join(f"{digest}  {name}\n" for digest, name in rows)


def names_in(bundle: Bundle) -> list[str]:
    """Every file the manifest names, in its order."""
    return [one["name"] for one in json.loads(sealing.unlock_text(bundle.manifest_locked))["files"]]


def _instant(at: Any) -> str:
    return at.isoformat(timespec="seconds") if at else ""

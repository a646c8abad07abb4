"""The names an audit event may carry. A room adds its own with `register`."""

import re
from collections.abc import Iterable

_SHAPE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


def _under(subject: str, *verbs: str) -> list[str]:
    return [f"{subject}.{verb}" for verb in verbs]


LOOKS = frozenset(_under("record", "viewed", "searched", "exported", "seen_as_member", "glass_broken"))
"""Events that mean: a person read somebody's record."""

_registered: set[str] = {
    *_under("identity", "signed_in", "sign_in_failed", "code_sent", "factor_added", "factor_removed"),
    *_under("identity", "recovered", "session_ended"),
    *_under("access", "linked", "link_refused", "granted", "ended"),
    *LOOKS,
    *_under("guard", "tripped", "code_retired", "brake_on", "brake_off"),
    *_under("contact", "changed", "hold_lifted"),
    *_under("payment", "started", "settled", "declined", "unclear", "returned", "disputed"),
    *_under("refund", "asked", "approved", "sent"),
    *_under("balance", "written_off"),
    *_under("ledger", "corrected"),
    *_under("file", "received", "posted", "held", "released", "refused", "exported"),
    *_under("mail", "sent", "bounced"),
    *_under("case", "opened", "moved", "closed"),
    *_under("tip", "viewed"),
    *_under("ops", "role_changed", "profile_changed", "key_rotated", "backup_made", "restored", "cli_ran"),
}


def register(*names: str) -> None:
    """Let a room use more event names, shaped `subject.verb_in_the_past`. Saying one twice is harmless.

    Call it where the room keeps its table of moves: `names.register(*MOVES.values())`.
    """
    for name in names:
        assert _SHAPE.fullmatch(name), f"an audit event is named subject.verb in small letters, not {name!r}"
    _registered.update(names)


def is_registered(name: str) -> bool:
    return name in _registered


def alike(name: str) -> Iterable[str]:
    """Registered names about the same subject, to help whoever mistyped one."""
    subject = name.partition(".")[0]
    return sorted(known for known in _registered if known.startswith(f"{subject}."))

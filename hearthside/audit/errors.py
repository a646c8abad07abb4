"""What the audit room refuses. The refused value is never repeated: it may be the very thing to keep out."""

from hearthside.errors import HearthsideError


class NotForAudit(HearthsideError):
    """A field of an event that does not look like a name, a code or a reference."""

    code = "audit.not_for_audit"

    def __init__(self, name: str, field: str, expected: str) -> None:
        super().__init__("this may not enter the audit trail", event=name, field=field, expected=expected)
        self.field = field


class UnknownEventName(HearthsideError):
    """An event name that no room registered."""

    code = "audit.unknown_name"

    def __init__(self, name: str, alike: str) -> None:
        super().__init__(
            "no such audit event", name=name, alike=alike or "none",
            do="use a listed name, or register yours with hearthside.audit.names.register",
        )  # fmt: skip


class UnreadableHead(HearthsideError):
    """A line in the outside list of seals that cannot be read."""

    code = "audit.unreadable_head"

    def __init__(self, expected: str) -> None:
        super().__init__("not a seal written by this program", expected=expected)

"""What pages of this room say often, for who reports in two languages and for staff in English."""

from django.utils.translation import gettext_lazy as _

from hearthside.fraud.models import EventKind, TipState
from hearthside.fraud.rules import Mark

KINDS = {
    "not_received": _("I did not get this care or item"),
    "unknown_supplier": _("A supplier I do not know"),
    "offer": _("Someone offered money or a gift for my plan number"),
    "fake": _("A fake bill, website, message or call"),
    "our_staff": _("Someone who works for you"),
    "other": _("Something else"),
}
STORY = {
    EventKind.RECEIVED: _("You sent your report"),
    EventKind.SAID: _("You added"),
    EventKind.FILE: _("You added a file"),
    EventKind.REPLIED: _("We answered"),
}
"""What a reporter reads; only these are theirs to see."""
REFUSED_FILES = {
    "kind": _("We cannot take this file. Send a PDF, JPEG, PNG or HEIC."),
    "size": _("This file is larger than 10 MB. Send a smaller one."),
    "empty": _("This file is empty. Choose another."),
    "count": _("This report holds as many files as it can. Tell us the rest in words."),
    "day": _("That is as much as can be sent in one day. Send the rest tomorrow."),
}

DESK_KINDS = {
    "not_received": "Care or item not received", "unknown_supplier": "Unknown supplier",
    "offer": "Money or gift for a plan number", "fake": "Fake bill, site, message or call",
    "our_staff": "Our own people", "other": "Something else", "": "Forgotten",
}  # fmt: skip
DESK_STATES = {
    TipState.NEW: "New", TipState.WORKING: "Being looked into", TipState.SECOND: "Waits for a second person",
    TipState.CLOSED: "Closed",
}  # fmt: skip
OUTCOMES = {
    "unfounded": "Unfounded: it did not happen so", "no_finding": "No finding: not enough to tell",
    "education": "Honest mistake: we explained it", "referred_plan": "Referred to the plan",
    "referred_law": "Referred to law enforcement", "recovered": "Money recovered",
}  # fmt: skip
DESK_STORY = {
    EventKind.RECEIVED: "The report came in", EventKind.SAID: "The reporter added",
    EventKind.REPLIED: "We told the reporter", EventKind.FILE: "The reporter added a file",
    EventKind.NOTE: "Note", EventKind.TAKEN: "Taken up", EventKind.HANDED_OVER: "Handed over",
    EventKind.LINKED: "Linked to", EventKind.UNLINKED: "Link ended with", EventKind.KEPT_FROM: "Kept from",
    EventKind.HELD: "The charge was set aside", EventKind.RELEASED: "The charge is to be paid again",
    EventKind.PROPOSED: "A second person is asked to agree", EventKind.SENT_BACK: "Sent back",
    EventKind.CLOSED: "Closed", EventKind.REOPENED: "Opened again", EventKind.EVIDENCE: "Evidence",
}  # fmt: skip
_SHARED = {
    "line": "the same bill line", "provider": "the same provider", "phone": "the same phone, {}",
    "site": "the same site, {}", "name": "the name “{}”", "word": "the word “{}”",
}  # fmt: skip


def shared(mark: Mark) -> str:
    """What two reports share: "the same phone, 8005550117"."""
    return _SHARED[mark.kind].format(mark.text)

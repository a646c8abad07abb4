"""Every write of this room."""

from hearthside.privacy.services.asking import ask, ask_on_paper, keep_draft
from hearthside.privacy.services.breaches import close_breach, note_breach, write_down
from hearthside.privacy.services.copies import ask_copy, drop_copy, note_download
from hearthside.privacy.services.deciding import decide, end_contact, end_restriction, more_time
from hearthside.privacy.services.disclosures import note_disclosure
from hearthside.privacy.services.holds import end_hold, place_hold

__all__ = [
    "ask", "ask_copy", "ask_on_paper", "close_breach", "decide", "drop_copy", "end_contact",
    "end_hold", "end_restriction", "keep_draft", "more_time", "note_breach", "note_disclosure",
    "note_download", "place_hold", "write_down",
]  # fmt: skip

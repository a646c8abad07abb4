"""A member's page that can be read and not used: links lead nowhere but to the same pages read-only."""

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

_KEEPS = ("/desk/", "#")
_INERT = {"button": "disabled", "input": "disabled", "select": "disabled", "textarea": "disabled"}
Attributes = list[tuple[str, str | None]]


class _ReadOnly(HTMLParser):
    """Writes the page again, tag by tag. Only links, forms and fields outside the desk's own change."""

    def __init__(self, leads: Callable[[str], str]) -> None:
        super().__init__(convert_charrefs=False)
        self.leads, self.in_desk_form = leads, False
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        self.pieces.append(self._start(tag, attrs))

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.pieces.append(self._start(tag, attrs))

    def _start(self, tag: str, attrs: Attributes) -> str:
        written = self.get_starttag_text() or ""
        if tag == "a":
            return _tag(tag, self._link(attrs))
        if tag == "form":
            self.in_desk_form = (dict(attrs).get("action") or "").startswith("/desk/")
            return written if self.in_desk_form else "<form>"
        if tag in _INERT and not self.in_desk_form:
            kept = [(name, value) for name, value in attrs if name not in ("formaction", "form", "autofocus")]
            return _tag(tag, [*kept, (_INERT[tag], None)])
        return written

    def _link(self, attrs: Attributes) -> Attributes:
        to = dict(attrs).get("href") or ""
        kept = [(name, value) for name, value in attrs if name != "href"]
        address = to if to.startswith(_KEEPS) else self.leads(to)
        return [*kept, ("href", address)] if address else kept

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.in_desk_form = False
        self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def handle_entityref(self, name: str) -> None:
        self.pieces.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.pieces.append(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self.pieces.append(f"<!{decl}>")

    def handle_comment(self, data: str) -> None:
        """Comments are left out."""


def _tag(name: str, attrs: Attributes) -> str:
    written = "".join(f' {key}="{escape(value)}"' if value is not None else f" {key}" for key, value in attrs)
    return f"<{name}{written}>"


def read_only(page: str, leads: Callable[[str], str]) -> str:
    """`page` with nothing to press. `leads` gives the read-only twin of an address, "" when there is none."""
    writer = _ReadOnly(leads)
    writer.feed(page)
    writer.close()
    return "".join(writer.pieces)


def twin_of(number: str) -> Callable[[str], str]:
    """Where a member's address leads while account `number` is seen as its member."""
    start = f"/desk/accounts/{number}/as-member/"
    bill = re.compile(r"(?:/es)?/account/bills/([0-9]{10})/(?:#.*)?")

    def leads(to: str) -> str:
        bare = to.removeprefix("/es")
        if bare in ("/account/", "/account/bills/"):
            return start + bare.removeprefix("/account/")
        found = bill.fullmatch(to)
        return f"{start}bills/{found.group(1)}/" if found else ""

    return leads

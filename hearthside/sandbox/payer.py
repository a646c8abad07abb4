"""A payer without a browser: reads the hosted page's own form and presses its button.

For tests and demos. It knows no address but the page's, keeps no cookie, and follows no redirect to
another site: it hands that address back, as a browser's address bar would show it.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

GOOD_CARD = {
    "number": "4242 4242 4242 4242",
    "expiry": "04/40",
    "name": "Ana Reyes",
    "code": "123",
    "zip": "06103",
}
GOOD_ACCOUNT = {
    "routing": "110000000",
    "account": "000123456789",
    "account_type": "checking",
    "holder": "Ana Reyes",
}


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


_opener = build_opener(ProxyHandler({}), _NoRedirect())


class _FormReader(HTMLParser):
    """The first form of a page: where it goes and which fields it has; and what the page says."""

    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}
        self.problems: list[str] = []
        self._in_problem = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "form" and self.action is None:
            self.action = facts.get("action")
        if tag == "input" and facts.get("name") and facts.get("type") != "radio":
            self.fields[str(facts["name"])] = facts.get("value") or ""
        if tag == "a" and (facts.get("href") or "").startswith("#") and facts.get("class") != "hs-skip":
            self._in_problem = True
            self.problems.append("")

    def handle_data(self, data: str) -> None:
        if self._in_problem:
            self.problems[-1] += data

    def handle_endtag(self, tag: str) -> None:
        self._in_problem = self._in_problem and tag != "a"


@dataclass
class View:
    """What the payer sees now: a page, or the address of another site."""

    url: str
    status: int
    html: str
    headers: dict[str, str] = field(default_factory=dict)
    action: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


class Payer:
    """Someone at the hosted page. `Payer(page.url).pay()` ends at the shop's return address."""

    def __init__(self, url: str) -> None:
        self._site = urlsplit(url)[:2]
        self.view = self._go(url)

    def _go(self, url: str, form: dict[str, str] | None = None) -> View:
        headers = {"Origin": "{}://{}".format(*self._site)} if form is not None else {}
        body = urlencode(form).encode() if form is not None else None
        try:
            answer = _opener.open(Request(url, data=body, headers=headers), timeout=30)  # noqa: S310
        except HTTPError as refusal:
            answer = refusal
        with answer:
            status, seen = int(answer.status or 0), {n.lower(): v for n, v in answer.headers.items()}
            html = answer.read().decode()
        if status == 303:
            target = urljoin(url, seen["location"])
            if urlsplit(target)[:2] == self._site:
                return self._go(target)
            return View(target, status, "", seen)
        reader = _FormReader()
        reader.feed(html)
        return View(url, status, html, seen, reader.action, reader.fields, reader.problems)

    def press(self, **typed: str) -> Self:
        """Fill in what is given over what the page holds, and press its button."""
        if self.view.action is None:
            raise LookupError(f"there is no form on this page (status {self.view.status})")
        self.view = self._go(urljoin(self.view.url, self.view.action), {**self.view.fields, **typed})
        return self

    def pay(self, **typed: str) -> Self:
        """Type a good card, but for what is given."""
        return self.press(**{**GOOD_CARD, **typed})

    def pay_by_bank(self, **typed: str) -> Self:
        """Type a good bank account, but for what is given."""
        return self.press(**{**GOOD_ACCOUNT, **typed})

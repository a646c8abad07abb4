"""The hosted page: where a card or bank number is typed. HTML and CSS only, no script, no cookie."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from importlib import resources
from urllib.parse import urlsplit

from hearthside.sandbox import cards, words
from hearthside.sandbox.processing import BankTyped, CardTyped
from hearthside.sandbox.wire import Json

STYLE = resources.files("hearthside.sandbox").joinpath("page.css").read_bytes()
SHOWN_CARDS = (
    "4242424242424242",
    "378282246310005",
    "4000000000000002",
    "4000000000009995",
    "4000000000003220",
)
SHOWN_ACCOUNTS = ("000123456789", "000111111113", "000222222227")
FIELD_LENGTH_MAX = 120
DECLINED_AT = {"incorrect_cvc": "code", "expired_card": "expiry"}
_CARD_DIGITS = re.compile(r"[0-9]{12,19}")
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.\-]{1,253}(:[0-9]{1,5})?")

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form held after reading it: a card or an account, or what is wrong, by field."""

    card: CardTyped | None = None
    bank: BankTyped | None = None
    errors: dict[str, str] = field(default_factory=dict)


def origin_of(address: str | None) -> str:
    """`https://host:port` of an address; '' for none or an odd one."""
    parts = urlsplit(address or "")
    origin = f"{parts.scheme}://{parts.netloc}"
    return origin if _ORIGIN.fullmatch(origin) else ""


def content_policy(*origins: str) -> str:
    """The page may style itself and post to itself; a form's redirect may end at the shop."""
    allowed = " ".join(dict.fromkeys(["'self'", *(origin for origin in origins if origin)]))
    return (
        f"default-src 'none'; style-src 'self'; form-action {allowed}; "
        "frame-ancestors 'none'; base-uri 'none'"
    )


# Reading what was typed


def read_card(form: dict[str, str], today: datetime, *, any_name: str = "") -> Typed:
    number = _digits(form.get("number", ""))
    errors: dict[str, str] = {}
    if not number:
        errors["number"] = "number_missing"
    elif not _CARD_DIGITS.fullmatch(number) or not cards.luhn_holds(number):
        errors["number"] = "number_wrong"
    elif number not in cards.TEST_CARDS:
        errors["number"] = "number_real"
    expiry = _expiry(form.get("expiry", ""))
    if expiry is None:
        errors["expiry"] = "expiry_missing"
    elif (expiry[1], expiry[0]) < (today.year, today.month):
        errors["expiry"] = "expiry_past"
    name = _name(form.get("name", ""), errors, "name", "name_missing")
    needs = 4 if cards.brand_of(number) == "amex" else 3
    code = _digits(form.get("code", ""))
    if not (code.isascii() and code.isdigit() and len(code) == needs):
        errors["code"] = f"code_{needs}"
    postal = form.get("zip", "").strip()
    if not re.fullmatch(r"[0-9]{5}(?:[- ]?[0-9]{4})?", postal):
        errors["zip"] = "zip_missing"
    if errors or expiry is None:
        return Typed(errors=errors)
    return Typed(card=CardTyped(number, expiry[0], expiry[1], name, postal))


def read_bank(form: dict[str, str]) -> Typed:
    routing, account = _digits(form.get("routing", "")), _digits(form.get("account", ""))
    errors: dict[str, str] = {}
    if not (routing.isascii() and routing.isdigit() and len(routing) == 9):
        errors["routing"] = "routing_missing"
    elif not cards.routing_holds(routing):
        errors["routing"] = "routing_wrong"
    elif routing != cards.TEST_ROUTING:
        errors["routing"] = "routing_real"
    if not account:
        errors["account"] = "account_missing"
    elif account not in cards.TEST_ACCOUNTS:
        errors["account"] = "account_real"
    kind = form.get("account_type", "")
    if kind not in ("checking", "savings"):
        errors["account_type"] = "type_missing"
    name = _name(form.get("holder", ""), errors, "holder", "holder_missing")
    if errors:
        return Typed(errors=errors)
    return Typed(bank=BankTyped(routing, account, kind, name))


def _digits(text: str) -> str:
    return re.sub(r"[\s.\-]", "", text[:FIELD_LENGTH_MAX])


def _expiry(text: str) -> tuple[int, int] | None:
    found = re.fullmatch(
        r"(0?[1-9]|1[0-2])\s*[/.\- ]\s*(?:20)?([0-9]{2})|(0[1-9]|1[0-2])([0-9]{2})", text.strip()
    )
    if not found:
        return None
    month, year = (found[1], found[2]) if found[1] else (found[3], found[4])
    return int(month), 2000 + int(year)


def _name(text: str, errors: dict[str, str], where: str, missing: str) -> str:
    name = " ".join(text[:FIELD_LENGTH_MAX].split())
    if not name:
        errors[where] = missing
    elif sum(character.isdigit() for character in name) > 3:
        # A card number typed here by mistake must not be kept as a name.
        errors[where] = "name_digits"
    return name


# Showing the page


@dataclass(frozen=True, slots=True)
class Pages:
    """Every page the sandbox shows to a payer, in one language."""

    business: str
    language: str

    @property
    def words(self) -> Words:
        return words.LANGUAGES[self.language]

    def _say(self, name: str, **facts: str) -> str:
        return escape(self.words[name].format(business=self.business, **facts))

    def form(
        self, session: Json, item: str, form: dict[str, str], errors: dict[str, str], decline_code: str = ""
    ) -> bytes:
        """The page to pay or save on. Typed values come back, except numbers and codes."""
        bank = session["payment_method_types"][0] == "us_bank_account"
        paying = session["mode"] == "payment"
        amount = words.money(session["amount_total"] or 0)
        heading = self._say(
            f"title_{'pay' if paying else 'save'}_{'bank' if bank else 'card'}", amount=amount
        )
        problems = [(name, self._say(key)) for name, key in errors.items()]
        if decline_code:
            key = f"declined_{decline_code}"
            said = self._say(key if key in self.words else "declined")
            problems.append(("routing" if bank else DECLINED_AT.get(decline_code, "number"), said))
        fields = (self._bank_fields if bank else self._card_fields)(form, dict(problems))
        authorize = ""
        if bank:
            day = words.long_date(datetime.now(UTC).date(), self.language)
            sentence = self._say("authorize" if paying else "authorize_save", amount=amount, date=day)
            authorize = f'<p class="hs-card">{sentence}</p>'
        button = self._say("pay", amount=amount) if paying else self._say("save")
        back = ""
        if session["cancel_url"]:
            label = self._say("go_back" if paying else "go_back_save")
            back = f' <a href="{escape(session["cancel_url"])}">{label}</a>'
        for_what = (
            f'<dl class="hs-for"><dt>{self._say("for")}</dt><dd>{escape(item)}</dd></dl>' if item else ""
        )
        body = f"""
      {self._summary(problems)}
      <p class="hs-above">{self._say("above")}</p>
      <h1>{heading}</h1>
      {for_what}
      <p>{self._say("lead_pay" if paying else "lead_save")}</p>
      <form action="/c/pay/{escape(session["id"])}?lang={self.language}" method="post" novalidate>
        {fields}
        {authorize}
        <p class="hs-actions"><button class="hs-button" type="submit">{button}</button>{back}</p>
      </form>
      {self._test_numbers(bank)}"""
        path = f"/c/pay/{escape(session['id'])}"
        return self._page(heading, body, failed=bool(problems), path=path)

    def verify(self, session: Json) -> bytes:
        """The bank's own question (3-D Secure), as a page with two buttons."""
        heading = self._say("verify_title")
        action = f"/c/pay/{escape(session['id'])}/verify?lang={self.language}"
        body = f"""
      <p class="hs-above">{self._say("above")}</p>
      <h1>{heading}</h1>
      <p>{self._say("verify_lead")}</p>
      <form action="{action}" method="post">
        <p class="hs-actions">{_answer("yes", self._say("verify_yes"), "hs-button")}
        {_answer("no", self._say("verify_no"), "hs-button hs-button--quiet")}</p>
      </form>"""
        return self._page(heading, body, path=f"/c/pay/{escape(session['id'])}/verify")

    def ending(self, kind: str, link: str | None = None) -> bytes:
        """A page with one sentence and perhaps one way on: done, ended, missing, refused, broken."""
        heading = self._say(f"{kind}_title")
        way = ""
        if link:
            go = self._say(f"{kind}_go")
            way = f'<p class="hs-actions"><a class="hs-button" href="{escape(link)}">{go}</a></p>'
        body = f"""
      <h1>{heading}</h1>
      <p>{self._say(f"{kind}_lead")}</p>
      {way}"""
        return self._page(heading, body)

    def _summary(self, problems: list[tuple[str, str]]) -> str:
        if not problems:
            return ""
        links = "".join(f'<li><a href="#{name}">{said}</a></li>' for name, said in problems)
        return (
            '<div class="hs-problem" role="alert" aria-labelledby="problem" tabindex="-1" autofocus>'
            f'<h2 id="problem">{self._say("problem")}</h2><ul>{links}</ul></div>'
        )

    def _field(
        self, name: str, form: dict[str, str], errors: dict[str, str], *, hint: str = "", keeps: bool = False,
        mode: str = "numeric", fills: str = "off", width: str = "", length: int = 30,
    ) -> str:  # fmt: skip
        """One question: label, hint, what is wrong, box. Only what `keeps` is written back."""
        about = [f"{name}-hint"] * bool(hint) + [f"{name}-error"] * (name in errors)
        described = f' aria-describedby="{" ".join(about)}"' if about else ""
        value = (
            f' value="{escape(form.get(name, "")[:FIELD_LENGTH_MAX])}"' if keeps and form.get(name) else ""
        )
        wrong = ' aria-invalid="true"' if name in errors else ""
        hint_line = f'<span class="hs-hint" id="{name}-hint">{self._say(hint)}</span>' if hint else ""
        error_line = (
            f'<span class="hs-error" id="{name}-error">{errors[name]}</span>' if name in errors else ""
        )
        label = f'<label for="{name}">{self._say(name)}</label>'
        box = (
            f'<input class="hs-field {width}" id="{name}" name="{name}" type="text" inputmode="{mode}" '
            f'autocomplete="{fills}" spellcheck="false" maxlength="{length}"{value}{described}{wrong}>'
        )
        return f'<div class="hs-question">{label}{hint_line}{error_line}{box}</div>'

    def _card_fields(self, form: dict[str, str], errors: dict[str, str]) -> str:
        # autocomplete="off": on a test page a browser must not offer a real card.
        logos = "".join(f"<li>{name}</li>" for name in cards.BRANDS.values())
        return "".join(
            (
                f'<p class="hs-brands-label" id="brands">{self._say("brands")}</p>'
                f'<ul class="hs-brands" aria-labelledby="brands">{logos}</ul>',
                self._field("number", form, errors, hint="number_hint", length=30),
                self._field(
                    "expiry", form, errors, hint="expiry_hint", keeps=True, width="hs-field--short", length=9
                ),
                self._field("name", form, errors, keeps=True, mode="text", length=FIELD_LENGTH_MAX),
                self._field("code", form, errors, hint="code_hint", width="hs-field--short", length=6),
                self._field(
                    "zip", form, errors, hint="zip_hint", keeps=True, width="hs-field--short", length=10
                ),
            )
        )

    def _bank_fields(self, form: dict[str, str], errors: dict[str, str]) -> str:
        chosen, first = form.get("account_type", ""), ' id="account_type"'
        choices = "".join(
            f'<label class="hs-choice"><input type="radio" name="account_type" value="{kind}"'
            f"{first if kind == 'checking' else ''}{' checked' if chosen == kind else ''}>"
            f"<span>{self._say(kind)}</span></label>"
            for kind in ("checking", "savings")
        )
        wrong = errors.get("account_type")
        error_line = f'<span class="hs-error" id="account_type-error">{wrong}</span>' if wrong else ""
        described = ' aria-describedby="account_type-error"' if wrong else ""
        return "".join(
            (
                self._field("routing", form, errors, hint="routing_hint", length=12),
                self._field("account", form, errors, hint="account_hint", length=24),
                f'<fieldset class="hs-question"{described}><legend>{self._say("account_type")}</legend>'
                f"{error_line}{choices}</fieldset>",
                self._field("holder", form, errors, keeps=True, mode="text", length=FIELD_LENGTH_MAX),
            )
        )

    def _test_numbers(self, bank: bool) -> str:
        rows = []
        for number in SHOWN_ACCOUNTS if bank else SHOWN_CARDS:
            note = (
                cards.BANK_MANNERS[cards.TEST_ACCOUNTS[number]].note
                if bank
                else cards.MANNERS[cards.TEST_CARDS[number][1]].note
            )
            said = words.NOTES_ES[note] if self.language == "es" else note
            shown = number if bank else " ".join(re.findall(".{1,4}", number))
            rows.append(f'<div><dt class="hs-digits">{shown}</dt><dd>{escape(said)}</dd></div>')
        kind = "test_accounts" if bank else "test_cards"
        return (
            f'<section class="hs-card"><h2>{self._say(kind)}</h2><p>{self._say(kind + "_lead")}</p>'
            f'<dl class="hs-tests">{"".join(rows)}</dl></section>'
        )

    def _page(self, heading: str, body: str, *, failed: bool = False, path: str = "") -> bytes:
        other = "en" if self.language == "es" else "es"
        switch = ""
        if path:
            label = self._say("other_language")
            switch = f'<a href="{path}?lang={other}" lang="{other}" hreflang="{other}">{label}</a>'
        title = f"{self._say('error_prefix') if failed else ''}{heading} - {escape(self.business)}"
        return f"""<!DOCTYPE html>
<html lang="{self.language}">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>{title}</title>
  <link rel="stylesheet" href="/page.css">
</head>
<body>
  <a class="hs-skip" href="#main">{self._say("skip")}</a>
  <header>
    <p class="hs-banner">{self._say("banner")}</p>
    <div class="hs-wrap hs-top"><p class="hs-brand">{escape(self.business)}</p>{switch}</div>
  </header>
  <div class="hs-wrap">
    <main id="main">{body}
    </main>
  </div>
  <footer><div class="hs-wrap"><p>{self._say("foot")}</p></div></footer>
</body>
</html>
""".encode()


def _answer(value: str, label: str, look: str) -> str:
    return f'<button class="{look}" type="submit" name="answer" value="{value}">{label}</button>'

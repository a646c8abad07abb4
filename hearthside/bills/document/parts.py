"""The pieces that every printed document is made of."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Language = Literal["en", "es"]
PaymentMethod = Literal["card", "bank", "check", "money_order", "cash", "other"]

_ZIP = re.compile(r"\b(\d{5})(?:-?(\d{4}))?\s*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    """Who sends the document, as printed. `hours` is already in the document's language.

    `payee_lines` are the lines of the return window: payee, PO box, city with ZIP. `mailer_id` is the
    six- or nine-digit number the Postal Service gave the organization; without it no postal barcode is
    printed. The service types are First-Class Mail without tracking and Courtesy Reply Mail.
    Source: USPS DMM Advisory, February 18, 2010 (700 and 703).
    """

    name: str
    site: str
    phone: str
    hours: str
    payee_lines: tuple[str, ...]
    mailer_id: str = ""
    mail_service_type: str = "700"
    reply_service_type: str = "703"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalEntity:
    """The company as a tax record names it."""

    name: str
    address_lines: tuple[str, ...]
    tin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Whose mail it is. No address lines means that we have none; the document still prints."""

    name: str
    address_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RentalMonth:
    """Month `month` of a rental of `months`; `months` is 0 where the rental has no set end."""

    month: int
    months: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One thing done or brought: what, when, by whom, for whom. `item` is in plain words."""

    item: str
    service_from: date
    service_to: date
    provider: str = ""
    patient: str = ""
    rental: RentalMonth | None = None


def zip_digits(lines: tuple[str, ...]) -> str:
    """The ZIP or ZIP+4 that ends the last line, as 5 or 9 digits; "" where there is none."""
    found = _ZIP.search(lines[-1]) if lines else None
    return "".join(part or "" for part in found.groups()) if found else ""

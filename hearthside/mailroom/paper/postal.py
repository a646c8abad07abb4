"""The Postal Service's barcode on what we mail."""

import re

from zint import Symbol, Symbology

from hearthside.mailroom.rules import BROKEN

BARCODE_ID = "00"
SERVICE_TYPE = "700"  # First-Class Mail without tracking. Source: USPS DMM Advisory, February 18, 2010
_MAILER_ID = re.compile(r"[0-8][0-9]{5}|9[0-9]{8}")
_ROUTING = re.compile(r"\b([0-9]{5})(?:-?([0-9]{4}))?\s*$")


def tracking_code(mailer_id: str, number: str) -> str:
    """Twenty digits: barcode id, service type, mailer id, serial; "" without a usable mailer id.

    The serial is the message number without its check digit, cut to what the mailer id leaves room for.
    Source: USPS-B-3200, Intelligent Mail Barcode 4-State Specification.
    """
    if not _MAILER_ID.fullmatch(mailer_id):
        return ""
    room = 15 - len(mailer_id)
    return f"{BARCODE_ID}{SERVICE_TYPE}{mailer_id}{number[:-1][-room:].rjust(room, '0')}"


def letter_barcode(mailer_id: str, number: str, address_lines: tuple[str, ...]) -> str:
    """The 65 bars as SVG, with the ZIP that ends the address; "" where there is no mailer id or no ZIP."""
    found = _ROUTING.search(address_lines[-1]) if address_lines else None
    tracking = tracking_code(mailer_id, number)
    if not found or not tracking or BROKEN.search(address_lines[-1]):
        return ""
    return _drawn(f"{tracking}-{found.group(1)}{found.group(2) or ''}")


def _drawn(digits: str) -> str:
    symbol = Symbol()
    symbol.symbology = Symbology.USPS_IMAIL
    symbol.show_hrt = False
    symbol.outfile = "memory.svg"
    symbol.output_options = symbol.output_options | type(symbol.output_options).BARCODE_MEMORY_FILE
    symbol.encode(digits)
    symbol.print()
    assert symbol.memfile is not None
    return bytes(symbol.memfile).decode()

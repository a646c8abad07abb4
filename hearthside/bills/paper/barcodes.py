"""The drawings a machine reads, as SVG: the QR code and the Postal Service's Intelligent Mail barcode."""

import io
import re

import segno
from zint import Symbol, Symbology

from hearthside.bills.document.parts import Organization, zip_digits

BARCODE_ID = "00"
QR_MASK = 3
_MAILER_ID = re.compile(r"[0-8]\d{5}|9\d{8}")
_SERVICE_TYPE = re.compile(r"\d{3}")


def qr_svg(address: str) -> str:
    """A QR code with a quiet zone of four modules and medium error correction.

    The mask is fixed: the address ends in random characters, so that every mask leaves an even picture,
    and trying all eight takes longer than the rest of the drawing.
    """
    out = io.BytesIO()
    segno.make(address, error="m", micro=False, mask=QR_MASK).save(out, kind="svg", border=4, xmldecl=False)
    return out.getvalue().decode()


def outgoing_svg(organization: Organization, number: str, address_lines: tuple[str, ...]) -> str:
    """The barcode of the piece we mail; "" where it cannot be made."""
    return _barcode(organization, organization.mail_service_type, number, address_lines)


def reply_svg(organization: Organization, number: str) -> str:
    """The barcode of the return window; "" where it cannot be made."""
    return _barcode(organization, organization.reply_service_type, number, organization.payee_lines)


def tracking_code(mailer_id: str, service_type: str, number: str) -> str:
    """Twenty digits: barcode id, service type, mailer id, serial; "" without a usable mailer id.

    The serial is the document's number without its check digit: nine digits beside a six-digit mailer id,
    the last six of them beside a nine-digit one.
    Source: USPS-B-3200, Intelligent Mail Barcode 4-State Specification.
    """
    if not (_MAILER_ID.fullmatch(mailer_id) and _SERVICE_TYPE.fullmatch(service_type)):
        return ""
    serial_length = 15 - len(mailer_id)
    serial = re.sub(r"\D", "", number)[:-1][-serial_length:].rjust(serial_length, "0")
    return f"{BARCODE_ID}{service_type}{mailer_id}{serial}"


def _barcode(organization: Organization, service_type: str, number: str, lines: tuple[str, ...]) -> str:
    tracking = tracking_code(organization.mailer_id, service_type, number)
    routing = zip_digits(lines)
    return intelligent_mail_svg(tracking, routing) if tracking and routing else ""


def intelligent_mail_svg(tracking: str, routing: str) -> str:
    """65 bars for a 20-digit tracking code and a ZIP of 5 or 9 digits."""
    symbol = Symbol()
    symbol.symbology = Symbology.USPS_IMAIL
    symbol.show_hrt = False
    symbol.outfile = "memory.svg"
    symbol.output_options = symbol.output_options | type(symbol.output_options).BARCODE_MEMORY_FILE
    symbol.encode(f"{tracking}-{routing}")
    symbol.print()
    assert symbol.memfile is not None
    return bytes(symbol.memfile).decode()

"""Barcodes, characters and font files, one by one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearthside.bills.document.parts import zip_digits
from hearthside.bills.paper import specimen
from hearthside.bills.paper.barcodes import (
    intelligent_mail_svg,
    outgoing_svg,
    qr_svg,
    reply_svg,
    tracking_code,
)
from hearthside.bills.paper.font_file import read_font
from hearthside.bills.paper.printable import printable, printed
from hearthside.bills.paper.typefaces import TEXT_FACES


@pytest.mark.parametrize(
    ("typed", "printed_as"),
    [
        ("Ana Reyes", "Ana Reyes"),
        ("Zoë Nguyễn", "Zoë Nguyễn"),
        ("Ана שלום", "Ана שלום"),
        ("Ana 🎉👩‍👩‍👧 Reyes", "Ana ? Reyes"),
        ("مريم", "?"),
        ("𝓐na ②", "Ana 2"),
        ("one\r\ntwo\tthree", "one  two three"),
        ("safe\u202eevil", "safeevil"),
        ("−$5.00 – «sí» “yes”", "−$5.00 – «sí» “yes”"),
        ("", ""),
    ],
)
def test_what_a_font_lacks_is_replaced(typed, printed_as):
    assert printable(typed) == printed_as


def test_a_long_run_may_break():
    assert printable("A" * 100).replace("\N{ZERO WIDTH SPACE}", "") == "A" * 100
    assert max(map(len, printable("A" * 100).split("\N{ZERO WIDTH SPACE}"))) == 20
    assert printable("A" * 39) == "A" * 39


@given(st.text(st.characters(codec="utf-8")))
def test_every_character_left_is_in_both_faces(text):
    faces = [read_font(path).advances for path in TEXT_FACES]
    for character in printable(text):
        assert character in "\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}" or all(
            ord(character) in face for face in faces
        )


def test_only_values_are_replaced():
    assert printed({"a": ["b\n", {"c": 1, "d": None}], "e": True}) == {
        "a": ["b ", {"c": 1, "d": None}],
        "e": True,
    }


def test_figures_have_one_width_and_the_minus_is_there():
    for path in TEXT_FACES:
        advances = read_font(path).advances
        assert len({advances[ord(digit)] for digit in "0123456789"}) == 1
        assert {ord("−"), ord("È"), ord("ñ")} <= advances.keys()


def test_a_width_is_the_sum_of_its_characters():
    font = read_font(TEXT_FACES[0])
    assert font.width("", 12) == 0
    assert font.width("11", 12) == pytest.approx(2 * font.width("1", 12))
    assert font.width("1", 24) == pytest.approx(2 * font.width("1", 12))


def test_not_a_font_is_refused(tmp_path):
    (tmp_path / "a.ttf").write_bytes(b"\0\1\0\0\0\0" + b"\0" * 20)
    with pytest.raises(ValueError, match="not a TrueType font"):
        read_font(tmp_path / "a.ttf")


@pytest.mark.parametrize(
    ("lines", "digits"),
    [
        (("418 Alder Lane", "Macon, GA 31201-4418"), "312014418"),
        (("Macon, GA 31201",), "31201"),
        (("Macon, GA 312014418 ",), "312014418"),
        (("Macon, GA",), ""),
        (("Toronto, ON M5V 2T6",), ""),
        (("12345 Main Street",), ""),
        ((), ""),
    ],
)
def test_the_zip_is_what_ends_the_address(lines, digits):
    assert zip_digits(lines) == digits


@pytest.mark.parametrize(
    ("mailer_id", "number", "code"),
    [
        ("123456", "3184409054", "00700123456318440905"),
        ("912345678", "3184409054", "00700912345678440905"),
        ("", "3184409054", ""),
        ("12345", "3184409054", ""),
        ("123456789", "3184409054", ""),
        ("923456", "3184409054", ""),
    ],
)
def test_the_tracking_code_is_twenty_digits_or_none(mailer_id, number, code):
    assert tracking_code(mailer_id, "700", number) == code


def bars(svg):
    return len(re.findall(r"<rect|M\s*[\d.]+", svg.split("</desc>")[-1])) - svg.split("</desc>")[-1].count(
        'fill="#FFFFFF"'
    )


def test_an_intelligent_mail_barcode_has_65_bars():
    assert bars(intelligent_mail_svg("00700123456318440905", "312014418")) == 65
    assert intelligent_mail_svg("00700123456318440905", "31201") != intelligent_mail_svg(
        "00700123456318440906", "31201"
    )


def test_the_two_windows_have_different_barcodes():
    organization = specimen.organization()
    out = outgoing_svg(organization, "3184409054", ("Macon, GA 31201-4418",))
    back = reply_svg(organization, "3184409054")
    assert out and back and out != back
    assert outgoing_svg(organization, "3184409054", ("Nowhere",)) == ""


def test_a_qr_code_has_its_quiet_zone():
    svg = qr_svg(specimen.QR_URL)
    width = int(re.search(r'width="(\d+)"', svg)[1])
    assert width >= 33 + 8, "version 4 is 33 modules, and 4 clear on each side"
    assert svg == qr_svg(specimen.QR_URL)
    assert svg != qr_svg(specimen.QR_URL + "x")

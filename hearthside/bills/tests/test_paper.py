"""The paper: tagged, the same every time, clear of the envelope's windows, and right about the money."""

import io
import re
import threading
from dataclasses import replace
from datetime import date

import pdfplumber
import pikepdf
import pytest

from hearthside.bills.document import (
    CouponDocument,
    PaymentSeen,
    Recipient,
    Shares,
    SinceLastBill,
    coupon_of,
    from_json,
    to_json,
)
from hearthside.bills.paper import (
    CannotPrint,
    FontsMissing,
    render_bill,
    render_coupon,
    render_payment_receipt,
    render_receipt,
    scan_line_of,
    specimen,
    typefaces,
    typesetter,
)
from hearthside.formats.scanline import read_scan_line
from hearthside.money import Money

INCH = 72
EDITIONS = [("en", False), ("es", False), ("en", True), ("es", True)]
HOSTILE = '#read("/etc/passwd") <script>alert(1)</script> *_$`\\ = @x [a]'


def printed(bill, **given):
    return render_bill(bill, **{"pay_code": specimen.PAY_CODE, "qr_url": specimen.QR_URL} | given)


def pages(pdf):
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [page.extract_text().replace("\N{NO-BREAK SPACE}", " ") for page in opened.pages]


def text_of(pdf):
    return re.sub(r"\s+", " ", " ".join(pages(pdf)))


def long_bill(language="en", *, large_print=False):
    """Everything at its longest: names, reasons, amounts, people, address."""
    base = specimen.bill(language, large_print=large_print)
    shares = Shares(
        charged_cents=99_999_999,
        discount_cents=100,
        plan_paid_cents=100,
        second_plan_paid_cents=100,
        other_cents=100,
        already_paid_cents=100,
        you_owe_cents=99_999_499,
    )
    lines = tuple(
        replace(line, shares=shares, service=replace(line.service, item="Very long words about care " * 8))
        for line in base.lines[:1]
    )
    return replace(
        specimen.with_lines(base, lines),
        organization=replace(base.organization, name="The Organization of Home Care Benefits Managers " * 2),
        recipient=Recipient(
            name="Maximiliana Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh de la Santísima Trinidad",
            address_lines=(
                "Care of someone",
                "Building 14",
                "418 Alder Lane",
                "Apt 9",
                "Macon, GA 31201-4418",
            ),
        ),
        reason="Your share of " + "many things and " * 15 + "one more.",
        patients=("Ana", "Ben", "Cora", "Dev", "Eve"),
    )


def hostile_bill(language="en", *, large_print=False):
    base = specimen.bill(language, large_print=large_print)
    lines = tuple(
        replace(
            line,
            why=HOSTILE,
            claim_number=HOSTILE,
            service=replace(line.service, item=HOSTILE, provider=HOSTILE, patient=HOSTILE),
        )
        for line in base.lines
    )
    return replace(
        base,
        lines=lines,
        reason=HOSTILE,
        recipient=Recipient(name="مريم Ана שלום 🎉👩‍👩‍👧 Zoë Nguyễn 李", address_lines=(HOSTILE, "A" * 200)),
        patients=(HOSTILE, "A" * 300),
        notices=(HOSTILE,),
    )


BILLS = {
    "plain": specimen.bill,
    "credit": specimen.credit_bill,
    "long": long_bill,
    "hostile": hostile_bill,
    "60 lines": lambda language, *, large_print: specimen.bill_of_lines(
        60, language, large_print=large_print
    ),
}
EVERY_BILL = [
    pytest.param(make, *edition, id=f"{name}, {edition[0]}{', large' * edition[1]}")
    for name, make in BILLS.items()
    for edition in EDITIONS
]


def kinds_in(pdf):
    """How often each structure type occurs in the PDF's tree."""
    counts = {}

    def walk(node):
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node and node.get("/Type", "/StructElem") == "/StructElem":
                counts[str(node["/S"])] = counts.get(str(node["/S"]), 0) + 1
            if "/K" in node:
                walk(node["/K"])

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        walk(opened.Root.StructTreeRoot)
    return counts


@pytest.mark.parametrize(("language", "large_print"), EDITIONS)
def test_a_bill_is_a_tagged_document_in_its_language(language, large_print):
    pdf = printed(specimen.bill(language, large_print=large_print))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.Root.MarkInfo.Marked
        assert str(opened.Root.Lang).lower() == f"{language}-us"
        assert opened.Root.ViewerPreferences.DisplayDocTitle
        assert {tuple(map(float, page.mediabox)) for page in opened.pages} == {(0, 0, 612, 792)}
        with opened.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert about["dc:title"].startswith(
                {"en": "Bill for care", "es": "Factura por atención"}[language]
            )
    kinds = kinds_in(pdf)
    assert kinds["/H1"] == 1
    assert kinds["/Table"] == 1
    assert kinds["/TH"] >= 5
    assert kinds["/Figure"] == 3, "QR code and two postal barcodes"


@pytest.mark.parametrize("large_print", [False, True])
def test_every_table_has_header_cells(large_print):
    for pdf in (
        printed(specimen.bill_of_lines(60, large_print=large_print)),
        render_receipt(specimen.receipt(large_print=large_print)),
        render_payment_receipt(specimen.payment_receipt(large_print=large_print)),
        printed(long_bill(large_print=large_print)),
    ):
        kinds = kinds_in(pdf)
        assert kinds["/Table"] >= 1
        assert kinds["/THead"] == kinds["/Table"]
        assert kinds["/TH"] >= 2


def test_the_file_itself_names_nobody():
    with pikepdf.open(io.BytesIO(printed(specimen.bill()))) as opened:
        about = str(opened.docinfo) + bytes(opened.Root.Metadata.read_bytes()).decode()
    assert "Reyes" not in about
    assert "7122044287" not in about
    assert specimen.organization().name in about


@pytest.mark.parametrize(("make", "language", "large_print"), EVERY_BILL)
def test_a_stored_bill_prints_the_same_bytes_again(make, language, large_print):
    bill = make(language, large_print=large_print)
    first = printed(bill)
    typesetter._own.compiler = None
    assert printed(from_json(to_json(bill))) == first


def test_other_threads_print_the_same_bytes():
    expected, found = printed(specimen.bill()), []
    workers = [threading.Thread(target=lambda: found.append(printed(specimen.bill()))) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert found == [expected, expected]


@pytest.mark.parametrize(("make", "language", "large_print"), EVERY_BILL)
def test_nothing_but_the_address_stands_in_the_window(make, language, large_print):
    bill = make(language, large_print=large_print)
    with pdfplumber.open(io.BytesIO(printed(bill))) as opened:
        front = opened.pages[0]
        window = front.crop((0.9 * INCH, 2.0 * INCH, 5.4 * INCH, 3.54 * INCH))
        shown = window.extract_text() or ""
        around = front.crop((0, 2.0 * INCH, 0.89 * INCH, 3.54 * INCH))
        assert not (around.chars or around.rects or around.lines)
        assert front.within_bbox((0.85 * INCH, 1.98 * INCH, 5.45 * INCH, 3.56 * INCH)).chars == window.chars
    if make in (specimen.bill, specimen.credit_bill):
        assert shown.split("\n") == ["Ana Reyes", "418 Alder Lane", "Macon, GA 31201-4418"]
    for word in ("$", "Amount", "Cantidad", "Factura", "Bill for"):
        assert word not in shown.replace(HOSTILE, "")


@pytest.mark.parametrize(("make", "language", "large_print"), EVERY_BILL)
def test_nothing_leaves_the_sheet_or_crosses_the_tear_line(make, language, large_print):
    bill = make(language, large_print=large_print)
    tear = {"en": "Tear", "es": "Corte"}[language]
    with pdfplumber.open(io.BytesIO(printed(bill))) as opened:
        for page in opened.pages:
            for char in page.chars:
                assert char["top"] > 0.2 * INCH and char["bottom"] < 10.6 * INCH, char["text"]
                assert char["x0"] > 0.45 * INCH and char["x1"] < 8.1 * INCH, char["text"]
        words = opened.pages[0].extract_words()
        if bill.is_to_pay:
            (cut,) = (word["top"] for word in words if word["text"] == tear)
            straddling = [word["text"] for word in words if word["top"] < cut - 1 < word["bottom"] - 1]
            assert not straddling
            above = [word["text"] for word in words if word["top"] < cut - 1]
            assert "711." in above or large_print
        else:
            assert tear not in [word["text"] for word in words]


@pytest.mark.parametrize(("language", "large_print"), EDITIONS)
def test_the_scan_line_says_account_amount_and_due_date(language, large_print):
    bill = specimen.bill(language, large_print=large_print)
    with pdfplumber.open(io.BytesIO(printed(bill))) as opened:
        front = opened.pages[0]
        (line,) = (word for word in front.extract_words() if re.fullmatch(r"\d{27}", word["text"]))
        digits = [
            char for char in front.chars if char["top"] >= line["top"] - 1 and char["x0"] >= line["x0"] - 1
        ]
    read = read_scan_line(line["text"])
    assert (read.account, read.amount, read.due_on) == ("7122044287", Money(14250), date(2026, 12, 4))
    assert line["bottom"] > 9 * INCH, "within 2 inches of the foot"
    pitch = (digits[26]["x0"] - digits[0]["x0"]) / 26
    assert pitch == pytest.approx(7.2, abs=0.02), "ten characters an inch"


def test_a_scan_line_of_another_bill_is_refused():
    bill = specimen.bill()
    assert printed(bill, scan_line=scan_line_of(bill)) == printed(bill)
    other = scan_line_of(replace(bill, bill_number="4021187739", account_number="4021187739"))
    with pytest.raises(CannotPrint, match="4021187739"):
        printed(bill, scan_line=other)
    with pytest.raises(CannotPrint, match="27 digits"):
        printed(bill, scan_line="12345")


@pytest.mark.parametrize(
    "secrets",
    [
        {"pay_code": ""},
        {"pay_code": "1234567"},
        {"pay_code": "1234567x"},
        {"qr_url": ""},
        {"qr_url": "pay.alder-home.example"},
        {"qr_url": "https://pay.example/" + "x" * 300},
    ],
)
def test_a_bill_to_pay_needs_its_pay_code_and_address(secrets):
    with pytest.raises(CannotPrint):
        printed(specimen.bill(), **secrets)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "Page 1 of 2|$142.50|December 4, 2026|712 204 4287|4471 9026|Bill 318 440 9054, November 9, 2026"
            "|Last bill: $58.00. Paid by check on September 21. Thank you. New this time: $142.50."
            "|Nurse visit, October 6|−$101.50|On hold: Infusion supplies, October 20|1-800-555-0142"
            "|pay.alder-home.example/official|Relay: 711.|PO Box 277947|Please do not send cash"
            "|Where the $559.00 went|Harbor paid $29.00|claims ML-26-117733 and ML-26-118204|claim HS-77310"
            "|by December 4|last day is April 19, 2027|Pay code: lets anyone pay"
            "|New address, phone or insurance?",
        ),
        (
            "es",
            "Página 1 de 2|$142.50|4 de diciembre de 2026|712 204 4287|4471 9026"
            "|Factura 318 440 9054, 9 de noviembre de 2026|La pagó con cheque el 21 de septiembre. Gracias."
            "|Visita de enfermería, 6 de octubre|En espera: Suministros de infusión, 20 de octubre"
            "|Retransmisión: 711.|No envíe dinero en efectivo|a más tardar el 4 de diciembre"
            "|el último día es el 19 de abril de 2027|In English: call us.",
        ),
    ],
)
def test_what_a_bill_says(language, said):
    pdf = text_of(printed(specimen.bill(language)))
    for words in said.split("|"):
        # Columns side by side are read across, so only the first words of a long sentence stay together.
        assert words in pdf or all(word in pdf for word in words.split()), words


@pytest.mark.parametrize(("language", "large_print"), EDITIONS)
def test_a_credit_says_do_not_pay_and_has_no_coupon(language, large_print):
    bill = specimen.credit_bill(language, large_print=large_print)
    front = pages(render_bill(bill))[0]
    assert {"en": "Do not pay", "es": "No pague"}[language] in front
    assert {"en": "Credit", "es": "Saldo a favor"}[language] in front
    assert "$12.00" in front
    assert "PO Box" not in front
    assert scan_line_of(bill) == ""
    assert kinds_in(render_bill(bill))["/Figure"] == 1, "only the postal barcode of the address"


def test_nothing_due_says_do_not_pay():
    base = specimen.bill()
    since = SinceLastBill(
        last_bill_cents=0,
        new_charges_cents=14250,
        payments=(PaymentSeen(paid_on=date(2026, 11, 2), amount_cents=14250, method="bank", ending="6789"),),
    )
    front = pages(render_bill(replace(base, amount_due_cents=0, since=since, due_on=None)))[0]
    assert "$0.00" in front
    assert "Do not pay" in front
    assert "from a bank account ending in 6789" in front
    assert "PO Box" not in front


@pytest.mark.parametrize("count", [1, 3, 6, 7, 60])
def test_the_front_names_up_to_six_lines_and_where_the_rest_is(count):
    bill = specimen.bill_of_lines(count)
    front, *rest = pages(printed(bill))
    shown = front.count("Nurse visit,")
    assert shown <= 6
    assert shown == count if count <= 6 else f"{count - shown} more on page 2" in front
    on_back = sum(page.count("Nurse visit,") for page in rest)
    if count > 6:
        assert on_back >= count, "all of them, on the pages that follow"
    assert str(Money(bill.amount_due_cents)) in front


@pytest.mark.parametrize(("language", "large_print"), EDITIONS)
def test_every_sheet_has_its_number_and_the_account(language, large_print):
    sheets = pages(printed(specimen.bill_of_lines(60, language, large_print=large_print)))
    of = {"en": "Page {} of {}", "es": "Página {} de {}"}[language]
    for number, sheet in enumerate(sheets, 1):
        assert of.format(number, len(sheets)) in sheet
        assert "712 204 4287" in sheet


@pytest.mark.parametrize("large_print", [False, True])
def test_markup_is_printed_as_typed(large_print):
    pdf = printed(hostile_bill(large_print=large_print))
    said = re.sub(r"\s", "", text_of(pdf))
    assert re.sub(r"\s", "", '#read("/etc/passwd")') in said
    assert "<script>alert(1)</script>" in said
    assert "*_$`\\=@x[a]" in said
    assert "root:" not in said


def test_a_bill_without_an_address_still_prints():
    pdf = printed(replace(specimen.bill(), recipient=Recipient(name="Ana Reyes")))
    assert "Ana Reyes" in pages(pdf)[0]
    assert kinds_in(pdf)["/Figure"] == 2, "no barcode without a ZIP"


def test_without_a_mailer_id_there_is_no_postal_barcode():
    base = specimen.bill()
    pdf = printed(replace(base, organization=replace(base.organization, mailer_id="")))
    assert kinds_in(pdf)["/Figure"] == 1


@pytest.mark.parametrize(("language", "large_print"), EDITIONS)
def test_large_print_is_18_points_and_28_for_the_amount(language, large_print):
    with pdfplumber.open(io.BytesIO(printed(specimen.bill(language, large_print=large_print)))) as opened:
        sizes = [round(char["size"], 1) for page in opened.pages[1:] for char in page.chars]
        largest = max(round(char["size"], 1) for char in opened.pages[0].chars)
    assert largest == 28
    assert min(sizes) >= (18 if large_print else 10.5)
    assert max(sizes, key=sizes.count) == (18 if large_print else 12)


@pytest.mark.parametrize(("language", "large_print"), EDITIONS)
def test_an_itemized_receipt_has_what_a_health_account_asks_for(language, large_print):
    pdf = text_of(render_receipt(specimen.receipt(language, large_print=large_print)))
    asked = [
        "Alder Home Care Benefits, LLC",
        "20 Church Street",
        "00-1234567",
        "Ana Reyes",
        "Bright Home Nursing",
    ]
    asked += [
        "555 003 1271",
        "G0299",
        "E0601",
        "$210.00",
        "−$65.00",
        "−$116.00",
        "402 118 7739",
        "4242",
        "$6.00",
    ]
    asked += {
        "en": ["Itemized receipt", "October 6, 2026", "November 12, 2026", "Refund", "month 4 of 13", "HSA"],
        "es": [
            "Recibo detallado",
            "6 de octubre de 2026",
            "12 de noviembre de 2026",
            "Reembolso",
            "mes 4 de 13",
        ],
    }[language]
    for words in asked:
        assert words in pdf or all(word in pdf for word in words.split()), words


def test_nothing_paid_is_an_itemized_bill():
    pdf = text_of(render_receipt(specimen.receipt(is_paid=False)))
    assert "Itemized bill" in pdf
    assert "No payment has been made." in pdf
    assert "Itemized receipt" not in pdf


@pytest.mark.parametrize(("language", "large_print"), EDITIONS)
def test_a_payment_receipt_names_the_payment_and_no_care(language, large_print):
    pdf = text_of(render_payment_receipt(specimen.payment_receipt(language, large_print=large_print)))
    for words in ("402 118 7739", "$142.50", "4242", "712 204 4287", "318 440 9054", "$0.00"):
        assert words in pdf
    assert {"en": "Payment received", "es": "Pago recibido"}[language] in pdf
    assert "Nurs" not in pdf


def test_a_bank_payment_is_sent_not_received():
    receipt = replace(specimen.payment_receipt(), method="bank", status="sent_to_bank", balance_cents=None)
    pdf = text_of(render_payment_receipt(receipt))
    assert "Payment sent to your bank" in pdf
    assert "Payment received" not in pdf
    assert "Balance after" not in pdf


@pytest.mark.parametrize(("language", "large_print"), EDITIONS)
def test_a_coupon_alone_stands_where_the_bill_has_it(language, large_print):
    bill = specimen.bill(language, large_print=large_print)
    found = []
    for pdf in (printed(bill), render_coupon(coupon_of(bill))):
        with pdfplumber.open(io.BytesIO(pdf)) as opened:
            words = opened.pages[0].extract_words()
            found.append(
                [
                    (word["text"], round(word["x0"]), round(word["top"]))
                    for word in words
                    if word["top"] > 9.3 * INCH
                ]
            )
    assert found[0] == found[1]
    assert "277947" in [text for text, *_ in found[0]]


def test_a_blank_coupon_has_no_scan_line():
    coupon = CouponDocument(organization=specimen.organization())
    assert scan_line_of(coupon) == ""
    text = text_of(render_coupon(coupon))
    assert "PO Box 277947" in text
    assert not re.search(r"\d{27}", text)


def test_missing_fonts_name_the_command_that_brings_them(monkeypatch, tmp_path):
    monkeypatch.setattr(typefaces, "HEADING_FACE", tmp_path / "Bitter_700Bold.ttf")
    monkeypatch.setattr(typesetter._own, "compiler", None, raising=False)
    with pytest.raises(FontsMissing, match=r"tools/fetch_assets\.py.*Bitter_700Bold"):
        printed(specimen.bill())


def test_without_ocr_a_the_pitch_is_the_same(monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(typefaces, "SCAN_FACE", tmp_path / "OCRA.ttf")
    typefaces.scan_face.cache_clear()
    try:
        pdf = printed(specimen.bill())
    finally:
        typefaces.scan_face.cache_clear()
    assert "DejaVu Sans Mono" in caplog.text
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        digits = [char for char in opened.pages[0].chars if "DejaVu" in char["fontname"]]
    assert len(digits) == 27
    assert (digits[26]["x0"] - digits[0]["x0"]) / 26 == pytest.approx(7.2, abs=0.02)

"""Plain names for items: the codes of home care, in both languages."""

from datetime import date

import pytest

from hearthside.claims.items import PACKAGE, ItemKind, describe_item
from hearthside.claims.reasons.tables import rows
from tools import reading

TODAY = date(2026, 11, 23)


def say(code, *modifiers, language="en", qualifier="HC", on=TODAY, **more):
    return describe_item(code, modifiers, qualifier, language=language, on=on, **more).short


@pytest.mark.parametrize(
    ("code", "modifiers", "english", "spanish"),
    [
        ("E0601", (), "CPAP machine", "Máquina CPAP"),
        ("E0601", ("RR",), "CPAP machine rental", "Alquiler de máquina CPAP"),
        ("E0601", ("RR", "KH"), "CPAP machine rental (month 1)", "Alquiler de máquina CPAP (mes 1)"),
        ("E0601", ("RR", "KI"), "CPAP machine rental", "Alquiler de máquina CPAP"),
        ("E0601", ("RR", "KJ", "KX"), "CPAP machine rental", "Alquiler de máquina CPAP"),
        ("E0601", ("KH",), "CPAP machine", "Máquina CPAP"),
        ("E0601", ("NU",), "CPAP machine", "Máquina CPAP"),
        ("e0601 ", (" rr",), "CPAP machine rental", "Alquiler de máquina CPAP"),
        ("E0143", ("RR",), "Walker with wheels, rental", "Alquiler de andador con ruedas"),
        ("E0776", ("RR",), "IV pole rental", "Alquiler de soporte para suero"),
        ("E0781", ("MS",), "Infusion pump upkeep", "Mantenimiento de bomba de infusión"),
        ("E0781", ("RB",), "Repair part: infusion pump", "Pieza de arreglo: bomba de infusión"),
        (
            "A7030",
            ("RA",),
            "CPAP full face mask, replacement",
            "Máscara de CPAP de cara completa, de reemplazo",
        ),
        ("G0299", (), "Home nurse visit", "Visita de enfermería en casa"),
        ("S9131", (), "Home physical therapy visit", "Visita de terapia física en casa"),
        ("99601", (), "Home infusion nurse visit", "Visita de enfermería para infusión en casa"),
        ("J1745", (), "Medicine given by infusion or shot", "Medicina por infusión o inyección"),
        ("XYZ", (), "Care or equipment (code XYZ)", "Atención o equipo (código XYZ)"),
        ("", (), "Care or equipment", "Atención o equipo"),
    ],
)
def test_names(code, modifiers, english, spanish):
    assert say(code, *modifiers) == english
    assert say(code, *modifiers, language="es") == spanish


@pytest.mark.parametrize(
    ("codes", "kind"),
    [
        ("E0601 E0470 E0471 E0562 E0602 E0603 E0604 E0570 E0781 E0776 K0001 K0007 K0823 E1130", "equipment"),
        ("E0130 E0135 E0140 E0141 E0143 E0144 E0147 E0148 E0149 E0250 E0260 E0277 E0304", "equipment"),
        ("E0424 E0431 E0434 E0439 E1390 E1392", "oxygen"),
        (" ".join(f"A70{number}" for number in range(27, 47)), "supply"),
        ("A4604 A4281 A4282 A4283 A4284 A4285 A4286 A6212 A6550 A4351 A5120 A4414 A4253 A7003", "supply"),
        ("S9325 S9330 S9338 S9379 S9357 S9494 S9500 S9504 S5501", "infusion"),
        ("S9365 B4035 B4150 B4197", "nutrition"),
        ("B9002 B9004", "equipment"),
        (
            "G0151 G0152 G0153 G0155 G0156 G0157 G0162 G0299 G0300 S9122 S9123 S9127 S9131 T1030 T1031",
            "visit",
        ),
        ("J0120 J9999 J7644 Q5103", "medicine"),
    ],
)
def test_every_code_of_home_care_has_a_name_and_a_kind(codes, kind):
    for code in codes.split():
        found = describe_item(code, (), "HC", language="en", on=TODAY)
        assert found.kind is ItemKind(kind), code
        assert code not in found.short


@pytest.mark.parametrize(
    ("code", "english"),
    [
        ("0551", "Home nurse visit"),
        ("551", "Home nurse visit"),
        ("0421", "Physical therapy visit"),
        ("0431", "Occupational therapy visit"),
        ("0441", "Speech therapy visit"),
        ("0561", "Home social worker visit"),
        ("0571", "Home health aide visit"),
        ("0291", "Home medical equipment rental"),
        ("0292", "Home medical equipment"),
        ("0260", "Home infusion"),
        ("0601", "Home oxygen"),
        ("0604", "Home oxygen"),
        ("0777", "Care or equipment (code 0777)"),
    ],
)
def test_revenue_codes(code, english):
    assert say(code, qualifier="NU") == english


def test_a_rental_is_not_said_twice():
    assert say("0291", "RR", qualifier="NU") == "Home medical equipment rental"
    assert say("0291", "RR", qualifier="NU", language="es") == "Alquiler de equipo médico para la casa"


def test_a_revenue_code_names_what_the_procedure_code_cannot():
    assert say("XYZ", revenue_code="0551") == "Home nurse visit"
    assert say("G0151", revenue_code="0551") == "Home physical therapy visit"
    assert say("", revenue_code="0999") == "Care or equipment (code 0999)"
    assert say("1AFK1", qualifier="HP", revenue_code="0023") == "Home health care"


def test_a_drug_number_is_medicine_and_its_number_is_not_shown():
    assert say("00002143481", qualifier="N4") == "Medicine"
    assert say("00002143481", qualifier="N4", language="es") == "Medicina"


def test_a_code_of_another_list_is_not_read_as_ours():
    assert say("E0601", qualifier="AD") == "Care or equipment (code E0601)"


def test_the_month_is_said_when_the_caller_knows_it():
    assert say("E0601", "RR", "KJ", rental_month=(4, 13)) == "CPAP machine rental (month 4 of 13)"
    assert say("E0601", "RR", language="es", rental_month=(4, 13)) == "Alquiler de máquina CPAP (mes 4 de 13)"
    assert say("E0601", "NU", rental_month=(4, 13)) == "CPAP machine"


@pytest.mark.parametrize(
    ("code", "on", "english"),
    [
        ("G0154", date(2015, 12, 31), "Home nurse visit"),
        ("G0154", date(2016, 1, 1), "Care or equipment (code G0154)"),
        ("G0299", date(2015, 12, 31), "Care or equipment (code G0299)"),
        ("G0299", date(2016, 1, 1), "Home nurse visit"),
    ],
)
def test_a_code_has_its_name_on_the_days_it_was_in_use(code, on, english):
    assert say(code, on=on) == english


@pytest.mark.parametrize(
    "code", ["E06011", "E060", "É0601", "E0６01", "0E601", "E0601;", "99601X", "A\n7030"]
)
def test_a_code_that_only_looks_like_one_is_not_named(code):
    assert describe_item(code, (), "HC", language="en", on=TODAY).kind is ItemKind.UNKNOWN


@pytest.mark.parametrize("table", ["procedures.tsv", "revenue.tsv"])
def test_every_name_is_short_plain_and_in_both_languages(table):
    for row in rows(PACKAGE, table):
        for language in ("en", "es"):
            text = row.needed(f"name_{language}")
            assert text[0].isupper(), row
            assert not text.endswith("."), row
            assert len(text) <= 60, row
            assert len(reading.words(text)) <= 9, row
        assert row["name_en"] != row["name_es"], row
        assert len(row["first"]) == len(row["last"]), row


@pytest.mark.parametrize("table", ["procedures.tsv", "revenue.tsv"])
def test_no_two_families_of_one_width_hold_the_same_code(table):
    families = [(row["first"], row["last"], row["effective_from"]) for row in rows(PACKAGE, table)]
    assert len(families) == len(set(families))
    for first, last, begins in families:
        for other_first, other_last, other_begins in families:
            if (first, last, begins) == (other_first, other_last, other_begins):
                continue
            overlap = first[:1] == other_first[:1] and first <= other_last and other_first <= last
            nested = (first <= other_first and other_last <= last) or (
                other_first <= first and last <= other_last
            )
            assert not overlap or len(first) != len(other_first) or nested, (first, last, other_first)

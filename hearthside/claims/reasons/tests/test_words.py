"""Every code has kind, plain words in both languages, and no line says more than its group allows."""

import itertools
import re
from datetime import date

import pytest

from hearthside.claims.reasons import (
    Next,
    WhoOwes,
    explain,
    group_staff_words,
    group_words,
    provider_adjustment_words,
    status_staff_words,
    status_words,
)
from hearthside.claims.reasons.codes import (
    PACKAGE,
    CodeBook,
    CodeList,
    Owes,
    Tag,
    book,
    code_from,
    language_of,
    tagged,
)
from hearthside.claims.reasons.tables import BadWordTable, rows, rows_of
from tools import reading

TODAY = date(2026, 11, 23)
TABLES = [
    "carc.tsv",
    "rarc.tsv",
    "next.tsv",
    "shares.tsv",
    "plain.tsv",
    "groups.tsv",
    "statuses.tsv",
    "provider_adjustments.tsv",
    "holds.tsv",
]
BANNED = {
    "en": r"remit\w*|delinquen\w*|adjudicat\w*|beneficiar\w*|pended|invalid|utiliz\w*|patient responsibility"
    r"|success\w*|payers?|carriers?|insurers?|subscribers?|enrollees?|denied|denial|liab\w+|eligib\w+"
    r"|he|she|his|hers?|him",
    "es": r"remit\w*|declin\w*|aseguranzas?|en mora|beneficiari\w*|suscriptor\w*|suplidor\w*|ajust\w*"
    r"|balance|inv[aá]lid\w*|denegad\w*|rechazad\w*|pagador\w*|responsabilidad|elegib\w*|renta|forma"
    r"|tú|tus?|tienes|debes|puedes|él|ella",
}
ENGLISH_ENTRY_GRADE_MAX = 8.0
# One short sentence swings widely; the bar of 65 is for a table's whole text.
SPANISH_ENTRY_SCORE_MIN = 50.0


def _cells(language):
    """Every sentence a person may read, as (where, words)."""
    for table in TABLES:
        for row in rows(PACKAGE, table):
            for column, text in row.cells.items():
                if column.endswith(f"_{language}") and text:
                    yield f"{table}:{row.line}:{column}", text


ENGLISH = list(_cells("en"))
SPANISH = list(_cells("es"))


@pytest.mark.parametrize("table", TABLES)
def test_what_is_said_in_english_is_said_in_spanish(table):
    for row in rows(PACKAGE, table):
        for column, text in row.cells.items():
            # Staff read English, except where a column says otherwise.
            if column.endswith("_en") and f"{column[:-2]}es" in row.cells:
                assert bool(text) == bool(row[f"{column[:-2]}es"]), (table, row.line)
                assert not text or text != row[f"{column[:-2]}es"]


@pytest.mark.parametrize(("language", "cells"), [("en", ENGLISH), ("es", SPANISH)])
def test_no_banned_word_and_no_shouting(language, cells):
    banned = re.compile(rf"(?<!\w)(?:{BANNED[language]})(?!\w)", re.IGNORECASE)
    for where, text in cells:
        if "staff" not in where:
            assert not banned.search(text), (where, banned.search(text))
        assert "!" not in text, where
        assert ";" not in text or "staff" in where, where


@pytest.mark.parametrize(("language", "cells"), [("en", ENGLISH), ("es", SPANISH)])
def test_whole_sentences_of_25_words_at_most(language, cells):
    for where, text in cells:
        assert reading.longest_sentence(text) <= reading.SENTENCE_WORDS_MAX, where
        assert text[0].isupper(), where
        assert text.endswith("."), where
        assert "  " not in text, where


@pytest.mark.parametrize("table", TABLES)
def test_each_table_reads_easily_in_both_languages(table):
    english = "\n".join(text for where, text in ENGLISH if where.startswith(f"{table}:"))
    spanish = "\n".join(text for where, text in SPANISH if where.startswith(f"{table}:"))
    assert reading.flesch_kincaid(english) <= 6.0
    assert reading.szigriszt(spanish) >= reading.SPANISH_SCORE_MIN


def test_each_english_entry_reads_at_grade_8_or_below():
    hard = {where: reading.flesch_kincaid(text) for where, text in ENGLISH}
    assert {where: grade for where, grade in hard.items() if grade > ENGLISH_ENTRY_GRADE_MAX} == {}


def test_no_spanish_entry_is_hard():
    hard = {where: reading.szigriszt(text) for where, text in SPANISH}
    assert {where: score for where, score in hard.items() if score < SPANISH_ENTRY_SCORE_MIN} == {}


ALL_CARCS = sorted({code.code for code in book(CodeList.CARC)})
ALL_RARCS = sorted({code.code for code in book(CodeList.RARC)})


def test_the_ranges_are_single_codes():
    assert {"150", "151", "152", "153", "154", "183", "184", "185", "206", "207", "208"} <= set(ALL_CARCS)
    assert {f"N{number}" for number in range(859, 880)} <= set(ALL_RARCS)
    assert {f"N{number}" for number in (*range(705, 719), *range(687, 699), *range(818, 822))} <= set(
        ALL_RARCS
    )
    assert all(re.fullmatch(r"[A-Z]{0,2}\d{1,3}", code) for code in (*ALL_CARCS, *ALL_RARCS))


def test_no_two_rows_of_a_code_hold_on_the_same_day():
    for code_list in CodeList:
        versions = sorted(book(code_list), key=lambda code: (code.code, code.effective_from or date.min))
        for earlier, later in itertools.pairwise(versions):
            if earlier.code == later.code:
                assert earlier.effective_to < later.effective_from


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("group", ["CO", "PR", "OA", "PI", "CR"])
def test_every_reason_explains_itself_in_every_group(group, language):
    for carc in ALL_CARCS:
        found = explain(carc, group, on=TODAY, language=language)
        assert found.known
        assert all((found.meaning, found.who_owes_words, found.next_words))
        assert found.words.endswith(".")


OWES_EN = re.compile(r"\byou owe\b|\byours to pay\b|\bpay it\b|\byour (?:copay|coinsurance)\b")
OWES_ES = re.compile(r"\busted debe\b(?! )|\ble toca pagarla\b|\bpáguela\b|\bsu (?:copago|coseguro)\b", re.I)


@pytest.mark.parametrize("group", ["CO", "OA", "PI"])
def test_a_line_that_is_not_the_members_never_says_that_it_is(group):
    for carc, remarks in itertools.product(ALL_CARCS, [(), ("N130",), ("N408",)]):
        english = explain(carc, group, on=TODAY, language="en")
        spanish = explain(carc, group, on=TODAY, language="es")
        for found, owing in ((english, OWES_EN), (spanish, OWES_ES)):
            assert found.who_owes in {WhoOwes.PROVIDER, WhoOwes.NOBODY}
            assert found.next_kind is not Next.PAY
            assert not owing.search(found.words), (carc, found.words)
        assert explain(carc, group, on=TODAY, language="en", remarks=remarks).next_kind is not Next.PAY


def test_only_deductible_coinsurance_and_copay_are_the_members_under_pr():
    mine = {
        carc for carc in ALL_CARCS if explain(carc, "PR", on=TODAY, language="en").who_owes is WhoOwes.MEMBER
    }
    assert mine == {"1", "2", "3", "66", "241", "247", "248"}


@pytest.mark.parametrize(
    ("carc", "group", "remarks", "who", "next_kind"),
    [
        ("2", "PR", (), WhoOwes.MEMBER, Next.PAY),
        ("45", "CO", (), WhoOwes.PROVIDER, Next.WAIT),
        ("45", "PR", (), WhoOwes.NOT_KNOWN_YET, Next.WE_CHECK),
        ("23", "CO", (), WhoOwes.NOBODY, Next.WAIT),
        ("133", "OA", (), WhoOwes.NOBODY, Next.WAIT),
        ("197", "CO", (), WhoOwes.PROVIDER, Next.RESEND),
        ("227", "PR", (), WhoOwes.NOT_KNOWN_YET, Next.ANSWER_PLAN),
        ("2", "PR", ("N781",), WhoOwes.NOBODY, Next.VOID_CHARGE),
        ("2", "PR", ("M27",), WhoOwes.NOBODY, Next.VOID_CHARGE),
        ("2", "PR", ("N830",), WhoOwes.NOT_KNOWN_YET, Next.WE_CHECK),
        ("2", "PR", ("N859",), WhoOwes.MEMBER, Next.PAY),
        ("2", "PR", ("MA18",), WhoOwes.NOT_KNOWN_YET, Next.WAIT_SECOND_PLAN),
        ("2", "PR", ("MA59",), WhoOwes.MEMBER, Next.REFUND_CHECK),
        ("209", "OA", (), WhoOwes.NOBODY, Next.VOID_CHARGE),
        ("303", "CO", (), WhoOwes.PROVIDER, Next.VOID_CHARGE),
        ("16", "CO", ("M119",), WhoOwes.PROVIDER, Next.RESEND),
        ("96", "PR", ("N179",), WhoOwes.NOT_KNOWN_YET, Next.ANSWER_PLAN),
        ("A1", "CO", ("N1",), WhoOwes.PROVIDER, Next.APPEAL),
        ("2", "CR", (), WhoOwes.NOT_KNOWN_YET, Next.WE_CHECK),
        ("2", "ZZ", (), WhoOwes.NOT_KNOWN_YET, Next.WE_CHECK),
        ("3", "CO", (), WhoOwes.PROVIDER, Next.WAIT),
    ],
)
def test_group_and_remarks_decide(carc, group, remarks, who, next_kind):
    found = explain(carc, group, on=TODAY, language="en", remarks=remarks)
    assert (found.who_owes, found.next_kind) == (who, next_kind)


def test_a_code_we_do_not_know_gets_an_honest_answer():
    english = explain("9999", "PR", on=TODAY, language="en")
    assert english.meaning == "The plan changed the amount."
    assert not english.known
    assert english.who_owes is WhoOwes.NOT_KNOWN_YET
    assert explain("9999", "CO", on=TODAY, language="en").who_owes is WhoOwes.PROVIDER
    assert explain("9999", "PR", on=TODAY, language="es").meaning == "El plan cambió la cantidad."
    assert not explain("2", "ZZ", on=TODAY, language="en").known


def test_remarks_add_their_meaning_once_and_unknown_ones_are_named():
    found = explain("96", "CO", on=TODAY, language="en", remarks=("N860", "N861", "X999", "m15"))
    assert len(found.remarks) == 2
    assert found.unknown_remarks == ("X999",)
    assert found.known


def test_a_retired_code_keeps_its_words():
    before = explain("15", "CO", on=date(2018, 5, 1), language="en")
    after = explain("15", "CO", on=date(2018, 5, 2), language="en")
    assert (before.is_retired, after.is_retired) == (False, True)
    assert before.meaning == after.meaning
    assert after.known


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [("es", "es"), ("es-us", "es"), ("ES_pr", "es"), ("en", "en"), ("en-us", "en"), ("zh", "en"), ("", "en")],
)
def test_spanish_is_spanish_and_everything_else_reads_english(asked, spoken):
    assert language_of(asked) == spoken


def test_groups_and_statuses():
    for group, language in itertools.product(["CO", "PR", "OA", "PI", "CR"], ["en", "es"]):
        assert group_words(group, language)
        assert group_staff_words(group)
    for status, language in itertools.product(
        ["1", "2", "3", "4", "19", "20", "21", "22", "23", "25"], ["en", "es"]
    ):
        assert status_words(status, language)
        assert status_staff_words(status)
    assert group_words("ZZ", "en") is None
    assert status_words("99", "en") is None
    assert group_staff_words("") is None
    assert status_staff_words("") is None


def test_provider_adjustments():
    for code in [row["code"] for row in rows(PACKAGE, "provider_adjustments.tsv")]:
        assert provider_adjustment_words(code) != provider_adjustment_words(code, "es")
    assert provider_adjustment_words("ZZ") is None


def test_every_kind_of_next_step_is_used_and_worded():
    worded = {row["kind"] for row in rows(PACKAGE, "next.tsv")}
    used = {kind for code_list in CodeList for code in book(code_list) for kind in code.next}
    assert worded == set(Next)
    assert used | {Next.WE_CHECK} == set(Next)


def _book(*lines):
    header = "code\teffective_from\teffective_to\towes\tnext\ttags\tmeaning_en\tmeaning_es\n"
    text = header + "".join("\t".join(line) + "\n" for line in lines)
    return CodeBook(code_from(CodeList.CARC, row) for row in rows_of(text, "made.tsv"))


OLD = ("7", "2020-01-01", "2024-12-31", "member", "pay", "copay", "Old words.", "Palabras viejas.")
NEW = ("7", "2025-06-01", "", "nobody", "wait", "qmb", "New words.", "Palabras nuevas.")


@pytest.mark.parametrize(
    ("on", "words", "retired"),
    [
        (date(2019, 12, 31), None, None),
        (date(2020, 1, 1), "Old words.", False),
        (date(2024, 12, 31), "Old words.", False),
        (date(2025, 1, 1), "Old words.", True),
        (date(2025, 5, 31), "Old words.", True),
        (date(2025, 6, 1), "New words.", False),
    ],
)
def test_a_code_means_what_it_meant_that_day(on, words, retired):
    found = _book(NEW, OLD).find("7", on)
    assert (found and found.meaning["en"]) == words
    assert found is None or found.is_retired(on) is retired


def test_tags_follow_the_day_too():
    made = _book(NEW, OLD)
    assert made.tagged(Tag.COPAY, date(2021, 1, 1)) == {"7"}
    assert made.tagged(Tag.QMB, date(2021, 1, 1)) == frozenset()
    assert made.tagged(Tag.QMB, date(2026, 1, 1)) == {"7"}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (("", "", "", "member", "pay", "", "Words.", "Palabras."), "code"),
        (("7", "soon", "", "member", "pay", "", "Words.", "Palabras."), "effective_from"),
        (("7", "", "", "someone", "pay", "", "Words.", "Palabras."), "owes"),
        (("7", "", "", "member", "dance", "", "Words.", "Palabras."), "next"),
        (("7", "", "", "member", "pay", "odd", "Words.", "Palabras."), "tags"),
        (("7", "", "", "member", "pay", "", "Words.", ""), "meaning_es"),
        (("7", "", "", "member"), "cells"),
    ],
)
def test_a_damaged_table_says_where_and_what(line, fault):
    with pytest.raises(BadWordTable, match=f"made.tsv, line 2: .*{fault}") as refused:
        _book(line)
    assert "expected" in str(refused.value)


def test_every_code_in_the_table_has_a_next_step():
    for code_list in CodeList:
        for code in book(code_list):
            assert code.next, code.code
            if code.owes is Owes.MEMBER and Next.PAY in code.next and code.code != "100":
                assert Tag.NAMES_SHARE in code.tags


def test_the_protecting_codes_are_these():
    assert tagged(CodeList.CARC, Tag.QMB, TODAY) == {"209", "303"}
    assert tagged(CodeList.RARC, Tag.QMB, TODAY) == {"N192", "N781", "N782", "N783"}
    assert tagged(CodeList.RARC, Tag.FORWARDED, TODAY) == {"MA07", "MA18"}
    assert tagged(CodeList.CARC, Tag.NOT_DECIDED, TODAY) == {"133", "257", "277"}

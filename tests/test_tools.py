"""The tools that set up, check and test the house tell the truth about what they find."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from tools import check, messages, postgres, settings_page
from tools import test as suite

ROOT = Path(__file__).resolve().parent.parent

PAGE = """{% load i18n %}<div class="it's">
  <c-part label="{% translate 'Pay now' %}" />
    {% blocktranslate trimmed count bills=number %}
      One "bill" isn't due
    {% plural %}
      {{ bills }} bills
    {% endblocktranslate %}
  <p>{{ amount|default:_("Nothing due") }} {% translate "Open" context "verb" %}</p>
</div>
"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A room called bills, in a house of its own, that says six things."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "HOUSE", tmp_path / "hearthside")
    room = tmp_path / "hearthside" / "bills"
    (room / "templates" / "bills").mkdir(parents=True)
    (room / "__init__.py").touch()
    (room / "templates" / "bills" / "page.html").write_text(PAGE)
    (room / "views.py").write_text('from x import gettext as _\nsaid = _("%(name)s owes %(amount)s")\n')
    return room


def translate_all(room: Path, words: str = "") -> None:
    catalog = messages.read_catalog(room / messages.CATALOG)
    for message in messages.messages(catalog).values():
        english = [message.id] if isinstance(message.id, str) else list(message.id)
        spanish = [words or f"{each} (es)" for each in english]
        message.string = spanish[0] if isinstance(message.id, str) else tuple(spanish)
    messages.write_catalog(catalog, room / messages.CATALOG)


def test_pages_and_code_are_read_alike(room: Path) -> None:
    assert set(messages.messages(messages.said_in(room))) == {
        ("", "Pay now"),
        ("", 'One "bill" isn\'t due'),
        ("", "Nothing due"),
        ("verb", "Open"),
        ("", "%(name)s owes %(amount)s"),
    }


def test_a_string_without_spanish_is_named(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert messages.extract() == 0
    assert messages.check() == 1
    told = capsys.readouterr().out
    assert "hearthside/bills/templates/bills/page.html: has no Spanish: 'Pay now'" in told
    assert "hearthside/bills/views.py: has no Spanish: '%(name)s owes %(amount)s'" in told


def test_a_finished_room_passes_and_a_second_extract_changes_nothing(room: Path) -> None:
    messages.extract()
    translate_all(room)
    before = (room / messages.CATALOG).read_bytes()
    assert messages.extract() == 0
    assert (room / messages.CATALOG).read_bytes() == before
    assert messages.check() == 0


def test_a_lost_place_is_named(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages.extract()
    translate_all(room, "Debe %(amount)s")
    assert messages.check() == 1
    told = capsys.readouterr().out
    assert "the Spanish lost %(name)s: '%(name)s owes %(amount)s'" in told
    assert "the Spanish has %(amount)s, the English does not: 'Pay now'" in told


def test_what_nobody_says_any_more_is_named(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    messages.extract()
    translate_all(room)
    (room / "views.py").write_text("")
    assert messages.check() == 1
    assert "no page says this any more" in capsys.readouterr().out


def test_two_rooms_that_disagree_are_named(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = room.parent / "portal"
    other.mkdir()
    (other / "__init__.py").touch()
    (other / "views.py").write_text('said = _("Pay now")')
    messages.extract()
    translate_all(room, "Pagar ahora")
    translate_all(other, "Pague ya")
    messages.check()
    assert "bills and portal say 'Pay now' differently in Spanish" in capsys.readouterr().out


def test_compiled_words_are_made_once(room: Path) -> None:
    messages.extract()
    translate_all(room)
    compiled = (room / messages.CATALOG).with_suffix(".mo")
    messages.compile_all()
    made_at = compiled.stat().st_mtime_ns
    messages.compile_all()
    assert compiled.stat().st_mtime_ns == made_at
    os.utime(room / messages.CATALOG, (made_at / 1e9 + 5, made_at / 1e9 + 5))
    messages.compile_all()
    assert compiled.stat().st_mtime_ns != made_at


@pytest.mark.parametrize(
    ("english", "spanish", "is_whole"),
    [
        ("%(n)s bills", "%(n)s facturas", True),
        ("100%% of {total}", "100%% de {total}", True),
        ("{total:,} due", "{total:,} por pagar", True),
        ("%(n)s bills", "facturas", False),
        ("{total} due", "{totals} por pagar", False),
        (("One bill", "%(n)s bills"), ("Una factura", "%(n)s facturas"), True),
        (("One bill", "%(n)s bills"), ("Una factura", "facturas"), False),
    ],
)
def test_places_survive_translation(english: str, spanish: str, is_whole: bool) -> None:
    assert (messages.faults(Message(english, spanish)) == []) is is_whole


def test_fuzzy_is_not_finished() -> None:
    catalog = Catalog()
    assert messages.is_finished(catalog.add("a", "b"))
    assert not messages.is_finished(catalog.add("c", "d", flags=["fuzzy"]))
    assert not messages.is_finished(catalog.add(("one", "many"), ("uno", "")))


def variables(code: str) -> dict[str, settings_page.Variable]:
    return {variable.name: variable for variable in settings_page.read_in(ast.parse(code))}


def test_kinds_and_defaults_are_read_from_the_code() -> None:
    found = variables(
        'env.whole_number("HEARTHSIDE_PORT", 587 if PRODUCTION else 25)\n'
        'env.choice("HEARTHSIDE_MODE", "no", ("yes", "no"))\n'
        'env.text("DATABASE_URL")\nos.environ.get("HEARTHSIDE_TODAY", "")\nos.environ["HEARTHSIDE_DAY"]\n'
        'keys.secret("HEARTHSIDE_KEY")\n'
    )
    assert {(each.name, each.kind, each.default) for each in found.values()} == {
        ("HEARTHSIDE_PORT", "whole number", "`25`; in production `587`"),
        ("HEARTHSIDE_MODE", "`yes` or `no`", "`no`"),
        ("DATABASE_URL", "text", "none"),
        ("HEARTHSIDE_TODAY", "text", "none"),
        ("HEARTHSIDE_DAY", "text", "none"),
        ("HEARTHSIDE_KEY", "secret", "the demo's own; none in production"),
    }


def test_a_settings_page_that_is_behind_is_named() -> None:
    found = variables('env.text("HEARTHSIDE_A", "x")\nenv.text("HEARTHSIDE_B")')
    page = "| `HEARTHSIDE_A` | text | `y` | words |\n| `HEARTHSIDE_OLD` | text | none | words |\n"
    assert len(settings_page.problems(page, found)) == 3
    mended = settings_page.brought_up_to_date(page, found)
    assert "HEARTHSIDE_OLD" not in mended
    assert "| `HEARTHSIDE_A` | text | `x` | words |" in mended
    assert settings_page.problems(mended, found) == ["HEARTHSIDE_B is listed without a word on what it does"]


REPORT = """<testsuites><testsuite>
<testcase name="a"/>
<testcase name="b"><failure message="no"/></testcase>
<testcase name="c"><error/></testcase>
<testcase name="d"><skipped message="no browser"/></testcase>
<testcase name="e"><skipped message="no browser"/></testcase>
</testsuite></testsuites>"""


def test_the_suite_counts_what_pytest_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "report.xml").write_text(REPORT)
    counted = suite.read_report("SQLite", tmp_path / "report.xml")
    assert (counted.passed, counted.failed, counted.skipped) == (1, 2, 2)
    assert suite.report_all([counted]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "1 passed, 2 failed, 2 skipped"
    assert "NOT RUN  SQLite: no browser (2 tests)" in told


def test_a_run_without_tests_or_without_a_report_is_not_good(tmp_path: Path) -> None:
    result = suite.read_report("SQLite", tmp_path / "none.xml")
    assert result.is_good
    result.ended_badly = "(no test was found)"
    assert not result.is_good


def test_locks_hold_no_address() -> None:
    for pattern in check.LOCKS:
        for path in ROOT.glob(pattern):
            assert not check.ADDRESS.search(path.read_text()), path


@pytest.mark.parametrize(
    "line", ["--index-url x", "a @ file:///tmp/a.whl", "# from https://mirror.example", "--find-links w"]
)
def test_an_address_in_a_lock_is_seen(line: str) -> None:
    assert check.ADDRESS.search(line)


@pytest.mark.slow
def test_a_private_postgresql_leaves_nothing_behind() -> None:
    if postgres.find() is None:
        pytest.skip("no PostgreSQL on this machine")
    asking = "import os, psycopg; from urllib.parse import parse_qs, urlsplit\n" \
        "url = urlsplit(os.environ['DATABASE_URL']); host = parse_qs(url.query)['host'][0]\n" \
        "with psycopg.connect(host=host, user=url.username, dbname=url.path[1:]) as link:\n" \
        "    print(host, link.execute('show fsync').fetchone()[0])"  # fmt: skip
    command = [sys.executable, "-m", "tools.postgres", "--durable", sys.executable, "-c", asking]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    folder, fsync = told.splitlines()[-1].split()
    assert fsync == "on"
    assert not Path(folder).exists()

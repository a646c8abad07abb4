"""The house keeps its own rules: tests/house_rules.py has each one, CONTRIBUTING.md the reasons."""

import configparser
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.house_rules import CODE_RULES, Found, Source, faults_of_page

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "hearthside"

# Files that broke a rule when it was laid down, by the rule's name. This list may only shrink.
OFFENDERS: dict[str, set[str]] = {}

MAY_DO_IN_TESTS = {
    "views_save_nothing",
    "states_move_in_one_place",
    "no_float_near_money",
    "rooms_meet_at_services",
    "no_dangerous_parsers",
    "requests_stay_out_of_queries",
    "rules_ask_no_clock",
    "rules_know_no_django",
    "modules_have_a_subject",
}


@cache
def sources(*suffixes: str) -> list[Source]:
    paths = (path for suffix in suffixes for path in HOUSE.rglob(f"*{suffix}") if "vendor" not in path.parts)
    return [Source(path.relative_to(ROOT), path.read_text("utf-8")) for path in sorted(paths)]


def applies(rule: Callable[[Source], Found], source: Source) -> bool:
    return not (source.is_test and rule.__name__ in MAY_DO_IN_TESTS)


@pytest.mark.parametrize("rule", CODE_RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(rule: Callable[[Source], Found]) -> None:
    listed = OFFENDERS.get(rule.__name__, set())
    broken = {
        str(source.path): found
        for source in sources(".py")
        if applies(rule, source) and (found := list(rule(source)))
    }
    new = [
        f"{path}:{line}: {what}"
        for path, found in broken.items()
        if path not in listed
        for line, what in found
    ]
    assert not new, "\n".join(["", *new])
    assert not listed - broken.keys(), f"mended: take them off OFFENDERS: {sorted(listed - broken.keys())}"


def test_pages_hold_no_style_no_script_and_nothing_unescaped() -> None:
    pages = [source for source in sources(".html", ".typ") if not source.is_test]
    found = [f"{page.path}:{line}: {what}" for page in pages for line, what in faults_of_page(page)]
    assert not found, "\n".join(["", *found])


def test_every_room_says_on_one_page_what_it_promises() -> None:
    silent = [
        room.parent.name
        for room in sorted(HOUSE.glob("*/apps.py"))
        if not (room.parent / "README.md").exists()
    ]
    assert not silent, f"no README.md in {', '.join(silent)}"


def test_every_room_stands_on_a_floor() -> None:
    """A room that no layer names would have no walls."""
    walls = configparser.ConfigParser()
    walls.read(ROOT / ".importlinter")
    floors = set(re.findall(r"hearthside\.(\w+)", walls["importlinter:contract:floors"]["layers"]))
    rooms = {apps.parent.name for apps in HOUSE.glob("*/apps.py")}
    assert not rooms - floors, f"on no floor of .importlinter: {', '.join(sorted(rooms - floors))}"


BROKEN = [
    ("claims/rules.py", "from django.db import models", "rules_know_no_django"),
    ("claims/reasons/rules.py", "import django", "rules_know_no_django"),
    ("formats/x12/reader.py", "from django.conf import settings", "rules_know_no_django"),
    ("claims/rules.py", "from hearthside.clock import today", "rules_ask_no_clock"),
    ("claims/rules.py", "late = due < date.today()", "rules_ask_no_clock"),
    ("bills/views.py", "bill.save()", "views_save_nothing"),
    ("bills/views/pay.py", "Bill.objects.create(amount=1)", "views_save_nothing"),
    ("bills/desk.py", "Bill.objects.filter(pk=1).update(note='x')", "views_save_nothing"),
    ("bills/services.py", "bill.state = PAID", "states_move_in_one_place"),
    ("bills/services.py", "bills.update(state=PAID)", "states_move_in_one_place"),
    ("bills/rules.py", "def f(amount_cents): return amount_cents / 2", "no_float_near_money"),
    ("bills/rules.py", "def f(a: Money): return a.portion(0.2)", "no_float_near_money"),
    ("bills/rules.py", "def f(amount_cents: float): ...", "no_float_near_money"),
    ("bills/rules.py", "class A:\n    due_cents: int\n    rate: float", "no_float_near_money"),
    ("bills/services.py", "def f(row): return float(row.due_cents)", "no_float_near_money"),
    ("bills/models.py", "amount = models.DecimalField(max_digits=9)", "money_columns_are_cents"),
    ("bills/views.py", "from django.utils.safestring import mark_safe", "nothing_is_marked_safe"),
    ("bills/views.py", "safestring.mark_safe(name)", "nothing_is_marked_safe"),
    ("bills/forms.py", "class F:\n    class Meta:\n        fields = '__all__'", "forms_list_their_fields"),
    ("bills/forms.py", "class F:\n    class Meta:\n        exclude = ['a']", "forms_list_their_fields"),
    ("bills/utils.py", "", "modules_have_a_subject"),
    ("common/bills.py", "", "modules_have_a_subject"),
    ("bills/services.py", "from django.db.models.signals import post_save", "no_signals"),
    ("bills/selectors.py", "Bill.objects.filter(**request.GET)", "requests_stay_out_of_queries"),
    ("bills/selectors.py", "Bill.objects.filter(**form.cleaned_data)", "requests_stay_out_of_queries"),
    ("bills/rules.py", "eval(text)", "nothing_is_evaluated"),
    ("bills/models.py", "a = models.ForeignKey(Account, on_delete=PROTECT)", "links_name_their_target"),
    ("bills/models.py", "a = models.OneToOneField(to=Account, on_delete=PROTECT)", "links_name_their_target"),
    ("intake/services.py", "import zipfile", "no_dangerous_parsers"),
    ("intake/services.py", "from xml.etree import ElementTree", "no_dangerous_parsers"),
    ("bills/services.py", "from hearthside.members.models import Account", "rooms_meet_at_services"),
    ("bills/services.py", "from hearthside.members import models", "rooms_meet_at_services"),
    ("bills/migrations/0002_x.py", "migrations.RunSQL('drop table x')", "migrations_can_be_undone"),
    ("bills/migrations/0002_x.py", "migrations.RunPython(move)", "migrations_can_be_undone"),
]


@pytest.mark.parametrize(("path", "text", "name"), BROKEN)
def test_a_broken_rule_is_seen(path: str, text: str, name: str) -> None:
    source = Source(Path("hearthside") / path, text)
    assert [rule.__name__ for rule in CODE_RULES if any(rule(source))] == [name]


KEPT = [
    ("bills/services.py", "def f(bill_cents, folder): return folder / 'bills' / name"),
    ("bills/services.py", "def f(bill_cents): return settings.FILES_FOLDER / name"),
    ("bills/states.py", "bill.state = PAID"),
    ("bills/models.py", "a = models.ForeignKey('members.Account', on_delete=PROTECT)"),
    ("bills/services.py", "from hearthside.bills.models import Bill"),
    ("bills/views.py", "request.session.update(step=1)"),
    ("bills/migrations/0002_x.py", "migrations.RunSQL('create', 'drop')"),
    ("identity/events.py", "from allauth.mfa import signals"),
    ("portal/drawing.py", "def f(due_cents, whole): return Decimal(due_cents) * 100 / whole"),
    ("cli/pace.py", "def rate(count, seconds): return count / seconds"),
]


@pytest.mark.parametrize(("path", "text"), KEPT)
def test_a_kept_rule_is_left_alone(path: str, text: str) -> None:
    source = Source(Path("hearthside") / path, text)
    assert [rule.__name__ for rule in CODE_RULES if any(rule(source))] == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color:red">',
        "<style>p {}</style>",
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<a onclick="go()">',
        '<a hx-on:click="go()">',
        '<a href="javascript:go()">',
        "{{ name|safe }}",
        "{% autoescape off %}",
        '<script src="https://cdn.example/x.js">',
        '<link rel="stylesheet" href="//cdn.example/x.css">',
    ],
)
def test_a_page_that_breaks_a_rule_is_seen(text: str) -> None:
    assert list(faults_of_page(Source(Path("hearthside/bills/templates/bills/page.html"), text)))


@pytest.mark.parametrize(
    "text",
    [
        "<script src=\"{% static 'htmx.js' %}\" defer></script>",
        '<a class="ds-c-button" href="https://plan.example/">Your plan</a>',
        "{% if once %}<p data-style='plain'>{{ name }}</p>{% endif %}",
        '<link rel="stylesheet" href="{% static "hearthside/hearthside.css" %}">',
    ],
)
def test_a_page_that_keeps_the_rules_is_left_alone(text: str) -> None:
    assert not list(faults_of_page(Source(Path("hearthside/bills/templates/bills/page.html"), text)))

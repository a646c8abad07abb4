"""A house that is not set up as it must be does not open. Threat rows 15, 53, 58; section 3."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.checks.registry import registry
from django.test import override_settings

from hearthside.cli.commands import serve_
from hearthside.errors import BadSetting
from hearthside.organization import checks
from tests.drills.production import ROOT, SITE, production_environment, profile_in

Start = Callable[..., subprocess.CompletedProcess[str]]
SERVES = "from hearthside.config.wsgi import application; print('opened')"
SETS_UP = "import django; django.setup(); print('opened')"


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """start(code, NAME=value): a process of production, with those variables changed."""

    def begin(code: str, **changed: str | None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code],
            env=production_environment(tmp_path, **changed),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return begin


def test_a_good_house_opens(start: Start) -> None:
    """Row 58, so that the refusals below mean something."""
    done = start(SERVES)
    assert done.returncode == 0 and "opened" in done.stdout, done.stderr


SAME = "".join(chr(97 + turn % 26) + str(turn % 10) for turn in range(60))
REFUSED: dict[str, dict[str, str | None]] = {
    "no secret": {"HEARTHSIDE_SECRET_KEY": None},
    "a short secret": {"HEARTHSIDE_SECRET_KEY": "x" * 49},
    "the demo's secret": {"HEARTHSIDE_SECRET_KEY": "demo-only-hearthside_secret_key-" + "x" * 40},
    "the demo's pay code key": {"HEARTHSIDE_PAY_CODE_KEY": "demo-only-hearthside_pay_code_key-" + "x" * 40},
    "no guard key": {"HEARTHSIDE_GUARD_KEY": ""},
    "a short seal key": {"HEARTHSIDE_SEAL_KEY": "pine-cone"},
    "one letter as a secret": {"HEARTHSIDE_SECRET_KEY": "x" * 60},
    "one secret for two uses": {"HEARTHSIDE_GUARD_KEY": SAME, "HEARTHSIDE_SEAL_KEY": SAME},
    "no hosts": {"HEARTHSIDE_HOSTS": None},
    "blank hosts": {"HEARTHSIDE_HOSTS": " , "},
    "a plain http site": {"HEARTHSIDE_SITE_URL": f"http://{SITE}"},
    "no site": {"HEARTHSIDE_SITE_URL": None},
    "a proxy without its number": {"HEARTHSIDE_BEHIND_PROXY": "yes"},
    "a proxy number of nonsense": {"HEARTHSIDE_TRUSTED_PROXY_COUNT": "many"},
    "no processor key": {"HEARTHSIDE_PROCESSOR_KEY": None},
    "the demo's processor key": {"HEARTHSIDE_PROCESSOR_KEY": "sk_test_hearthside_demo"},
    "a test key": {"HEARTHSIDE_PROCESSOR_KEY": "sk_test_" + "k" * 40},
    "no webhook secret": {"HEARTHSIDE_PROCESSOR_WEBHOOK_SECRET": None},
    "the demo's webhook secret": {"HEARTHSIDE_PROCESSOR_WEBHOOK_SECRET": "whsec_hearthside_demo"},
    "a processor without https": {"HEARTHSIDE_PROCESSOR_API": "http://127.0.0.1:8010"},
    "a card page without https": {"HEARTHSIDE_PROCESSOR_PAGES": "http://pay.example"},
    "another database": {"DATABASE_URL": "mysql://x/y"},
    "an environment we do not know": {"HEARTHSIDE_ENV": "debug"},
}


TRY_THEM_ALL = """
import json, os, sys, traceback
good = dict(os.environ)
for name, changed in json.load(sys.stdin).items():
    os.environ.clear()
    os.environ.update(good)
    for variable, value in changed.items():
        os.environ.pop(variable, None) if value is None else os.environ.update({variable: value})
    for module in [one for one in sys.modules if one.startswith("hearthside.")]:
        del sys.modules[module]
    try:
        import hearthside.config.settings
        told = ""
    except Exception:
        told = traceback.format_exc()
    print(json.dumps([name, told]))
"""


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What production's settings said to each of `REFUSED`, read anew for each in one process."""
    done = subprocess.run(
        [sys.executable, "-c", TRY_THEM_ALL],
        env=production_environment(tmp_path_factory.mktemp("house")),
        cwd=ROOT,
        input=json.dumps({"all is well": {}} | REFUSED),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return dict(json.loads(line) for line in done.stdout.splitlines())


def test_the_same_house_is_well_without_them(refusals: dict[str, str]) -> None:
    """Row 58: the refusals below come from the one thing that was changed."""
    assert refusals["all is well"] == ""


@pytest.mark.parametrize("name", REFUSED)
def test_production_refuses(refusals: dict[str, str], name: str) -> None:
    """Rows 15, 50 and 58: not started, in words that name the variable and never repeat a secret."""
    told = refusals[name]
    assert told, "it started"
    last = told.strip().splitlines()[-1]
    assert last.startswith("hearthside.errors.BadSetting: ")
    assert "HEARTHSIDE_" in last or "DATABASE_URL" in last
    secrets = [
        value for variable, value in REFUSED[name].items() if value and variable.endswith(("KEY", "SECRET"))
    ]
    assert not [value for value in secrets if value in told]


OTHERS = [
    (True, SITE, "the profile is the demo's"),
    (False, "pay.other.example", f"{SITE} is not the organization's own"),
]


@pytest.mark.parametrize(("is_demo", "host", "says"), OTHERS, ids=["the demo's", "another's"])
def test_production_is_the_organizations_own(
    start: Start, tmp_path: Path, is_demo: bool, host: str, says: str
) -> None:
    """Row 58, design 1: no demo's profile, no host that the profile does not list, by any way in."""
    folder = tmp_path / "other"
    folder.mkdir()
    path = profile_in(folder, is_demo=is_demo, host=host)
    done = start(SERVES, HEARTHSIDE_PROFILE=str(path))
    assert done.returncode != 0 and says in done.stderr
    with override_settings(
        PRODUCTION=True, PROFILE=path, ALLOWED_HOSTS=[SITE], SITE_URL=f"https://{SITE}", SECRET_KEY="s" * 60
    ):
        found = [fault.msg for fault in checks.the_house_is_its_own(None)]
        assert len(found) == 1 and says in found[0]
        assert checks.the_house_is_its_own in registry.get_checks(include_deployment_checks=True)


@pytest.mark.parametrize("hosts", [["*"], [".hearth.example"], [SITE, "evil.example"], [f"{SITE}."]])
def test_no_pattern_lets_a_strangers_host_in(tmp_path: Path, hosts: list[str]) -> None:
    """Row 21: a star, or every name below ours, is not a host that the profile lists."""
    path = profile_in(tmp_path)
    with override_settings(PRODUCTION=True, PROFILE=path, ALLOWED_HOSTS=hosts, SITE_URL=f"https://{SITE}"):
        assert checks.the_house_is_its_own(None)
        with pytest.raises(BadSetting):
            checks.refuse_a_strange_house()


def test_check_deploy_is_clean(start: Start) -> None:
    """Row 53: Django's own deployment checks find nothing at all, warnings included."""
    done = start(
        "from django.core.management import execute_from_command_line as run;"
        "run(['x', 'check', '--deploy', '--fail-level', 'INFO'])"
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_nothing_of_the_workshop_is_installed(start: Start) -> None:
    """Row 53: no debug, no admin, no debug toolbar, no listing; the demo's doors and today are shut."""
    done = start(
        "import django, json, os; django.setup();"
        "from django.apps import apps; from django.conf import settings;"
        "from hearthside.identity.services import demo_is_on; from hearthside import clock;"
        "print(json.dumps({'debug': settings.DEBUG, 'apps': sorted(a.name for a in apps.get_app_configs()),"
        "'demo': demo_is_on(), 'today': clock.today().isoformat(), 'mask': oct(os.umask(0o077)),"
        "'home': oct(settings.HOME.stat().st_mode & 0o777), "
        "'insecure': settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN,"
        "'origins': settings.CSRF_TRUSTED_ORIGINS, 'forwarded': settings.USE_X_FORWARDED_HOST,"
        "'proxy': settings.SECURE_PROXY_SSL_HEADER, 'upload': oct(settings.FILE_UPLOAD_PERMISSIONS),"
        "'memory': settings.DATA_UPLOAD_MAX_MEMORY_SIZE}))",
        HEARTHSIDE_TODAY="2001-01-01",
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["debug"] is False and told["demo"] is False and told["today"] != "2001-01-01"
    assert not [app for app in told["apps"] if "admin" in app or "debug" in app or "sandbox" in app]
    assert told["insecure"] is False and told["origins"] == [] and told["forwarded"] is False
    assert told["proxy"] is None and told["upload"] == "0o600" and told["memory"] == 262_144
    assert told["mask"] == "0o77" and told["home"] == "0o700"


def test_a_day_told_by_the_shell_is_not_believed_in_production(start: Start) -> None:
    """Row 58: also where the environment's name has a blank at its end."""
    done = start(
        "import django; django.setup(); from hearthside import clock; print(clock.today())",
        HEARTHSIDE_ENV="production ",
        HEARTHSIDE_TODAY="2001-01-01",
    )
    assert done.returncode == 0 and "2001" not in done.stdout


@pytest.mark.django_db
@pytest.mark.parametrize("bind", ["0.0.0.0:8000", "[::]:8000", "192.0.2.1:8000", "hearth.example:80"])
def test_the_demo_is_served_to_this_machine_alone(bind: str) -> None:
    """Row 58: the demo's sign-in links work for anyone who reaches it, so nobody else does."""
    assert any("only this machine is served" in reason for reason in serve_.reasons_not_to_serve(bind))

"""Public pages, both languages, and the pages for when something went wrong."""

import json
import re
from pathlib import Path
from unittest.mock import patch

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client, RequestFactory

from hearthside.money import Money
from hearthside.organization.profile import Hours
from hearthside.organization.selectors import profile
from hearthside.portal import drawing, places, wording
from hearthside.portal.views import errors, health

PUBLIC = ("/", "/official/", "/pay/phone/", "/pay/mail/", "/contact/", "/accessibility/", "/activate/",
          "/sign-in/", "/sign-in/help/", "/sign-in/code/", "/sign-in/password/")  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_whole_in_both_languages(client: Client, path: str) -> None:
    for start, language, other in (("", "en", "Español"), ("/es", "es", "English")):
        response = client.get(start + path)
        page = response.content.decode()
        assert response.status_code == 200
        assert f'<html lang="{language}">' in page
        assert len(re.findall(r"<h1[ >]", page)) == 1
        assert other in page and profile().phone in page
        assert re.search(r"<title>[^<]+ - CareCentrix</title>", page)
        assert "style=" not in page and not re.search(r"<script(?![^>]*(src|application/json))", page)


@pytest.mark.django_db
@pytest.mark.parametrize("path", PUBLIC)
def test_every_link_of_a_public_page_leads_somewhere(client: Client, path: str) -> None:
    for start in ("", "/es"):
        for link in set(re.findall(r'href="(/[^"#?]*)"', client.get(start + path).content.decode())):
            if not link.startswith("/static/"):
                assert client.get(link).status_code in (200, 302), f"{start + path} links to {link}"


def test_a_room_that_is_not_here_is_not_linked() -> None:
    assert places.address("/official/") == "/official/"
    assert places.address("/nowhere/") == ""


@pytest.mark.parametrize(
    ("path", "language", "expected"),
    [("/", "es", "/es/"), ("/pay/mail/", "es", "/es/pay/mail/"), ("/es/pay/mail/", "en", "/pay/mail/"),
     ("/es/", "en", "/"), ("/estate/", "es", "/es/estate/"), ("/es/x/", "es", "/es/x/")],
)  # fmt: skip
def test_the_same_page_in_the_other_language(path: str, language: str, expected: str) -> None:
    assert places.in_language(path, language) == expected


def test_hours_are_said_as_people_say_them() -> None:
    hours = profile().hours
    assert wording.hours_in_words(hours) == "Monday to Friday, 8\xa0a.m. to 8\xa0p.m. Eastern"
    odd = Hours((0, 2, 5), hours.opens.replace(hour=12), hours.closes.replace(hour=17, minute=30), hours.zone)
    assert wording.hours_in_words(odd).startswith("Monday, Wednesday and Saturday, noon to 5:30")


def test_the_bar_draws_every_cent_and_nothing_else() -> None:
    parts = [drawing.Part("discount", "", Money(18450)), drawing.Part("plan", "", Money(20300)),
             drawing.Part("second", "", Money(2900)), drawing.Part("you", "", Money(14250)),
             drawing.Part("plan", "", Money(0))]  # fmt: skip
    drawn = drawing.bar(parts)
    assert [part.width for part in drawn] == ["33.01%", "36.31%", "5.19%", "25.49%"]
    assert drawn[-1].start == "74.51%" and not drawn[2].has_room and drawn[3].has_room
    assert drawing.bar([]) == []


@pytest.mark.django_db
def test_a_missing_page_says_what_is_safe(client: Client) -> None:
    response = client.get("/accounts/1/")
    assert response.status_code == 404
    assert b"Nothing is wrong with your bill" in response.content


@pytest.mark.django_db
def test_a_form_from_elsewhere_changes_nothing_and_says_so() -> None:
    response = Client(enforce_csrf_checks=True).post("/activate/", {})
    assert response.status_code == 403
    assert b"This page was open too long" in response.content


def test_our_fault_is_told_without_the_database() -> None:
    request = RequestFactory().get("/es/account/")
    with patch("django.db.backends.base.base.BaseDatabaseWrapper.cursor", side_effect=DatabaseError):
        response = errors.our_fault(request)
    assert response.status_code == 500
    assert b"911" in response.content


@pytest.mark.django_db
def test_ready_names_what_is_wrong(client: Client) -> None:
    assert client.get("/healthz").json() == {"ok": True}
    with patch.dict(health.CHECKS, {"database": lambda: (_ for _ in ()).throw(DatabaseError("secret"))}):
        response = client.get("/readyz")
    assert response.status_code == 503
    checks = {check["name"]: check for check in json.loads(response.content)["checks"]}
    assert checks["database"] == {"name": "database", "ok": False, "found": "DatabaseError"}
    assert checks["migrations"]["ok"] and b"secret" not in response.content


@pytest.mark.django_db
def test_personal_pages_are_not_kept(client: Client) -> None:
    response = client.get("/sign-in/")
    assert "no-store" in response["Cache-Control"] and response["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/")
    assert re.fullmatch(r"[0-9]{10}", response["X-Request-Id"])


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/activate/"])
def test_the_first_view_fits_the_budget(client: Client, path: str) -> None:
    import gzip

    page = client.get(path).content
    static = Path(settings.CODE) / "static"
    sheets = [static / link for link in re.findall(r'href="/static/([^"]+\.css)"', page.decode())]
    fonts = [static / f"vendor/cmsds/fonts/{name}.woff2" for name in
             ("bitter-bold", "opensans-regular-webfont", "opensans-bold-webfont")]  # fmt: skip
    if not all(path.exists() for path in sheets + fonts):
        pytest.skip("the design system is not fetched: python tools/fetch_assets.py")
    sent = sum(len(gzip.compress(sheet.read_bytes())) for sheet in sheets) + len(gzip.compress(page))
    assert sent + sum(font.stat().st_size for font in fonts) <= 130 * 1024

"""Requests that somebody else wrote: another host, another site's form, a way out.

Threat rows 20, 21, 31 and 53; drills 15, 16 and 28.
"""

import re
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.test import Client, override_settings

from hearthside.guards.models import Counter
from hearthside.mailroom.models import Message
from hearthside.portal.tests.cast import PASSWORD, Cast, newest_code
from tests.drills.conftest import signed_in
from tests.drills.tables import changed, digests

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

EVIL = "evil.example"
OURS = "http://testserver/sign-in/"
WAYS_OUT = (
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "https:///evil.example",
    "http:\\\\evil.example",
    "///evil.example",
    "\\\\evil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "\x01https://evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //evil.example",
    "/\n/evil.example",
    "https://testserver@evil.example",
    "https://testserver.evil.example",
    "//evil.example/account/",
    "@evil.example",
)


@pytest.mark.parametrize("path", ["/sign-in/password/", "/sign-in/code/", "/pay/", "/activate/"])
def test_another_host_is_400_and_sends_no_mail(cast: Cast, path: str) -> None:
    """Drill 15; row 21."""
    before = digests()
    for told in ({"Host": EVIL}, {"Host": f"testserver@{EVIL}"}, {"Host": f"{EVIL}:80"}, {"Host": "a b"}):
        answer = Client().post(path, {"email": "ana@mail.example"}, headers=told)
        assert answer.status_code == 400, told
        assert EVIL.encode() not in answer.content
    assert not Message.objects.exists() and changed(before, digests()) == []


def test_a_forwarded_host_is_not_believed(cast: Cast) -> None:
    """Row 21: letters hold codes and the profile's own address; no header gets into them, and no link."""
    forged = {
        "X-Forwarded-Host": EVIL,
        "Forwarded": f"host={EVIL}",
        "X-Host": EVIL,
        "Referer": f"http://{EVIL}/",
        "X-Original-URL": f"http://{EVIL}/",
        "X-Rewrite-URL": "/account/",
    }
    Client().post("/sign-in/password/", {"email": "ana@mail.example"}, headers=forged)
    Client().post("/sign-in/code/", {"email": "cora@mail.example"}, headers=forged)
    Client().post("/sign-in/password/", {"email": "nobody@mail.example"}, headers=forged)
    letters = list(Message.objects.all())
    assert len(letters) == 3
    for letter in letters:
        assert EVIL not in letter.subject + letter.body and "testserver" not in letter.subject + letter.body
        assert "://" not in letter.body, "a code, and no link to press"


@pytest.mark.parametrize("way_out", WAYS_OUT)
def test_signing_in_leads_to_our_own_pages_only(cast: Cast, way_out: str) -> None:
    """Drill 16; row 20: by address, by form, with and without htmx's own headers."""
    for headers in ({}, {"HX-Request": "true", "HX-Current-URL": way_out.strip(), "HX-Redirect": EVIL}):
        client = Client()
        headers = {name: value for name, value in headers.items() if value.isprintable()}
        Counter.objects.all().delete()
        client.post("/sign-in/code/", {"email": "ana@mail.example", "next": way_out}, headers=headers)
        answer = client.post(
            "/sign-in/code/confirm/",
            {"code": newest_code("ana@mail.example"), "next": way_out},
            headers=headers,
        )
        stays_here(answer)
        signed = client.get("/sign-in/", {"next": way_out}, headers=headers)
        stays_here(signed)
        stays_here(client.post("/sign-out/", {"next": way_out}, headers=headers))


def stays_here(answer: Any) -> None:
    for name in ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "Refresh"):
        if to := answer.headers.get(name):
            # As a browser reads it: no blanks or controls around, none inside, and a backslash is a slash.
            read = re.sub(r"[\t\r\n]", "", to.strip("".join(map(chr, range(33))))).replace("\\", "/")
            assert urlsplit(urljoin(OURS, read))[:2] == urlsplit(OURS)[:2], f"{name}: {to!r}"


@pytest.mark.parametrize("way_out", WAYS_OUT)
def test_proving_it_is_still_you_leads_home_too(cast: Cast, way_out: str) -> None:
    """Row 20: the step-up page, and the page that lost its session."""
    client = signed_in(cast.ana)
    stays_here(client.post("/account/security/confirm/", {"password": PASSWORD, "next": way_out}))
    stays_here(Client().get("/account/", {"next": way_out}))
    stays_here(Client().get("/", PATH_INFO=f"//{EVIL}/account/"))
    stays_here(Client().get(f"/{EVIL}"))


def test_a_path_that_looks_like_a_host_goes_nowhere(client: Client) -> None:
    """Row 20: Django adds a slash at the end of a path; never so that it leaves."""
    for path in (f"//{EVIL}", f"/\\{EVIL}", f"//{EVIL}/..", f"/{EVIL}//"):
        answer = client.get("/", PATH_INFO=path)
        stays_here(answer)
        assert answer.status_code in (301, 400, 404)


def test_post_without_token_is_plain_403(cast: Cast) -> None:
    """Drill 28: says that nothing was done, what to do, and nothing of why."""
    strict = Client(enforce_csrf_checks=True)
    for headers in ({}, {"Origin": f"https://{EVIL}"}, {"Origin": "null"}):
        answer = strict.post("/pay/", {"account": "4021187739", "code": "12345678"}, headers=headers)
        assert answer.status_code == 403
        page = answer.content.decode()
        assert "Nothing was changed and nothing was paid" in page
        assert "CSRF" not in page.replace("csrfmiddlewaretoken", "") and "Reason" not in page
        assert "12345678" not in page and "4021187739" not in page


def test_a_token_of_another_browser_is_no_token(cast: Cast) -> None:
    """Row 31: the token belongs to the browser that was given it."""
    hers, theirs = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    hers.get("/pay/")
    theirs.get("/pay/")
    token = hers.cookies["csrf"].value
    assert theirs.post("/pay/", {"csrfmiddlewaretoken": token}).status_code == 403
    assert hers.post("/pay/", {"csrfmiddlewaretoken": token}).status_code == 422


def test_methods_by_header_or_field_are_not_believed(cast: Cast) -> None:
    """Row 31: a GET stays a GET."""
    client = signed_in(cast.ana)
    client.get("/sign-out/?_method=POST", headers={"X-HTTP-Method-Override": "POST"})
    assert client.get("/account/").status_code == 200
    for method in ("put", "patch", "delete", "options", "trace"):
        assert getattr(client, method)("/account/pay/").status_code == 405


def test_bad_paths_and_bytes_are_pages_and_not_failures(client: Client, cast: Cast) -> None:
    """Row 53: null bytes, broken UTF-8 and climbing out of a folder find nothing, and break nothing."""
    for path in (
        "/account/bills/%00/",
        "/b/%ff%fe/",
        "/static/../hearthside.sqlite3",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/b/" + "x" * 3000 + "/",
        "/account/details/%00/",
        "/receipts/0000000000.pdf%00",
        "/static/..%5c..%5cx",
        "/pay/return/١٢٣٤٥٦٧٨٩٠/",
        "/?next=%00",
        "/pay/?x=%ff",
        "/demo/sign-in/%00/",
    ):
        with override_settings(DEBUG_PROPAGATE_EXCEPTIONS=False):
            answer = Client(raise_request_exception=False).get(path)
        assert answer.status_code in (200, 301, 302, 303, 400, 404), path
        told = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"Traceback" not in told and b"root:" not in told and b"SQLite" not in told


@pytest.mark.parametrize(
    "junk", ["\x00", "a\x00b", "\ud800", "x" * 70_000], ids=["null", "nulls", "half", "long"]
)
def test_junk_in_any_field_is_words_and_not_a_failure(cast: Cast, junk: str) -> None:
    """Rows 25, 45: a null byte, half a character, or far too much, in every field of every form."""
    sent = junk.encode("utf-8", "surrogatepass")
    hers = signed_in(cast.ana)
    hers.post("/account/security/confirm/", {"password": PASSWORD})
    forms = {
        "/pay/": ("account", "code", "zip"),
        "/pay/birth-date/": ("account", "birth_date_0", "birth_date_1", "birth_date_2", "zip"),
        "/receipts/find/": ("reference", "zip"),
        "/activate/": ("account", "code", "birth_date_month", "birth_date_day", "birth_date_year"),
        "/sign-in/": ("login", "password"),
        "/sign-in/code/": ("email",),
        "/sign-in/password/": ("email",),
        "/account/switch/": ("account",),
        "/account/pay/": ("how", "amount", "method", "lines"),
        "/account/details/address/": ("address1", "address2", "city", "state", "zip"),
        "/account/details/phone/": ("phone",),
        "/account/details/email/": ("email",),
        "/account/details/reading/": ("language", "large_print"),
    }
    for path, fields in forms.items():
        body = "&".join(f"{name}={quote(sent)}" for name in fields)
        hers.raise_request_exception = False
        answer = hers.post(path, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code < 500, f"{path} broke on {junk[:5]!r}"

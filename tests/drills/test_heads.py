"""What every page says in its head: policy, caches, cookies, frames. Threat rows 12, 28, 30; section 3."""

import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from hearthside.payments.models import Payment
from hearthside.payments.tests.cast import Ana
from hearthside.payments.tests.conftest import Payer
from hearthside.payments.tests.test_guest_pages import at_card_page, choose, find, path_of
from hearthside.portal.tests.cast import Cast
from tests.drills.conftest import signed_in
from tests.drills.production import ROOT, production_environment

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HOUSE_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "report-to": "csp",
}
ON_EVERY_PAGE = {
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
MAY_BE_FOUND = ("/", "/es/")


def policy_of(answer: Any) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts if name}


class Loads(HTMLParser):
    """What a page asks a browser to load or run."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        is_data = told.get("type") == "application/json"  # a browser never runs it, and no policy asks
        if tag == "style" or (tag == "script" and not told.get("src") and not is_data):
            self.inline.append(f"<{tag}>")
        self.inline += [f'{name}="{told[name]}"' for name in told if name == "style" or name.startswith("on")]
        for name in ("src", "srcset", "data", "poster", "background", "ping", "formaction"):
            if name in told:
                self.addresses.append(told[name])
        if tag == "link":
            self.addresses.append(told["href"])
        if any(value.strip().lower().startswith("javascript:") for value in told.values()):
            self.inline.append("javascript:")


def pages(client: Client, ana: Ana, payer: Payer, cast: Cast) -> dict[str, Any]:
    """One answer of every kind of page that there is."""
    hers, cora = signed_in(cast.ana), signed_in(cast.cora)
    found: dict[str, Any] = {}
    for path in (
        "/",
        "/es/",
        "/official/",
        "/pay/phone/",
        "/pay/mail/",
        "/contact/",
        "/accessibility/",
        "/activate/",
        "/sign-in/",
        "/sign-in/help/",
        "/sign-in/code/",
        "/pay/",
        "/pay/birth-date/",
        "/receipts/find/",
        "/no-such-page/",
    ):
        found[path] = client.get(path)
    found["a wrong code"] = find(client, ana, code="00000000")
    url = at_card_page(client, ana, how="part", amount="50")
    found["/pay/amount/"] = client.get("/pay/amount/")
    found["/pay/check/"] = client.get("/pay/check/")
    back = payer.pays_by_card(url)
    found["/pay/done/"] = client.get(path_of(back.headers["Location"]), follow=True)
    reference = Payment.objects.get().reference
    found["a refused token"] = Client(enforce_csrf_checks=True).post("/pay/")
    for path in (
        "/account/",
        "/account/details/",
        "/account/bills/",
        f"/account/bills/{ana.bill.number}/",
        f"/account/bills/{ana.bill.number}.json",
        "/account/receipts/",
        "/account/number/",
        "/account/pay/",
        "/account/payments/",
        f"/account/payments/{reference}/",
        "/account/security/",
        "/account/security/devices/",
    ):
        found[path] = hers.get(path)
        assert found[path].status_code == 200, path
    hers.post("/account/pay/", {"how": "all", "amount": "", "method": "card"})
    found["/account/pay/check/"] = hers.get("/account/pay/check/")
    found["cora's 404"] = cora.get(f"/account/bills/{ana.bill.number}/")
    found["a machine's"] = client.get("/healthz")
    found["a webhook without a signature"] = client.post(
        "/webhooks/stripe/", b"{}", content_type="application/json"
    )
    found["another host"] = client.get("/pay/", headers={"Host": "evil.example"})
    for place in range(21):
        last = find(client, ana, account=f"40211{place:05d}", code="00000000")
    assert last.status_code == 429
    found["too often"] = last
    return found


def test_every_kind_of_page(client: Client, cast: Cast, ana: Ana, payer: Payer) -> None:
    """Rows 12, 28, 30: exact policy, no cache, no frame, no other host, nothing inline, on each of them."""
    faults = []
    for name, answer in pages(client, ana, payer, cast).items():
        policy, wanted = policy_of(answer), HOUSE_POLICY
        if name.endswith("check/"):
            wanted = HOUSE_POLICY | {"script-src": "'none'", "form-action": f"'self' {payer.sandbox.url}"}
        if policy != wanted:
            faults.append(f"{name}: policy {policy}")
        for header, value in ON_EVERY_PAGE.items():
            if answer.headers.get(header) != value:
                faults.append(f"{name}: {header} is {answer.headers.get(header)}")
        if "no-store" not in answer.headers.get("Cache-Control", "") or "public" in answer["Cache-Control"]:
            faults.append(f"{name}: Cache-Control {answer.headers.get('Cache-Control')}")
        permissions = answer.headers.get("Permissions-Policy", "")
        if not all(
            f"{one}=()" in permissions for one in ("camera", "geolocation", "microphone", "payment", "usb")
        ):
            faults.append(f"{name}: Permissions-Policy {permissions}")
        if (answer.headers.get("X-Robots-Tag") == "noindex") == (name in MAY_BE_FOUND):
            faults.append(f"{name}: X-Robots-Tag {answer.headers.get('X-Robots-Tag')}")
        loads = Loads()
        loads.feed(answer.content.decode())
        faults += [f"{name}: inline {one}" for one in loads.inline]
        faults += [f"{name}: loads {one}" for one in loads.addresses if not re.match(r"/[^/\\]", one)]
        if name.endswith("check/") and b"<script" in answer.content:
            faults.append(f"{name}: has a script")
    assert not faults, "\n".join(["", *faults])


def test_a_redirect_is_kept_by_no_cache_either(client: Client, cast: Cast, ana: Ana) -> None:
    """Row 28: the step to a signed-in page, and the one to the sign-in page, are not stored."""
    for answer in (client.get("/account/"), find(client, ana), choose(client)):
        assert answer.status_code in (302, 303) and "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"


def pdfs(client: Client, ana: Ana, payer: Payer, cast: Cast) -> dict[str, Any]:
    """Every PDF of ours, by the name it must be saved under."""
    back = payer.pays_by_card(at_card_page(client, ana, how="part", amount="50"))
    client.get(path_of(back.headers["Location"]))
    reference, number, hers = Payment.objects.get().reference, ana.bill.number, signed_in(cast.ana)
    itemized = hers.get("/account/receipts/itemized.pdf", {"what": "year", "year": "2026"})
    found = {
        f"{reference}.pdf": client.get(f"/receipts/{reference}.pdf"),
        f"{number}.pdf": hers.get(f"/account/bills/{number}.pdf"),
        f"{number}-coupon.pdf": hers.get(f"/account/bills/{number}/coupon.pdf"),
        "coupon.pdf": client.get("/pay/mail/coupon.pdf"),
    }
    if itemized.status_code == 200:
        found[itemized["Content-Disposition"].split('"')[1]] = itemized
    return found


def test_every_pdf_of_ours(client: Client, cast: Cast, ana: Ana, payer: Payer) -> None:
    """Section 3: opened in place, kept nowhere, framed by nobody, named by its reference alone."""
    for name, answer in pdfs(client, ana, payer, cast).items():
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF"), name
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == f'inline; filename="{name}"'
        assert re.fullmatch(r"(?:[A-Z0-9-]{4,14}(?:-coupon)?|coupon)\.pdf", name), name
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"] and "public" not in answer["Cache-Control"], name
        assert policy_of(answer)["frame-ancestors"] == "'none'" and "sandbox" not in policy_of(answer)
        assert answer["X-Frame-Options"] == "DENY"
        assert b"Reyes" not in re.sub(rb"stream.*?endstream", b"", answer.content, flags=re.DOTALL), name


def test_signing_out_makes_the_browser_forget(cast: Cast) -> None:
    """Row 28: Clear-Site-Data when somebody signs out, and not at any other time."""
    hers = signed_in(cast.ana)
    assert "Clear-Site-Data" not in hers.get("/account/").headers
    answer = hers.post("/sign-out/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert "no-store" in answer["Cache-Control"]
    assert "Clear-Site-Data" not in hers.get("/").headers


def test_signing_out_needs_a_press(cast: Cast) -> None:
    """Row 31: an address alone, in a picture on another site, signs nobody out."""
    hers = signed_in(cast.ana)
    hers.get("/sign-out/")
    assert hers.get("/account/").status_code == 200


def test_cookies_here(client: Client, cast: Cast, ana: Ana) -> None:
    """Section 3: HttpOnly, Lax, gone when the browser closes; the language cookie is not readable either."""
    answer = find(client, ana)
    client.get("/pay/")
    cookies = client.cookies
    assert cookies["session"]["httponly"] and cookies["csrf"]["httponly"]
    assert cookies["session"]["samesite"] == cookies["csrf"]["samesite"] == "Lax"
    assert not cookies["session"]["max-age"] and not cookies["session"]["expires"]
    assert answer.cookies["session"]["path"] == "/" and not answer.cookies["session"]["domain"]
    assert settings.LANGUAGE_COOKIE_HTTPONLY


def test_cookies_and_transport_in_production(tmp_path: Path, new_home: Callable[[Path], Path]) -> None:
    """Section 3: in production `__Host-` cookies that are Secure, HTTPS alone, and a year of HSTS."""
    new_home(tmp_path / "home")
    told = subprocess.run(
        [sys.executable, "-c", ASK_IN_PRODUCTION],
        env=production_environment(tmp_path),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert told.returncode == 0, told.stderr
    lines = dict(line.split(" = ", 1) for line in told.stdout.splitlines() if " = " in line)
    assert lines["plain http"] == "301 https://pay.hearth.example/pay/"
    assert lines["hsts"] == "max-age=31536000; includeSubDomains"
    for name in ("__Host-session", "__Host-csrf"):
        flags = lines[name].lower()
        assert "secure" in flags and "httponly" in flags and "samesite=lax" in flags and "path=/" in flags
        assert "domain" not in flags
    assert "https://checkout.stripe.com" in lines["check page"] and "script-src 'none'" in lines["check page"]
    assert lines["debug"] == "False" and lines["admin"] == "False"


ASK_IN_PRODUCTION = """
import django
django.setup()
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import override_settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
call_command("migrate", verbosity=0, skip_checks=True)
call_command("createcachetable")
host = {"HTTP_HOST": "pay.hearth.example"}
plain = Client().get("/pay/", **host)
print("plain http =", plain.status_code, plain["Location"])
client = Client()
answer = client.get("/pay/", secure=True, **host)
print("hsts =", answer["Strict-Transport-Security"])
answer = client.get("/b/MADEUP/", secure=True, **host)
answer2 = client.get("/pay/", secure=True, **host)
for name, morsel in client.cookies.items():
    print(name, "=", morsel.OutputString())
from hearthside.payments.views import steps
from csp.middleware import CSPMiddleware
checked = CSPMiddleware(steps.check_page_policy(lambda request: HttpResponse()))(RequestFactory().get("/"))
print("check page =", checked["Content-Security-Policy"])
print("debug =", settings.DEBUG)
print("admin =", apps.is_installed("django.contrib.admin"))
"""

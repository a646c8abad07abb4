"""Every address has an audience, and keeps it."""

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from hearthside.portal import doors
from hearthside.portal.tests.cast import Cast


def test_every_address_says_who_it_is_for() -> None:
    known = doors.audiences()
    unclassified = [name or str(pattern.pattern) for name, pattern in doors.addresses() if name not in known]
    assert not unclassified, f"add these to their room's doors.py: {unclassified}"


def test_audiences_are_ones_we_know() -> None:
    assert set(doors.audiences().values()) <= set(doors.AUDIENCES)


def member_addresses() -> list[str]:
    found = []
    for name, audience in doors.audiences().items():
        if audience != "member":
            continue
        for arguments in ([], ["address"], ["4021187739"], [1]):
            try:
                with override("en"):
                    found.append(reverse(name, args=arguments))
                break
            except NoReverseMatch:
                continue
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_member_page_signed_out_asks_to_sign_in(client: Client, method: str) -> None:
    for address in member_addresses():
        response = getattr(client, method)(address)
        assert response.status_code in (302, 404, 405), f"{method} {address} answered {response.status_code}"
        if response.status_code == 302:
            assert response["Location"].startswith("/sign-in/"), f"{address} leads to {response['Location']}"


def test_cora_cannot_open_anas_account(cast: Cast, client: Client) -> None:
    client.force_login(cast.cora)
    client.post("/account/switch/", {"account": cast.owes.account.number})
    page = client.get("/account/").content.decode()
    assert cast.owes.account.number[-4:] not in page
    assert "No account is open to you yet" in page
    assert client.get("/account/details/").status_code == 404


def test_a_grant_that_ends_closes_the_page_at_once(cast: Cast, client: Client) -> None:
    from hearthside import clock
    from hearthside.members import selectors, services
    from hearthside.portal.tests.cast import SETTING_THE_TABLE

    client.force_login(cast.ben)
    assert client.get("/account/details/").status_code == 200
    grant = selectors.live_grants(cast.ben.pk).get()
    services.end_access(grant_id=grant.pk, by=SETTING_THE_TABLE, at=clock.now())
    assert client.get("/account/details/").status_code == 404


def test_staff_see_no_member_account(cast: Cast, client: Client) -> None:
    client.force_login(cast.dev)
    assert client.get("/account/details/").status_code == 404

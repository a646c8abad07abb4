"""Signing in is tested on the portal's pages and with its cast."""

from hearthside.portal.tests.conftest import ana_client, cast  # noqa: F401

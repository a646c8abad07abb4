"""Signing in is tested on the portal's pages and with its cast."""

from hearthside.portal.tests.conftest import ana_client, cast, portal_settings  # noqa: F401

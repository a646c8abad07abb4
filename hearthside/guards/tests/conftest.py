"""Tests that commit leave events in the audit trail, which Django must be let to empty."""

from hearthside.audit.tests import flushing  # noqa: F401

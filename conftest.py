"""Every test of the house, wherever it stands, gets the same edges."""

pytest_plugins = ("tests.edges", "hearthside.audit.tests.flushing")

"""Who among staff may do what in this room."""

PERMISSIONS = {"helpcenter.misses": ("billing_agent", "supervisor")}
"""Reads what search missed and what readers still wonder, and ties words to topics."""

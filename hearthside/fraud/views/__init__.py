"""Reporting fraud on the web. Signed in or not, nothing here knows who is asking, unless they say so."""

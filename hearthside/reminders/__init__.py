"""Telling people in time that a bill is due, and stopping when we should."""

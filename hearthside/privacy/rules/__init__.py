"""Decisions of this room: values in, a value out."""

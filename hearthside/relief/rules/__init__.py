"""Decisions and sums of this room: values in, a value out."""

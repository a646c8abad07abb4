"""Who gets a bill on paper, for the bills room: it asks every room that keeps such a choice."""

from hearthside.autopay.selectors import wants_paper

__all__ = ["wants_paper"]

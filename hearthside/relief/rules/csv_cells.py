"""Text that a spreadsheet must not run."""

_STARTS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """Text for a CSV cell: what would be a formula gets a quote before it. Source: threats.md row 38."""
    return f"'{text}" if text.startswith(_STARTS) else text

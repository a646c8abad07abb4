"""The full text index of passages: FTS5 on SQLite, tsvector with a GIN index on PostgreSQL.

The database finds which passages hold any word of a question; `passages.best_of` chooses among them. Both
databases look through the same stems, so both find the same.
"""

from collections.abc import Sequence

from django.db import connection

_SQLITE = "SELECT rowid FROM helpcenter_passage_words WHERE helpcenter_passage_words MATCH %s"
_POSTGRES = "SELECT id FROM helpcenter_passage WHERE to_tsvector('simple', stems) @@ to_tsquery('simple', %s)"
WORDS_MOST = 60


def passages_with(asked: Sequence[str]) -> list[int]:
    """The ids of passages that hold any of these stems. A stem is letters and digits and nothing else."""
    wanted = sorted({one for one in asked if one.isascii() and one.isalnum()})[:WORDS_MOST]
    if not wanted:
        return []
    is_sqlite = connection.vendor == "sqlite"
    quoted = " OR ".join(f'"{one}"' for one in wanted) if is_sqlite else " | ".join(wanted)
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE if is_sqlite else _POSTGRES, [quoted])
        return sorted(row[0] for row in cursor.fetchall())


def fill() -> None:
    """After the passages' table was written anew: SQLite's index follows. PostgreSQL's follows by itself."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM helpcenter_passage_words")
        cursor.execute(
            "INSERT INTO helpcenter_passage_words (rowid, stems) SELECT id, stems FROM helpcenter_passage"
        )

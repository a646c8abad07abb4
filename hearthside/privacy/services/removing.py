"""Rows of this room whose time is over are deleted, inside the round's transaction; the ids come back."""

from collections.abc import Sequence

from hearthside.privacy.models import Copy, CopyState, Disclosure, Draft


def drop_drafts(*, ids: Sequence[int]) -> list[int]:
    rows = Draft.objects.filter(pk__in=ids)
    there = sorted(rows.values_list("pk", flat=True))
    rows.delete()
    return there


def drop_copy_notes(*, ids: Sequence[int]) -> list[int]:
    """Notes of copies whose file is gone."""
    rows = Copy.objects.filter(pk__in=ids, state=CopyState.GONE)
    there = sorted(rows.values_list("pk", flat=True))
    rows.delete()
    return there


def drop_disclosures(*, ids: Sequence[int]) -> list[int]:
    rows = Disclosure.objects.filter(pk__in=ids)
    there = sorted(rows.values_list("pk", flat=True))
    rows.delete()
    return there

"""What was asked of us and what was said about it. A walled case is not in anybody's copy."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from hearthside.cases import selectors
from hearthside.cases.kinds import kind
from hearthside.privacy.registry import OTHER, Holding, Row, Whose
from hearthside.privacy.saying import each, said

MOST = 10_000


def _cases(whose: Whose) -> Iterable[Row]:
    for case in selectors.cases_of(whose.account_id, most=MOST):
        if kind(case.kind).member_sees:
            yield said(
                case, "reference", "kind", "why", "state", "outcome", "opened_at", "received_on", "due_on",
                "closed_at",
            ) | {"story": list(_story(case)), "files": list(_files(case))}  # fmt: skip


def _story(case: Any) -> Iterable[Row]:
    # Our own notes are theirs to read as well: they are facts we keep about the person.
    return each(selectors.story_of(case, is_for_member=False), "at", "kind", "words")


def _files(case: Any) -> Iterable[Row]:
    return each(selectors.files_of(case, is_for_member=True), "reference", "kind", "size_bytes", "added_at")


HELD = (Holding("questions-and-requests", OTHER, _("What you asked us"), _cases),)

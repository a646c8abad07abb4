"""Copies are made: what is gathered and written to the disk stands between the transactions."""

import logging
from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from hearthside.audit.actor import job
from hearthside.members import selectors as members
from hearthside.organization.selectors import profile
from hearthside.privacy import keeping, selectors
from hearthside.privacy.keeping import Archive, KeptCopy
from hearthside.privacy.models import Copy
from hearthside.privacy.registry import ALL, Holding, Whose, holdings_in
from hearthside.privacy.services import copies

log = logging.getLogger(__name__)

PRIVACY = job("privacy")
A_RUN = 5


def make_copies(at: datetime) -> int:
    """Make the copies that wait, a few a run. Returns how many were made."""
    made = 0
    for _turn in range(A_RUN):
        copy = copies.lease_copy()
        if copy is None:
            break
        made += _make(copy, at=at)
    return made


def _make(copy: Copy, *, at: datetime) -> bool:
    try:
        kept = write(copy, at=at)
    except Exception as trouble:
        # Whatever a room or the disk does, the others' copies are made, and this one is tried again.
        log.exception("a copy was not made", extra={"copy": copy.reference})
        copies.note_trouble(copy_id=copy.pk, trouble=type(trouble).__name__, by=PRIVACY, at=at)
        return False
    noted = copies.note_made(copy_id=copy.pk, kept=kept, by=PRIVACY, at=at)
    if noted.stored_as != kept.stored_as:
        keeping.drop(
            kept.stored_as
        )  # another worker, whose lease we outlived or who outlived ours, was first
        return False
    return True


def write(copy: Copy, *, at: datetime) -> KeptCopy:
    """Write everything the parts of a copy hold, as it is now, into a new file."""
    with translation.override(copy.language):
        with keeping.writing(at) as (archive, kept):
            archive.add(_("read-me-first.txt"), [_read_me(copy).encode()], says="")
            for holding in holdings_in(copy.parts):
                _add(archive, holding, selectors.whose(copy))
        return kept[0]


def _add(archive: Archive, holding: Holding, whose: Whose) -> None:
    archive.add_rows(f"facts/{holding.name}.json", holding.rows(whose), says=str(holding.label))
    for paper in holding.papers(whose) if holding.papers else ():
        pdf = paper.pdf()
        if pdf is not None:
            archive.add(f"papers/{paper.name}.pdf", [pdf], says=str(holding.label))


def _read_me(copy: Copy) -> str:
    org = profile()
    lines = [
        _("This is a copy of what %(org)s holds about your account.") % {"org": org.name},
        _("Copy number: %(number)s") % {"number": copy.reference},
        _("Account: %(number)s") % {"number": members.account(copy.account_id).number},
        "",
        _("papers: your bills, receipts and letters as PDF. You can open and print them."),
        _("facts: the same and all the rest, as files that a program can read."),
        _("contents.json: a list of every file."),
        "",
        _("Keep this file safe. Whoever has it can read all of it."),
        _("Is something wrong, or missing? Call us: %(phone)s.") % {"phone": org.phone},
    ]
    if set(copy.parts) != ALL:
        lines.insert(3, _("It holds only the part of the account that you may see."))
    return "\r\n".join(lines) + "\r\n"

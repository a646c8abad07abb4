"""What this room knows about a help topic, for the person who asks."""

from django.utils import formats
from django.utils.translation import gettext as _

from hearthside import clock
from hearthside.cases import selectors as cases
from hearthside.cases.kinds import kind
from hearthside.helpcenter.registry import Action, Answer, Asker, Row
from hearthside.privacy import looks, selectors
from hearthside.privacy.case_kinds import slug

FEW = 3


def privacy_practices(asker: Asker) -> Answer | None:
    """Who looked lately, what was asked and until when we answer, and what can be done."""
    own = selectors.accounts_spoken_for_by(asker.actor).filter(pk=asker.account_id or 0).first()
    if own is None:
        return _for_helper(asker)
    rows = selectors.requests_visible_to(asker.actor).filter(account=own, answered_at=None)
    seen = looks.looks_at(own.pk, viewer=asker.actor.ident, most=FEW)
    says = (
        _("You can see who looked at your record, get a copy of it, and ask us to fix it."),
        _("Nobody has opened your record yet.")
        if not seen
        else _("These are the last who opened your record."),
    )
    return Answer(
        says, (*map(_look, seen), *map(_asked, rows[:FEW])),
        (Action(_("See your privacy page"), "/account/privacy/"),
         Action(_("Get a copy"), "/account/privacy/copy/")),
    )  # fmt: skip


def _for_helper(asker: Asker) -> Answer | None:
    if asker.account_id is None or not selectors.parts_open_to(asker.actor, asker.account_id):
        return None
    return Answer(
        (_("You help with this account. You can get a copy of the part that you may see."),), (),
        (Action(_("Get a copy"), "/account/privacy/copy/"),),
    )  # fmt: skip


def _look(look: looks.Look) -> Row:
    day = formats.date_format(clock.day_of(look.at), "DATE_FORMAT")
    return Row(day, f"{look.who}. {look.what}.", "/account/privacy/who-looked/")


def _asked(asked: selectors.RequestRow) -> Row:
    case = cases.case_with_reference(asked.reference)
    due = formats.date_format(case.due_on, "DATE_FORMAT") if case and case.due_on else ""
    says = _("We answer by %(day)s.") % {"day": due} if due else _("We have it.")
    return Row(kind(slug(asked.kind)).name, says, f"/account/privacy/requests/{asked.reference}/")


ANSWERS = {"privacy-practices": privacy_practices}

"""What the help center says of a death from a person's own records: what they told, where it stands."""

from django.utils.translation import gettext as _

from hearthside.estates import selectors
from hearthside.estates.models import Notice, NoticeState
from hearthside.helpcenter.registry import Action, Answer, Asker, Row
from hearthside.members import selectors as members
from hearthside.references import spoken

START = "/life-events/death/"


def member_deceased(asker: Asker) -> Answer:
    """What this login told us; and for who may see the account, that everything rests."""
    told = selectors.told_by_login(f"{asker.actor.kind}:{asker.actor.ident}"[:60])
    rows = tuple(
        Row(_("Case %(number)s") % {"number": spoken(one.case.reference)}, _where(one)) for one in told
    )
    actions = (Action(_("Tell us that a person has died"), START),)
    if rows:
        return Answer(
            (_("We are sorry. Thank you for telling us. You do not need to tell us twice."),), rows, actions
        )
    return Answer((_says(asker),), (), actions)


def _where(notice: Notice) -> str:
    """Where a report stands, for whoever told us: never what was found."""
    if notice.state == NoticeState.VERIFIED:
        return _("It is on file. Thank you.")
    return _("Closed") if notice.case.state == "closed" else _("A person is looking")


def _says(asker: Asker) -> str:
    visible = members.accounts_visible_to(asker.actor).filter(pk=asker.account_id or 0)
    if visible.exists() and any(
        one.state == NoticeState.VERIFIED for one in selectors.live_notices_of(asker.account_id or 0)
    ):
        return _("A death is on file for this account. Bills in that person’s name have stopped.")
    return _("You have not told us of a death. One form is enough, and you need no papers for it.")


ANSWERS = {"member-deceased": member_deceased}

"""Who can see my account: the answer from the records of whoever asks."""

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearthside.helpcenter.registry import Action, Answer, Asker, Row
from hearthside.members import selectors as members
from hearthside.members.selectors import GrantRow
from hearthside.people import selectors
from hearthside.people.wording import SCOPES, YOU_MAY

PEOPLE = "/account/people/"


def who_can_access(asker: Asker) -> Answer | None:
    """For whose account it is: everyone who sees it. For a helper: what they may do, and until when."""
    own = members.accounts_visible_to(asker.actor, scopes=members.OWN_SCOPES)
    if asker.account_id is not None and own.filter(pk=asker.account_id).exists():
        return _whose_it_is(asker.account_id)
    helped = [one for one in selectors.helps(asker.actor) if one.account_id == asker.account_id]
    return _helper(helped[0]) if helped else _nobody()


def _whose_it_is(account_id: int) -> Answer:
    standing = selectors.standing(account_id)
    count = len(standing.helpers)
    says = ngettext(
        "You and %(count)s helper can see your account today.",
        "You and %(count)s helpers can see your account today.",
        count,
    ) % {"count": count}
    others = len(standing.own) - 1
    words = [says if count else _("No helper can see your account today.")]
    if others > 0:
        words.append(_("Someone else on the account signs in to it too."))
    rows = tuple(Row(one.login.name or one.login.email, _what(one), PEOPLE) for one in standing.helpers)
    return Answer(
        tuple(words), rows,
        (Action(_("Invite someone to help"), f"{PEOPLE}invite/"), Action(_("See who can see it"), PEOPLE)),
    )  # fmt: skip


def _what(grant: GrantRow) -> str:
    if grant.ends_on is None:
        return str(SCOPES[grant.scope])
    day = formats.date_format(grant.ends_on, "DATE_FORMAT")
    return _("%(what)s, until %(day)s") % {"what": SCOPES[grant.scope], "day": day}


def _helper(grant: GrantRow) -> Answer:
    words = [
        _("You help %(name)s.") % {"name": members.recipient_of(grant.account_id)}, str(YOU_MAY[grant.scope])
    ]  # fmt: skip
    if grant.ends_on is not None:
        day = formats.date_format(grant.ends_on, "DATE_FORMAT")
        words.append(_("This ends on %(day)s.") % {"day": day})
    return Answer(tuple(words), (), (Action(_("Stop helping, or see more"), PEOPLE),))


def _nobody() -> Answer:
    return Answer(
        (_("No account is open to you now."),), (),
        (Action(_("I have papers to help someone"), f"{PEOPLE}help-someone/"),
         Action(_("I was invited and have a code"), "/invitation/")),
    )  # fmt: skip


ANSWERS = {"who-can-access": who_can_access}

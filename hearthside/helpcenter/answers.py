"""What the help center itself answers: what we sent, and what to say when one calls."""

from django.utils import formats
from django.utils.translation import gettext as _

from hearthside import clock
from hearthside.helpcenter.checking.listing import listed
from hearthside.helpcenter.registry import Action, Answer, Asker, Row
from hearthside.mailroom import selectors as mailroom
from hearthside.members import selectors as members

SENT_MOST = 5


def official_site(asker: Asker) -> Answer | None:
    """The last things we sent to this account. What is not among them may be older, or not from us."""
    if asker.account_id is None or not _may(asker):
        return None
    log = Action(_("See everything we sent you"), "/account/contact-log/")
    sent = mailroom.contacts_of(asker.account_id, most=SENT_MOST)
    if not sent:
        return Answer((_("We have sent nothing to this account yet."),), (), (log,))
    says = _("These are the last things we sent you. Compare what you have with them:")
    return Answer((says,), tuple(_sent(contact) for contact in sent), (log,))


ANSWERS = {"official-site": official_site}


def _may(asker: Asker) -> bool:
    return members.accounts_visible_to(asker.actor).filter(pk=asker.account_id or 0).exists()


def _sent(contact: mailroom.Contact) -> Row:
    row = listed(contact)
    day = formats.date_format(clock.day_of(row.at), "DATE_FORMAT")
    return Row(f"{row.how}, {day}", row.what, f"/account/contact-log/{row.number}/")

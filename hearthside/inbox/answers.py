"""How to reach us, from one's own records: is somebody there now, what to have ready, what was written."""

from django.utils import formats
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearthside.helpcenter.registry import Action, Answer, Asker, Row
from hearthside.inbox import reach, selectors, wording
from hearthside.members import selectors as members
from hearthside.references import spoken

CALL_BACK = "/pay/phone/call-back/"
MESSAGES, WRITE = "/account/messages/", "/account/messages/new/"


def contact_us(asker: Asker) -> Answer | None:
    """The number and whether it is answered now, the account number to say, and messages not read yet."""
    if not selectors.accounts_open_to(asker.actor).exists():
        return None
    ways = reach.reach(asker.at)
    language = "es" if get_language() == "es" else "en"
    opening = wording.opening_words(ways.opening, ways.org.hours, language)
    rows = [Row(_("Phone"), ways.org.phone), *_own_rows(asker)]
    calls = (Action(_("Ask us to call you"), CALL_BACK),)
    return Answer((opening,), tuple(rows), (Action(_("Write to us"), WRITE), *calls))


def _own_rows(asker: Asker) -> list[Row]:
    rows = []
    mine = members.accounts_visible_to(asker.actor).filter(pk=asker.account_id or 0).first()
    if mine is not None:
        rows.append(Row(_("Your account number"), spoken(mine.number)))
    unread = selectors.unread_count(asker.actor)
    if unread:
        rows.append(Row(_("Messages you have not read"), str(unread), MESSAGES))
    waiting = _waiting(asker)
    return [*rows, *waiting]


def _waiting(asker: Asker) -> list[Row]:
    """The first day by which we owe an answer."""
    threads = selectors.threads_visible_to(asker.actor).filter(state="open", account=asker.account_id or 0)
    first = threads.order_by("due_on", "pk").first()
    if first is None or first.due_on is None:
        return []
    day = formats.date_format(first.due_on, "DATE_FORMAT")
    return [Row(_("We answer your message by"), day, f"{MESSAGES}{first.reference}/")]


ANSWERS = {"contact-us": contact_us}

"""What the mailroom shows on the desk's account screen."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hearthside.desk.registry import Action, Alert, TimelineRow
from hearthside.mailroom import selectors, wording
from hearthside.mailroom.selectors import Contact


def alerts(account_id: int) -> Sequence[Alert]:
    """Mail that came back or would not go: ask for the right address."""
    stuck = selectors.unsettled_of(account_id)
    if not stuck:
        return []
    path = reverse("helpcenter:desk_message", args=[stuck[0].number])
    return [Alert(_("Mail came back or could not go. Ask for the right address."), "caution", path)]


def timeline(account_id: int, most: int) -> Sequence[TimelineRow]:
    """Everything we sent, newest first."""
    return [_row(contact) for contact in selectors.contacts_of(account_id, most=most)]


def actions(account_id: int) -> Sequence[Action]:
    """Writing to the person."""
    path = reverse("helpcenter:desk_write", args=[selectors.account_number(account_id)])
    return [Action(_("Write a letter"), path, "mailroom.write", _("Mail"))]


def _row(contact: Contact) -> TimelineRow:
    return TimelineRow(
        at=contact.at,
        kind="message",
        what=contact.subject or wording.channel_in_words(contact.channel),
        detail=f"{wording.channel_in_words(contact.channel)} · {contact.to_mark}",
        path=reverse("helpcenter:desk_message", args=[contact.number]),
        state=_("came back") if contact.came_back else "",
    )


ALERTS = alerts
TIMELINE = timeline
ACTIONS = actions

"""Words of this room: what a helper may see, why it is so, and what became of an invitation."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearthside.people.models import AuthorityState, InvitationState
from hearthside.people.rules import Paper

Words = str | Promise

SCOPES: dict[str, Words] = {
    "self": _("Everything: this account is theirs"),
    "guarantor": _("Everything: this person is billed"),
    "money": _("Bills only: sees and pays the bills"),
    "care": _("Care only: sees orders, visits and equipment"),
    "all": _("Bills and care"),
}
GIVES: dict[str, tuple[Words, Words]] = {
    "money": (
        _("Bills only"),
        _("See and pay bills. A bill names the care it is for. No orders, no visits, no notes."),
    ),
    "care": (_("Care only"), _("See orders, visits and equipment. No bills and no payments.")),
    "all": (_("Bills and care"), _("Both of these.")),
}  # fmt: skip
"""For the member who chooses: the name, and what it means."""
YOU_MAY: dict[str, Words] = {
    "money": _("You can see and pay the bills. You will not see health records."),
    "care": _("You can see orders, visits and equipment. You will not see bills."),
    "all": _("You can see the bills and the care, and pay."),
}
"""For the helper."""
BASES: dict[str, Words] = {
    "own": _("Opened with a bill of this account"),
    "arranged": _("Arranged with us by phone"),
    "invited": _("You invited this person"),
    "authorization": _("Permission form"),
    "poa_money": _("Power of attorney for money"),
    "poa_health": _("Power of attorney for health care"),
    "guardian": _("Guardian, or other court order"),
    "parent": _("Parent of a child under 18"),
}
ENDED: dict[str, Words] = {
    "": _("Ended"),
    "ended": _("Ended"),
    "removed": _("Removed by you"),
    "stopped": _("The helper stopped"),
    "expired": _("Its last day passed"),
    "replaced": _("Changed to something else"),
    "safety": _("Removed"),
    "desk": _("Removed by us"),
    "of_age": _("The child is of age"),
}
INVITATIONS: dict[str, Words] = {
    InvitationState.WAITING: _("Waits for an answer"),
    InvitationState.ACCEPTED: _("Said yes"),
    InvitationState.DECLINED: _("Said no"),
    InvitationState.WITHDRAWN: _("Withdrawn"),
    InvitationState.EXPIRED: _("Not answered in time"),
    InvitationState.DEAD: _("Closed: the code was typed wrong too often"),
}
PAPER_STATES: dict[str, Words] = {
    AuthorityState.TO_READ: _("We have it. A person reads it."),
    AuthorityState.PROPOSED: _("One person agreed. A second one reads it."),
    AuthorityState.GRANTED: _("The papers let you act"),
    AuthorityState.DECLINED: _("The papers do not let you act yet"),
    AuthorityState.WITHDRAWN: _("You took it back"),
}
PAPERS: dict[str, tuple[Words, Words]] = {
    Paper.AUTHORIZATION: (
        _("Permission form"), _("The member signed a form that lets you see health facts.")
    ),
    Paper.POA_MONEY: (_("Power of attorney for money"), _("You may see and pay bills.")),
    Paper.POA_HEALTH: (_("Power of attorney for health care"), _("You may see care, once it is in effect.")),
    Paper.GUARDIAN: (_("Guardian, or other court order"), _("A court said that you act for this person.")),
    Paper.PARENT: (_("Parent of a child under 18"), _("A birth paper or a court order that names you both.")),
}  # fmt: skip
CHECKLIST = {
    "what": "What may be told: named so that one knows what is meant",
    "who_tells": "Who may tell it: us, or a group we belong to",
    "who_hears": "Who may hear it: this helper, by name",
    "purpose": "What for (“at my request” is enough)",
    "last_day": "A last day, or an event that ends it, that is not past",
    "signed": "Signed and dated by the member, or by whoever acts for them with that said",
    "may_revoke": "Says that it can be taken back in writing, and how",
    "conditions": "Says whether care or payment depends on signing",
    "passed_on": "Says that whoever hears it may pass it on",
    "plain": "In plain words, and the member got a copy",
    "names_member": "Names the member as the one who gives it, or whom it is for",
    "names_helper": "Names this helper as the one who may act",
    "witnessed": "Witnessed or notarized as its state asks",
    "in_effect": "In effect today: its start has come, and it was not taken back",
    "covers_money": "Covers money, bills or insurance",
    "covers_care": "Covers health care or health records",
    "covers_what": "Says what the guardian may decide: health, money or both",
    "court_seal": "A court’s certified copy, with seal or case number",
    "names_child": "Names the child",
    "names_parent": "Names this parent or guardian",
    "is_minor": "The child is under age today, by our birth date",
    "no_order_against": "No court order on file says otherwise",
    "whole": "All pages are here and can be read",
}
REASONS = {
    "lacks": "Something is missing in the paper",
    "unreadable": "We cannot read it",
    "past": "It ended already, or has not begun",
    "no_match": "We cannot tell whom it is about",
    "not_covered": "It does not cover what was asked for",
}
"""Staff: why papers were turned down."""
REASONS_SAID: dict[str, Words] = {
    "lacks": _("Something that the law asks for is missing in the paper."),
    "unreadable": _("We could not read all of it. Please send it again."),
    "past": _("The paper has ended, or its first day has not come."),
    "no_match": _("We could not tell from it whom you help."),
    "not_covered": _("The paper does not cover what you asked for."),
}

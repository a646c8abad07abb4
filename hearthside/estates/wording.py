"""Words for a death notice: for whoever tells us, and for staff."""

from django.utils.translation import gettext_lazy as _

from hearthside.estates.models import NoticeState, Papers, Proof, Relation, TaskState, Told, What, YesNo
from hearthside.estates.services import checklist

RELATIONS = {
    Relation.SPOUSE: _("Husband, wife or partner"),
    Relation.CHILD: _("Son or daughter"),
    Relation.PARENT: _("Mother or father"),
    Relation.RELATIVE: _("Another relative"),
    Relation.FRIEND: _("Friend or neighbor"),
    Relation.LAWYER: _("Lawyer or helper of the estate"),
    Relation.OTHER: _("Something else"),
}
EQUIPMENT = {
    YesNo.YES: _("Yes, something of yours is there"),
    YesNo.NO: _("No"),
    YesNo.UNSURE: _("I do not know"),
}
EXECUTOR = {
    YesNo.YES: _("Yes, I do"),
    YesNo.NO: _("No, somebody else does"),
    YesNo.UNSURE: _("Nobody yet, or I do not know"),
}
PAPERS = {
    Papers.LATER: _("Later"),
    Papers.NOW: _("Now: I have a copy to add after this"),
    Papers.NONE: _("There are none, or I will not have them"),
}
DESK_YES_NO = {YesNo.YES: "Yes", YesNo.NO: "No", YesNo.UNSURE: "Not known"}
DESK_PAPERS = {Papers.NOW: "Now", Papers.LATER: "Later", Papers.NONE: "There will be none"}
STOPS = (
    _("Bills and reminders"),
    _("Letters, e-mails, texts and calls to this person"),
    _("Automatic payments and payment plans"),
)
"""What stops, as the page ticks it."""

TOLD = {
    Told.PAGE: "On our page", Told.PHONE: "By phone", Told.BANK: "The bank sent a payment back",
    Told.MAIL: "The post office sent a letter back",
}  # fmt: skip
STATES = {
    NoticeState.REPORTED: "Reported, not verified", NoticeState.CHECKING: "A second person must look",
    NoticeState.VERIFIED: "Verified", NoticeState.LAPSED: "Not verified in time: nothing rests",
    NoticeState.UNDONE: "Reported in error", NoticeState.JOINED: "Told before",
}  # fmt: skip
PROOFS = {
    Proof.CERTIFICATE: "A death certificate", Proof.OBITUARY: "An obituary",
    Proof.PLAN_FILE: "The plan’s file", Proof.FUNERAL_HOME: "The funeral home, called back",
}  # fmt: skip
TASKS = {
    checklist.CALL: "Call back whoever told us, gently",
    checklist.CONTACT: "Write down who speaks for the estate",
    checklist.PAPERS: "See the papers of the estate",
    checklist.VISITS: "Stop visits and orders that are planned",
    checklist.RETURN: "Get back",
    checklist.ASK_RETURN: "Ask what equipment is at home, and how to get it back",
    checklist.PLAN_TOLD: "Tell the health plan",
    checklist.FINAL: "Last bill to the estate",
    checklist.CREDIT: "Send the credit to the estate, by check",
}
TASK_STATES = {TaskState.OPEN: "To do", TaskState.DONE: "Done", TaskState.NOT_NEEDED: "Not needed"}
WHATS = {
    What.MAIL: "Mail, e-mails and texts", What.PLAN: "Payment plan",
    What.CHARGES: "Open charges: no bill, reminder or autopay",
    What.ESTATE: "Charges kept for the estate", What.AUTOPAY: "Autopay", What.BANK: "Bank account debits",
    What.ACCESS: "Access to the account", What.CONTACT: "Contact on file",
}  # fmt: skip
NO_VIEW = {
    "contact": "Write down first who speaks for the estate.",
    "state": "The death is not verified yet.",
    "papers": "The papers of the estate were not seen yet.",
    "family": "Other people live on this account: its money is theirs as well.",
    "login": "No login opens with the contact’s e-mail address. Ask them to make one.",
}
SAYS = {
    "estates.not_matched": "Say first whose account it is, then verify it or take it back.",
    "estates.wrong_person": "This person is not on this account, or the report is about somebody already.",
    "estates.already_told": "Another report is about this person. Work that one.",
    "estates.day_missing": "Type the day of death. It cannot be after today.",
    "estates.same_person": "You did the first part. A second person must do this.",
    "estates.nothing_asked": "Nobody has asked to take it back.",
    "states.illegal_move": "This was decided already.",
    "cases.closed": "This case is closed.",
}

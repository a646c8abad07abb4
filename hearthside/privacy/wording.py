"""Words of this room: what was asked, what was answered, and whom we told why."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearthside.privacy.case_kinds import COMPLAINT, CONTACT, COPY, FIX, LESS, LIST

Words = str | Promise

TITLES: dict[str, Words] = {
    COPY: gettext_lazy("Ask for a copy of your records"),
    FIX: gettext_lazy("Ask us to fix your records"),
    LIST: gettext_lazy("Ask whom we told"),
    LESS: gettext_lazy("Ask us to share less"),
    CONTACT: gettext_lazy("Ask us to reach you another way"),
    COMPLAINT: gettext_lazy("Make a privacy complaint"),
}
DOES: dict[str, Words] = {
    COPY: gettext_lazy("You get it as a file or on paper within 30 days."),
    FIX: gettext_lazy("Something is wrong in what we hold? We answer within 60 days."),
    LIST: gettext_lazy("Whom we told about you, and why, for up to six years. We answer within 60 days."),
    LESS: gettext_lazy("Tell us what to keep from your plan, your family or others."),
    CONTACT: gettext_lazy("Another address, e-mail or phone. You need not say why."),
    COMPLAINT: gettext_lazy("No one may treat you worse for it. We answer within 30 days."),
}
WHAT_COPIES: dict[str, Words] = {
    "all": gettext_lazy("Everything you hold about me"),
    "bills": gettext_lazy("Bills and payments"),
    "care": gettext_lazy("My care and what my plan decided"),
    "messages": gettext_lazy("Letters, messages and calls"),
    "other": gettext_lazy("Something else"),
}
FORMS: dict[str, Words] = {
    "file": gettext_lazy("A file that I download here"),
    "paper": gettext_lazy("On paper, by mail"),
    "other": gettext_lazy("Another way: large print, braille, a disc"),
}
YEARS: dict[str, Words] = {
    "1": gettext_lazy("The last 12 months"), "3": gettext_lazy("The last 3 years"),
    "6": gettext_lazy("The last 6 years"),
}  # fmt: skip
ABOUT: dict[str, Words] = {
    "plan": gettext_lazy("My health plan"),
    "family": gettext_lazy("My family or people who help me"),
    "other": gettext_lazy("Someone else"),
}
WAYS: dict[str, Words] = {
    "mail": gettext_lazy("By mail, to another address"),
    "email": gettext_lazy("By e-mail, to another address"),
    "phone": gettext_lazy("By phone, on another number"),
}
BASES: dict[str, Words] = {
    "law": gettext_lazy("A law asks for it"),
    "court": gettext_lazy("A court or a lawyer asked"),
    "police": gettext_lazy("The police asked"),
    "public_health": gettext_lazy("Public health"),
    "oversight": gettext_lazy("An agency that watches over health care"),
    "death": gettext_lazy("A coroner or funeral home"),
    "threat": gettext_lazy("To stop a grave danger"),
    "military": gettext_lazy("The military or national safety"),
    "injured_worker": gettext_lazy("Workers’ compensation"),
    "breach": gettext_lazy("It got out by a break-in or loss"),
    "mistake": gettext_lazy("It was sent by mistake"),
    "other": gettext_lazy("Another reason"),
    "care": gettext_lazy("For care"),
    "payment": gettext_lazy("For payment"),
    "operations": gettext_lazy("To run our work"),
    "authorized": gettext_lazy("You signed for it"),
    "to_member": gettext_lazy("To you"),
    "family": gettext_lazy("To family who help you"),
}
FACTORS = {
    "what": "What kind of facts were they, and can somebody tell whose?",
    "who": "Who got them?",
    "seen": "Were they really seen or taken?",
    "mended": "How far was the harm mended?",
}
FACTOR_HINTS = {
    "what": "Low: no care facts, no numbers, nobody can be told from them.",
    "who": "Low: somebody who must keep them as safe as we do.",
    "seen": "Low: proven not opened, as a letter that came back closed.",
    "mended": "Low: destroyed or given back, and somebody we can trust says so in writing.",
}


def told(kind: str, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What somebody asked, as rows of a heading and what they said. Empty answers are left out."""
    return [(heading, said) for heading, said in _rows(kind, facts) if said]


def _rows(kind: str, facts: Mapping[str, Any]) -> list[tuple[str, str]]:
    words = (_("What you tell us"), str(facts.get("words", "")))
    if kind == COPY:
        return [(_("What you want"), _one(WHAT_COPIES, facts, "what")),
                (_("How you want it"), _one(FORMS, facts, "form")), words]  # fmt: skip
    if kind == FIX:
        return [(_("What is wrong"), str(facts.get("wrong", ""))),
                (_("What it should say"), str(facts.get("should", "")))]  # fmt: skip
    if kind == LIST:
        return [(_("For how long"), _one(YEARS, facts, "years"))]
    if kind == LESS:
        paid = _("Yes, in full") if facts.get("paid_in_full") else ""
        return [(_("Who should not be told"), _one(ABOUT, facts, "about")),
                (_("What to keep from them"), words[1]), (_("I paid for it myself"), paid)]  # fmt: skip
    if kind == CONTACT:
        danger = _("Yes") if facts.get("in_danger") else ""
        return [(_("How to reach you"), _one(WAYS, facts, "way")), (_("Where"), where(facts)),
                (_("The old way could put me in danger"), danger)]  # fmt: skip
    return [words]


def where(facts: Mapping[str, Any]) -> str:
    """The address, e-mail or phone asked for, as one line."""
    way = facts.get("way")
    if way == "email":
        return str(facts.get("email", ""))
    if way == "phone":
        return str(facts.get("phone", ""))
    names = ("address1", "address2", "city", "state", "zip")
    return ", ".join(str(facts[name]) for name in names if facts.get(name))


def _one(choices: Mapping[str, Words], facts: Mapping[str, Any], name: str) -> str:
    return str(choices.get(str(facts.get(name, "")), ""))

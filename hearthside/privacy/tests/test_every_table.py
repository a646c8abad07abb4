"""Nothing about an account is forgotten: each table is in a copy, or it is said here why it is not."""

from django.apps import apps

from hearthside.members.models import Account
from hearthside.privacy import registry

HELD_IN = {
    "ach.Authorization": "bank-authorizations",
    "ach.BankAccount": "bank-accounts",
    "ach.Debit": "bank-debits",
    "autopay.Autopay": "autopay",
    "autopay.Consent": "consents",
    "autopay.Paperless": "paperless",
    "autopay.SavedMethod": "saved-methods",
    "autopay.Taking": "autopay-payments",
    "bills.Bill": "bills",
    "bills.BillLine": "bills",
    "cases.Case": "questions-and-requests",
    "cases.CaseCharge": "questions-and-requests",
    "cases.CaseEvent": "questions-and-requests",
    "cases.CaseFile": "questions-and-requests",
    "claims.Charge": "claims",
    "claims.Claim": "claims",
    "claims.HeldShare": "claims-on-hold",
    "claims.ServiceLine": "claims",
    "coverage.Coverage": "plans",
    "details.Told": "told-about-plans-and-names",
    "estates.Notice": "questions-and-requests",
    "inbox.Thread": "messages-about-bills",
    "inbox.ThreadFile": "messages-about-bills",
    "inbox.ThreadMessage": "messages-about-bills",
    "ledger.JournalEntry": "account-entries",
    "ledger.OpenItem": "account-entries",
    "ledger.Posting": "account-entries",
    "lockbox.Item": "checks",
    "lockbox.Part": "checks",
    "mailroom.Message": "messages",
    "members.AccessGrant": "helpers",
    "members.DeliveryAddress": "delivery-address",
    "members.Person": "people",
    "payments.Attempt": "payments-started",
    "payments.Payment": "payments",
    "people.Authority": "helper-papers",
    "people.Invitation": "invitations",
    "people.SpokenPermission": "spoken-permissions",
    "phone.Call": "calls",
    "phone.CallBack": "call-backs",
    "phone.SpokenConsent": "spoken-consents",
    "privacy.Copy": "copies",
    "privacy.Disclosure": "who-we-told",
    "privacy.OtherContact": "other-ways-to-reach-you",
    "privacy.Request": "questions-and-requests",
    "privacy.Restriction": "limits",
    "recovery.Recovery": "sign-in-help",
    "refunds.Refund": "refunds",
    "refunds.UnclaimedItem": "unclaimed-money",
    "relief.Application": "hardship-applications",
    "relief.Installment": "payment-plans",
    "relief.Plan": "payment-plans",
    "reminders.Pause": "reminder-pauses",
    "reminders.Reminder": "reminders",
    "reminders.Wish": "reminder-wish",
}
TOLD_OTHERWISE, OUR_WORK, WALLED, UNSENT, BY_HAND = (
    "the entries, bills or messages that came of it are in the copy",
    "how we work, and nothing about the person",
    "looking into fraud or keeping somebody safe must not be given away",
    "not sent yet, and gone after some weeks",
    "a person reads it before it is handed out: it may put somebody in danger. 45 CFR 164.524(a)(3)",
)
LEFT_OUT = {
    **dict.fromkeys(
        (
            "ach.Change", "ach.Entry", "ach.Return", "ledger.ChargeHold", "ledger.Checkpoint",
            "lockbox.Letter", "phone.Handover", "phone.PayLink", "refunds.CheckRefund", "refunds.Correction",
            "refunds.CreditCase", "refunds.DisputeFile", "relief.CollectionNotice", "relief.CollectionRow",
            "relief.PlanCharge", "relief.WriteOff", "relief.WriteOffPart", "reminders.Opening", "inbox.Seen",
        ),
        TOLD_OTHERWISE,
    ),
    **dict.fromkeys(
        ("desk.Opening", "desk.WorkPutOff", "desk.WorkTaken", "phone.Verification", "privacy.LegalHold",
         "estates.Stop", "estates.Task"),
        OUR_WORK,
    ),
    **dict.fromkeys(("desk.AccountMark", "fraud.Tip", "fraud.TipHold", "people.SafetyMark"), WALLED),
    **dict.fromkeys(("cases.Draft", "inbox.Draft", "privacy.Draft"), UNSENT),
    **dict.fromkeys(
        ("desk.AccountNote", "desk.WorkNote", "estates.Contact", "refunds.DisputeNote", "relief.Paper"),
        BY_HAND,
    ),
}  # fmt: skip


def test_every_table_about_an_account_is_in_a_copy_or_says_why_not() -> None:
    about = {
        model._meta.label
        for model in apps.get_models()
        if any(field.is_relation and field.related_model is Account for field in model._meta.concrete_fields)
    }
    told = HELD_IN.keys() | LEFT_OUT.keys()
    assert not about - told, f"say where a copy holds them, or why it does not: {sorted(about - told)}"
    assert not told - about, f"there is no such table: {sorted(told - about)}"
    assert not HELD_IN.keys() & LEFT_OUT.keys()


def test_what_they_are_said_to_be_in_is_there() -> None:
    names = [one.name for one in registry.holdings()]
    assert len(names) == len(set(names))
    assert set(HELD_IN.values()) <= set(names)

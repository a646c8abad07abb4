"""Who may do what in this room. The privacy officer works it; a supervisor may stand in for the answers."""

OFFICER = "privacy_officer"

PERMISSIONS = {
    "privacy.work": (OFFICER, "supervisor"),
    "privacy.answer": (OFFICER,),
    "privacy.note_disclosure": (OFFICER, "supervisor"),
    "privacy.see_keeping": (OFFICER,),
    "privacy.hold_records": (OFFICER,),
    "privacy.work_breaches": (OFFICER,),
    # What the desk itself asks of anybody who works a queue or a case there.
    "cases.enter": (OFFICER,),
    "desk.enter": (OFFICER,),
    "desk.take_work": (OFFICER,),
    "desk.search": (OFFICER,),
    "desk.see_account": (OFFICER,),
    "desk.add_note": (OFFICER,),
}

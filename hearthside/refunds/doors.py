"""For whom every address of this room is."""

DOORS = {
    **dict.fromkeys(
        ("refunds:credit", "refunds:credit_check", "refunds:refunds", "refunds:refund"), "member"
    ),
    **dict.fromkeys(
        (
            "refunds:desk_list", "refunds:desk_refund", "refunds:desk_approve", "refunds:desk_reject",
            "refunds:desk_account", "refunds:desk_propose_credit", "refunds:desk_propose",
            "refunds:desk_correct", "refunds:desk_correction", "refunds:desk_settle_correction",
            "refunds:desk_credits", "refunds:desk_checks", "refunds:desk_stop_check",
            "refunds:desk_disputes", "refunds:desk_dispute", "refunds:desk_unclaimed",
            "refunds:desk_turn_over",
        ),
        "staff",
    ),
}  # fmt: skip

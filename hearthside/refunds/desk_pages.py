"""What the desk's menu shows of this room."""

from hearthside.desk.registry import DeskPage

PAGES = (
    DeskPage("Refunds", "refunds:desk_list", "refunds.see"),
    DeskPage("Refund checks", "refunds:desk_checks", "refunds.see"),
    DeskPage("Credits", "refunds:desk_credits", "refunds.see"),
    DeskPage("Card disputes", "refunds:desk_disputes", "refunds.see"),
)

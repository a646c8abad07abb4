"""What the desk's menu shows of this room."""

from hearthside.desk.registry import DeskPage

PAGES = (
    DeskPage("Proof of cash", "banking:days", "banking.view"),
    DeskPage("Bank statements", "banking:statements", "banking.view"),
)

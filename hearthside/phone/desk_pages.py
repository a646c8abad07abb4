"""What the desk's menu shows of this room."""

from hearthside.desk.registry import DeskPage

PAGES = (
    DeskPage("Calls", "phone:desk", "phone.take_calls"),
    DeskPage("Call-backs", "phone:call_backs", "phone.call_back"),
)

"""What the desk's menu shows of this room."""

from hearthside.desk.registry import DeskPage

PAGES = (DeskPage("Help with signing in", "recovery:desk_list", "recovery.call_back"),)

"""What the desk's menu shows of this room."""

from hearthside.desk.registry import DeskPage

PAGES = (DeskPage("Report a death", "estates:desk_new", "estates.work"),)

"""What the desk's menu shows of this room."""

from hearthside.desk.registry import DeskPage

PAGES = (
    DeskPage("Bank files we send", "ach:desk_files", "ach.see"),
    DeskPage("Bank returns", "ach:desk_returns", "ach.see"),
)

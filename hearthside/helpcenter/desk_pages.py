"""What the desk's menu shows of this room."""

from hearthside.desk.registry import DeskPage

PAGES = (
    DeskPage("Did answers help?", "helpcenter:desk_help", "helpcenter.misses"),
    DeskPage("Mail that came back", "helpcenter:desk_returned", "mailroom.work"),
)

"""What the desk's menu shows of this room."""

from hearthside.desk.registry import DeskPage

PAGES = (
    DeskPage("Privacy", "privacy:desk", "privacy.work"),
    DeskPage("What we keep, and how long", "privacy:desk_keeping", "privacy.see_keeping"),
    DeskPage("Breach log", "privacy:desk_breaches", "privacy.work_breaches", walled=True),
)

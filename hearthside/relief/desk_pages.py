"""What the desk's menu shows of this room."""

from hearthside.desk.registry import DeskPage

PAGES = (DeskPage("Pre-collection list", "relief:desk_pre_collection", "relief.see_collections"),)

"""What the desk's menu shows of this room."""

from hearthside.desk.registry import DeskPage

PAGES = (DeskPage("Mail money", "lockbox:batches", "lockbox.work"),)

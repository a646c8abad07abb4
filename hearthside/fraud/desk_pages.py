"""What the desk's menu shows of this room."""

from hearthside.desk.registry import DeskPage

PAGES = (DeskPage("Fraud reports", "fraud:desk_tips", "fraud.work_tips", walled=True),)

"""What the worker does for this room."""

from hearthside.bills import letters
from hearthside.jobs import HOURLY, Job

JOBS = (Job("bill_mail", HOURLY, lambda at: letters.mail_bills(at=at)),)

"""What the bills room asks before it makes a bill: is there a reason beside what is owed?"""

from datetime import date

from hearthside.estates import selectors


def is_to_be_made_anew(account_id: int, last_made_on: date) -> bool:
    """The estate's last bill is due, and the one before still carries the name of who has died."""
    final_on = selectors.final_bill_on(account_id)
    return final_on is not None and last_made_on < final_on

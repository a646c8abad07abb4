"""What can go wrong for somebody who asks for help, or who decides on it. Facts only; the pages word them."""

from hearthside.errors import HearthsideError
from hearthside.money import Money


class NoPlanForThis(HearthsideError):
    """No plan is offered for this balance in this many parts: too little is owed, or nothing."""

    code = "relief.no_plan_for_this"


class PlanStands(HearthsideError):
    """The account has a plan already; bills are added to it."""

    code = "relief.plan_stands"

    def __init__(self, reference: str) -> None:
        super().__init__("the account has a plan already", reference=reference)
        self.reference = reference


class BalanceChanged(HearthsideError):
    """What is owed is not what the person read on the check page. They must read it again."""

    code = "relief.balance_changed"

    def __init__(self, now: Money) -> None:
        super().__init__("what is owed has changed", now=now)
        self.now = now


class PlanEnded(HearthsideError):
    """This plan does not stand any more, so nothing on it can be changed."""

    code = "relief.plan_ended"


class PlanLate(HearthsideError):
    """An installment of this plan is missed; its days cannot be moved before it is paid."""

    code = "relief.plan_late"


class NothingToAdd(HearthsideError):
    """No bill is open that is not on the plan."""

    code = "relief.nothing_to_add"


class UnknownDay(HearthsideError):
    """A day of the month that the policy does not offer."""

    code = "relief.unknown_day"


class MoreThanOwed(HearthsideError):
    """More would be given up than is still open."""

    code = "relief.more_than_owed"

    def __init__(self, owed: Money) -> None:
        super().__init__("more than is still open", owed=owed)
        self.owed = owed


class MayNotApprove(HearthsideError):
    """Who proposed it, who agrees and whose account it is must be three. `why` is a rules.Refusal."""

    code = "relief.may_not_approve"

    def __init__(self, why: str) -> None:
        super().__init__("this person may not approve it", why=why)
        self.why = why


class ApplicationOpen(HearthsideError):
    """An application of this account waits for an answer already."""

    code = "relief.application_open"


class ApplicationIncomplete(HearthsideError):
    """A step of the application has no answer yet."""

    code = "relief.application_incomplete"


class TooLate(HearthsideError):
    """The time to ask us to look again is over."""

    code = "relief.too_late"


class NothingOwed(HearthsideError):
    """Nothing that could be lowered is owed."""

    code = "relief.nothing_owed"


class PaperRefused(HearthsideError):
    """A file we do not take: `why` is "kind", "size", "empty", "count" or "day"."""

    code = "relief.paper_refused"

    def __init__(self, why: str) -> None:
        super().__init__("this file is not taken", why=why)
        self.why = why

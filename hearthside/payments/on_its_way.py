"""Money that may already have left somebody, for rooms below that ask people to pay."""

from django.db.models import OuterRef, Q, Subquery, Sum

from hearthside.payments.models import LIVE, WITHOUT_PAGE, Attempt, AttemptState

ON_THE_WAY = (
    Q(state=AttemptState.PROCESSING)
    | (Q(state=AttemptState.UNCLEAR) & ~Q(page_id=""))
    | Q(state__in=LIVE, door__in=WITHOUT_PAGE)
)
"""On its way at the bank, in doubt on a page somebody saw, or asked of a saved method."""


def cents_on_its_way(account: str) -> Subquery:
    """In a query over rows whose column `account` is an account's id: cents on their way for it, or null."""
    rows = Attempt.objects.filter(ON_THE_WAY, account_id=OuterRef(account)).order_by().values("account_id")
    return Subquery(rows.annotate(cents=Sum("amount_cents")).values("cents"))

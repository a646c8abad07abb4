"""Debits that will still bring money, for rooms below that ask people to pay."""

from django.db.models import OuterRef, Subquery, Sum

from hearthside.ach.models import ON_ITS_WAY, Debit


def cents_on_its_way(account: str) -> Subquery:
    """In a query over rows with an account's id in column `account`: cents on their way by debit, or null."""
    rows = Debit.objects.filter(state__in=ON_ITS_WAY, account_id=OuterRef(account)).order_by()
    return Subquery(rows.values("account_id").annotate(cents=Sum("amount_cents")).values("cents"))

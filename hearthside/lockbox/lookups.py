"""Questions about accounts, asked for many checks at once. Reading only; the rows are the members room's."""

from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from hearthside.bills import selectors as bills
from hearthside.lockbox import rules
from hearthside.lockbox.rules import Known
from hearthside.members.selectors import AccountRow

NAMESAKES_MAX = 40
Facts = tuple[int, str, str | None, str | None, object]


def known_by_number(numbers: Collection[str]) -> dict[str, Known]:
    """Accounts by number, with the names of the people on them. Two queries at most, however many."""
    return {one.number: one for one in _known(AccountRow.objects.filter(number__in=list(numbers)))}


def known_by_id(ids: Collection[int]) -> dict[int, Known]:
    return {one.account_id: one for one in _known(AccountRow.objects.filter(pk__in=list(ids)))}


def namesakes(remitter: str) -> list[Known]:
    """Accounts with a person whose last and first name stand on the check; 40 at most."""
    found = AccountRow.objects.none()
    words = sorted(rules.words_of(remitter))
    if len(words) >= 2:
        is_last, is_first = Q(), Q()
        for word in words:
            is_last |= Q(people__last_name__iexact=word)
            is_first |= Q(people__first_name__iexact=word)
        found = AccountRow.objects.filter(is_last & is_first).distinct().order_by("pk")
    ids = list(found.values_list("pk", flat=True)[:NAMESAKES_MAX])
    return list(known_by_id(ids).values())


def with_due(known: Iterable[Known]) -> list[Known]:
    """The same with what each owes now; for a page about one check, not for a file."""
    return [
        Known(one.account_id, one.number, one.names, one.is_of_the_dead, bills.due(one.account_id))
        for one in known
    ]


def _known(accounts: QuerySet[AccountRow]) -> list[Known]:
    rows: dict[int, tuple[str, list[str], list[bool]]] = {}
    told = accounts.order_by("pk", "people__pk").values_list(
        "pk", "number", "people__first_name", "people__last_name", "people__died_on"
    )
    for pk, number, first, last, died_on in told:
        _, names, lives = rows.setdefault(pk, (number, [], []))
        if last is not None:
            names.append(f"{first} {last}".strip())
            lives.append(died_on is None)
    return [
        Known(pk, number, tuple(names), bool(lives) and not any(lives))
        for pk, (number, names, lives) in rows.items()
    ]

"""What must always hold of messages; `hearthside audit` runs it and lists what fails."""

from collections.abc import Iterable, Iterator

from django.db.models import Count, F, Max, Q

from hearthside.cases import keeping
from hearthside.inbox.models import Seen, Side, Thread, ThreadFile, ThreadMessage, ThreadState

Check = tuple[str, list[str]]
MOST_NAMED = 20
PIECE = 500


def checks() -> Iterator[Check]:
    """(name, what was found wrong) for each rule; an empty list is good."""
    yield "inbox: who wrote last says where a thread stands", _standing()
    yield "inbox: messages of a thread are numbered without a gap", _numbers()
    yield "inbox: what is in a thread is on its account", _elsewhere()
    yield "inbox: nobody has read a message that is not there", _read_ahead()
    yield "inbox: every file that is listed is on the disk", _files()


def _standing() -> list[str]:
    """Open: the last word is the member's. Answered: it is ours. A closed thread may end with either."""
    shown = Q(messages__recalled_at=None) & ~Q(messages__side=Side.NOTE)
    rows = Thread.objects.exclude(state=ThreadState.CLOSED).annotate(
        theirs=Max("messages__ordinal", filter=shown & Q(messages__side=Side.MEMBER)),
        ours=Max("messages__ordinal", filter=shown & Q(messages__side=Side.STAFF)),
    )
    is_theirs = Q(theirs__isnull=False) & (Q(ours=None) | Q(theirs__gt=F("ours")))
    wrong = rows.filter(Q(state=ThreadState.OPEN) & ~is_theirs | Q(state=ThreadState.ANSWERED) & is_theirs)
    return _named(f"thread {one}" for one in wrong.order_by("pk").values_list("reference", flat=True))


def _numbers() -> list[str]:
    rows = Thread.objects.annotate(count=Count("messages"), last=Max("messages__ordinal"))
    wrong = rows.filter(Q(count=0) | ~Q(count=F("last"))).order_by("pk")
    return _named(f"thread {one}" for one in wrong.values_list("reference", flat=True))


def _elsewhere() -> list[str]:
    rows = ThreadMessage.objects.exclude(account_id=F("thread__account_id")).values_list("pk", flat=True)
    files = ThreadFile.objects.exclude(message=None).exclude(account_id=F("message__account_id"))
    return _named(
        [*(f"message {pk}" for pk in rows.order_by("pk")[:MOST_NAMED]),
         *(f"file {one}" for one in files.order_by("pk").values_list("reference", flat=True)[:MOST_NAMED])]
    )  # fmt: skip


def _read_ahead() -> list[str]:
    rows = Seen.objects.annotate(last=Max("thread__messages__ordinal")).filter(upto__gt=F("last"))
    return _named(f"thread {one}" for one in rows.values_list("thread__reference", flat=True))


def _files() -> list[str]:
    rows = ThreadFile.objects.filter(gone_at=None).order_by("pk")
    return _named(
        f"file {row.reference}"
        for row in rows.iterator(chunk_size=PIECE)
        if not keeping.path_of(row.stored_as).exists()
    )


def _named(found: Iterable[str]) -> list[str]:
    return list(found)[:MOST_NAMED]

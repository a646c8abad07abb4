"""Threads, by what others need of them. Pages of members start from `threads_visible_to`."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery

from hearthside.audit.actor import Actor, ActorKind
from hearthside.inbox.models import (
    Area,
    Draft,
    ScanState,
    Seen,
    Side,
    Thread,
    ThreadFile,
    ThreadMessage,
    ThreadState,
)
from hearthside.members import selectors as members
from hearthside.members.selectors import CARE_SCOPES, MONEY_SCOPES, AccountRow

WHOLE_SCOPES = tuple(scope for scope in MONEY_SCOPES if scope in CARE_SCOPES)
SCOPES: Mapping[str, tuple[str, ...]] = {
    Area.MONEY: MONEY_SCOPES, Area.CARE: CARE_SCOPES, Area.WHOLE: WHOLE_SCOPES,
}  # fmt: skip
ANY_SCOPE = tuple(dict.fromkeys((*MONEY_SCOPES, *CARE_SCOPES)))


def accounts_open_to(actor: Actor) -> QuerySet[AccountRow]:
    """The accounts on which this actor may write to us about something."""
    return members.accounts_visible_to(actor, scopes=ANY_SCOPE)


def areas_open_to(actor: Actor, account_id: int) -> list[Area]:
    """What this actor may read and write about on an account; nothing without a live grant."""
    if actor.kind is not ActorKind.LOGIN:
        return []
    grant = members.live_grants(int(actor.ident)).filter(account_id=account_id).first()
    return [Area(area) for area, scopes in SCOPES.items() if grant and grant.scope in scopes]


def threads_visible_to(actor: Actor) -> QuerySet[Thread]:
    """The threads this login may read, the newest word first; nothing for anybody else.

    Each area by its own scopes: a helper for money alone sees no thread about care, even an own one.
    """
    if actor.kind is not ActorKind.LOGIN:
        return Thread.objects.none()
    seen = Q(pk__in=[])
    for area, scopes in SCOPES.items():
        opened = members.accounts_visible_to(actor, scopes=scopes)  # type: ignore[arg-type]
        seen |= Q(area=area, account__in=opened.order_by().values("pk"))
    return Thread.objects.filter(seen).select_related("account").order_by("-last_at", "-pk")


def unread(threads: QuerySet[Thread], login_id: int) -> QuerySet[Thread]:
    """Those with a message of ours that this login has not opened."""
    upto = Seen.objects.filter(thread=OuterRef(OuterRef("pk")), login_id=login_id).values("upto")[:1]
    ours = ThreadMessage.objects.filter(thread=OuterRef("pk"), side=Side.STAFF, recalled_at=None)
    newer = ours.annotate(seen_upto=Subquery(upto)).filter(Q(seen_upto=None) | Q(ordinal__gt=F("seen_upto")))
    return threads.filter(Exists(newer))


def unread_count(actor: Actor) -> int:
    """How many threads hold something new for this login, over all its accounts. One query."""
    if actor.kind is not ActorKind.LOGIN:
        return 0
    return unread(threads_visible_to(actor), int(actor.ident)).count()


def unread_ids(threads: Iterable[Thread], login_id: int) -> set[int]:
    """Of these threads, the ids of those with something new for this login."""
    rows = unread(Thread.objects.filter(pk__in=[thread.pk for thread in threads]), login_id)
    return set(rows.values_list("pk", flat=True))


def threads_about_bill(actor: Actor, bill_number: str) -> list[Thread]:
    """What this login may read that was written about a bill or a line of it, the newest word first."""
    about = Q(about=f"bill:{bill_number}") | Q(about__startswith=f"line:{bill_number}:")
    return list(threads_visible_to(actor).filter(about)[:20])


def thread_with_reference(reference: str) -> Thread | None:
    """Any thread; who may see it is the caller's to ask."""
    return Thread.objects.filter(reference=reference).select_related("account", "owner").first()


def messages_of(thread: Thread, *, is_for_member: bool) -> list[ThreadMessage]:
    """The messages with their files, oldest first; for the member without notes and what was taken back."""
    rows = ThreadMessage.objects.filter(thread=thread).order_by("ordinal").prefetch_related("files")
    return list(rows.exclude(side=Side.NOTE).filter(recalled_at=None) if is_for_member else rows)


def first_words(threads: Iterable[Thread]) -> dict[int, str]:
    """How each thread begins, by its id. One query."""
    rows = ThreadMessage.objects.filter(thread__in=[thread.pk for thread in threads], ordinal=1)
    return dict(rows.values_list("thread_id", "words"))


def seen_upto(thread: Thread, login_id: int) -> int:
    """The number of the last message of a thread that this login has opened; 0 for none."""
    rows = Seen.objects.filter(thread=thread, login_id=login_id)
    return rows.values_list("upto", flat=True).first() or 0


def read_upto(thread: Thread) -> int:
    """The number of the last message that anybody signed in has opened; 0 for none."""
    rows = Seen.objects.filter(thread=thread).order_by("-upto")
    return rows.values_list("upto", flat=True).first() or 0


def writers_of(thread: Thread) -> set[int]:
    """The logins of those who wrote in a thread on the member's side."""
    rows = ThreadMessage.objects.filter(thread=thread, side=Side.MEMBER).values_list("by", flat=True)
    return {int(by.partition(":")[2]) for by in set(rows) if by.startswith(f"{ActorKind.LOGIN}:")}


def file_of(thread: Thread, reference: str) -> ThreadFile | None:
    """A file of a thread that is there, with its message."""
    rows = ThreadFile.objects.filter(message__thread=thread, reference=reference, gone_at=None)
    return rows.select_related("message").first()


def files_of_form(form_key: str, account_id: int) -> list[ThreadFile]:
    """Files that were added to a form and are not sent yet, oldest first."""
    rows = ThreadFile.objects.filter(form_key=form_key, account_id=account_id, message=None, gone_at=None)
    return list(rows.order_by("pk"))


def draft_at(login_id: int, account_id: int, place: str) -> Draft | None:
    """What this login was writing there."""
    return Draft.objects.filter(login_id=login_id, account_id=account_id, place=place).first()


def threads_of(account_id: int, *, most: int) -> list[Thread]:
    return list(threads_on(account_id)[:most])


def threads_on(account_id: int) -> QuerySet[Thread]:
    """The threads of an account, for staff, the newest first."""
    return Thread.objects.filter(account_id=account_id).order_by("-last_at", "-pk")


def open_threads_of(account_id: int) -> list[Thread]:
    return list(open_threads_on(account_id)[:20])


def open_threads_on(account_id: int) -> QuerySet[Thread]:
    """Threads of an account in which we owe an answer, the most pressing first."""
    rows = Thread.objects.filter(account_id=account_id, state=ThreadState.OPEN)
    return rows.order_by("-is_urgent", "waits_since", "pk")


def to_answer(after: str, most: int) -> list[Thread]:
    """Threads in which we owe an answer: flagged ones first, then who has waited longest; after the thread
    with the number `after` ("" for the first)."""
    rows = waiting()
    last = Thread.objects.filter(reference=after).first() if after else None
    if last is not None and last.waits_since is not None:
        later = Q(waits_since__gt=last.waits_since) | Q(waits_since=last.waits_since, pk__gt=last.pk)
        same = Q(is_urgent=last.is_urgent) & later
        rows = rows.filter(same | Q(is_urgent=False) if last.is_urgent else same)
    return list(rows.order_by("-is_urgent", "waits_since", "pk")[:most])


def waiting() -> QuerySet[Thread]:
    return Thread.objects.filter(state=ThreadState.OPEN)


def tally() -> tuple[int, datetime | None]:
    found = waiting().aggregate(count=Count("pk"), oldest=Min("waits_since"))
    return found["count"], found["oldest"]


def files_to_scan(most: int) -> list[ThreadFile]:
    rows = ThreadFile.objects.filter(state=ScanState.WAITING, gone_at=None)
    return list(rows.order_by("added_at", "pk")[:most])


def files_unsent_since(before: datetime, most: int) -> list[ThreadFile]:
    """Files that were added to a form before then, which nobody sent."""
    rows = ThreadFile.objects.filter(message=None, gone_at=None, added_at__lt=before)
    return list(rows.order_by("pk")[:most])


def quiet_since(before: datetime, most: int) -> list[str]:
    """Numbers of answered threads in which nothing was said since then."""
    rows = Thread.objects.filter(state=ThreadState.ANSWERED, last_at__lt=before).order_by("last_at", "pk")
    return list(rows.values_list("reference", flat=True)[:most])


def closed_before(before: datetime, most: int) -> list[str]:
    """Numbers of threads that closed before then."""
    rows = Thread.objects.filter(state=ThreadState.CLOSED, closed_at__lt=before).order_by("closed_at", "pk")
    return list(rows.values_list("reference", flat=True)[:most])


ThreadRow = Thread
"""The row as other rooms may name it in types; they read it, and never query or write it."""

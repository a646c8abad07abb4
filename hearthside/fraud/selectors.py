"""Every read of this room. Staff pages start from `tips_visible_to`: for whom a report is kept away from,
there is no such report."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from hearthside import clock
from hearthside.fraud import rules, sealing
from hearthside.fraud.models import (
    Bundle,
    ScanState,
    Tip,
    TipBar,
    TipEvent,
    TipFile,
    TipHold,
    TipLink,
    TipMark,
    TipState,
)
from hearthside.fraud.policy import policy
from hearthside.fraud.rules import Alike, Facts
from hearthside.identity import selectors as logins
from hearthside.identity.selectors import LoginRow
from hearthside.members import selectors as members

PERMISSION = "fraud.work_tips"
MANAGES = "supervisor"
TO_WORK = ~Q(state=TipState.CLOSED) | Q(has_news=True)
PAGE = 50
ALIKE_MOST = 8


def tips_visible_to(login: LoginRow) -> QuerySet[Tip]:
    """The reports this person may know of, none without the permission.

    Not one that names them or was kept from them; and none about our own people for who manages them.
    """
    if not login.has_perm(PERMISSION):
        return Tip.objects.none()
    barred = TipBar.objects.filter(tip=OuterRef("pk"), login_id=login.pk)
    rows = Tip.objects.exclude(Exists(barred))
    return rows.filter(about_staff=False) if MANAGES in login.roles else rows


def tip_for(login: LoginRow, reference: str) -> Tip | None:
    """One report; None as well when it is about an account of this person's own, or one close to it."""
    tip = tips_visible_to(login).filter(reference=reference).select_related("account", "owner").first()
    return None if tip is None or _is_close(tip, login) else tip


def _is_close(tip: Tip, login: LoginRow) -> bool:
    return tip.account is not None and members.is_close_to(
        members.account(tip.account.pk), login_id=login.pk, email=login.email
    )


def who_may_see(tip: Tip) -> list[LoginRow]:
    """Investigators who may see this report, by name."""
    return [row for row in logins.staff_who_may(PERMISSION) if tip_for(row, tip.reference) is not None]


def barred_from(tip: Tip) -> list[TipBar]:
    return list(tip.bars.select_related("login").order_by("pk"))


def page_of(login: LoginRow, *, closed: bool) -> QuerySet[Tip]:
    """Reports to work, the nearest clock first; or closed ones, the newest first."""
    rows = tips_visible_to(login).select_related("owner")
    if closed:
        return rows.exclude(TO_WORK).order_by("-closed_at", "-pk")
    return rows.filter(TO_WORK).order_by("due_on", "pk")


def in_queue() -> QuerySet[Tip]:
    """What every investigator may know of and somebody must work: the desk's queue asks nobody's name."""
    return (
        Tip.objects.filter(TO_WORK, about_staff=False)
        .exclude(Exists(TipBar.objects.filter(tip=OuterRef("pk"))))
        .order_by("received_at", "pk")
    )


def tally_of_queue() -> tuple[int, datetime | None]:
    seen = in_queue().order_by().aggregate(count=Count("pk"), oldest=Min("received_at"))
    return seen["count"], seen["oldest"]


def items_of_queue(after: str, most: int) -> list[Tip]:
    rows = in_queue()
    last = Tip.objects.filter(reference=after).first() if after else None
    if last is not None:
        rows = rows.filter(
            Q(received_at__gt=last.received_at) | Q(received_at=last.received_at, pk__gt=last.pk)
        )
    return list(rows[:most])


def facts_of(tip: Tip) -> Facts:
    return sealing.unlock_facts(tip.facts_locked)


def tip_opened_by(reference: str, pin: str) -> Tip | None:
    """The report, if this is its PIN; always the same work, whether or not there is such a report."""
    tip = Tip.objects.filter(reference=reference).exclude(pin_mark="").first()
    fits = sealing.pin_fits(tip.pin_mark if tip else sealing.pin_mark("", ""), reference, pin)
    return tip if fits else None


def tip_with(reference: str) -> Tip | None:
    """By its number alone: for whoever has shown the PIN a moment ago."""
    return Tip.objects.filter(reference=reference).exclude(pin_mark="").first()


def sent_by_form(form_key: str) -> Tip | None:
    return Tip.objects.filter(form_mark=sealing.form_mark(form_key)).first()


def story_of(tip: Tip, *, is_for_tipster: bool) -> list[tuple[TipEvent, str]]:
    """Each event, oldest first, and its words."""
    rows = tip.events.order_by("pk")
    if is_for_tipster:
        rows = rows.filter(is_visible=True)
    return [(row, sealing.unlock_text(row.words_locked)) for row in rows]


def files_of(tip: Tip) -> list[TipFile]:
    return list(tip.files.filter(gone_at=None).order_by("pk"))


def file_of(tip: Tip, reference: str) -> TipFile | None:
    """A file that may be saved: scanned, or not scanned for want of a scanner."""
    rows = tip.files.filter(reference=reference, gone_at=None).exclude(state=ScanState.WAITING)
    return rows.first()


def files_to_scan(most: int) -> list[TipFile]:
    return list(TipFile.objects.filter(state=ScanState.WAITING, gone_at=None).order_by("added_at")[:most])


def live_hold(tip: Tip) -> TipHold | None:
    return TipHold.objects.filter(tip=tip, ended_at=None).first()


def bundles_of(tip: Tip) -> list[Bundle]:
    return list(tip.bundles.order_by("-pk"))


def bundle_with(tip: Tip, key: str) -> Bundle | None:
    return tip.bundles.filter(key=key).first()


def why_of(bundle: Bundle) -> str:
    return sealing.unlock_text(bundle.why_locked)


def linked_to(tip: Tip) -> list[Tip]:
    """The reports linked to this one itself."""
    pairs = TipLink.objects.filter(Q(first=tip) | Q(second=tip), ended_at=None)
    ids = {pk for row in pairs.values_list("first_id", "second_id") for pk in row} - {tip.pk}
    return list(Tip.objects.filter(pk__in=ids).order_by("pk"))


def group_of(tip: Tip, login: LoginRow) -> list[Tip]:
    """Every report that links lead to from this one, oldest first; only those this person may know of."""
    rows = TipLink.objects.filter(ended_at=None).values_list("first_id", "second_id")
    ids = rules.group_of(tip.pk, list(rows))
    return list(tips_visible_to(login).filter(pk__in=ids).order_by("pk"))


def alike(tip: Tip, login: LoginRow) -> list[tuple[Tip, Alike]]:
    """Reports that share something uncommon with this one and are not linked to it, the most alike first."""
    known = sealing.marked(rules.marks_of(facts_of(tip)))
    mine = list(tip.marks.values_list("mark", flat=True))
    rare = _uncommon(mine)
    near = TipMark.objects.filter(mark__in=rare).exclude(tip=tip).values_list("tip_id", "mark")
    shared: dict[int, list[str]] = {}
    for tip_id, mark in near.iterator():
        shared.setdefault(tip_id, []).append(mark)
    beside = {other.pk for other in linked_to(tip)}
    found = [
        Alike(pk, tuple(sorted(known[mark] for mark in marks if mark in known)))
        for pk, marks in shared.items()
        if pk not in beside
    ]
    return _seen(sorted((one for one in found if rules.is_alike(one.shared)), key=_likeness), login)


def _uncommon(marks: Sequence[str]) -> list[str]:
    most = policy(clock.today()).common_most
    counts = TipMark.objects.filter(mark__in=marks).values("mark").annotate(many=Count("pk"))
    return [row["mark"] for row in counts if row["many"] <= most]


def _likeness(one: Alike) -> tuple[int, int, int]:
    weights = Counter(mark.kind == "word" for mark in one.shared)
    return (-weights[False], -weights[True], one.tip_id)


def _seen(found: Sequence[Alike], login: LoginRow) -> list[tuple[Tip, Alike]]:
    rows = tips_visible_to(login).in_bulk([one.tip_id for one in found])
    return [(rows[one.tip_id], one) for one in found if one.tip_id in rows][:ALIKE_MOST]


def to_forget(outcomes: Sequence[str], *, before: datetime, most: int) -> list[Tip]:
    """Closed reports of these outcomes whose time is over."""
    rows = Tip.objects.filter(
        state=TipState.CLOSED, outcome__in=outcomes, closed_at__lt=before, forgotten_at=None
    ).exclude(Exists(TipHold.objects.filter(tip=OuterRef("pk"), ended_at=None)))
    return list(rows.order_by("closed_at")[:most])

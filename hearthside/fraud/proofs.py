"""What must always hold of reports; `hearthside audit` runs it and lists what fails, by number alone."""

from collections.abc import Iterator

from hearthside.audit import selectors as audit
from hearthside.fraud import keeping, rules, selectors
from hearthside.fraud.models import Bundle, Tip, TipEvent, TipFile, TipHold, TipState
from hearthside.fraud.services.holding import source_of
from hearthside.ledger import selectors as ledger

Check = tuple[str, list[str]]
MOST_NAMED = 20
PIECE = 500


def checks() -> Iterator[Check]:
    """(name, what was found wrong) for each rule; an empty list is good."""
    yield "fraud: whoever worked on a report had opened it on record", _unseen()
    yield "fraud: nothing tells who reported unless they chose to be known", _told_on()
    yield "fraud: every closed report says how, and what was found has two people", _undecided()
    yield "fraud: every open report has somebody who may look into it", _forsaken()
    yield "fraud: what a report set aside waits in the ledger, and nothing else does", _holds()
    yield "fraud: evidence was agreed to by a second person", _alone()
    yield "fraud: every file that is listed is on the disk", _files()


def _unseen() -> list[str]:
    """Every act of a person on a report comes after a look of theirs in the audit trail."""
    wrong: list[str] = []
    for tip in Tip.objects.order_by("pk").iterator(chunk_size=PIECE):
        looks: dict[str, object] = {}
        seen = audit.events_on(tip.reference).filter(name="tip.viewed").exclude(reason="list").order_by("-at")
        for event in seen:
            looks[f"{event.actor_kind}:{event.actor_ident}"] = event.at
        acts = TipEvent.objects.filter(tip=tip, by__startswith="staff:")
        wrong += [
            f"report {tip.reference}: {act.kind} by {act.by}"
            for act in acts
            if act.by not in looks or looks[act.by] > act.at  # type: ignore[operator]
        ]
    return wrong[:MOST_NAMED]


def _told_on() -> list[str]:
    wrong: list[str] = []
    for tip in Tip.objects.order_by("pk").iterator(chunk_size=PIECE):
        facts = selectors.facts_of(tip)
        charge = facts.line.charge if facts.line else ""
        if not tip.is_known and (facts.name or facts.contact or charge or tip.account_id or tip.charge_ids):
            wrong.append(f"report {tip.reference} tells who sent it")
        wrong += [
            f"report {tip.reference}: {event.name} names a login, an address or a request"
            for event in audit.events_on(tip.reference).filter(actor_kind="guest")
            if event.actor_ident or event.address_prefix or event.request_id
        ]
        wrong += [
            f"report {tip.reference}: {event.name} names an account"
            for event in audit.events_on(tip.reference).filter(account_id__isnull=False)
        ]
    wrong += [
        f"row {pk} of a story names a login"
        for pk in TipEvent.objects.filter(by__startswith="login:").values_list("pk", flat=True)[:MOST_NAMED]
    ]
    return wrong[:MOST_NAMED]


def _undecided() -> list[str]:
    closed = Tip.objects.filter(state=TipState.CLOSED)
    unknown = closed.exclude(outcome__in=rules.OUTCOMES)
    single = closed.filter(outcome__in=rules.FOUND, agreed_by="")
    return [f"report {tip.reference}" for tip in (unknown | single).order_by("pk")[:MOST_NAMED]]


def _forsaken() -> list[str]:
    waiting = Tip.objects.filter(selectors.TO_WORK).order_by("pk")
    return [
        f"report {tip.reference}: give the role investigator to somebody it does not speak of"
        for tip in waiting.iterator(chunk_size=PIECE)
        if not selectors.who_may_see(tip)
    ][:MOST_NAMED]


def _holds() -> list[str]:
    wrong: list[str] = []
    known = set()
    for row in TipHold.objects.select_related("tip").order_by("pk").iterator(chunk_size=PIECE):
        known.add(source_of(row))
        lasting = [pk for pk, ended in ledger.held_by(source_of(row)).items() if ended is None]
        if row.ended_at is not None and lasting:
            wrong.append(f"hold {row.reference} has ended and keeps {len(lasting)} charges")
        if row.tip.state == TipState.CLOSED and row.tip.outcome in rules.NOTHING and row.ended_at is None:
            wrong.append(f"hold {row.reference} outlives its report")
    sources = {row["source"] for row in ledger.holds_in_order() if row["ended_at"] is None}
    strays = sorted(one for one in sources - known if one.startswith("investigation:"))
    return (wrong + [f"{one} holds for no report" for one in strays])[:MOST_NAMED]


def _alone() -> list[str]:
    rows = Bundle.objects.exclude(agreed_at=None).filter(agreed_by="")
    return [f"bundle {pk}" for pk in rows.order_by("pk").values_list("pk", flat=True)[:MOST_NAMED]]


def _files() -> list[str]:
    rows = TipFile.objects.filter(gone_at=None).order_by("pk")
    return [
        f"file {row.reference}"
        for row in rows.iterator(chunk_size=PIECE)
        if not keeping.path_of(row.stored_as).exists()
    ][:MOST_NAMED]

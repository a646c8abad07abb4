"""What must always hold after a death was told; `hearthside audit` runs these and lists what fails."""

from collections.abc import Iterator

from hearthside.autopay import selectors as autopay
from hearthside.cases import selectors as cases
from hearthside.estates import selectors
from hearthside.estates.models import Notice, Stop, What
from hearthside.estates.services.stopping import estate_source, touches_plan, unverified_source
from hearthside.ledger import selectors as ledger
from hearthside.mailroom import selectors as mail
from hearthside.members import selectors as members
from hearthside.relief import selectors as relief

Check = tuple[str, list[str]]


def checks() -> Iterator[Check]:
    """(name, what was found wrong) for each rule; an empty list is good."""
    yield "estates: a verified death is on file, and autopay and plans are over", wrong_payments()
    yield "estates: nothing went out in the name of a person after a verified death", wrong_mail()
    yield "estates: what waits for an estate is held, and what ended holds nothing", wrong_holds()
    yield "estates: every notice has its case, and who decided were two where two are needed", wrong_cases()


def wrong_payments() -> list[str]:
    """A person taken for dead who is not on file so, an autopay that runs, a plan of theirs that stands."""
    found = []
    for notice in selectors.verified_deaths().iterator(chunk_size=200):
        assert notice.account_id is not None and notice.person is not None
        rule = autopay.rule_of(notice.account_id)
        if notice.person.died_on != notice.died_on:
            found.append(f"{notice.case.reference}: the day of death is not on file")
        if rule is not None:
            found.append(f"{notice.case.reference}: autopay {rule.reference} is {rule.state}")
        if touches_plan(notice) and relief.standing_plan(notice.account_id) is not None:
            found.append(f"{notice.case.reference}: a plan stands")
    return found


def wrong_mail() -> list[str]:
    """Messages made and sent after a verified death that carry the person's name on the envelope."""
    found = []
    for notice in selectors.verified_deaths().iterator(chunk_size=200):
        assert notice.account_id is not None and notice.person is not None and notice.verified_at is not None
        sent = mail.sent_to_account(notice.account_id).filter(
            sent_at__gt=notice.verified_at, to__iexact=notice.person.name
        )
        found += [
            f"{notice.case.reference}: message {row.number} went"
            for row in sent.exclude(batch__made_at__lt=notice.verified_at)
        ]
    return found


def wrong_holds() -> list[str]:
    found = []
    for notice in selectors.resting().iterator(chunk_size=200):
        found += _not_held(notice, unverified_source(notice))
    for notice in selectors.verified_deaths().filter(final_on=None).iterator(chunk_size=200):
        found += _not_held(notice, estate_source(notice))
    for notice in selectors.ended_notices().iterator(chunk_size=200):
        for source in (unverified_source(notice), estate_source(notice)):
            if None in ledger.held_by(source).values():
                found.append(f"{notice.case.reference}: {source} still holds")
        left = Stop.objects.filter(notice=notice, restored_at=None).values_list("what", flat=True)
        found += [f"{notice.case.reference}: {what} was not restored" for what in left]
    return found


def _not_held(notice: Notice, source: str) -> list[str]:
    """Charges of the person that came before the last look and that nothing of ours holds."""
    held = {pk for pk, ended in ledger.held_by(source).items() if ended is None}
    journal = Stop.objects.filter(notice=notice, what__in=(What.CHARGES, What.ESTATE), restored_at=None)
    since = journal.order_by("stopped_at").values_list("stopped_at", flat=True).first()
    if since is None:
        return [f"{notice.case.reference}: no row says what rests"]
    assert notice.account_id is not None and notice.person_id is not None
    own = selectors.charges_of_person(notice.account_id, notice.person_id)
    open_before = {
        one.charge_id for one in ledger.open_charges(notice.account_id)
        if one.charge_id in own and one.opened_on < since.date()
    }  # fmt: skip
    return [f"{notice.case.reference}: charge {pk} is not held" for pk in sorted(open_before - held)]


def wrong_cases() -> list[str]:
    found = []
    for notice in Notice.objects.select_related("case").order_by("pk").iterator(chunk_size=500):
        case = cases.case_with_reference(notice.case.reference)
        if case is None or case.kind != "death":
            found.append(f"{notice.pk}: no case of its kind")
        if notice.undone_by and notice.undone_by == notice.undo_asked_by:
            found.append(f"{notice.case.reference}: one person took it back")
        if notice.person_id and members.person(notice.person_id).account_id != notice.account_id:
            found.append(f"{notice.case.reference}: the person is on another account")
    return found

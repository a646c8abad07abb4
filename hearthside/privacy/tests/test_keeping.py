"""What is old goes with a proof; a hold keeps it; money is never touched."""

from datetime import timedelta

import pytest

from hearthside import clock
from hearthside.audit import selectors as audit
from hearthside.audit.models import Event
from hearthside.errors import BadSetting
from hearthside.ledger import selectors as ledger
from hearthside.portal.tests.cast import Cast
from hearthside.privacy import retention, selectors, services
from hearthside.privacy.errors import UnknownKeeping
from hearthside.privacy.models import Draft, Purge
from hearthside.privacy.proofs import checks
from hearthside.privacy.registry import purgers
from hearthside.privacy.retention import By, read_table
from hearthside.privacy.rules.keeping import Digest, years_before
from hearthside.privacy.services import purging
from hearthside.privacy.tests.cast import FACTS, PAT, WORKER

LATER = timedelta(days=40)


def draft(people: Cast, kind: str = "fix") -> Draft:
    return services.keep_draft(
        login_id=people.ana.pk, account_id=people.owes.id, kind=kind, facts=FACTS[kind], at=clock.now()
    )


@pytest.mark.django_db
def test_a_dry_run_says_what_a_round_then_does(people: Cast) -> None:
    ids = sorted(draft(people, kind).pk for kind in ("fix", "copy"))
    at = clock.now() + LATER
    looked = {one.kind: one for one in purging.look(at=at)}["privacy_drafts"]
    assert (looked.count, looked.held, Draft.objects.count(), Purge.objects.count()) == (2, 0, 2, 0)
    assert purging.purge_all(by=WORKER, at=at) == 2 and not Draft.objects.exists()
    (row,) = Purge.objects.all()
    expected = Digest()
    expected.add(map(str, ids))
    assert (row.count, row.digest, row.kind) == (2, expected.hex, "privacy_drafts")
    assert looked.digest == expected.hex
    event = Event.objects.get(name="privacy.purged")
    assert event.subject == f"privacy_drafts:2:{expected.hex[:24]}"
    assert purging.purge_all(by=WORKER, at=at) == 0 and Purge.objects.count() == 1


@pytest.mark.django_db
def test_what_is_young_stays(people: Cast) -> None:
    draft(people)
    assert purging.purge_all(by=WORKER, at=clock.now() + timedelta(days=29)) == 0
    assert Draft.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("is_for_all", [True, False])
def test_a_hold_keeps_it_until_the_hold_ends(people: Cast, is_for_all: bool) -> None:
    draft(people)
    at = clock.now() + LATER
    account_id = None if is_for_all else people.owes.id
    hold = services.place_hold(account_id=account_id, reason="A court asked.", by=PAT, at=clock.now())
    assert services.place_hold(account_id=account_id, reason="Again.", by=PAT, at=clock.now()) == hold
    assert purging.purge_all(by=WORKER, at=at) == 0 and Draft.objects.exists()
    assert {one.kind: one.held for one in purging.look(at=at)}["privacy_drafts"] == 1
    for _twice in range(2):
        services.end_hold(reference=hold.reference, by=PAT, at=at)
    assert audit.events_on(hold.reference).count() == 2
    assert purging.purge_all(by=WORKER, at=at) == 1


@pytest.mark.django_db
def test_a_hold_on_another_account_keeps_nothing_of_ours(people: Cast) -> None:
    from hearthside.payments.tests.cast import make_ana

    draft(people)
    services.place_hold(account_id=make_ana(100).id, reason="A court asked.", by=PAT, at=clock.now())
    assert purging.purge_all(by=WORKER, at=clock.now() + LATER) == 1


@pytest.mark.django_db
def test_whom_we_told_goes_after_seven_years_and_no_entry_of_the_books_ever(people: Cast) -> None:
    today, entries = clock.today(), ledger.posting_count()
    for years in (6, 8):
        services.note_disclosure(
            account_id=people.owes.id, told_on=years_before(today, years), to="A court", what="Bills",
            why="Asked", basis="court", key=f"years:{years}", by=PAT, at=clock.now(),
        )  # fmt: skip
    assert purging.purge(kind="disclosures", by=WORKER, at=clock.now()) == 1
    assert [row.key for row in selectors.disclosures_of(people.owes.id)] == ["years:6"]
    assert ledger.posting_count() == entries


def test_every_purger_has_its_line_and_none_is_for_money() -> None:
    lines = {line.keeping.kind: line for line in retention.table()}
    assert set(purgers()) == {kind for kind, line in lines.items() if line.by is By.PURGER}
    for kind, line in lines.items():
        if line.keeping.never_before_years:
            assert line.keeping.never_before_years >= 10 and kind not in purgers()
    assert {"money", "source_files"} <= {
        kind for kind, line in lines.items() if line.keeping.never_before_years
    }


@pytest.mark.django_db
def test_the_proofs_find_nothing_wrong_in_a_new_house() -> None:
    assert [name for name, faults in checks() if faults] == []


LINE = '[[keep]]\nkind = "a"\nwhat = "b"\nsource = "c"\nremoves = "d"\nby = "purger"\n'


WRONG = [
    LINE, f"{LINE}days = 1\nyears = 1\n", "nonsense", f"{LINE}days = 1\n{LINE}days = 2\n",
    LINE.replace("purger", "magic") + "days = 1\n", LINE.replace('kind = "a"\n', ""),
]  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_a_table_that_makes_no_sense_is_refused(text: str, tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "retention.toml"
    path.write_text(text)
    with pytest.raises(BadSetting):
        read_table(path)


def test_an_unknown_line_is_said_so() -> None:
    with pytest.raises(UnknownKeeping):
        retention.line("nothing")

"""Files that other people's systems wrote, posted whole: where that folder is beside the checkout."""

from pathlib import Path

import pytest

from hearthside.claims import proofs, selectors
from hearthside.claims.models import Charge
from hearthside.claims.reasons.rules import BILLABLE_PR
from hearthside.claims.rules import CHARGING
from hearthside.claims.tests.plan import enroll, receive, roster_row
from hearthside.formats.x12.remittance import Claim, read_remittance
from hearthside.ledger import proofs as ledger_proofs
from hearthside.ledger import selectors as ledger

FOLDER = Path(__file__).resolve().parents[3].parent / "shared" / "samples" / "835"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.samples,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of samples is not beside this checkout"),
]


def everyone_in(files: list[Path]) -> None:
    """A roster of every patient who has a name and an id."""
    people = {}
    for path in files:
        with path.open("rb") as stream:
            for claim in read_remittance(stream):
                if isinstance(claim, Claim) and claim.patient and claim.patient.last and claim.patient.first:
                    ident = claim.patient.id or (claim.insured.id if claim.insured else "")
                    people[ident, claim.patient.last, claim.patient.first] = None
    rows = [
        roster_row(
            member_id=ident, subscriber_id=ident, last_name=last, first_name=first, account_key=f"S{place}"
        )
        for place, (ident, last, first) in enumerate(people)
        if ident
    ]
    enroll(*rows)


def test_every_sample_posts_what_it_may_and_twice_is_once():
    files = sorted(FOLDER.iterdir())
    everyone_in(files)
    first = {path.name: receive(path.read_bytes(), path.name).report for path in files}
    before = selectors.picture_of_claims(), ledger.book_totals()
    second = {path.name: receive(path.read_bytes(), path.name).report for path in files}
    assert {report.status for report in second.values()} <= {"duplicate", "refused"}
    assert (selectors.picture_of_claims(), ledger.book_totals()) == before
    assert {name for name, report in first.items() if report.status == "refused"} == set()
    assert Charge.objects.exists()
    found = [*ledger_proofs.checks(), *proofs.checks()]
    assert {name: faults for name, faults in found if faults} == {}


@pytest.mark.parametrize(
    "name",
    [
        "alexjreid__fixtures_sample_835_multi_claim.edi",
        "alexjreid__stroke_encounter_neurology_835.edi",
        "kputnam__pass_multiple-claims-single-check.edi",
        "jdavisp3__tests_5010-835-example-1.txt",
    ],
)
def test_a_sound_sample_charges_its_billable_pr_to_the_cent(name):
    """Primary payers, balanced, nobody else involved: what is charged is the file's own PR-1, 2, 3."""
    path = FOLDER / name
    everyone_in([path])
    receive(path.read_bytes(), name)
    said = 0
    with path.open("rb") as stream:
        for claim in read_remittance(stream):
            if isinstance(claim, Claim) and claim.status in CHARGING:
                trios = [*claim.adjustments, *(one for line in claim.lines for one in line.adjustments)]
                said += sum(
                    one.amount_cents for one in trios if one.group == "PR" and one.code in BILLABLE_PR
                )
    assert sum(Charge.objects.values_list("amount_cents", flat=True)) == said > 0

"""What a member owes after a plan has spoken. Each case says it in the order the files came."""

from datetime import date

import pytest

from hearthside import clock
from hearthside.claims import proofs, services
from hearthside.claims.models import Claim, ClaimState, Task
from hearthside.claims.tests.plan import (
    HARBOR,
    Service,
    decided,
    enroll,
    facts,
    held_reasons,
    owed,
    receive,
    remittance,
    roster_row,
    second_plan,
    tell,
)
from hearthside.formats.tests.files import isa
from hearthside.ledger import proofs as ledger_proofs
from hearthside.ledger import selectors as ledger_read
from hearthside.ledger import services as ledger
from hearthside.members import selectors as members
from hearthside.money import Money

pytestmark = pytest.mark.django_db

RENTAL = Service(25000, {"2": 1900}, co=15500)
CORRECTED = Service(25000, {"2": 3800}, co=15500)


@pytest.fixture(autouse=True)
def nothing_is_wrong_after(db):
    yield
    found = [*ledger_proofs.checks(), *proofs.checks()]
    assert {name: faults for name, faults in found if faults} == {}


def pay(cents: int, key: str = "payment:1") -> None:
    account_id = members.account_id_of_roster_key("A1")
    assert account_id is not None
    ledger.post_payment(
        account_id=account_id,
        amount=Money(cents),
        key=key,
        cash_book="cash:test",
        effective_on=clock.today(),
        at=clock.now(),
    )


def test_a_copay_becomes_a_charge():
    enroll()
    assert tell(decided("A1", Service(25000, {"3": 2000}, co=15000))).report.status == "posted"
    assert owed() == 2000
    (charge,) = facts()["charges"]
    assert charge["reason"] == "copay" and charge["line"] == 1 and charge["open_cents"] == 2000


def test_deductible_and_coinsurance_of_one_line_are_two_charges():
    enroll()
    tell(decided("A1", Service(60000, {"1": 15000, "2": 2500}, co=20000)))
    assert owed() == 17500
    assert sorted(one["reason"] for one in facts()["charges"]) == ["coinsurance", "deductible"]


def test_a_sixth_trio_counts_like_the_first():
    enroll()
    trios = [("CO", code, 100) for code in ("45", "59", "97", "131", "222")]
    tell(decided("A1", Service(25000, {"2": 700}, others=[*trios, ("PR", "1", 300)])))
    assert owed() == 1000


def test_a_claim_level_share_is_charged_to_the_claim():
    enroll()
    tell(decided("A1", Service(25000, co=15500), claim_level=[("PR", "3", 1500)]))
    assert owed() == 1500
    assert facts()["charges"][0]["line"] is None


@pytest.mark.parametrize("status", ["4", "23", "25"])
def test_a_claim_that_is_not_ours_charges_nobody(status):
    enroll()
    tell(decided("A1", RENTAL, status=status))
    assert owed() == 0 and held_reasons() == []


def test_money_the_provider_took_lowers_what_is_owed():
    enroll()
    tell(decided("A1", Service(25000, {"3": 2000, "2": 1000}, co=15500), taken=2500))
    assert owed() == 500


def test_the_provider_cannot_have_taken_more_than_the_share():
    enroll()
    tell(decided("A1", RENTAL, taken=5000))
    assert owed() == 0 and facts()["unapplied_cents"] == 0


@pytest.mark.parametrize(
    ("service", "reason"),
    [
        (Service(25000, {"96": 1900}, co=15500), "review_code"),
        (Service(25000, {"45": 1900}, co=15500), "review_code"),
        (Service(25000, {"2": 1900}, co=15500, remarks=["N781"]), "qmb"),
        (Service(25000, {"2": 1900}, others=[("OA", "209", 0), ("CO", "303", 15500)]), "qmb"),
        (Service(25000, {"2": 1900}, co=15500, remarks=["M27"]), "not_liable"),
        (Service(25000, {"2": 1900}, others=[("OA", "133", 15500)]), "undecided"),
        (Service(25000, {"2": 1900}, others=[("CR", "45", 15500)]), "group_cr"),
    ],
)
def test_a_share_that_is_not_final_waits(service, reason):
    enroll()
    assert tell(decided("A1", service)).report.figures["claims_held"] == 1
    assert owed() == 0
    assert (reason, 1900) in held_reasons()


def test_one_line_can_wait_while_the_other_is_charged():
    enroll()
    report = tell(decided("A1", RENTAL, Service(5000, {"96": 5000}, code="A7030"))).report
    assert report.status == "held" or report.figures["claims_held"] == 1
    assert owed() == 1900 and held_reasons() == [("review_code", 5000)]


def test_a_reversal_in_the_same_file_leaves_the_correction():
    enroll()
    tell(
        decided("A1", RENTAL),
        decided("A1", RENTAL, status="22"),
        decided("A1", CORRECTED, icn="ICN2"),
    )
    assert owed() == 3800


def test_a_reversal_in_a_later_file_undoes_what_was_paid_and_the_credit_pays_the_correction():
    enroll()
    tell(decided("A1", RENTAL))
    pay(1900)
    assert owed() == 0
    tell(decided("A1", RENTAL, status="22"))
    assert owed() == -1900 and facts()["unapplied_cents"] == 1900
    tell(decided("A1", CORRECTED, icn="ICN2"))
    assert owed() == 1900 and facts()["unapplied_cents"] == 0


def test_a_reversal_takes_its_amounts_from_the_adjustments_and_not_from_clp05():
    enroll()
    tell(decided("A1", RENTAL))
    undo = decided("A1", RENTAL, status="22")
    undo.responsibility_cents = 0
    tell(undo)
    assert owed() == 0


def test_a_reversal_of_an_unknown_claim_is_parked_and_applied_when_its_original_comes():
    enroll()
    tell(decided("A1", RENTAL, status="22"))
    assert Claim.objects.get().state == ClaimState.PARKED
    tell(decided("A1", RENTAL))
    assert owed() == 0
    assert set(Claim.objects.values_list("state", flat=True)) == {ClaimState.REVERSED, ClaimState.REVERSAL}


def test_a_reversal_of_other_amounts_is_held():
    enroll()
    tell(decided("A1", RENTAL))
    tell(decided("A1", CORRECTED, status="22"))
    assert owed() == 1900
    assert ("reversal_differs", -3800) in held_reasons()


def test_a_reversal_can_name_its_original_in_ref_f8():
    enroll()
    tell(decided("A1", RENTAL))
    tell(decided("OTHER", RENTAL, status="22", icn="ICN9", refs={"F8": ["ICN1"]}))
    assert owed() == 0


def test_a_reversed_claim_is_not_reversed_again():
    enroll()
    tell(decided("A1", RENTAL))
    tell(decided("A1", RENTAL, status="22"))
    tell(decided("A1", RENTAL, status="22"))
    assert owed() == 0 and facts()["unapplied_cents"] == 0


def test_a_reversal_with_money_the_provider_took_gives_back_only_what_the_member_paid_us():
    enroll()
    tell(decided("A1", RENTAL, taken=1000))
    pay(900)
    tell(decided("A1", RENTAL, status="22"))
    assert facts()["unapplied_cents"] == 900 and owed() == -900


def test_a_correction_that_comes_before_its_reversal_waits_for_it():
    enroll()
    tell(decided("A1", RENTAL))
    tell(decided("A1", CORRECTED, icn="ICN2"))
    assert owed() == 1900 and ("decided_before", 3800) in held_reasons()
    tell(decided("A1", RENTAL, status="22"))
    assert owed() == 3800 and held_reasons() == []


def test_the_same_claim_in_another_payment_is_held():
    enroll()
    tell(decided("A1", RENTAL))
    assert tell(decided("A1", RENTAL)).report.status == "held"
    assert owed() == 1900 and ("duplicate_claim", 1900) in held_reasons()


def test_the_same_payment_in_another_file_posts_nothing():
    enroll()
    said = remittance(decided("A1", RENTAL), trace="T77")
    assert receive(said).report.status == "posted"
    assert receive(said, "renamed.txt").report.status == "duplicate"
    again = said.replace(b"PLAN           ", b"PLANB          ")
    assert again != said
    assert receive(again).report.status == "duplicate"
    assert owed() == 1900


def test_two_files_glued_together_post_once():
    enroll()
    said = remittance(decided("A1", RENTAL), trace="T78")
    receive(said + said)
    assert owed() == 1900


def test_a_payment_number_used_again_with_other_contents_is_held_whole():
    enroll()
    receive(remittance(decided("A1", RENTAL), trace="T79"))
    other = decided("A2", Service(25000, {"3": 1900}, co=15500), icn="ICN5")
    assert receive(remittance(other, trace="T79")).report.status == "held"
    assert owed() == 1900 and ("payment_number_reused", 1900) in held_reasons()


def test_an_unbalanced_claim_charges_nobody_and_the_others_are_posted():
    enroll()
    wrong = decided("A1", RENTAL)
    wrong.lines[0].adjustments[0].amount_cents += 100
    report = tell(wrong, decided("A2", CORRECTED, icn="ICN2")).report
    assert report.status == "partly" and report.figures["claims_held"] == 1
    assert owed() == 3800 and ("unbalanced", 1900) in held_reasons()


def test_an_unbalanced_transaction_is_held_whole():
    enroll()
    assert tell(decided("A1", RENTAL), short_cents=100).report.status == "held"
    assert owed() == 0 and ("transaction_unbalanced", 1900) in held_reasons()


def test_a_held_transaction_can_come_again_put_right():
    enroll()
    tell(decided("A1", RENTAL), trace="T80", short_cents=100)
    assert tell(decided("A1", RENTAL), trace="T80").report.status == "posted"
    assert owed() == 1900


@pytest.mark.parametrize(
    ("last", "first", "member_id", "reason"),
    [
        ("REYES", "ANA", "M999", "unknown_member"),
        ("JONES", "ANA", "M100", "name_differs"),
        ("REYES", "BEN", "M100", "name_differs"),
        ("REYES", "ANA", "", "unknown_member"),
    ],
)
def test_a_claim_for_nobody_we_are_sure_of_is_held(last, first, member_id, reason):
    enroll()
    assert tell(decided("A1", RENTAL, last=last, first=first, member_id=member_id)).report.status == "held"
    assert owed() == 0
    assert Claim.objects.get().hold_reason == reason


def test_a_payers_number_used_for_two_people_is_two_claims():
    enroll(
        roster_row(), roster_row(member_id="M200", first_name="Ben", account_key="A2", subscriber_id="M200")
    )
    ben = {"first": "BEN", "member_id": "M200"}
    tell(decided("A1", RENTAL), decided("A1", RENTAL, **ben))
    assert owed() == 1900 and owed("M200") == 1900
    tell(decided("A1", RENTAL, status="22", **ben))
    assert owed() == 1900 and owed("M200") == 0


def test_two_people_under_one_id_with_one_name_are_never_guessed_between():
    enroll(
        roster_row(subscriber_id="S1"),
        roster_row(subscriber_id="S1", birth_date=date(1980, 1, 1), relationship="child", account_key="A2"),
    )
    tell(decided("A1", RENTAL))
    assert Claim.objects.get().hold_reason == "ambiguous_member"


def test_our_own_claim_number_finds_the_member_when_the_id_is_gone():
    enroll()
    tell(decided("A1", RENTAL))
    tell(decided("A1", Service(9000, {"2": 500}, co=1000, code="A7030"), icn="ICN2", member_id=""))
    assert owed() == 2400


def test_a_name_the_plan_corrected_counts():
    enroll()
    claim = decided("A1", RENTAL, last="REYNES")
    from hearthside.formats.x12.remittance import Name

    claim.corrected = Name(last="REYES", first="ANA")
    tell(claim)
    assert owed() == 1900


def test_a_member_on_a_later_roster_gets_the_claim_that_waited():
    tell(decided("A1", RENTAL))
    enroll()
    assert services.rematch_unknown(at=clock.now(), today=clock.today()) == 1
    assert owed() == 1900


class TestSecondPlan:
    def test_the_first_plans_share_waits_for_the_second(self):
        enroll(roster_row(), second_plan())
        tell(decided("A1", RENTAL))
        assert owed() == 0 and held_reasons() == [("waiting_second_plan", 1900)]

    def test_the_second_plan_pays_all(self):
        enroll(roster_row(), second_plan())
        tell(decided("A1", RENTAL))
        self.second(Service(25000, others=[("OA", "23", 23100)]))
        assert owed() == 0 and held_reasons() == []

    def test_the_second_plan_leaves_a_part(self):
        enroll(roster_row(), second_plan())
        tell(decided("A1", RENTAL))
        self.second(Service(25000, {"2": 700}, others=[("OA", "23", 23100)]))
        assert owed() == 700

    @pytest.mark.parametrize("said", [[("PR", "275", 1900), ("OA", "23", 23100)], [("CO", "276", 25000)]])
    def test_the_second_plan_says_no_and_the_first_plans_share_stands(self, said):
        enroll(roster_row(), second_plan())
        tell(decided("A1", RENTAL))
        self.second(Service(25000, others=said))
        assert owed() == 1900 and held_reasons() == []

    def test_the_wait_ends(self, monkeypatch):
        enroll(roster_row(), second_plan())
        tell(decided("A1", RENTAL))
        later = date.fromordinal(clock.today().toordinal() + 46)
        monkeypatch.setenv("HEARTHSIDE_TODAY", later.isoformat())
        assert owed() == 1900 and held_reasons() == []
        assert services.release_waits(as_of=later, at=clock.now()) == 1
        assert owed() == 1900 and held_reasons() == []

    def test_a_second_plan_that_answers_late_takes_the_charge_back(self, monkeypatch):
        enroll(roster_row(), second_plan())
        tell(decided("A1", RENTAL))
        later = date.fromordinal(clock.today().toordinal() + 46)
        monkeypatch.setenv("HEARTHSIDE_TODAY", later.isoformat())
        services.release_waits(as_of=later, at=clock.now())
        pay(1900)
        self.second(Service(25000, {"2": 700}, others=[("OA", "23", 23100)]))
        assert facts()["unapplied_cents"] == 1200 and owed() == -1200

    def test_a_second_plan_whose_answer_came_first(self):
        enroll(roster_row(), second_plan())
        self.second(Service(25000, {"2": 700}, others=[("OA", "23", 23100)]))
        tell(decided("A1", RENTAL))
        assert owed() == 700

    def test_a_forwarded_claim_waits_though_we_know_no_second_plan(self):
        enroll()
        tell(decided("A1", RENTAL, status="19"))
        assert owed() == 0 and held_reasons() == [("waiting_second_plan", 1900)]

    def test_a_second_plans_decision_that_is_reversed_lets_the_first_share_wait_again(self):
        enroll(roster_row(), second_plan())
        tell(decided("A1", RENTAL))
        second = Service(25000, {"2": 700}, others=[("OA", "23", 23100)])
        self.second(second)
        self.second(second, status="22")
        assert owed() == 0 and held_reasons() == [("waiting_second_plan", 1900)]
        self.second(Service(25000, {"2": 300}, others=[("OA", "23", 23100)]), icn="H2")
        assert owed() == 300

    def test_money_taken_before_the_first_plan_counts_against_the_last_share(self):
        enroll(roster_row(), second_plan())
        tell(decided("A1", RENTAL, taken=500))
        self.second(Service(25000, {"2": 700}, others=[("OA", "23", 23100)]))
        assert owed() == 200

    @staticmethod
    def second(service: Service, status: str = "2", icn: str = "H1") -> None:
        tell(
            decided("A1", service, status=status, icn=icn, member_id="H100"), payer=HARBOR, name="HARBOR",
            told_on=date(2026, 11, 15),
        )  # fmt: skip


def test_interest_and_provider_adjustments_are_never_a_members():
    enroll()
    tell(decided("A1", RENTAL), plb=[("L6", -530), ("WO", 1000)])
    assert owed() == 1900


def test_a_dead_members_share_waits():
    enroll()
    from hearthside.members.models import Person

    Person.objects.update(died_on=date(2026, 9, 1))
    tell(decided("A1", RENTAL))
    assert owed() == 0 and held_reasons() == [("deceased", 1900)]


def test_an_unknown_code_and_a_refund_remark_each_open_a_task():
    enroll()
    tell(decided("A1", Service(25000, {"2": 1900}, others=[("CO", "Z99", 15500)], remarks=["MA72"])))
    assert set(Task.objects.values_list("kind", flat=True)) == {"unknown_code", "refund_remark"}


def test_no_checkpoint_changes_what_is_owed():
    enroll()
    tell(decided("A1", RENTAL))
    for turn in range(200):
        pay(1, key=f"payment:{turn}")
    account_id = members.account_id_of_roster_key("A1")
    assert ledger_read.checkpoint_count(account_id) > 1
    assert owed() == 1700


def test_a_payment_without_claims_that_breaks_off_is_held_and_says_so() -> None:
    told = receive((isa() + "~GS*HP*A*B*20260101*1200*1*X*005010X221A1~ST*835*0001~BPR*C*5").encode())
    assert told.report.status == "held"
    assert any("cut short" in finding.what for finding in told.report.findings)

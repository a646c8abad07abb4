"""A report lets everything rest at once, and everything can go back."""

import json
from typing import Any

import pytest

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.autopay import flows as autopay_flows
from hearthside.autopay import selectors as autopay
from hearthside.autopay.tests.cast import Saver, on, planned
from hearthside.bills import letters as bill_letters
from hearthside.bills import selectors as bills
from hearthside.bills import services as billing
from hearthside.cases.models import Case
from hearthside.claims.models import ServiceLine
from hearthside.coverage.models import Coverage
from hearthside.coverage.models import Plan as HealthPlan
from hearthside.estates import flows, proofs, selectors, services
from hearthside.estates.errors import AlreadyTold, DayMissing, NotMatched, NoView, SamePerson, WrongPerson
from hearthside.estates.models import Notice, NoticeState, Proof, Stop, Task, Told, What
from hearthside.estates.services.locking import ESTATES
from hearthside.estates.tests import cast
from hearthside.estates.tests.cast import KEISHA, SOL, Ana
from hearthside.mailroom import services as mailroom
from hearthside.mailroom.models import Message
from hearthside.members import selectors as members
from hearthside.members import services as member_services
from hearthside.members.models import AccessGrant, Scope
from hearthside.payments.models import Attempt
from hearthside.relief.models import Plan
from hearthside.relief.services import plans
from hearthside.reminders import services as reminders

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana() -> Ana:
    return cast.make_ana()


def every_proof_holds() -> None:
    assert [fault for _name, faults in proofs.checks() for fault in faults] == []


def queue_all_kinds(ana: Ana, mark: str) -> None:
    """Something of every channel, to Ana by name."""
    mailroom.queue_letter(
        key=f"letter:{mark}", kind="any", account_id=ana.id, name="Ana Reyes",
        address_lines=ana.account.address_lines, language="en", large_print=False, subject="Hello",
        body="Words.", at=clock.now(),
    )  # fmt: skip
    mailroom.queue_email(
        key=f"email:{mark}", kind="any", account_id=ana.id, to=ana.account.email, language="en",
        subject="Hello", body="Words.", at=clock.now(),
    )  # fmt: skip


def sent_by_name() -> list[Message]:
    return [
        row for row in Message.objects.filter(sent_at__isnull=False) if not row.kind.startswith("estate_")
    ]


def post_everything(tmp_path: Any, at: Any) -> None:
    """Every job that writes to somebody."""
    bill_letters.mail_bills(at=at)
    reminders.remind(at=at)
    mailroom.send_due(at=at)
    mailroom.print_letters(folder=tmp_path / "letters", by=ESTATES, at=at)


def test_a_report_that_fits_lets_everything_rest_at_once(ana: Ana) -> None:
    notice = cast.told(ana)
    assert (notice.state, notice.was_sure, notice.person) == ("reported", True, cast.person_of(ana))
    assert notice.stop_ends_on is not None
    assert set(cast.held(ana).values()) == {"investigation"} and set(cast.held(ana)) == set(ana.charge_ids)
    assert bills.due(ana.id).cents == 0
    assert {row.what for row in selectors.stops_of(notice)} == {What.MAIL, What.CHARGES}
    assert Event.objects.filter(name="death.stopped", account_id=ana.id).exists()
    assert Case.objects.get().kind == "death"
    every_proof_holds()


def test_nothing_goes_out_by_name_after_the_notice(ana: Ana, tmp_path: Any) -> None:
    bill_letters.mail_bills(at=clock.now())
    queue_all_kinds(ana, "before")
    cast.told(ana)
    queue_all_kinds(ana, "after")
    cast.new_charge(ana, cast.person_of(ana))
    flows.watch(clock.now())
    for days in (0, 9, 14, 20):
        billing.make_bill(
            account_id=ana.id, as_of=cast.in_days(days).date(), by=KEISHA, at=cast.in_days(days)
        )
        post_everything(tmp_path, cast.in_days(days))
    assert sent_by_name() == []
    assert Message.objects.filter(kind="estate_received", sent_at__isnull=False).exists()
    assert selectors.mail_that_rests(Notice.objects.get()) >= 4


def test_what_waited_goes_when_it_was_a_mistake(ana: Ana, tmp_path: Any) -> None:
    queue_all_kinds(ana, "before")
    before = (cast.held(ana), cast.ledger.open_charges(ana.id), bills.due(ana.id))
    notice = cast.undone(cast.told(ana))
    assert notice.state == NoticeState.UNDONE
    assert (cast.held(ana), cast.ledger.open_charges(ana.id), bills.due(ana.id)) == before
    post_everything(tmp_path, clock.now())
    assert {row.key for row in sent_by_name()} >= {"letter:before", "email:before"}
    told = Message.objects.filter(kind="estate_undone", channel="letter").get()
    assert told.to == "Ana Reyes" and "$" not in told.body and "died" not in told.body
    assert Case.objects.get().outcome == "mistake"
    assert not Stop.objects.filter(restored_at=None).exists()
    every_proof_holds()


def test_a_one_time_code_still_goes(ana: Ana) -> None:
    cast.told(ana)
    mailroom.queue_email(
        key="c", kind="one_time_code", account_id=ana.id, to=ana.account.email, language="en", subject="Code",
        body="Your code is 123456.", at=clock.now(),
    )  # fmt: skip
    mailroom.send_due(at=clock.now())
    assert Message.objects.get(key="c").sent_at is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"died_name": "Cora Lane"},
        {"zip_typed": "99999"},
        {"number_typed": ""},
        {"number_typed": "not a number"},
        {"number_typed": "4021187739"},
    ],
)
def test_a_doubt_stops_nothing_and_waits_for_a_person(ana: Ana, changes: dict[str, str]) -> None:
    facts = {"number_typed": ana.account.number, **changes}
    notice = cast.tells(facts.pop("number_typed"), **facts)  # type: ignore[arg-type]
    flows.look_at_new(clock.now())
    notice = cast.again(notice.case.reference)
    assert (notice.state, notice.account, notice.looked_at is not None) == ("reported", None, True)
    assert not cast.held(ana) and not Stop.objects.exists()
    matched = services.match(
        reference=notice.case.reference, account_id=ana.id, person_id=cast.person_of(ana).pk, by=KEISHA,
        at=clock.now(),
    )  # fmt: skip
    assert matched.is_stopped and set(cast.held(ana)) == set(ana.charge_ids)


def test_a_member_id_is_as_good_as_an_account_number(ana: Ana) -> None:
    Coverage.objects.create(
        account=ana.account, person=cast.person_of(ana), plan=HealthPlan.objects.get(), member_id="M100"
    )
    notice = cast.tells("m-100")
    flows.look_at_new(clock.now())
    assert cast.again(notice.case.reference).person == cast.person_of(ana)


def test_the_same_form_and_the_same_look_twice_are_once(ana: Ana) -> None:
    first = cast.tells(ana.account.number, key="k")
    assert cast.tells(ana.account.number, key="k").pk == first.pk
    flows.look_at_new(clock.now())
    assert flows.look_at_new(clock.now()) == 0
    assert Notice.objects.count() == Case.objects.count() == 1
    assert Message.objects.filter(kind="estate_received").count() == 1


def test_a_second_report_joins_the_first(ana: Ana) -> None:
    first, second = cast.told(ana), cast.told(ana, reporter="Ben Reyes")
    assert (first.state, second.state, second.case.outcome) == ("reported", "joined", "joined")
    other = cast.tells("", died_name="A R")
    with pytest.raises(AlreadyTold):
        services.match(
            reference=other.case.reference, account_id=ana.id, person_id=cast.person_of(ana).pk, by=KEISHA,
            at=clock.now(),
        )  # fmt: skip
    with pytest.raises(WrongPerson):
        services.match(
            reference=other.case.reference, account_id=ana.id + 1, person_id=cast.person_of(ana).pk,
            by=KEISHA, at=clock.now(),
        )  # fmt: skip
    every_proof_holds()


def test_unverified_it_ends_by_itself_and_is_not_repeated(ana: Ana) -> None:
    cast.told(ana)
    flows.watch(cast.in_days(20))
    assert Notice.objects.get().state == NoticeState.REPORTED
    flows.watch(cast.in_days(22))
    notice = Notice.objects.get()
    assert notice.state == NoticeState.LAPSED and not cast.held(ana)
    assert Case.objects.get().state == "open"
    again = cast.told(ana)
    assert again.person == cast.person_of(ana) and not again.is_stopped and not cast.held(ana)
    every_proof_holds()
    services.stop_again(reference=again.case.reference, by=KEISHA, at=clock.now())
    assert cast.held(ana)


def test_the_household_hears_once_in_neutral_words(ana: Ana) -> None:
    cast.told(ana)
    flows.watch(cast.in_days(2))
    assert not Message.objects.filter(kind="estate_household").exists()
    for days in (3, 4):
        flows.watch(cast.in_days(days))
    [email] = Message.objects.filter(kind="estate_household")
    for word in ("died", "death", "estate", "Ana", "$"):
        assert word not in email.body
    mailroom.send_due(at=cast.in_days(4))
    email.refresh_from_db()
    assert email.sent_at is not None


def test_only_their_own_lines_rest_on_a_familys_account(ana: Ana, tmp_path: Any) -> None:
    leo = cast.with_family(ana)
    leos = cast.new_charge(ana, leo)
    notice = cast.told(ana, died_name="Leo Reyes")
    assert notice.person == leo and set(cast.held(ana)) == {leos}
    mailroom.queue_email(
        key="m", kind="any", account_id=ana.id, to="ana@example.org", language="en", subject="A", body="B",
        at=clock.now(),
    )  # fmt: skip
    mailroom.send_due(at=clock.now())
    assert Message.objects.get(key="m").sent_at is not None
    cast.verified(notice)
    assert cast.held(ana) == {leos: "estate"}
    assert members.recipient_of(ana.id) == "Ana Reyes"
    every_proof_holds()


def test_charges_that_come_later_rest_too(ana: Ana) -> None:
    notice = cast.told(ana)
    later = cast.new_charge(ana, cast.person_of(ana))
    flows.watch(clock.now())
    assert later in cast.held(ana)
    cast.verified(notice)
    last = cast.new_charge(ana, cast.person_of(ana))
    flows.watch(clock.now())
    assert cast.held(ana)[last] == "estate"


def test_a_plan_rests_and_goes_on(ana: Ana) -> None:
    plan = plans.start(
        account_id=ana.id, count=3, day=1, expected=ana.due, key="plan", by=KEISHA, at=clock.now()
    )
    notice = cast.told(ana)
    assert Plan.objects.get().state == "paused"
    cast.undone(notice)
    after = Plan.objects.get()
    assert (after.state, after.paused_until) == ("active", None)
    assert set(cast.held(ana).values()) == {"plan"} and after.reference == plan.reference


def test_verified_ends_what_rested(ana: Ana, tmp_path: Any) -> None:
    plans.start(account_id=ana.id, count=3, day=1, expected=ana.due, key="plan", by=KEISHA, at=clock.now())
    login = cast.make_login("ana@mail.example", "Ana Reyes")
    member_services.grant_access(
        login_id=login.pk, account_id=ana.id, scope=Scope.SELF, by=KEISHA, at=clock.now()
    )
    queue_all_kinds(ana, "before")
    notice = cast.verified(cast.told(ana))
    assert (notice.state, notice.proof) == ("verified", "certificate")
    assert cast.person_of(ana).died_on == cast.DIED
    assert set(cast.held(ana).values()) == {"estate"}
    assert Plan.objects.get().state == "cancelled"
    assert AccessGrant.objects.get().ended_at is not None
    login.refresh_from_db()
    assert login.sessions_ended == 1
    assert members.recipient_of(ana.id) == "Estate of Ana Reyes"
    assert members.account(ana.id).email == ""
    post_everything(tmp_path, cast.in_days(1))
    assert not [row for row in sent_by_name() if row.to == "Ana Reyes"]
    assert {"verified", "plan_told"} - {row.code for row in Task.objects.all()} == {"verified"}
    every_proof_holds()


def test_undone_after_it_was_verified_gives_all_back_but_the_yes(ana: Ana) -> None:
    login = cast.make_login("ana@mail.example", "Ana Reyes")
    member_services.grant_access(
        login_id=login.pk, account_id=ana.id, scope=Scope.SELF, by=KEISHA, at=clock.now()
    )
    before = members.account(ana.id)
    cast.undone(cast.verified(cast.told(ana)))
    after = members.account(ana.id)
    assert (after.email, after.phone, after.address_lines) == (
        before.email,
        before.phone,
        before.address_lines,
    )
    assert cast.person_of(ana).died_on is None and not cast.held(ana)
    [grant] = AccessGrant.objects.filter(ended_at=None)
    assert (grant.login_id, grant.scope) == (login.pk, "self")
    assert members.recipient_of(ana.id) == "Ana Reyes"
    every_proof_holds()


def test_two_people_where_money_would_leave(ana: Ana) -> None:
    cast.credit(ana, 30_000)
    notice = cast.verified(cast.told(ana))
    assert notice.state == NoticeState.CHECKING and cast.person_of(ana).died_on is None
    reference = notice.case.reference
    with pytest.raises(SamePerson):
        services.confirm(reference=reference, by=KEISHA, at=clock.now())
    assert services.send_back(reference=reference, by=SOL, at=clock.now()).state == NoticeState.REPORTED
    cast.verified(cast.again(reference))
    assert services.confirm(reference=reference, by=SOL, at=clock.now()).state == NoticeState.VERIFIED
    assert Task.objects.filter(code="credit").exists()
    every_proof_holds()


def test_nobody_takes_it_back_alone_and_no_day_is_guessed(ana: Ana) -> None:
    notice = cast.told(ana)
    reference = notice.case.reference
    services.ask_undo(reference=reference, why="She called.", by=KEISHA, at=clock.now())
    with pytest.raises(SamePerson):
        services.undo(reference=reference, by=KEISHA, at=clock.now())
    assert cast.held(ana)
    services.forget_undo(reference=reference, by=SOL, at=clock.now())
    for day in (None, cast.in_days(1).date()):
        with pytest.raises(DayMissing):
            services.check(reference=reference, proof=Proof.OBITUARY, died_on=day, by=KEISHA, at=clock.now())
    with pytest.raises(NotMatched):
        services.settle(reference=reference, words="", by=KEISHA, at=clock.now())
    lost = cast.tells()
    with pytest.raises(NotMatched):
        cast.verified(lost)


def test_the_estate_gets_one_last_bill_in_its_own_name(ana: Ana, tmp_path: Any) -> None:
    notice = cast.verified(cast.told(ana))
    cast.speaks(notice)
    flows.watch(cast.in_days(59))
    assert cast.held(ana)
    day = cast.in_days(61)
    for _ in range(2):
        flows.watch(day)
    assert not cast.held(ana)
    [cover] = Message.objects.filter(kind="estate_final", channel="letter")
    assert cover.to == "Tom Reyes" and "from what the person owned" in cover.body
    bill = billing.make_bill(account_id=ana.id, as_of=day.date(), by=KEISHA, at=day)
    assert bill is not None and bill.amount_due == ana.due and ana.due.cents > 0
    assert json.loads(bill.twin)["recipient"]["name"] == "Estate of Ana Reyes"
    bill_letters.mail_bills(at=day)
    reminders.remind(at=cast.in_days(120))
    assert not Message.objects.filter(kind__startswith="reminder").exists()
    assert billing.make_bill(account_id=ana.id, as_of=cast.in_days(62).date(), by=KEISHA, at=day) is None
    every_proof_holds()


def test_without_papers_no_last_bill_goes(ana: Ana) -> None:
    notice = cast.verified(cast.told(ana))
    cast.speaks(notice, papers="")
    flows.watch(cast.in_days(61))
    assert cast.held(ana) and not Message.objects.filter(kind="estate_final").exists()


def test_a_familys_estate_gets_a_letter_and_the_family_is_not_asked(ana: Ana) -> None:
    leo = cast.with_family(ana)
    leos = cast.new_charge(ana, leo)
    notice = cast.verified(cast.told(ana, died_name="Leo Reyes"))
    cast.speaks(notice)
    flows.watch(cast.in_days(61))
    assert cast.held(ana) == {leos: "estate"}
    [letter] = Message.objects.filter(kind="estate_final", channel="letter")
    assert "$15.00" in letter.body
    assert members.account(ana.id).email == "ana@example.org"


def test_the_contact_sees_the_money_of_a_lone_estate_only(ana: Ana) -> None:
    notice = cast.verified(cast.told(ana))
    reference = notice.case.reference
    with pytest.raises(NoView):
        services.open_view(reference=reference, by=KEISHA, at=clock.now())
    cast.speaks(notice)
    tom = cast.make_login("tom@mail.example", "Tom Reyes")
    for _ in range(2):
        services.open_view(reference=reference, by=KEISHA, at=clock.now())
    [grant] = AccessGrant.objects.filter(ended_at=None)
    assert (grant.login_id, grant.scope) == (tom.pk, "money") and grant.ends_on is not None
    cast.undone(cast.again(reference))
    assert not AccessGrant.objects.filter(ended_at=None).exists()


def test_equipment_on_rent_is_on_the_checklist(ana: Ana) -> None:
    line = ServiceLine.objects.filter(account=ana.account).first()
    assert line is not None
    ServiceLine.objects.filter(pk=line.pk).update(procedure="E0601", modifiers=["RR"])
    notice = cast.told(ana)
    [task] = Task.objects.filter(notice=notice, code="return")
    assert "rental" in task.about
    for _ in range(2):
        services.tick(reference=notice.case.reference, task_id=task.pk, to="done", by=KEISHA, at=clock.now())  # type: ignore[arg-type]
    task.refresh_from_db()
    assert (task.state, task.done_by) == ("done", "staff:999002")


def test_a_letter_that_came_back_with_the_word_opens_one_case(ana: Ana, tmp_path: Any) -> None:
    queue_all_kinds(ana, "x")
    mailroom.print_letters(folder=tmp_path, by=ESTATES, at=clock.now())
    letter = Message.objects.get(key="letter:x")
    mailroom.note_returned_mail(number=letter.number, reason="deceased", by=KEISHA, at=clock.now())
    assert flows.hear(clock.now()) == 1 and flows.hear(clock.now()) == 0
    flows.look_at_new(clock.now())
    notice = Notice.objects.get()
    assert (notice.told, notice.person) == (Told.MAIL, cast.person_of(ana))


def test_a_closed_case_of_nobody(ana: Ana) -> None:
    notice = cast.tells()
    services.settle(reference=notice.case.reference, words="", by=KEISHA, at=clock.now())
    assert Case.objects.get().outcome == "not_found"


def test_proofs_see_what_is_wrong(ana: Ana) -> None:
    cast.verified(cast.told(ana))
    member_services.take_back_death(person_id=cast.person_of(ana).pk, by=KEISHA, at=clock.now())
    faults = [fault for _name, found in proofs.checks() for fault in found]
    assert any("not on file" in fault for fault in faults)


def test_autopay_takes_nothing_while_it_rests_and_stays_set(saver: Saver) -> None:
    taking = planned(saver)
    notice = cast.told(saver.ana)
    assert autopay_flows.take_due(at=on(taking)) == 0 and not Attempt.objects.exists()
    assert autopay.rule_of(saver.id).state == "active"  # type: ignore[union-attr]
    cast.undone(notice)
    assert autopay.rule_of(saver.id).state == "active"  # type: ignore[union-attr]


def test_autopay_ends_when_it_is_verified_and_needs_a_new_yes(saver: Saver) -> None:
    planned(saver)
    notice = cast.verified(cast.told(saver.ana))
    assert autopay.rule_of(saver.id) is None
    cast.undone(notice)
    assert autopay.rule_of(saver.id) is None
    assert "new yes" in Message.objects.get(kind="estate_undone", channel="letter").body
    every_proof_holds()

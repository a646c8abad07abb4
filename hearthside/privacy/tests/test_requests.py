"""A request is opened, made longer, answered; what was decided holds."""

from datetime import timedelta

import pytest

from hearthside import clock
from hearthside.audit import selectors as audit
from hearthside.cases import selectors as cases
from hearthside.cases.errors import NoMoreTime
from hearthside.mailroom import selectors as mail
from hearthside.members import selectors as members
from hearthside.portal.tests.cast import Cast
from hearthside.privacy import selectors, services
from hearthside.privacy.case_kinds import REQUESTS
from hearthside.privacy.errors import MustAgree, NoDisclosure, NotYet, Unanswered
from hearthside.privacy.models import Copy, Request
from hearthside.privacy.rules.breaches import FACTORS
from hearthside.privacy.tests.cast import FACTS, PAT, as_login, asks

pytestmark = pytest.mark.django_db
DAYS = {"copy": 30, "fix": 60, "list": 60, "less": 30, "contact": 3, "complaint": 30}


def events(subject: str) -> set[str]:
    return set(audit.events_on(subject).values_list("name", flat=True))


@pytest.mark.parametrize("kind", REQUESTS)
def test_a_request_opens_a_case_with_the_clock_of_its_law(people: Cast, kind: str) -> None:
    asked = asks(people, kind)
    case = cases.case_with_reference(asked.reference)
    assert case is not None and case.due_on is not None
    assert (case.due_on - clock.today()).days == DAYS[kind]
    assert asked.facts == FACTS[kind] and {"case.opened", "privacy.asked"} <= events(asked.reference)
    told = mail.messages_to_account(people.owes.id).filter(reference=asked.reference)
    assert told.exists() is (kind != "contact"), "to reach them elsewhere, nothing goes to where they were"


def test_the_same_form_sent_twice_is_one_request(people: Cast) -> None:
    facts = {"login_id": people.ana.pk, "account_id": people.owes.id, "kind": "list"}
    draft = services.keep_draft(facts=FACTS["list"], at=clock.now(), **facts)
    once, twice = (
        services.ask(draft_key=draft.key, language="en", by=as_login(people.ana), at=clock.now())
        for _turn in range(2)
    )
    assert once == twice and Request.objects.count() == 1
    assert services.ask(draft_key="0" * 32, language="en", by=as_login(people.ana), at=clock.now()) is None


def test_more_time_is_taken_once_and_told(people: Cast) -> None:
    asked = asks(people, "copy")
    before = cases.case_with_reference(asked.reference)
    services.more_time(reference=asked.reference, words="Papers are stored away.", by=PAT, at=clock.now())
    after = cases.case_with_reference(asked.reference)
    assert before and after and before.due_on and after.due_on
    assert after.due_on - before.due_on == timedelta(days=30)
    letter = mail.messages_to_account(people.owes.id).get(kind="privacy_more_time", channel="letter")
    assert "Papers are stored away." in letter.body
    with pytest.raises(NoMoreTime):
        services.more_time(reference=asked.reference, words="Again.", by=PAT, at=clock.now())


def decide(asked: Request, outcome: str = "done", **more: bool) -> Request:
    return services.decide(
        reference=asked.reference,
        outcome=outcome,
        words="Here is our answer.",
        by=PAT,
        at=clock.now(),
        **more,
    )


def test_an_answer_is_on_paper_and_never_in_the_e_mail(people: Cast) -> None:
    asked = decide(asks(people, "fix"), "refused")
    sent = {
        row.channel: row.body
        for row in mail.messages_to_account(people.owes.id).filter(kind="privacy_answered")
    }
    assert "Here is our answer." in sent["letter"] and "Here is our answer." not in sent["email"]
    assert "a page on why you do not agree" in sent["letter"] and "Office for Civil Rights" in sent["letter"]
    assert "privacy.answered" in events(asked.reference) and "case.closed" in events(asked.reference)
    again = decide(asked, "done")
    case = cases.case_with_reference(asked.reference)
    assert case and case.outcome == "refused" and again.answered_at == asked.answered_at


def test_a_limit_that_the_law_owes_cannot_be_refused(people: Cast) -> None:
    asked = asks(people, "less")
    with pytest.raises(MustAgree):
        decide(asked, "refused")
    asked.refresh_from_db()
    assert asked.answered_at is None
    decide(asked)
    (limit,) = selectors.live_restrictions(people.owes.id)
    assert limit.is_owed
    services.end_restriction(restriction_id=limit.pk, by=PAT, at=clock.now())
    assert selectors.live_restrictions(people.owes.id) == []


def test_a_law_that_makes_us_tell_lifts_the_duty(people: Cast) -> None:
    decide(asks(people, "less"), "refused", law_requires=True)
    assert selectors.live_restrictions(people.owes.id) == []


def test_to_be_reached_elsewhere_changes_every_way_and_tells_the_old_one_nothing(people: Cast) -> None:
    before = members.account(people.owes.id)
    asked = decide(asks(people, "contact"))
    account = members.account(people.owes.id)
    assert (account.address1, account.email, account.phone) == ("9 Oak Ave", "", "")
    (letter,) = mail.messages_to_account(account.pk).filter(reference=asked.reference)
    assert letter.channel == "letter" and "9 Oak Ave" in letter.to_lines
    assert (
        not mail.messages_to_account(account.pk).filter(to=before.email, reference=asked.reference).exists()
    )
    contact = selectors.other_contact(account.pk)
    assert contact and contact.in_danger and contact.before["address1"] == "12 Elm St"
    assert services.end_contact(account_id=account.pk, by=PAT, at=clock.now())
    assert not services.end_contact(account_id=account.pk, by=PAT, at=clock.now())


def test_a_yes_to_a_copy_orders_it_for_who_asked(people: Cast) -> None:
    asked = decide(asks(people, "copy"))
    copy = Copy.objects.get()
    assert (copy.request_id, copy.login_id, copy.account_id) == (asked.pk, people.ana.pk, people.owes.id)


def test_the_list_of_whom_we_told_is_in_the_letter(people: Cast) -> None:
    for basis, to in (("court", "Probate Court"), ("care", "Willow Nursing")):
        for _twice in range(2):
            services.note_disclosure(
                account_id=people.owes.id, told_on=clock.today(), to=to, what="Bills", why="Asked",
                basis=basis, key=f"test:{to}", by=PAT, at=clock.now(),
            )  # fmt: skip
    assert selectors.disclosures_of(people.owes.id).count() == 2
    decide(asks(people, "list"))
    letter = mail.messages_to_account(people.owes.id).get(kind="privacy_answered", channel="letter")
    assert "Probate Court" in letter.body and "Willow" not in letter.body


def test_a_disclosure_needs_a_ground_that_is_known_and_a_day_that_has_come(people: Cast) -> None:
    told = {"account_id": people.owes.id, "to": "A", "what": "B", "why": "C", "by": PAT, "at": clock.now()}
    with pytest.raises(NoDisclosure):
        services.note_disclosure(told_on=clock.today(), basis="gossip", key="1", **told)  # type: ignore[arg-type]
    with pytest.raises(NotYet):
        services.note_disclosure(
            told_on=clock.today() + timedelta(days=2),
            basis="court",
            key="2",
            **told,  # type: ignore[arg-type]
        )
    assert not selectors.disclosures_of(people.owes.id).exists()


def test_a_private_request_is_seen_by_who_asked_alone(people: Cast) -> None:
    ours, private = asks(people, "copy"), asks(people, "complaint")
    people.owes.account.grants.filter(login=people.ben).update(scope="all")
    seen = {login: set(selectors.requests_visible_to(as_login(login)).values_list("reference", flat=True))
            for login in (people.ana, people.ben, people.cora)}  # fmt: skip
    assert seen[people.ana] == {ours.reference, private.reference}
    assert seen[people.ben] == {ours.reference} and seen[people.cora] == set()
    people.owes.account.grants.filter(login=people.ben).update(scope="money")
    assert not selectors.requests_visible_to(as_login(people.ben)).exists()
    shown = {case.reference for case in cases.cases_visible_to(as_login(people.ana))}
    assert ours.reference in shown and private.reference not in shown


def test_a_breach_closes_only_when_everybody_was_told() -> None:
    at, today = clock.now(), clock.today()
    breach = services.note_breach(discovered_on=today, what="A bag was stolen.", key="b1", by=PAT, at=at)
    assert services.note_breach(discovered_on=today, what="x", key="b1", by=PAT, at=at) == breach
    case = cases.case_with_reference(breach.reference)
    assert case and case.is_walled and case.due_on and (case.due_on - today).days == 60
    known = {"people": {"OH": 501}, "factors": dict.fromkeys(FACTORS, "low") | {"who": "high"}}
    services.write_down(reference=breach.reference, facts=known, by=PAT, at=at)
    for name in ("people_told_on", "government_told_on", "media_told_on", "plan_told_on"):
        with pytest.raises(Unanswered) as missing:
            services.close_breach(reference=breach.reference, words="Told.", by=PAT, at=at)
        assert missing.value.what == name
        services.write_down(reference=breach.reference, facts={name: today}, by=PAT, at=at)
    services.close_breach(reference=breach.reference, words="Told.", by=PAT, at=at)
    case.refresh_from_db()
    assert case.outcome == "notified"

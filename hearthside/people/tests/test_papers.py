"""Papers: sent by helper or member, read by one or two people, and what they open."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hearthside import clock
from hearthside.audit.models import Event
from hearthside.cases import queues as case_queues
from hearthside.cases.models import Case
from hearthside.desk import gathering
from hearthside.mailroom.models import Message
from hearthside.members import selectors as members
from hearthside.members.models import Account, Person, Scope
from hearthside.people import rules, services
from hearthside.people.models import Authority, AuthorityState, Invitation
from hearthside.people.rules import RULES, Paper
from hearthside.people.tests.cast import at_desk, by, child_of, in_days, make_login, make_staff, signed_in
from hearthside.portal.tests.cast import Cast
from hearthside.references import new_reference

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj"


@pytest.fixture
def dana(cast: Cast) -> Any:
    return make_login("dana@mail.example", "Dana Reyes")


def asks(
    cast: Cast, dana: Any, kind: str = "poa_health", *, number: str = "", scope: str = "all"
) -> Authority:
    client = signed_in(dana)
    sent = client.post(
        "/account/people/help-someone/",
        {"kind": kind, "number": number or cast.owes.account.number, "asked_name": "Ana Reyes",
         "scope": scope, "key": new_reference()},
    )  # fmt: skip
    assert sent.status_code == 303, sent.content
    return Authority.objects.select_related("case").get(case__reference=sent["Location"].split("/")[-2])


def matched(cast: Cast, row: Authority, person: Person | None = None) -> str:
    about = person or Person.objects.get(account=cast.owes.account, relationship="self")
    reference = row.case.reference
    services.match(
        reference=reference, account_id=cast.owes.id, person_id=about.pk, by=by(make_staff("mel")),
        at=clock.now(),
    )  # fmt: skip
    return reference


def test_the_answer_is_the_same_for_an_account_that_does_not_exist(cast: Cast, dana: Any) -> None:
    real, made_up = asks(cast, dana), asks(cast, dana, number="5020118831")
    assert real.case.account_id is None and real.account_id is None
    client = signed_in(dana)
    pages = [
        client.get(f"/account/people/papers/{one.case.reference}/").content.decode()
        for one in (real, made_up)
    ]
    same = [
        page.replace(one.case.reference, "").replace(_said(one), "").split("csrfmiddlewaretoken")[0]
        for page, one in zip(pages, (real, made_up), strict=True)
    ]
    assert same[0] == same[1]


def _said(row: Authority) -> str:
    reference = row.case.reference
    return f"{reference[:3]} {reference[3:6]} {reference[6:]}"


def test_one_form_is_one_case_and_so_many_a_day(cast: Cast, dana: Any) -> None:
    client, said = signed_in(dana), {
        "kind": "guardian", "number": "5020118831", "asked_name": "Ana", "scope": "all", "key": "k1"
    }  # fmt: skip
    first = client.post("/account/people/help-someone/", said)
    assert client.post("/account/people/help-someone/", said)["Location"] == first["Location"]
    for place in range(2, 4):
        client.post("/account/people/help-someone/", said | {"key": f"k{place}"})
    refused = client.post("/account/people/help-someone/", said | {"key": "k9"})
    assert refused.status_code == 422 and Case.objects.filter(kind="authority").count() == 3


@pytest.mark.parametrize("kind", RULES)
def test_a_paper_that_lacks_one_thing_opens_nothing(cast: Cast, dana: Any, kind: Paper) -> None:
    sol = at_desk(make_staff("sol", "supervisor"))
    row, rule = asks(cast, dana, kind), RULES[kind]
    child = child_of(cast, born=date(clock.today().year - 5, 1, 1)) if kind is Paper.PARENT else None
    reference = matched(cast, row, child)
    for lacking in (rule.must_show[0], rule.must_show[-1]):
        ticked = [code for code in rule.must_show if code != lacking]
        answer = sol.post(
            f"/desk/people/papers/{reference}/agree/", {"ticked": ticked, "scope": rule.opens[0]}
        )
        assert answer.status_code == 409 and b"Not ticked yet" in answer.content
    row.refresh_from_db()
    assert row.state == AuthorityState.TO_READ and not members.live_grants(dana.pk).exists()


@pytest.mark.parametrize("kind", RULES)
def test_one_reads_or_two_read_and_access_begins_with_an_end(cast: Cast, dana: Any, kind: Paper) -> None:
    keisha, sol = make_staff("keisha", "billing_agent"), make_staff("sol", "supervisor")
    row, rule = asks(cast, dana, kind), RULES[kind]
    child = child_of(cast, born=date(clock.today().year - 17, 1, 1)) if kind is Paper.PARENT else None
    reference = matched(cast, row, child)
    said = {"ticked": rule.must_show, "scope": rule.opens[-1], "ends_on": in_days(400).isoformat()}
    at_desk(keisha).post(f"/desk/people/papers/{reference}/agree/", said)
    assert members.live_grants(dana.pk).exists() is not rule.needs_two
    if rule.needs_two:
        again = at_desk(keisha).post(f"/desk/people/papers/{reference}/agree/", said)
        assert b"A second person must do this" in again.content
        assert not members.live_grants(dana.pk).exists()
        at_desk(sol).post(f"/desk/people/papers/{reference}/agree/", said)
    grant = members.live_grants(dana.pk).get()
    row.refresh_from_db()
    assert (grant.scope, grant.basis, grant.paper) == (rule.opens[-1], kind, reference)
    assert row.state == AuthorityState.GRANTED and row.proposed_by != row.decided_by
    assert grant.ends_on is not None and grant.ends_on <= in_days(400)
    if child is not None:
        assert child.birth_date is not None
        assert grant.ends_on < date(child.birth_date.year + 18, 1, 1)
    assert Case.objects.get(reference=reference).outcome == "granted"
    assert Event.objects.filter(name="papers.granted", account_id=cast.owes.id).count() == 1
    told = set(Message.objects.filter(kind="papers_agreed").values_list("to", flat=True))
    assert {"dana@mail.example", cast.owes.account.email} <= told


def test_without_a_match_nothing_opens(cast: Cast, dana: Any) -> None:
    row = asks(cast, dana, "authorization")
    sol = at_desk(make_staff("sol", "supervisor"))
    said = {"ticked": RULES[Paper.AUTHORIZATION].must_show, "scope": "all"}
    answer = sol.post(f"/desk/people/papers/{row.case.reference}/agree/", said)
    assert answer.status_code == 409 and b"Match the papers" in answer.content


def test_a_marked_account_takes_nobody(cast: Cast, dana: Any) -> None:
    row = asks(cast, dana, "authorization")
    reference = matched(cast, row)
    Account.objects.filter(pk=cast.owes.id).update(safety_since=clock.now())
    said = {"ticked": RULES[Paper.AUTHORIZATION].must_show, "scope": "all"}
    answer = at_desk(make_staff("sol", "supervisor")).post(f"/desk/people/papers/{reference}/agree/", said)
    assert answer.status_code == 409 and not members.live_grants(dana.pk).exists()


def test_turned_down_in_words_behind_the_sign_in(cast: Cast, dana: Any) -> None:
    row = asks(cast, dana, "poa_money")
    reference = row.case.reference
    at_desk(make_staff("sol", "supervisor")).post(
        f"/desk/people/papers/{reference}/turn-down/",
        {"reason": "lacks", "words": "Page 2 is not here. Send all pages."},
    )
    letter = Message.objects.get(kind="papers_declined")
    assert letter.to == dana.email and "Page 2" not in letter.body
    page = signed_in(dana).get(f"/account/people/papers/{reference}/").content.decode()
    assert "Page 2 is not here" in page and "do not let you act yet" in page
    assert not members.live_grants(dana.pk).exists()


def test_files_messages_and_the_sheet_are_the_senders_alone(cast: Cast, dana: Any) -> None:
    row = asks(cast, dana)
    path = f"/account/people/papers/{row.case.reference}/"
    client = signed_in(dana)
    client.post(f"{path}file/", {"file": SimpleUploadedFile("poa.pdf", PDF)})
    refused = client.post(f"{path}file/", {"file": SimpleUploadedFile("poa.html", b"<script>")})
    assert refused.status_code == 422 and b"PDF, JPEG, PNG or HEIC" in refused.content
    client.post(f"{path}say/", {"words": "Two pages.", "key": "1"})
    client.post(f"{path}say/", {"words": "Two pages.", "key": "1"})
    assert client.get(path).content.count(b"Two pages.") == 1
    assert _said(row) in client.get(f"{path}cover/").content.decode()
    for login in (cast.cora, cast.ana, cast.ben):
        for page in (path, f"{path}cover/"):
            assert signed_in(login).get(page).status_code == 404
        assert signed_in(login).post(f"{path}take-back/").status_code == 404
    client.post(f"{path}take-back/")
    row.refresh_from_db()
    assert row.state == AuthorityState.WITHDRAWN


def test_a_member_sends_papers_for_somebody_who_then_needs_the_code(cast: Cast) -> None:
    ana = signed_in(cast.ana)
    sent = ana.post(
        "/account/people/papers/new/",
        {"kind": "authorization", "scope": "care", "name": "Dana Reyes", "email": "dana@mail.example",
         "key": "1"},
    )  # fmt: skip
    row = Authority.objects.get(case__reference=sent["Location"].split("/")[-2])
    reference = matched(cast, row)
    services.agree(
        reference=reference, ticked=RULES[Paper.AUTHORIZATION].must_show, scope="care", ends_on=in_days(90),
        by=by(make_staff("sol", "supervisor")), at=clock.now(),
    )  # fmt: skip
    invitation = Invitation.objects.get()
    assert (invitation.scope, invitation.paper, invitation.ends_on) == ("care", reference, in_days(90))
    ana.post(f"/account/people/invitations/{invitation.reference}/code/")
    page = ana.get(f"/account/people/invitations/{invitation.reference}/").content.decode()
    assert "Say it by voice" in page


def test_the_desk_asks_and_the_clock_waits(cast: Cast, dana: Any) -> None:
    row = asks(cast, dana)
    keisha = at_desk(make_staff("keisha", "billing_agent"))
    path = f"/desk/people/papers/{row.case.reference}/"
    assert b"What the paper must say" in keisha.get(path).content
    assert Event.objects.filter(name="record.viewed", subject=row.case.reference).count() == 1
    keisha.post(f"{path}ask/", {"words": "Please send page 2.", "key": "1"})
    row.case.refresh_from_db()
    assert row.case.state == "waiting" and Message.objects.filter(kind="papers_asked").count() == 1
    page = signed_in(dana).get(f"/account/people/papers/{row.case.reference}/").content
    assert b"Please send page 2." in page and b"We wait for you" in page


def test_the_queue_leads_to_the_papers(cast: Cast, dana: Any) -> None:
    row = asks(cast, dana)
    [queue] = [one for one in case_queues.QUEUES if one.slug == "cases-authority"]
    [item] = queue.items("", 10)
    assert item.path == f"/desk/people/papers/{row.case.reference}/" and item.due == row.case.due_on
    assert "cases-authority" in gathering.queues()


def test_nobody_reads_papers_of_their_own(cast: Cast) -> None:
    """A colleague whose own account it is, or who is the helper, does not decide."""
    dana = make_login("dana@mail.example", "Dana Reyes")
    row = asks(cast, dana)
    reference = matched(cast, row)
    keisha = make_staff("keisha", "supervisor")
    members_grant(cast, keisha)
    assert at_desk(keisha).get(f"/desk/people/papers/{reference}/").status_code == 403
    assert Event.objects.filter(name="record.refused").count() == 1


def members_grant(cast: Cast, login: Any) -> None:
    from hearthside.members import services as member_services
    from hearthside.portal.tests.cast import SETTING_THE_TABLE

    member_services.grant_access(
        login_id=login.pk, account_id=cast.owes.id, scope=Scope.SELF, by=SETTING_THE_TABLE, at=clock.now()
    )


def test_no_paper_opens_more_than_it_may() -> None:
    assert RULES[Paper.POA_MONEY].opens == ("money",)
    assert "money" not in RULES[Paper.POA_HEALTH].opens
    assert {paper for paper in Paper if RULES[paper].needs_two} == {
        Paper.POA_MONEY, Paper.POA_HEALTH, Paper.GUARDIAN
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "of_age", "last"),
    [
        (None, None, date(2031, 11, 22)),
        (date(2027, 1, 31), None, date(2027, 1, 31)),
        (date(2040, 1, 1), None, date(2031, 11, 22)),
        (None, date(2027, 2, 1), date(2027, 1, 31)),
        (date(2026, 12, 1), date(2027, 2, 1), date(2026, 12, 1)),
    ],
)
def test_the_last_day_is_the_earliest_of_all(asked: date | None, of_age: date | None, last: date) -> None:
    assert last == rules.last_day(
        Paper.PARENT, asked, of_age_on=of_age, today=date(2026, 11, 23), days_most=1825
    )

"""The pages: what anybody reads, what a member sees and asks, what the officer works."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from hearthside import clock
from hearthside.audit import services as audit
from hearthside.audit.actor import Actor, ActorKind
from hearthside.cases import services as cases
from hearthside.desk.tests.cast import at_desk, make_staff
from hearthside.desk.tests.screen import screen_of
from hearthside.helpcenter.registry import Asker
from hearthside.identity.roles import known_roles
from hearthside.mailroom import reading
from hearthside.members import services as members
from hearthside.portal.tests.cast import Cast
from hearthside.privacy import account_screen, answers, looks, notices, selectors, services
from hearthside.privacy.case_kinds import REQUESTS, WHOLE
from hearthside.privacy.forms import FORMS
from hearthside.privacy.models import Breach, Draft, LegalHold, Request
from hearthside.privacy.tests.cast import FACTS, PAT, as_login, asks, at_pats_desk, signed_in

pytestmark = pytest.mark.django_db
OLD, NEW = date(2024, 1, 1), date(2026, 2, 16)


def page(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return str(answer.content.decode())


def test_the_notice_of_a_day_is_the_one_that_held_then() -> None:
    assert notices.in_effect(date(2026, 2, 15)) == OLD and notices.in_effect(NEW) == NEW
    assert notices.in_effect(date(2000, 1, 1)) == OLD
    assert notices.notice(date(2025, 1, 1), "en") is None


@pytest.mark.parametrize(
    ("language", "says"),
    [
        (
            "en",
            (
                "please review it carefully",
                "for example",
                "authorization",
                "right",
                "breach",
                "retaliate",
                "hhs.gov/ocr",
                "effective date",
                "secretary of health",
                "paid for care in full",
            ),
        ),
        (
            "es",
            (
                "léalo con atención",
                "por ejemplo",
                "autorización",
                "derechos",
                "filtración",
                "represalias",
                "hhs.gov/ocr",
                "fecha de vigencia",
                "pagó la atención por completo",
            ),
        ),
    ],
)
def test_the_notice_says_all_that_the_law_wants(language: str, says: tuple[str, ...]) -> None:
    new, old = (notices.notice(day, language) for day in (NEW, OLD))
    assert new and old
    words = " ".join(block.words for block in new.full).lower()
    assert not [one for one in says if one not in words]
    assert "42 cfr part" in words and "42 cfr part" not in " ".join(block.words for block in old.full).lower()
    assert "{{" not in words and "reproductive" not in words and "reproductiv" not in words
    short = "\n".join(block.words for block in new.short)
    assert reading.read(short, language).is_plain


def test_both_languages_have_the_same_sections() -> None:
    for day in notices.versions():
        shapes = []
        for language in notices.LANGUAGES:
            found = notices.notice(day, language)
            assert found
            shapes.append([(block.kind, len(block.lines)) for block in (*found.short, *found.full)])
        assert shapes[0] == shapes[1]


def test_anybody_reads_the_notice_its_older_versions_and_the_form() -> None:
    nobody = Client()
    assert "In effect since" in page(nobody, "/privacy/")
    assert "not in effect any more" in page(nobody, f"/privacy/{OLD}/")
    assert "Aviso de privacidad" in page(nobody, "/es/privacy/")
    assert "Signature and date" in page(nobody, "/privacy/form/")
    for gone in ("/privacy/2025-01-01/", "/privacy/2026-02-31/"):
        page(nobody, gone, 404)


@pytest.mark.parametrize("kind", REQUESTS)
def test_asking_takes_two_screens_and_can_be_sent_once(people: Cast, kind: str) -> None:
    client, path = signed_in(people.ana), f"/account/privacy/ask/{kind}/"
    assert page(client, path)
    refused = client.post(path, {})
    assert refused.status_code == 422 and "There is a problem" in refused.content.decode()
    typed = {name: value for name, value in FACTS[kind].items() if value}
    check = client.post(path, typed)
    assert check.status_code == 303
    shown = page(client, check["Location"])
    assert "Nothing is sent yet" in shown and not Request.objects.exists()
    assert Draft.objects.get().facts == FACTS[kind]
    sent = [client.post(check["Location"])["Location"] for _twice in range(2)]
    assert len(set(sent)) == 1 and Request.objects.count() == 1 and not Draft.objects.exists()
    assert "We answer by" in page(client, sent[0])
    assert client.get(check["Location"])["Location"] == sent[0], "Back leads to the request"
    assert Request.objects.get().reference in page(client, "/account/privacy/").replace(
        "\N{NO-BREAK SPACE}", ""
    ).replace(" ", "")
    for stranger in (people.cora, people.ben):
        page(signed_in(stranger), sent[0], 404)


@pytest.mark.parametrize(
    ("kind", "typed", "about"),
    [
        ("copy", {"what": "other", "form": "file"}, "words"),
        ("contact", {"way": "mail", "address1": "9 Oak"}, "city"),
        ("contact", {"way": "phone", "phone": "12"}, "phone"),
        ("contact", {"way": "email", "email": "nobody"}, "email"),
        ("list", {"years": "9"}, "years"),
        ("fix", {"wrong": "x" * 2001, "should": "y"}, "wrong"),
    ],
)
def test_what_cannot_be_done_is_said_where_it_was_typed(kind: str, typed: dict[str, str], about: str) -> None:
    form = FORMS[kind](typed)
    assert not form.is_valid() and about in form.errors
    assert "This field" not in str(form.errors) and "nvalid" not in str(form.errors)


def test_a_helper_sees_a_copy_of_their_part_and_nothing_else(people: Cast) -> None:
    audit.record("record.viewed", account_id=people.owes.id, by=PAT)
    ben = signed_in(people.ben)
    shown = page(ben, "/account/privacy/")
    assert "Get a copy" in shown and "Who looked at your record" not in shown
    for path in ("/account/privacy/who-looked/", "/account/privacy/ask/copy/"):
        page(ben, path, 404)
    assert "nothing to show yet" in page(signed_in(people.cora), "/account/privacy/")
    page(signed_in(people.cora), "/account/privacy/copy/", 404)


def look(people: Cast, staff: Any, *, subject: str = "", reason: str = "") -> None:
    by = Actor(ActorKind.STAFF, str(staff.pk), door="web")
    audit.record("record.viewed", account_id=people.owes.id, by=by, subject=subject, reason=reason)


def test_who_looked_says_roles_and_reasons_and_never_names(people: Cast) -> None:
    look(people, make_staff("keisha", "billing_agent"), reason="payment")
    look(people, make_staff("dana"))
    shown = page(signed_in(people.ana), "/account/privacy/who-looked/")
    assert "A person who works on bills" in shown and "To find or fix a payment" in shown
    assert "A person who works for us" in shown and "Keisha" not in shown and "Dana" not in shown


def test_sign_ins_of_the_member_and_of_helpers_are_on_the_list(people: Cast) -> None:
    for login in (people.ana, people.ben, people.cora):
        audit.record("identity.signed_in", subject=str(login.pk), by=as_login(login))
    rows = looks.looks_at(people.owes.id, viewer=str(people.ana.pk), most=10)
    assert {(row.who, row.is_own) for row in rows} == {("You", True), ("Ben Reyes", False)}


def test_a_walled_case_leaves_no_trace_on_the_list(people: Cast) -> None:
    keisha = make_staff("keisha", "billing_agent")
    walled = cases.open_case(kind="privacy-breach", account_id=people.owes.id, by=PAT, at=clock.now())
    look(people, keisha, subject=walled.reference)
    look(people, keisha, subject="tip:1")
    assert looks.looks_at(people.owes.id, viewer="", most=10) == []
    look(people, keisha, subject=people.owes.account.number)
    assert len(looks.looks_at(people.owes.id, viewer="", most=10)) == 1


def test_the_list_is_paged_and_no_look_is_lost(people: Cast) -> None:
    keisha = make_staff("keisha", "billing_agent")
    for place in range(30):
        by = Actor(ActorKind.STAFF, str(keisha.pk), door="web")
        reason = ("payment", "work_item")[place % 2]
        audit.record(
            "record.viewed", account_id=people.owes.id, by=by, reason=reason,
            at=clock.now() - timedelta(minutes=place),
        )  # fmt: skip
    client = signed_in(people.ana)
    counts = [
        page(client, f"/account/privacy/who-looked/?page={one}").count("who works on bills") for one in (1, 2)
    ]
    assert counts == [25, 5]
    for nonsense in ("0", "x", "99999999", "-1"):
        page(client, f"/account/privacy/who-looked/?page={nonsense}", 404)


def test_the_same_again_on_one_day_is_told_once_with_how_often(people: Cast) -> None:
    keisha, before = make_staff("keisha", "billing_agent"), clock.now() - timedelta(days=2)
    by = Actor(ActorKind.STAFF, str(keisha.pk), door="web")
    for _time in range(3):
        audit.record("record.viewed", account_id=people.owes.id, by=by, reason="payment", at=before)
    look(people, keisha, reason="payment")
    told = looks.in_a_row(looks.looks_at(people.owes.id, viewer="", most=10))
    assert [one.times for one in told] == [1, 3]
    shown = page(signed_in(people.ana), "/account/privacy/who-looked/")
    assert "the last of 3 times that day" in shown


def test_few_questions_are_asked_of_the_database(people: Cast, django_assert_max_num_queries: Any) -> None:
    asks(people, "copy")
    asks(people, "fix")
    client = signed_in(people.ana)
    client.get("/account/privacy/")
    with django_assert_max_num_queries(26):
        client.get("/account/privacy/")


def test_the_help_topic_answers_from_the_record(people: Cast) -> None:
    asked = asks(people, "copy")
    mine = answers.privacy_practices(Asker(as_login(people.ana), people.owes.id, clock.now()))
    assert mine and any(asked.reference in row.path for row in mine.rows)
    helper = answers.privacy_practices(Asker(as_login(people.ben), people.owes.id, clock.now()))
    assert helper and not helper.rows
    assert answers.privacy_practices(Asker(as_login(people.cora), None, clock.now())) is None


def test_the_officer_answers_after_reading_the_letter(people: Cast) -> None:
    asked, pat = asks(people, "less"), at_pats_desk()
    path = f"/desk/privacy/requests/{asked.reference}/"
    assert "Must agree" in page(pat, path)
    assert pat.post(f"{path}take/").status_code == 303
    given = {"outcome": "refused", "words": "No.", "step": "preview"}
    refused = pat.post(f"{path}answer/", given)
    assert refused.status_code == 422 and "The law leaves no choice" in refused.content.decode()
    shown = pat.post(f"{path}answer/", given | {"outcome": "done", "words": "We will not tell your plan."})
    assert "Read it as Ana Reyes will" in shown.content.decode() and not selectors.live_restrictions(
        people.owes.id
    )
    pat.post(
        f"{path}answer/", given | {"outcome": "done", "words": "We will not tell your plan.", "step": "send"}
    )
    assert selectors.live_restrictions(people.owes.id)
    (alert,) = screen_of(account_screen, people.owes.id).alerts
    assert "we agreed to a limit" in str(alert.words)
    assert "We will not tell your plan." in page(
        signed_in(people.ana), f"/account/privacy/requests/{asked.reference}/"
    )


def test_the_officer_notes_whom_we_told_and_enters_what_came_by_mail(people: Cast) -> None:
    pat, number = at_pats_desk(), people.owes.account.number
    path = f"/desk/privacy/accounts/{number}/"
    given = {"key": "k1", "told_on": str(clock.today()), "to": "Probate Court", "what": "Bills of May",
             "basis": "court", "why": "A court order", "to_address": ""}  # fmt: skip
    assert pat.post(f"{path}told/", given | {"told_on": "2999-01-01"}).status_code == 422
    for _twice in range(2):
        assert pat.post(f"{path}told/", given).status_code == 303
    assert selectors.disclosures_of(people.owes.id).count() == 1 and "Probate Court" in page(pat, path)
    came = str(clock.today() - timedelta(days=5))
    for kind in REQUESTS:
        assert page(pat, f"{path}enter/{kind}/")
    typed = {"years": "3", "received_on": came, "key": "m1"}
    sent = [pat.post(f"{path}enter/list/", typed)["Location"] for _twice in range(2)]
    assert len(set(sent)) == 1
    (asked,) = Request.objects.filter(kind="list")
    assert str(asked.case.received_on) == came and asked.login_id is None
    page(pat, f"{path}enter/nonsense/", 404)


def test_holds_and_the_breach_log_at_the_desk(people: Cast) -> None:
    pat, number = at_pats_desk(), people.owes.account.number
    assert "Copies of records, as files" in page(pat, "/desk/privacy/keeping/")
    assert pat.post("/desk/privacy/keeping/hold/", {"number": "4021187739", "reason": "x"}).status_code == 422
    assert (
        pat.post("/desk/privacy/keeping/hold/", {"number": number, "reason": "A court asked."}).status_code
        == 303
    )
    hold = LegalHold.objects.get()
    assert pat.post(f"/desk/privacy/keeping/hold/{hold.reference}/end/").status_code == 303
    assert pat.post(f"/desk/privacy/keeping/hold/{hold.reference}/end/").status_code == 404

    typed = {"key": "b", "discovered_on": str(clock.today()), "what": "A bag was stolen."}
    path = pat.post("/desk/privacy/breaches/", typed)["Location"]
    assert "A breach, unless shown otherwise" in page(pat, path)
    known = {
        "what": "A bag.",
        "people": "OH 501\nPA 2",
        "factor_who": "high",
        "note_who": "A thief.",
        "for_plan": "on",
    }
    assert pat.post(path, known | {"people": "Ohio many"}).status_code == 422
    assert pat.post(path, known).status_code == 303
    assert Breach.objects.get().people == {"OH": 501, "PA": 2}
    shown = page(pat, path)
    assert "The press of OH" in shown and "503 people" in shown
    closed = pat.post(f"{path}close/", {"words": "Done."}, follow=True)
    assert "This must be written down first" in closed.content.decode()
    assert page(pat, "/desk/privacy/breaches/") and page(pat, "/desk/privacy/")


STAFF_PAGES = ("/desk/privacy/", "/desk/privacy/requests/{r}/", "/desk/privacy/requests/{r}/answer/",
               "/desk/privacy/accounts/{n}/", "/desk/privacy/keeping/",
               "/desk/privacy/breaches/")  # fmt: skip


def test_only_the_officer_and_who_stands_in_may_enter(people: Cast) -> None:
    assert "privacy_officer" in known_roles()
    asked = asks(people, "copy")
    paths = [path.format(r=asked.reference, n=people.owes.account.number) for path in STAFF_PAGES]
    agent = at_desk(make_staff("keisha", "billing_agent"))
    assert [agent.get(path).status_code for path in paths] == [403] * len(paths)
    sol = at_desk(make_staff("sol", "supervisor"))
    assert [sol.get(path).status_code for path in paths] == [200, 200, 403, 200, 403, 403]
    officer = at_pats_desk()
    assert [officer.get(path).status_code for path in paths] == [200] * len(paths)


def test_nobody_opens_their_own_request(people: Cast) -> None:
    pat = make_staff("pat", "privacy_officer")
    members.grant_access(login_id=pat.pk, account_id=people.owes.id, scope=WHOLE[-1], by=PAT, at=clock.now())
    asked = asks(people, "copy")
    page(at_desk(pat), f"/desk/privacy/requests/{asked.reference}/", 403)


def test_a_page_says_when_we_are_late(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = asks(people, "copy", at=clock.now() - timedelta(days=40))
    shown = page(signed_in(people.ana), f"/account/privacy/requests/{asked.reference}/")
    assert "We have not, and we are sorry" in shown
    assert "Late" in page(at_pats_desk(), f"/desk/privacy/requests/{asked.reference}/")


def test_the_spanish_pages_have_no_english(people: Cast) -> None:
    asks(people, "copy")
    shown = page(signed_in(people.ana), "/es/account/privacy/")
    assert "Su privacidad" in shown
    assert not re.findall(r"Get a copy|What you can ask for|Your choices|We answer by", shown)


def test_a_contact_for_safety_stops_the_desk(people: Cast) -> None:
    asked = asks(people, "contact")
    services.decide(reference=asked.reference, outcome="done", words="Done.", by=PAT, at=clock.now())
    (alert,) = screen_of(account_screen, people.owes.id).alerts
    assert alert.kind == "stop" and "by mail" in str(alert.words)

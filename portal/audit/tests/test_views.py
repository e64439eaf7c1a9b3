"""The auditors' page."""

import pytest
from django.db import connection
from django.urls import reverse

from portal.audit import queries
from portal.audit.models import AuditEntry, ChainCheck
from portal.audit.services import checks, move, record
from portal.outbox.services import deliver_due
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.signin import sign_in
from portal.words import deeds

pytestmark = pytest.mark.django_db
URL = "/audit/"


@pytest.fixture
def auditor(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return sign_in(client, staff("AU"))


def shown(response) -> list[str]:
    return [entry.reason for entry, _kind, _who, _number in response.context["entries"]]


def test_only_auditors_and_compliance_read_it(client):
    record(CompanyFactory(), "noted", by=None, reason="a secret matter")
    for person, status in ((staff("AU"), 200), (staff("CP"), 200), (staff("PO", "AD"), 403), (supplier("SA"), 403)):
        sign_in(client, person)
        response = client.get(URL)
        assert response.status_code == status
        assert ("a secret matter" in response.content.decode()) is (status == 200)
        assert client.post(reverse("audit:chain-check")).status_code == (303 if status == 200 else 403)


def test_filters(auditor):
    one, two, person = CompanyFactory(), CompanyFactory(), UserFactory(name="박서준")
    record(one, "noted", by=person, reason="first")
    record(two, "priced", by=None, reason="second")
    assert shown(auditor.get(URL)) == ["second", "first"]
    for query, found in [
        ({"thing": one.pk, "kind": "people.company"}, ["first"]),
        ({"kind": "people.user"}, []),
        ({"person": "박서"}, ["first"]),
        ({"person": person.email.upper()}, ["first"]),
        ({"what": "priced"}, ["second"]),
        ({"since": "2000-01-01", "until": "2999-01-01"}, ["second", "first"]),
        ({"until": "2000-01-01"}, []),
        ({"since": "0000-00-00", "kind": "nonsense", "cursor": "nonsense"}, ["second", "first"]),
        ({"until": "9999-12-31"}, ["second", "first"]),
        ({"since": "0001-01-01"}, ["second", "first"]),
    ]:
        response = auditor.get(URL, query)
        assert response.status_code == 200
        assert shown(response) == found, query


def test_a_thing_is_found_by_the_number_that_people_quote(auditor):
    one, two = CompanyFactory(number="CMP-2026-000013"), CompanyFactory(number="CMP-2026-000014")
    record(one, "noted", by=None, reason="of thirteen")
    record(two, "noted", by=None, reason="of fourteen")
    record(UserFactory(pk=one.pk + 1_000_000), "noted", by=None, reason="of nobody with a number")
    for typed in ("CMP-2026-000013", " cmp-2026-000013 ", "ＣＭＰ-2026-000013"):
        assert shown(auditor.get(URL, {"thing": typed})) == ["of thirteen"]
    assert shown(auditor.get(URL, {"thing": "CMP-2026-000014", "kind": "people.user"})) == []
    assert shown(auditor.get(URL, {"thing": "CMP-2026-999999"})) == []
    assert [number for *_rest, number in auditor.get(URL).context["entries"]] == ["", two.number, one.number]


def test_a_deed_is_found_by_the_words_it_is_told_with(auditor):
    company = CompanyFactory()
    record(company, "rest", by=None, reason="became dormant")
    record(company, "roles_changed", by=None, reason="roles")
    assert shown(auditor.get(URL, {"what": "became dormant"})) == ["became dormant"]
    assert shown(auditor.get(URL, {"what": "휴면"}, headers={"Accept-Language": "ko"})) == ["became dormant"]
    assert shown(auditor.get(URL, {"what": "휴면"})) == []
    assert shown(auditor.get(URL, {"what": ".roles_"})) == ["roles"]


def test_a_deed_with_words_of_its_own_is_not_found_by_those_of_its_verb(auditor):
    """``outbox.event.retried`` has words of its own; another app's ``accept`` is told as "Made effective"."""
    company = CompanyFactory()
    for name in ("open", "award"):
        record(company, name, by=None, reason=name)
    own = next(name for name, words in deeds.items() if name.endswith(".accept") and "Accepted" not in str(words))
    AuditEntry.objects.create(what=own, thing_type="people.company", thing_id="1", reason="told otherwise")
    record(company, "accept", by=None, reason="accept")
    assert shown(auditor.get(URL, {"what": "accepted"})) == ["accept"]


def test_states_are_told_in_the_language_of_the_reader(auditor):
    move(CompanyFactory(state="active"), "suspend", by=None)
    assert "Active → Suspended" in auditor.get(URL).content.decode()
    assert "활동 중 → 정지" in auditor.get(URL, headers={"Accept-Language": "ko"}).content.decode()


def test_the_page_says_how_the_trail_is_checked_elsewhere(auditor):
    html = auditor.get(URL).content.decode()
    assert "audit_export" in html
    checker = reverse("developers:checker-file", args=["verify_audit.py"])
    assert f'href="{checker}"' in html
    assert b"".join(auditor.get(checker)).startswith(b'"""Check an export')


def test_pages_go_forward_and_back(auditor, monkeypatch):
    monkeypatch.setattr("portal.audit.views.PER_PAGE", 2)
    thing = CompanyFactory()
    for number in range(5):
        record(thing, "noted", by=None, reason=str(number))
    first = auditor.get(URL)
    second = auditor.get(URL, {"cursor": first.context["next_cursor"]})
    third = auditor.get(URL, {"cursor": second.context["next_cursor"]})
    assert [shown(page) for page in (first, second, third)] == [["4", "3"], ["2", "1"], ["0"]]
    assert (first.context["previous_cursor"], third.context["next_cursor"]) == ("", "")
    back = auditor.get(URL, {"cursor": third.context["previous_cursor"]})
    assert shown(back) == ["2", "1"]
    assert shown(auditor.get(URL, {"cursor": back.context["previous_cursor"]})) == ["4", "3"]


@pytest.mark.parametrize("entries", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(auditor, entries, django_assert_num_queries):
    for _count in range(entries):
        record(CompanyFactory(), "noted", by=UserFactory(), reason="x")
    auditor.get(URL)
    with django_assert_num_queries(10):
        auditor.get(URL)
    with django_assert_num_queries(10):  # of a number one asks all tables that have numbers at once
        auditor.get(URL, {"thing": "CMP-2026-999999"})


def test_the_button_has_the_chain_checked_and_the_page_tells(auditor):
    record(CompanyFactory(), "noted", by=None)
    assert "not been checked yet" in auditor.get(URL).content.decode()
    auditor.post(reverse("audit:chain-check"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit does: the links are written
    deliver_due()
    assert ChainCheck.objects.get().asked_by is not None
    assert "The chain holds" in auditor.get(URL).content.decode()
    ChainCheck.objects.create(entries=0, seq=0, head="0" * 64, fault="entry 1 was changed")
    assert "does not hold" in auditor.get(URL).content.decode()


def test_the_nightly_check_runs_once_a_day(caplog):
    from portal.audit import handlers

    for _twice in range(2):
        handlers.check_each_night()
        handlers.say_head_each_hour()
    assert ChainCheck.objects.count() <= 1
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert checks.check_chain().fault == ""


def test_the_head_is_said_to_logs_that_write_warnings_only(caplog):
    record(CompanyFactory(), "noted", by=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    link = queries.head()
    with caplog.at_level("WARNING"):  # as the worker is started
        checks.say_head()
    assert f"audit head {link.seq}:{link.hash}" in caplog.text

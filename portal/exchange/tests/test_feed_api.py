"""The change feed at the API's door: scopes, cursors, pages, and what a faulty question is told."""

import pytest
from django.urls import reverse

from portal.exchange.models import Change
from portal.exchange.tests.feeding import committed_earlier, line
from portal.partners.tests.factories import api_client
from portal.tests.factories import CompanyFactory, UserFactory
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
URL = reverse("api-changes-tenders")
RECEIVABLES = reverse("api-changes-receivables")


def lines(*numbers: str, **fields) -> list[Change]:
    made = [line(number, **fields) for number in numbers]
    committed_earlier()
    return made


def numbers(answer) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["number"] for row in answer.json()["results"]]


def test_the_streams_are_listed_for_everybody(client):
    rows = client.get(reverse("api-changes")).json()["results"]
    assert [(row["stream"], row["scope"], row["api_url"]) for row in rows] == [
        ("tenders", "tender.read", "http://testserver/api/v1/changes/tenders/"),
        ("catalogue", "catalog.read", "http://testserver/api/v1/changes/catalogue/"),
        ("receivables", "receivable.read", "http://testserver/api/v1/changes/receivables/"),
    ]


def test_a_program_reads_goes_on_and_reads_what_is_new():
    api = api_client(None, "tender.read")
    first, second = lines("T-1", "T-2")
    Change.objects.filter(pk=second.pk).update(kind="gone")
    answer = api.get(URL, {"page_size": 1})
    assert numbers(answer) == ["T-1"]
    body = answer.json()
    assert body["results"][0] == {
        "kind": "changed",
        "uid": str(first.thing),
        "number": "T-1",
        "api_url": f"http://testserver/api/v1/tenders/{first.thing}/",
        "at": body["results"][0]["at"],
    }
    assert body["has_more"] is True

    answer = api.get(body["next"])
    assert numbers(answer) == ["T-2"]
    gone = answer.json()
    assert (gone["results"][0]["kind"], gone["results"][0]["api_url"]) == ("gone", None)
    assert (gone["has_more"], gone["next"]) == (False, None)

    assert numbers(api.get(URL, {"cursor": gone["cursor"]})) == []
    lines("T-3")
    assert numbers(api.get(URL, {"cursor": gone["cursor"]})) == ["T-3"]
    assert numbers(api.get(URL, {"cursor": gone["cursor"]})) == ["T-3"]  # the same question, the same answer


def test_start_now_tells_only_what_comes():
    api = api_client(None, "tender.read")
    lines("T-1")
    begun = api.get(URL, {"start": "now"})
    assert numbers(begun) == []
    lines("T-2")
    assert numbers(api.get(URL, {"cursor": begun.json()["cursor"]})) == ["T-2"]


def test_each_company_is_told_its_own_and_what_is_for_all():
    mine, other = CompanyFactory(), CompanyFactory()
    lines("MINE", stream="receivables", company=mine)
    lines("THEIRS", stream="receivables", company=other)
    lines("TENDER")

    api = api_client(mine, "receivable.read", "tender.read")
    assert numbers(api.get(RECEIVABLES)) == ["MINE"]
    assert numbers(api.get(URL)) == ["TENDER"]
    assert numbers(api_client(other, "receivable.read").get(RECEIVABLES)) == ["THEIRS"]


def test_a_cursor_tells_nothing_and_serves_its_own_stream_and_company_alone():
    """How busy others are cannot be read from it: it is sealed, and always as long."""
    mine, other = CompanyFactory(), CompanyFactory()
    api = api_client(mine, "receivable.read", "tender.read")
    first = api.get(RECEIVABLES).json()["cursor"]
    lines(*(f"N-{number}" for number in range(30)), stream="receivables", company=other)
    second = api.get(RECEIVABLES).json()["cursor"]
    assert len(first) == len(second)
    assert first != second

    for url, asking in ((URL, api), (RECEIVABLES, api_client(other, "receivable.read"))):
        answer = asking.get(url, {"cursor": second})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["parameter"] == "cursor"


def test_a_stream_needs_the_scope_of_its_things():
    assert api_client(None, "catalog.read").get(URL).status_code == 403
    assert api_client(None, "tender.read").get(RECEIVABLES).status_code == 403


def test_without_a_token_nothing_is_told(client):
    assert client.get(URL).status_code == 401


def test_an_old_cursor_is_told_that_it_is_too_old():
    api = api_client(None, "tender.read")
    lines("T-1", "T-2", "T-3")
    cursor = api.get(URL, {"page_size": 1}).json()["cursor"]
    Change.objects.filter(number__in=["T-1", "T-2"]).delete()

    answer = api.get(URL, {"cursor": cursor}, headers={"accept-language": "en"})

    assert (answer.status_code, answer.json()["code"]) == (410, "cursor_expired")
    assert "from now" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        pytest.param({"cursor": "nonsense"}, "cursor", id="made-up-cursor"),
        pytest.param({"cursor": "00" * 32}, "cursor", id="forged-cursor"),
        pytest.param({"cursor": "\x00"}, "cursor", id="nul"),
        pytest.param({"cursor": "é" * 64}, "cursor", id="not-ascii"),
        pytest.param({"start": "yesterday"}, "start", id="unknown-start"),
        pytest.param({"page_size": "0"}, "page_size", id="no-rows"),
        pytest.param({"page_size": "1" + "0" * 3000}, "page_size", id="very-many-rows"),
        pytest.param({"page_size": "101"}, "page_size", id="too-many-rows"),
        pytest.param({"limit": "5"}, "limit", id="unknown-parameter"),
    ],
)
def test_a_faulty_question_is_told_its_parameter(query, parameter):
    answer = api_client(None, "tender.read").get(URL, query)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["parameter"] == parameter


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_for_one_and_for_three(count, django_assert_num_queries):
    api = api_client(None, "tender.read")
    lines(*(f"T-{number}" for number in range(count)))
    api.get(URL)
    with django_assert_num_queries(5):
        assert len(numbers(api.get(URL))) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_shows_what_the_companys_programs_are_told(client, count, django_assert_num_queries):
    head = UserFactory(roles=("SA",))
    lines(*(f"MINE-{number}" for number in range(count)), stream="receivables", company=head.company)
    lines("THEIRS", stream="receivables", company=CompanyFactory())
    client = sign_in(client, head)
    client.get(reverse("exchange:changes"))
    with django_assert_num_queries(13):
        page = client.get(reverse("exchange:changes")).content.decode()
    assert page.count(">MINE-") == count
    assert "THEIRS" not in page
    assert sign_in(client, UserFactory(roles=("SU",))).get(reverse("exchange:changes")).status_code == 403

"""``expand`` and filters of receivables: neighbours in one answer, each read once, and only what one may see."""

from decimal import Decimal

import pytest

from portal.partners.tests.factories import api_client
from purchasing.payments.tests import receivable_stage as stage

pytestmark = pytest.mark.django_db
M = Decimal(1_000_000)
URL = "/api/v1/receivables/"
ALL = "contract,holder,issuer,obligation"
SCOPES = ("receivable.read", "contract.read")


def test_neighbours_stand_in_the_answer_and_fields_keep_their_type():
    made = stage.accepted(firms=2)
    api = api_client(made.firms[0], *SCOPES)

    plain = api.get(URL).json()["results"][0]
    told = api.get(f"{URL}?expand={ALL}").json()["results"][0]
    one = api.get(f"{URL}{made.receivable.uid}/?expand=contract").json()

    assert "expanded" not in plain
    assert told | {"expanded": None} == plain | {"expanded": None}
    assert set(told["expanded"]) == set(ALL.split(","))
    assert told["expanded"]["obligation"]["number"] == told["obligation"]
    assert told["expanded"]["contract"]["number"] == told["expanded"]["obligation"]["contract"]
    assert told["expanded"]["holder"]["uid"] == told["holder"]
    assert one["expanded"]["contract"]["uid"] == told["expanded"]["contract"]["uid"]
    assert api.get(told["expanded"]["contract"]["api_url"]).status_code == 200
    assert api.get(told["api_url"]).json()["number"] == told["number"]


def test_a_neighbour_of_another_scope_is_null():
    made = stage.accepted(firms=1)
    narrow = api_client(made.firms[0], "receivable.read")

    told = narrow.get(f"{URL}?expand=contract,obligation").json()["results"][0]["expanded"]

    assert told["contract"] is None
    assert told["obligation"]["number"], "of the same scope"


def test_what_one_may_not_see_is_null_also_as_a_neighbour():
    """The giver sees the part that it passed on; the debts of the firm below are that firm's own."""
    made = stage.accepted(firms=3)
    second = made.pass_on(made.receivable, 300 * M)
    third = made.pass_on(second, 80 * M)
    below = api_client(made.firms[2], *SCOPES)

    rows = below.get(f"{URL}?expand=contract,obligation").json()["results"]

    assert [row["number"] for row in rows] == [third.number]
    first = api_client(made.firms[0], *SCOPES)
    seen = {row["number"]: row["expanded"] for row in first.get(f"{URL}?expand=contract").json()["results"]}
    visible = {
        row["number"] for row in api_client(made.firms[0], "contract.read").get("/api/v1/contracts/").json()["results"]
    }
    assert all(each["contract"] is None or each["contract"]["number"] in visible for each in seen.values())
    assert third.number not in seen


@pytest.mark.parametrize("count", [1, 3])
def test_neighbours_cost_the_same_for_one_and_for_three(count, django_assert_num_queries):
    made = stage.accepted(firms=2)
    for _each in range(count - 1):
        made.pass_on(made.receivable, 10 * M)
    api = api_client(made.firms[0], *SCOPES)
    api.get(f"{URL}?expand={ALL}")

    with django_assert_num_queries(6):  # the token, the rows, and one for each neighbour
        answer = api.get(f"{URL}?expand={ALL}")

    assert len(answer.json()["results"]) == count


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=accepted,settled", 1),
        ("tier=1", 1),
        ("tier=2", 0),
        ("matures_from=2001-01-01&matures_before=2999-01-01", 1),
        ("matures_before=2001-01-01", 0),
        ("number=RCV-0000-000000", 0),
    ],
)
def test_the_list_is_narrowed(query, found):
    made = stage.accepted(firms=1)
    answer = api_client(made.firms[0], *SCOPES).get(f"{URL}?{query}")
    assert (answer.status_code, len(answer.json().get("results", ()))) == (200, found), answer.content


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("expand=bank", "expand"),
        ("state=accepted,lost", "state"),
        ("tier=one", "tier"),
        ("tier=-1", "tier"),
        ("matures_from=soon", "matures_from"),
        ("matures_from=2026-02-30", "matures_from"),
        ("matures_to=2026-02-03", "matures_to"),
        ("ordering=face_won", "ordering"),
        ("ordering=number,issued_on,matures_on,settled_on", "ordering"),
        ("number=a'b", "number"),
    ],
)
def test_what_is_not_possible_is_named(query, parameter):
    made = stage.accepted(firms=1)
    answer = api_client(made.firms[0], *SCOPES).get(f"{URL}?{query}")
    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [parameter]

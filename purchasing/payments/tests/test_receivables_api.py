"""A supplier's program: lists, passes on, quotes, draws; what it may not, and what it never sees."""

import uuid
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from portal.clock import db_now
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.partners import services as partners
from portal.partners.queries import acting_user
from portal.partners.tests.factories import make_client
from portal.webhooks.registry import kinds
from purchasing.payments.models import Draw, Receivable
from purchasing.payments.tests import receivable_stage as stage

pytestmark = pytest.mark.django_db
M = Decimal(1_000_000)
URL = "/api/v1/receivables/"


def program(company, *scopes) -> APIClient:
    client, _secret = make_client(company, *(scopes or ("receivable.write",)))
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {partners.issue_token(client)}")
    return api


def post(api, path, data, key=None):
    headers = {"Idempotency-Key": key or uuid.uuid4().hex, "Accept-Language": "en"}
    return api.post(f"{URL}{path}", data, format="json", headers=headers)


def test_the_giver_sees_the_part_but_not_what_became_of_it():
    made = stage.accepted(firms=3)
    second = made.pass_on(made.receivable, 300 * M)
    made.pass_on(second, 80 * M)

    rows = {row["number"]: row for row in program(made.firms[0], "receivable.read").get(URL).json()["results"]}

    assert set(rows) == {made.receivable.number, second.number}
    assert (rows[made.receivable.number]["available_won"], rows[second.number]["available_won"]) == (200_000_000, None)


def test_pass_on_and_the_refusal_with_its_number():
    made = stage.accepted(firms=2)
    owed = made.owe(1, 700 * M)
    api = program(made.firms[0])
    path = f"{made.receivable.uid}/pass-on/"

    much = post(api, path, {"obligation": owed.number, "amount_won": 500_000_001})
    assert (much.status_code, much["Content-Type"]) == (422, "application/problem+json")
    assert "Only ₩500,000,000 of" in much.content.decode()
    done = post(api, path, {"obligation": owed.number, "amount_won": 1_000_000}, key="the-same-key")
    again = post(api, path, {"obligation": owed.number, "amount_won": 1_000_000}, key="the-same-key")
    other = post(api, path, {"obligation": owed.number, "amount_won": 2_000_000}, key="the-same-key")

    assert (done.status_code, again.json()["number"]) == (201, done.json()["number"])
    assert other.status_code in (409, 422)
    assert Receivable.objects.filter(parent=made.receivable).count() == 1


def test_quote_then_draw():
    made = stage.accepted(firms=1)
    api = program(made.firms[0])

    quote = post(api, f"{made.receivable.uid}/quotes/", {"amount_won": 120_000_000}).json()
    drawn = post(api, f"{made.receivable.uid}/draws/", {"quote": quote["uid"]})
    twice = post(api, f"{made.receivable.uid}/draws/", {"quote": quote["uid"]})

    assert drawn.status_code == 201
    assert drawn.json()["net_won"] == quote["net_won"]
    assert twice.status_code == 409
    assert Draw.objects.count() == 1


def test_reading_does_not_let_write_and_others_see_nothing():
    made = stage.accepted(firms=1)

    reader = program(made.firms[0], "receivable.read")
    assert post(reader, f"{made.receivable.uid}/quotes/", {"amount_won": 1_000_000}).status_code == 403
    stranger = program(stage.CompanyFactory())
    assert post(stranger, f"{made.receivable.uid}/quotes/", {"amount_won": 1_000_000}).status_code == 404


def test_what_a_holder_draws_is_told_to_its_own_systems_alone():
    made = stage.accepted(firms=2)
    part = made.pass_on(made.receivable, 100 * M)
    made.draw(part, M)
    kind, what = kinds.get("receivable.drawn"), {"receivable": part.pk}
    giver, holder = (acting_user(make_client(firm, "receivable.read")[0], now=db_now()) for firm in made.firms)

    assert list(kind.companies(what)) == [made.firms[1].pk]
    assert kind.data(what, giver) is None, "though it sees the part that it gave"
    assert kind.data(what, holder)["number"] == part.number


def test_who_is_told():
    made = stage.accepted(firms=2)
    made.pass_on(made.receivable, 100 * M)
    made.draw(made.receivable, M)

    while deliver_due():
        pass

    told = set(Notice.objects.values_list("kind", "user__email"))
    holder, second = made.people[0].email, made.people[1].email
    assert ("payments.receivable_to_issue", made.checker.email) in told
    assert ("payments.receivable_to_issue", made.finance.email) not in told
    assert {("payments.receivable_given", holder), ("payments.receivable_given", second)} <= told
    assert ("payments.receivable_drawn", holder) in told
    assert ("payments.receivable_drawn", second) not in told

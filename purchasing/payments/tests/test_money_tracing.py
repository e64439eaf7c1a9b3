"""Tracing: who sees which amounts, what is told of sums, how the tree stands, what the workbook and notes say."""

import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal.audit.models import AuditEntry
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff, supplier
from portal.tests.signin import sign_in
from purchasing.contracts.tests.factories import in_force
from purchasing.payments.models import Obligation
from purchasing.payments.queries import tracing as queries
from purchasing.payments.tests import money_stage as stage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


HIDDEN = ("96,200,000", "74,800,000", "38,000,000", "21,500,000", "8,400,000", "33,000,000")


def shown_to(client, user, **asked) -> str:
    response = sign_in(client, user).get(reverse("payments:tracing"), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_buyer_sees_flow_and_dates_but_no_amount_below_the_first_tier(client):
    made = stage.chain()
    html = shown_to(client, staff("FI"))

    for name_en in ("Garam Precision", "Nuri Coating", "Saebyeok Materials", "Raon Machining", "Onsaemi Metal"):
        assert name_en in html
    assert "₩312,400,000" in html
    for amount in HIDDEN:
        assert amount not in html
        assert amount.replace(",", "") not in html
    assert "3 days late" in html
    assert "about 70%" in html  # 209.0 of 312.4, in steps of ten
    assert html.count("hidden-sum") == 6 * 4  # six contracts, drawn for four widths
    assert made.top.number in html


def test_with_the_consent_of_both_sides_the_amount_is_shown_and_the_rest_stays_hidden(client):
    stage.chain(shown=("onsaemi",))
    html = shown_to(client, staff("PO"))

    assert "₩33,000,000 is 3 days past its day" in html
    assert "₩42,042" in html  # 33,000,000 · 15.5 % · 3 / 365, up
    for amount in HIDDEN[:5]:
        assert amount not in html


def test_sums_over_fewer_than_three_firms_are_not_told(client):
    stage.chain(shown=("nuri",))  # two are left whose amounts are hidden
    html = shown_to(client, staff("FI"))

    assert "fewer than three firms" in html
    assert "about" not in re.sub(r"<footer.*", "", html.split('class="facts"')[1].split("</dl>")[0])


def test_everything_is_exact_where_everything_is_shown(client):
    stage.chain(shown=("nuri", "saebyeok", "raon", "haneul", "dasom", "onsaemi"))
    html = shown_to(client, staff("AU"))

    assert "₩209,000,000" in html
    assert "66.9%" in html
    assert "80.6%" in html  # what is late from the month before counts in no sum of this one
    assert "hidden-sum" not in html


def test_a_company_sees_what_it_gets_and_what_it_pays_and_nothing_else(client):
    made = stage.chain()
    html = shown_to(client, made.person("saebyeok", "SF"))

    assert "₩74,800,000" in html
    assert "₩33,000,000" in html
    for other in ("312,400,000", "96,200,000", "38,000,000", "Hanbit Steel", "Nuri Coating", "Haneul"):
        assert other not in html


def test_a_contract_of_others_is_not_there(client):
    made = stage.chain()
    number = made.contracts["nuri"].number
    for user in (made.person("saebyeok"), supplier(), staff("FI")):  # staff: no head of a chain
        response = sign_in(client, user).get(reverse("payments:tracing"), {"contract": number})
        assert response.status_code == 404


@pytest.mark.parametrize("codes", [("RQ",), ("EV",), ("AP",)])
def test_other_roles_read_no_payments(client, codes):
    stage.chain()
    assert sign_in(client, staff(*codes)).get(reverse("payments:tracing")).status_code == 403


def test_the_tree_stands_in_the_order_of_its_contracts():
    made = stage.chain()
    user = staff("FI")
    found = queries.tracing_of(user, made.top, month=queries.latest_month(user, made.top), state="", today=made.day)

    assert [(row.depth, row.obligation.payee.legal_name_en.split()[0]) for row in found.rows] == [
        (0, "Garam"), (1, "Nuri"), (2, "Haneul"), (2, "Dasom"), (1, "Saebyeok"), (2, "Onsaemi"), (1, "Raon"),
    ]  # fmt: skip
    assert [row.standing for row in found.rows] == ["due", "due", "due", "paid", "due", "late", "paid"]
    assert found.rows[5].days == 63
    raon = found.rows[6].obligation
    assert found.rows[6].days == (raon.paid_on - raon.base_on).days


@pytest.mark.parametrize("contracts", [1, 3])
def test_any_number_of_payments_costs_the_same(client, contracts, django_assert_num_queries):
    company = CompanyFactory()
    top = in_force(payer=BuyerFactory(), payee=company, value=500_000_000)
    day = stage.today() - timedelta(days=10)
    stage.owed(top, 10_000_000, base_on=day)
    for _ in range(contracts):
        below = in_force(parent=top, value=10_000_000)
        late = stage.owed(below, 1_000_000, base_on=day - timedelta(days=40), days=5)
        stage.held(late, by=UserFactory(company=company, roles=("SF",)))
    user = sign_in(client, staff("FI"))
    user.get(reverse("payments:tracing"))  # warms what is read once

    with django_assert_num_queries(13):
        response = user.get(reverse("payments:tracing"))

    assert len(response.context["rows"]) == contracts + 1
    assert len(response.context["notes"]) == min(contracts, 3)


def test_the_filter_keeps_sums_and_shows_the_asked_rows(client):
    made = stage.chain()
    client = sign_in(client, staff("FI"))
    response = client.get(reverse("payments:tracing"), {"contract": made.top.number, "state": "late"})

    assert [row["payee"] for row in response.context["rows"]] == ["Onsaemi Metal"]
    assert response.context["facts"][0]["value"].number == "₩312,400,000"
    other = client.get(reverse("payments:tracing"), {"contract": made.top.number, "month": "2020-01"})
    assert other.context["rows"] == []
    assert f"?contract={made.top.number}&amp;month={other.context['latest']}" in other.content.decode()
    odd = client.get(reverse("payments:tracing"), {"month": "2026-99", "state": "nonsense"})
    assert odd.status_code == 200


def test_the_workbook_has_the_same_rows_and_no_more_than_the_page(client):
    stage.chain(shown=("raon",))
    response = sign_in(client, staff("PO")).get(reverse("payments:tracing-xlsx"))

    assert response.status_code == 200
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))[4:]
    amounts = {row[2]: row[6] for row in rows}
    assert amounts["Garam Precision"] == 312_400_000
    assert amounts["Raon Machining"] == 38_000_000
    assert amounts["Nuri Coating"] == "not shown"
    assert len(rows) == 7


def test_nothing_owed_is_said(client):
    assert "Nothing is owed yet" in shown_to(client, supplier("SF"))
    assert "Nothing is owed yet" in shown_to(client, staff("FI"))
    assert sign_in(client, staff("FI")).get(reverse("payments:tracing-xlsx")).status_code == 404


def test_a_held_payment_says_why_and_sums_of_two_currencies_never_mix(client):
    made = stage.chain()
    dollars = in_force(payer=BuyerFactory(), payee=made.companies["garam"], value=Decimal(1000), currency="USD")
    stage.owed(dollars, Decimal("1000.50"), base_on=made.day - timedelta(days=3))
    stage.held(stage.owed(made.top, 5_000_000, base_on=made.day - timedelta(days=3)), by=staff("FI"))
    user = made.person("garam", "SA")

    won = shown_to(client, user, contract=made.top.number)
    assert "치수 성적서가 빠졌습니다." in won
    assert "1,000.50" not in won
    assert "USD 1,000.50" in shown_to(client, user, contract=dollars.number)


def test_a_call_is_noted_and_read_by_staff_alone(client):
    made = stage.chain()
    url = reverse("payments:call-note", args=[made.late.uid])
    client = sign_in(client, staff("FI"))
    assert "Note a call" in client.get(url).content.decode()
    assert client.post(url, {"text": " "}).status_code == 422

    done = client.post(url, {"text": "새벽소재 김 과장: 금요일까지 지급하겠다고 함"})
    assert done.status_code == 303
    entry = AuditEntry.objects.get(what="payments.obligation.call_noted")
    assert entry.thing_id == str(made.late.pk)
    assert "금요일까지" in client.get(reverse("payments:tracing")).content.decode()
    assert "금요일까지" not in shown_to(client, made.person("saebyeok"))
    assert sign_in(client, made.person("onsaemi")).get(url).status_code == 404
    assert sign_in(client, staff("AU")).get(url).status_code == 403


def test_a_call_about_what_is_paid_is_refused(client):
    made = stage.chain()
    paid = Obligation.objects.get(contract=made.contracts["raon"])
    response = sign_in(client, staff("FI")).post(reverse("payments:call-note", args=[paid.uid]), {"text": "x"})
    assert response.status_code == 409

"""The pages of the five-year funds: status and effect, who sees them, what a refusal looks like, how much they cost."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from portal.clock import today
from portal.files.tests.factories import pdf_bytes, upload
from portal.tests.factories import UserFactory, staff
from portal.tests.signin import sign_in
from purchasing.contracts.tests.factories import in_force
from sharedgrowth.funds.models import Commitment, Drawdown, Fund, Transfer
from sharedgrowth.funds.queries.figures import nontrading_of
from sharedgrowth.funds.registry import programme_names
from sharedgrowth.funds.tests import factories as funds

pytestmark = pytest.mark.django_db
M = 1_000_000


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def test_a_fund_is_planned_approved_opened_and_allocated_on_its_pages(client):
    manager = staff("FM")
    sign_in(client, manager)
    plan = {
        "code": "FND-2026",
        "name_ko": "상생협력기금",
        "name_en": "Shared growth fund",
        "total": "20,000,000,000",
        "first_year": 2026,
        "years": 5,
        "amounts": "4,000,000,000\n16,000,000,001",
    }
    refused = client.post("/funds/plan/", plan)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["amounts"])
    assert "16,000,000,001" in refused.content.decode()
    assert client.post("/funds/plan/", plan | {"amounts": ""}).status_code == 303
    fund = Fund.objects.get()
    assert [year.amount for year in fund.years.all()] == [4_000 * M] * 5
    assert client.post(f"/funds/{fund.code}/do/approve/").status_code == 403
    sign_in(client, staff("AP"))
    assert client.post(f"/funds/{fund.code}/do/approve/").status_code == 303
    sign_in(client, manager)
    assert client.post(f"/funds/{fund.code}/do/open/").status_code == 303
    assert client.post(f"/funds/{fund.code}/do/open/").status_code == 409
    slug = programme_names.items()[0][0]
    line = {"programme": slug, "amount": "2,000,000,000", "matched": "on"}
    assert client.post(f"/funds/{fund.code}/2026/do/allocate/", line).status_code == 303
    shown = client.get(f"/funds/{fund.code}/").content.decode()
    assert "20억" in shown
    assert str(fund.years.first().lines.get().pk) in shown
    assert client.get(f"/funds/{fund.code}/report.xlsx").status_code == 200


def test_a_firm_asks_for_a_tranche_and_others_check_and_approve_it(client):
    commitment = funds.commitment(amount=30 * M)
    firm = UserFactory(company=commitment.company, roles=("SA", "SF"))
    sign_in(client, firm)
    url = f"/funds/commitments/{commitment.uid}/"
    assert commitment.number in client.get("/funds/").content.decode()
    assert client.get(f"{url}do/draw/").status_code == 200
    ask = {"tranche": "2", "amount": "24,000,001", "invoices": "2026-1", "note": "N"}
    refused = client.post(f"{url}do/draw/", ask | {"evidence": upload("e.pdf", pdf_bytes())})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["amount"])
    assert client.post(f"{url}do/draw/", ask | {"amount": "24,000,000"}).status_code == 422  # no evidence
    sent = client.post(f"{url}do/draw/", ask | {"amount": "24,000,000", "evidence": upload("e.pdf", pdf_bytes())})
    assert sent.status_code == 303
    drawdown = Drawdown.objects.get()
    assert (drawdown.amount, drawdown.invoice_numbers, drawdown.evidence.count()) == (24 * M, ["20261"], 1)
    page = f"/funds/payments/{drawdown.uid}/"
    assert client.get(page).status_code == 200
    assert client.post(f"{page}do/check/").status_code == 403
    for role, deed in (("FM", "check"), ("FI", "approve")):
        sign_in(client, staff(role))
        assert f"do/{deed}/" in client.get(page).content.decode()
        assert client.post(f"{page}do/{deed}/").status_code == 303
    drawdown.refresh_from_db()
    assert (drawdown.state, drawdown.payable.amount) == ("approved", 24 * M)
    sign_in(client, UserFactory(roles=("SA", "SF")))
    assert client.get(url).status_code == client.get(page).status_code == 404
    assert client.get("/funds/commitments/").context["results"].paginator.count == 0


def test_a_line_shows_where_its_money_went_and_its_transfers_are_decided(client):
    fund = funds.fund()
    line, other = funds.line(of=fund, matched=True), funds.line(of=fund, programme="qss")
    funds.commitment(line, amount=30 * M)
    manager = staff("FM")
    sign_in(client, manager)
    url = f"/funds/lines/{line.pk}/"
    assert "<svg" in client.get(url).content.decode()
    ask = {"target": other.pk, "amount": "1,000", "reason": "수요"}
    assert client.post(f"{url}do/transfer/", ask).status_code == 303
    transfer = Transfer.objects.get()
    assert client.post(f"/funds/transfers/{transfer.uid}/do/approve/", {"answer": "위원회"}).status_code == 403
    assert client.post(f"{url}do/match/", {"amount": "1,000", "expected_on": "2026-12-01"}).status_code == 303
    match = line.matches.get()
    assert client.post(f"/funds/matches/{match.uid}/do/report/", {"reference": "N-1"}).status_code == 303
    sign_in(client, staff("AP"))
    assert client.post(f"/funds/transfers/{transfer.uid}/do/approve/", {"answer": "위원회"}).status_code == 303
    line.refresh_from_db()
    assert line.transfers_out == Decimal(1_000)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_cost_the_same_for_one_and_for_three(client, rows, django_assert_num_queries):
    line, officer = funds.line(), staff("SG")
    for _ in range(rows):
        funds.commitment(line, amount=M)
    sign_in(client, officer)
    client.get("/funds/commitments/")
    with django_assert_num_queries(8):
        response = client.get("/funds/commitments/")
    assert len(response.context["results"]) == rows == Commitment.objects.count()
    with django_assert_num_queries(32):
        response = client.get(f"/funds/{line.year.fund.code}/")
    assert len(response.context["firms"]) == rows


def test_a_line_tells_how_many_of_its_firms_do_not_trade_with_the_buyer(client):
    line = funds.line(amount=100 * M)
    funds.commitment(line, amount=10 * M)
    in_force(payee=funds.commitment(line, amount=10 * M).company)

    assert nontrading_of(line.year.fund, today()) == {line.pk: 1}
    sign_in(client, staff("FM"))
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "non-trading 50.0%" in client.get(f"/funds/{line.year.fund.code}/").content.decode()

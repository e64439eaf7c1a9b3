"""The pages of the GEM matching funds: both companies, the public form, the summary."""

import pytest
from django.utils.translation import override

from portal.clock import today
from portal.tests.doors import let_few_in
from portal.tests.factories import CompanyFactory, staff
from portal.tests.signin import sign_in
from purchasing.payments.tests.obligation_stage import deliver_all
from sharedgrowth.funds.models import Contribution, GemFund, Proposal
from sharedgrowth.funds.services import gem_grants
from sharedgrowth.funds.tests import gem_stage as stage

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


def test_a_fund_is_proposed_signed_by_both_and_started(client):
    partner = CompanyFactory()
    sign_in(client, staff("SG"))
    given = {
        "gem_name": "Emerald Ridge",
        "partner": "CMP-0",
        "country": "AU",
        "time_zone": "Nowhere",
        "begins_on": today().isoformat(),
        "party_usd": "50000",
    }
    refused = client.post("/funds/gem/new/", given)
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"partner", "time_zone"})
    good = {"partner": partner.number, "time_zone": "Australia/Brisbane", "is_home_first": "on"}
    assert client.post("/funds/gem/new/", given | good).status_code == 303
    fund = GemFund.objects.get()
    shown = client.get(f"/funds/gem/{fund.number}/").content.decode()
    assert "Emerald Ridge" in shown
    assert "Australia/Brisbane" in shown
    assert client.post(f"/funds/gem/{fund.number}/do/sign/").status_code == 403


def test_a_year_with_unequal_contributions_from_the_account_to_the_vote(client):
    people = stage.pair()
    sign_in(client, people.finance)
    for side, amount in (("house", "50000"), ("partner", "42000")):
        each = Contribution.objects.get(year=people.first, side=side)
        paid = {"amount": amount, "received_on": today().isoformat(), "rate": "1187.30", "reference": f"IN-{side}"}
        assert client.post(f"/funds/gem/contributions/{each.uid}/do/receive/", paid).status_code == 303
    page = client.get(f"/funds/gem/{people.fund.number}/").content.decode()
    assert all(words in page for words in ("84,000.00", "8,000.00", "109,231,600"))
    made = stage.shortlisted(people, budget=84_000)
    sign_in(client, people.partner)
    url = f"/funds/gem/proposals/{made.uid}/"
    refused = client.post(f"{url}do/vote/", {"agrees": "yes", "amount": "84000.01", "reason": "R"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["amount"])
    assert client.post(f"{url}do/vote/", {"agrees": "yes", "amount": "84000", "reason": "R"}).status_code == 303
    sign_in(client, people.approver)
    assert client.post(f"{url}do/vote/", {"agrees": "yes", "amount": "84000", "reason": "R"}).status_code == 303
    made.refresh_from_db()
    assert made.state == "granted"
    for who in (people.partner, people.officer):
        sign_in(client, who)
        assert client.get(url).status_code == client.get(f"/funds/gem/{people.fund.number}/").status_code == 200
        summary = client.get(f"/funds/gem/{people.fund.number}/1/summary.pdf")
        assert summary.content.startswith(b"%PDF")
    sign_in(client, stage.pair().partner)
    assert client.get(url).status_code == client.get(f"/funds/gem/{people.fund.number}/").status_code == 404


def test_an_organisation_proposes_without_an_account_and_keeps_its_number(client, mailoutbox, settings):
    let_few_in(settings, alert=5, alert_address=1)
    people = stage.pair()
    url = f"/funds/gem/{people.fund.number}/propose/"
    assert client.get(url).status_code == 200
    given = {
        "operator": "Green Forest",
        "registration": "110-82-00000",
        "contact": "a@example.org",
        "theme": "environment",
        "title_ko": "숲 복원",
        "title_en": "Forest",
        "text": "나무 심기",
        "goals": "11,000",
        "budget_usd": "40000",
        "overhead_usd": "4001",
    }
    refused = client.post(url, given)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["overhead_usd"])
    sent = client.post(url, given | {"overhead_usd": "4000"})
    made = Proposal.objects.get()
    assert (sent.status_code, made.state, made.entered_by) == (200, "submitted", None)
    assert made.number in sent.content.decode()
    assert client.post(url, given | {"overhead_usd": "4000"}).status_code == 422  # the same project once
    more = client.post(url, given | {"overhead_usd": "4000", "title_en": "Forest 2"})
    assert (more.status_code, list(more.context["form"].errors)) == (422, ["contact"])  # no letter box is filled
    assert [client.post(url, given).status_code for _ in range(2)] == [422, 429]
    closed = stage.pair(state="agreed")
    assert client.get(f"/funds/gem/{closed.fund.number}/propose/").status_code == 404
    sign_in(client, people.officer)
    taken = gem_grants.take_up_proposal(made, by=people.officer)
    assert taken.state == "diligence"
    gem_grants.refuse_proposal(taken, reason="등록을 확인할 수 없음", by=people.officer)
    deliver_all()
    mails = [mail for mail in mailoutbox if mail.to == ["a@example.org"]]
    assert len(mails) == 2  # received, and refused with the reason
    assert all(made.number in mail.subject for mail in mails)
    assert "등록을 확인할 수 없음" in mails[1].body


def test_everybody_reads_of_the_funds_and_finds_where_to_propose(client):
    people = stage.pair()
    hidden = stage.pair(state="proposed")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"

    shown = client.get("/funds/gem/").content.decode()

    assert f"/funds/gem/{people.fund.number}/propose/" in shown
    assert hidden.fund.gem_name not in shown
    assert "USD 100,000" in shown  # published, apart from the own counts
    assert "/funds/gem/" in client.get("/").content.decode()

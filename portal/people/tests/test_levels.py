"""A trading supplier is honoured for a year by two people, and is a trading one again afterwards."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken
from portal.people import queries, services
from portal.people.models import Company, CompanyProposal, Standing
from portal.people.states import Level
from portal.periods import months_after
from portal.tests.factories import CompanyFactory, staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def test_level_three_takes_a_proposal_and_another_persons_approval_and_lasts_a_year(client):
    company, officer = CompanyFactory(level=Level.L2), staff("PO", "AP")
    sign_in(client, officer)
    client.cookies["django_language"] = "en"
    assert "Propose level L3" in client.get(reverse("people:company-profile", args=[company.uid])).content.decode()
    told = {"kind": "honour", "reason": "품질, 납기, 가격 모두 으뜸"}
    assert client.post(reverse("people:company-propose", args=[company.uid]), told).status_code == 303
    proposal = CompanyProposal.objects.get(company=company)
    with pytest.raises(NotAllowed):
        services.approve_proposal(proposal, by=officer)
    services.approve_proposal(proposal, by=staff("AP"))

    last = months_after(today(), 12) - timedelta(days=1)
    assert Company.objects.get(pk=company.pk).level == Level.L3
    assert (queries.standing_of(company, "level", last), services.end_honours(last)) == ("L3", 0)
    assert (services.end_honours(last + timedelta(days=1)), services.end_honours(last + timedelta(days=1))) == (1, 0)
    assert Company.objects.get(pk=company.pk).level == Level.L2
    assert Standing.objects.filter(company=company, fact="level").count() == 2


@pytest.mark.parametrize("level", [Level.L0, Level.L1, Level.L3])
def test_only_a_trading_supplier_is_honoured(level):
    with translation.override("en"), pytest.raises(RuleBroken, match="Only an active trading supplier"):
        services.propose_honour(CompanyFactory(level=level), reason="으뜸", by=staff("PO"))


def test_a_supplier_that_stopped_trading_meanwhile_is_not_honoured():
    company = CompanyFactory(level=Level.L2)
    proposal = services.propose_honour(company, reason="으뜸", by=staff("PO"))
    services.follow_trade(company.pk, trades=False)
    with pytest.raises(RuleBroken):
        services.approve_proposal(proposal, by=staff("AP"))

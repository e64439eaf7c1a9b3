"""House terms by date, entered by two people."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from portal.clock import today
from portal.dated import in_force
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.forms.terms import TermsForm
from purchasing.bidding.models import BiddingTerms, TermsProposal

pytestmark = pytest.mark.django_db


def later(days: int = 30):
    return today() + timedelta(days=days)


def proposed(by=None, **values) -> TermsProposal:
    values = values or {"lpl_ratio": Decimal("0.82")}
    return services.propose_terms(valid_from=later(), values=values, reason="2027년 기준", by=by or staff("PO"))


def test_a_second_person_puts_terms_in_force_from_their_day_on():
    proposal = proposed()
    assert in_force(BiddingTerms, later()).lpl_ratio == Decimal("0.85")

    services.approve_terms(proposal, by=staff("AP"))

    assert in_force(BiddingTerms, later() - timedelta(days=1)).lpl_ratio == Decimal("0.85")
    before, now = (queries.terms_as_text(in_force(BiddingTerms, day)) for day in (today(), later()))
    assert now == before | {"lpl_ratio": "0.82"}
    changed = [change for change in queries.changes_of(proposal) if change.differs]
    assert [(each.name, each.before, each.after) for each in changed] == [("lpl_ratio", "0.85", "0.82")]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"lpl_ratio": Decimal("1.2")}, "lpl_ratio"),
        ({"kr_floor_1b": Decimal(0)}, None),
        ({"answer_days": 0}, None),
        ({"lpl_ratio": Decimal("0.85")}, None),
    ],
)
def test_terms_outside_their_range_or_without_a_change_are_refused(values, field):
    with pytest.raises(RuleBroken) as refusal:
        proposed(**values)
    assert refusal.value.field == field


def test_terms_of_today_are_nobodys_to_change():
    with pytest.raises(RuleBroken, match="day to come"):
        services.propose_terms(valid_from=today(), values={"lpl_ratio": "0.8"}, reason="급함", by=staff("PO"))


def test_who_proposes_does_not_approve_and_one_day_has_one_proposal():
    both = staff("PO", "AP")
    proposal = proposed(by=both)
    with pytest.raises(NotAllowed, match="SOD-15"):
        services.approve_terms(proposal, by=both)
    with pytest.raises(WrongState, match="already wait"):
        proposed()
    services.withdraw_terms(proposal, by=both)
    assert proposed().state == "proposed"


def test_a_proposal_whose_day_has_come_is_approved_no_more():
    values = queries.terms_as_text(BiddingTerms.objects.latest())
    proposal = TermsProposal.objects.create(valid_from=today(), values=values, reason="근거", proposed_by=staff("PO"))
    with pytest.raises(WrongState, match="day has come"):
        services.approve_terms(proposal, by=staff("AP"))


def test_every_figure_is_in_the_form():
    form = TermsForm(now=BiddingTerms.objects.latest())
    assert {field.name for field in queries.terms_fields()} <= set(form.fields)


def test_the_pages(client):
    officer, approver = staff("PO"), staff("AP")
    sign_in(client, officer)
    page = client.get(reverse("bidding:terms-propose"))
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    data |= {"valid_from": later().isoformat(), "reason": "근거", "lpl_ratio": "0.8"}

    assert client.post(reverse("bidding:terms-propose"), data | {"lpl_ratio": "8"}).status_code == 422
    sent = client.post(reverse("bidding:terms-propose"), data)

    proposal = TermsProposal.objects.get()
    assert sent.url == reverse("bidding:terms-detail", args=[proposal.uid])
    assert [change.name for change in queries.changes_of(proposal) if change.differs] == ["lpl_ratio"]
    assert client.post(reverse("bidding:terms-approve", args=[proposal.uid])).status_code == 403
    sign_in(client, approver)
    assert client.post(reverse("bidding:terms-decline", args=[proposal.uid]), {"reason": ""}).status_code == 422
    assert client.post(reverse("bidding:terms-approve", args=[proposal.uid])).status_code == 303
    assert client.post(reverse("bidding:terms-approve", args=[proposal.uid])).status_code == 409
    assert "0.8" in client.get(reverse("bidding:terms-list")).content.decode()
    sign_in(client, supplier())
    assert client.get(reverse("bidding:terms-list")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, count, django_assert_num_queries):
    officer = staff("PO")
    for number in range(count):
        services.propose_terms(valid_from=later(40 + number), values={"lpl_ratio": "0.8"}, reason="근거", by=officer)
    sign_in(client, officer)
    with django_assert_num_queries(9):
        page = client.get(reverse("bidding:terms-list"))
    assert len(page.context["proposals"]) == count

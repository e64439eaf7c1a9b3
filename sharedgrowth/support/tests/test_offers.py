"""Technology offers: two people publish, both sides sign, an exclusive one goes to one company; the doors."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from sharedgrowth.support.models import TechLicence, TechOffer
from sharedgrowth.support.queries import offers as queries
from sharedgrowth.support.services import offers as services
from sharedgrowth.support.tests import offer_stage as made

pytestmark = pytest.mark.django_db
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}
OFFERS, LICENCES = 3, 8  # queries of the two lists


def at(name: str, *args) -> str:
    return reverse(f"support:{name}", args=args)


def signed_in(client, user):
    user.language = "en"
    user.save()
    sign_in(client, user)
    return user


def test_an_offer_is_published_by_a_second_person_of_shared_growth():
    writer = staff("SG")
    offer = services.propose_offer(made.draft(by=writer), by=writer)
    for other in (writer, staff("CN"), supplier("SA")):
        with pytest.raises(NotAllowed):
            services.publish_offer(offer, by=other)
    assert services.publish_offer(offer, by=staff("SG")).state == "published"
    with pytest.raises(WrongState):
        services.write_offer(offer, title_ko="다른 이름", by=writer)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"terms": "free", "fee_won": Decimal(1)}, None, id="free-with-a-fee"),
        pytest.param({"terms": "paid"}, None, id="paid-without-price"),
        pytest.param({"readiness": 10}, None, id="readiness-ten"),
        pytest.param({"title_ko": ""}, "title_ko", id="no-title"),
    ],
)
def test_what_does_not_fit_is_refused(given, field):
    with pytest.raises(RuleBroken) as refused:
        made.draft(**given)
    assert refused.value.field == field


def test_a_licence_is_agreed_by_two_signatures_and_new_terms_void_the_first():
    offer, owner, writer, signer = made.published(), supplier("SA"), staff("SG"), staff("AP")
    licence = made.offered(offer, by=owner, writer=writer)
    with pytest.raises(NotAllowed):
        made.sign(licence, by=writer)
    with pytest.raises(NotAllowed):
        made.sign(licence, by=supplier("SA"))
    made.sign(licence, by=owner)
    with pytest.raises(WrongState):
        made.sign(licence, by=owner)
    again = services.offer_terms(
        licence, fee_won=Decimal(5), royalty_pct=Decimal(1), begins_on=today(), conditions="다른 조건", by=writer
    )
    assert again.company_signed_at is None
    with pytest.raises(WrongState, match="written anew"):
        made.sign(licence, by=owner)  # what was read are the old terms
    made.sign(again, by=signer)
    agreed = made.sign(again, by=owner)
    assert agreed.state == "agreed"
    done = services.transfer_technology(agreed, handed_over="도면 12장", training_hours=16, by=writer)
    assert (done.state, done.transferred_on) == ("transferred", today())
    assert queries.transferred_count() == 1


def test_a_licence_never_outlives_the_patent():
    offer = made.published(expires_on=today() + timedelta(days=100), years=5)
    assert made.offered(offer, by=supplier("SA")).ends_on == offer.expires_on


def test_an_exclusive_technology_goes_to_one_company():
    offer, first, second = made.published(exclusive=True), supplier("SA"), supplier("SA")
    one, two = made.offered(offer, by=first), made.offered(offer, by=second)
    for licence, owner in ((one, first), (two, second)):
        made.sign(licence, by=owner)
    made.sign(one, by=staff("AP"))
    with pytest.raises(RuleBroken, match="exclusively"):
        made.sign(two, by=staff("AP"))
    two.refresh_from_db()
    assert (two.state, two.buyer_signed_at) == ("offered", None)


def test_one_request_at_a_time_and_none_after_the_patent_expired():
    offer, owner = made.published(), supplier("SA")
    licence = made.asked(offer, by=owner)
    with pytest.raises(RuleBroken):
        made.asked(offer, by=owner)
    services.withdraw_licence(licence, by=owner)
    made.asked(offer, by=owner)
    TechOffer.objects.update(filed_on=today() - timedelta(days=9), expires_on=today() - timedelta(days=1))
    with pytest.raises(WrongState):
        made.asked(offer, by=supplier("SA"))
    assert list(queries.offers_public(today())) == []


def test_a_licence_ends_by_itself_and_both_sides_are_told():
    owner, grower = supplier("SA"), staff("SG")
    licence = made.agreed(made.published(), by=owner)
    TechLicence.objects.update(begins_on=today() - timedelta(days=9), ends_on=today() - timedelta(days=1))
    assert services.run_licence_clock(today()) == 1
    while deliver_due():
        continue
    licence.refresh_from_db()
    assert licence.state == "ended"
    told = set(Notice.objects.filter(kind="support.licence_ended").values_list("user", flat=True))
    assert {owner.pk, grower.pk} <= told


def test_everybody_reads_what_is_offered_and_nothing_else(client):
    offer, hidden = made.published(), made.draft(title_en="Secret draft")
    page = client.get(at("offer-list"), **EN).content.decode()
    assert "Recovery of rolling oil" in page
    assert "Secret draft" not in page
    assert client.get(at("offer-detail", offer.number)).status_code == 200
    assert client.get(at("offer-detail", hidden.number)).status_code == 404
    told = client.get("/api/v1/offers/").json()["results"]
    assert [row["number"] for row in told] == [offer.number]
    part = client.get(at("offer-list"), {"terms": "paid"}, HTTP_HX_REQUEST="true", **EN).content.decode()
    assert "No technology fits" in part


def test_a_company_asks_reads_the_terms_and_signs(client):
    offer = made.published()
    owner = signed_in(client, supplier("SA"))
    assert client.post(at("licence-ask", offer.number), {"use": ""}, **EN).status_code == 422
    assert client.post(at("licence-ask", offer.number), {"use": "Oil of line 2"}).status_code == 303
    licence = TechLicence.objects.get()
    grower = signed_in(client, staff("SG"))
    data = {"fee_won": "1,000,000", "royalty_pct": "1.5", "begins_on": today().isoformat(), "conditions": "Secrecy"}
    late = data | {"begins_on": "2020-01-01"}
    wrong = client.post(at("licence-terms", licence.number), late, **EN)
    assert wrong.status_code == 422
    assert "Secrecy" in wrong.content.decode()
    assert client.post(at("licence-terms", licence.number), data).status_code == 303
    assert client.post(at("licence-sign", licence.number)).status_code == 403
    signed_in(client, owner)
    page = client.get(at("licence-detail", licence.number), **EN).content.decode()
    assert "1.5% of sales" in page
    licence.refresh_from_db()
    read = {"sha256": services.terms_sha256(licence)}
    assert read["sha256"] in client.get(at("licence-sign", licence.number)).content.decode()
    assert client.post(at("licence-sign", licence.number), read).status_code == 303
    signed_in(client, staff("AP"))
    assert client.post(at("licence-sign", licence.number), read).status_code == 303
    licence.refresh_from_db()
    assert licence.state == "agreed"
    signed_in(client, grower)
    sent = client.post(at("licence-transfer", licence.number), {"handed_over": "Drawings", "training_hours": "8"})
    assert sent.status_code == 303
    signed_in(client, supplier("SA"))
    assert client.get(at("licence-detail", licence.number)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_cost_the_same_for_one_and_for_three(client, count, django_assert_num_queries):
    owner = signed_in(client, supplier("SA"))
    for _each in range(count):
        made.asked(made.published(), by=owner)
    client.get(at("licence-list"))
    with django_assert_num_queries(LICENCES):
        assert len(client.get(at("licence-list")).context["results"]) == count
    client.logout()
    with django_assert_num_queries(OFFERS):
        assert len(client.get(at("offer-list")).context["results"]) == count

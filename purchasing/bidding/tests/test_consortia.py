"""Companies bid together: a partner agrees before the deadline, and its certificate counts for its share."""

import json
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.outbox.services import deliver_due
from portal.people.models import User
from portal.tests.factories import UserFactory, staff, supplier
from portal.tests.signin import sign_in
from portal.veils import unveiled
from purchasing.bidding import queries, services
from purchasing.bidding.models import Partnership, PreferenceCheck
from purchasing.bidding.tests import factories, tco_stage
from purchasing.bidding.tests.test_views_shown import address

pytestmark = pytest.mark.django_db
D = Decimal


def asked(stage: factories.Stage, *, share: str = "0.6") -> tuple[User, User, Partnership]:
    lead, partner = supplier(), supplier()
    row = services.ask_partner(stage.tender, partner=partner.company, share=D(share), by=lead)
    return lead, partner, row


def bid_together(stage: factories.Stage, lead: User, price: D) -> None:
    members = services.consortium_statement(stage.tender, lead.company)
    tco_stage.bid(stage, price, by=lead, consortium=members)


@pytest.mark.parametrize(
    ("share", "ranked"),
    [
        pytest.param("0.6", 97_000_000, id="domain-example"),
        pytest.param("0.3", 98_500_000, id="thirty-percent-is-enough"),
        pytest.param("0.299999", 100_000_000, id="less-brings-nothing"),
    ],
)
def test_a_certified_partner_that_has_agreed_brings_the_margin_of_its_share(share, ranked):
    stage = factories.published(preference_on=True)
    lead, partner, row = asked(stage, share=share)
    tco_stage.certify(partner)
    services.agree_partnership(row, by=partner)
    bid_together(stage, lead, D(100_000_000))
    tco_stage.bid(stage, D(101_000_000))
    tco_stage.opened(stage)
    services.check_preferences(stage.tender)

    assert sorted(queries.ranked_prices(stage.tender).values()) == [ranked, 101_000_000]
    look = PreferenceCheck.objects.get(bid__company=lead.company)
    assert (look.member, look.share) == (partner.company, D(share))


def test_the_evaluation_uses_it_and_the_contract_price_stays_the_bid():
    stage = factories.published(preference_on=True)
    lead, partner, row = asked(stage)
    tco_stage.certify(partner)
    services.agree_partnership(row, by=partner)
    bid_together(stage, lead, D(100_000_000))
    for price in (98_000_000, 99_000_000):
        tco_stage.bid(stage, D(price))
    tco_stage.opened(stage)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)

    first = stage.tender.rulings.get(rank=1)
    assert (first.bid.company, first.price_won) == (lead.company, 100_000_000)


def test_without_the_partners_word_or_with_another_share_nothing_is_lent():
    stage = factories.published(preference_on=True)
    lead, partner, row = asked(stage)
    tco_stage.certify(partner)
    told = [{"company": lead.company.number, "share": "0.4"}, {"company": partner.company.number, "share": "0.6"}]
    tco_stage.bid(stage, D(100_000_000), by=lead, consortium=told)  # the partner was asked and has not agreed
    other, second, agreed = asked(stage, share="0.5")
    tco_stage.certify(second)
    services.agree_partnership(agreed, by=second)
    more = [{"company": other.company.number, "share": "0.1"}, {"company": second.company.number, "share": "0.9"}]
    tco_stage.bid(stage, D(101_000_000), by=other, consortium=more)
    tco_stage.opened(stage)
    services.check_preferences(stage.tender)

    assert row.agreed_at is None
    assert sorted(queries.ranked_prices(stage.tender).values()) == [100_000_000, 101_000_000]


def test_what_was_ended_before_the_deadline_does_not_count():
    stage = factories.published(preference_on=True)
    lead, partner, row = asked(stage)
    tco_stage.certify(partner)
    services.agree_partnership(row, by=partner)
    bid_together(stage, lead, D(100_000_000))
    services.end_partnership(row, by=partner)
    tco_stage.bid(stage, D(101_000_000))
    tco_stage.opened(stage)
    services.check_preferences(stage.tender)

    assert sorted(queries.ranked_prices(stage.tender).values()) == [100_000_000, 101_000_000]


def test_a_company_takes_part_once_in_a_tender():
    stage = factories.published()
    _lead, partner, row = asked(stage)
    rival = supplier()
    again = services.ask_partner(stage.tender, partner=partner.company, share=D("0.2"), by=rival)
    services.agree_partnership(row, by=partner)
    assert services.agree_partnership(row, by=partner).agreed_by == partner  # pressed twice
    with pytest.raises(WrongState, match="another consortium"):
        services.agree_partnership(again, by=partner)
    with pytest.raises(WrongState, match="no bid of its own"):
        services.submit_bid(stage.tender, price_won=D(90_000_000), key=factories.key(), by=partner)
    with pytest.raises(WrongState, match="takes part in the bid of another"):
        services.ask_partner(stage.tender, partner=rival.company, share=D("0.2"), by=partner)
    services.submit_bid(stage.tender, price_won=D(91_000_000), key=factories.key(), by=rival)
    _other, _partner, third = asked(stage)
    Partnership.objects.filter(pk=third.pk).update(partner=rival.company)
    third.refresh_from_db()
    with pytest.raises(WrongState, match="A bid of your own company is in"):
        services.agree_partnership(third, by=rival)


def test_only_the_partners_administrator_gives_its_word_and_only_before_the_deadline():
    stage = factories.published()
    lead, partner, row = asked(stage)
    clerk = UserFactory(company=partner.company, roles=("BD",))
    for somebody in (lead, clerk, supplier(), stage.cast.officer):
        with pytest.raises(NotAllowed):
            services.agree_partnership(row, by=somebody)
    for somebody in (clerk, supplier(), stage.cast.officer):
        with pytest.raises(NotAllowed):
            services.end_partnership(row, by=somebody)
    factories.pass_deadline(stage.tender)
    for act in (services.agree_partnership, services.end_partnership):
        with pytest.raises(WrongState, match="while the tender takes bids"):
            act(row, by=partner)


def test_shares_leave_something_for_the_bidder():
    stage = factories.published()
    lead, partner, _row = asked(stage, share="0.7")
    for share, words in (("0", "between 0 and 100"), ("1", "between 0 and 100"), ("NaN", "between 0 and 100")):
        with pytest.raises(RuleBroken, match=words):
            services.ask_partner(stage.tender, partner=supplier().company, share=D(share), by=lead)
    with pytest.raises(RuleBroken, match="70% already"):
        services.ask_partner(stage.tender, partner=supplier().company, share=D("0.3"), by=lead)
    with pytest.raises(RuleBroken, match="already been asked"):
        services.ask_partner(stage.tender, partner=partner.company, share=D("0.1"), by=lead)
    with pytest.raises(RuleBroken, match="not its own partner"):
        services.ask_partner(stage.tender, partner=lead.company, share=D("0.1"), by=lead)


def test_who_bids_together_is_told_to_the_two_and_to_nobody_else_before_the_opening(client):
    stage = factories.published(prices=(90_000_000, 91_000_000))
    lead, partner, row = asked(stage)
    services.agree_partnership(row, by=partner)
    while deliver_due():
        continue

    told = set(Notice.objects.filter(kind__startswith="bidding.partner").values_list("kind", "user"))
    assert told == {("bidding.partner_asked", partner.pk), ("bidding.partner_agreed", lead.pk)}
    assert not unveiled(Partnership.objects.all())
    assert not unveiled(AuditEntry.objects.filter(thing_type="bidding.partnership"))
    assert not unveiled(Event.objects.filter(name__startswith="bidding.partner"))
    assert not unveiled(Notice.objects.filter(kind__startswith="bidding.partner"))
    page = reverse("bidding:consortium", args=[stage.tender.number])
    for outsider in (stage.cast.officer, stage.cast.evaluator, staff("AU"), staff("AD")):
        sign_in(client, outsider)
        assert client.get(page).status_code == 404
    sign_in(client, stage.bidders[0])
    seen = client.get(page).content.decode()
    assert partner.company.name not in seen
    assert lead.company.name not in seen
    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    factories.open_bids(stage)
    assert unveiled(Partnership.objects.all()).count() == 1


@pytest.fixture
def english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_a_partner_is_asked_agrees_and_stands_in_the_sealed_bid(english):
    stage = factories.published()
    lead, partner = supplier(), supplier()
    page = reverse("bidding:consortium", args=[stage.tender.number])
    sign_in(english, lead)
    assert "Your company bids alone" in english.get(page).content.decode()
    for data, words in (
        ({"partner": "0000000000", "share": "40"}, "No company in the portal has this number."),
        ({"partner": partner.company.brn_display, "share": "101"}, "less than or equal to 100"),
        ({"partner": lead.company.brn, "share": "40"}, "not its own partner"),
    ):
        wrong = english.post(page, data)
        assert wrong.status_code == 422
        assert words in wrong.content.decode()
        assert f'value="{data["partner"]}"' in wrong.content.decode()
    assert english.post(page, {"partner": partner.company.brn_display, "share": "40"}).status_code == 303
    form = address(stage.tender, "bid-submit")
    assert "id_consortium" not in english.get(form).content.decode()  # not before the partner has agreed

    row = Partnership.objects.get()
    sign_in(english, partner)
    assert "asks your company to bid together" in english.get(reverse("home:dashboard")).content.decode()
    agree = reverse("bidding:partnership-agree", args=[stage.tender.number, row.uid])
    assert agree in english.get(page).content.decode()
    assert english.post(agree).status_code == 303
    assert Partnership.objects.get().agreed_by == partner

    sign_in(english, lead)
    assert "id_consortium" in english.get(form).content.decode()
    typed = {"total_won": "90000000", "vat": "without", "alone": "on", "same_terms": "on"}
    alone = english.post(form, typed | {"step": "look"}).content.decode()
    assert "does not name them" in alone
    checked = english.post(form, typed | {"consortium": "on", "step": "check"}).content.decode()
    assert f"{lead.company.name} 60%" in checked
    assert f"{partner.company.name} 40%" in checked
    sealed = english.post(form, typed | {"consortium": "on", "step": "seal", "key": "k-1"})
    assert sealed.status_code == 201
    stated = json.loads(sealed.context["copy"])["price"]["statements"]["consortium"]
    assert stated == [
        {"company": lead.company.number, "share": "0.6"},
        {"company": partner.company.number, "share": "0.4"},
    ]
    end = reverse("bidding:partnership-end", args=[stage.tender.number, row.uid])
    assert english.post(end).status_code == 303
    assert english.post(end).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_a_company_that_agrees_and_bids_at_the_same_moment_does_one_of_the_two():
    tender = factories.published().tender
    lead = supplier()
    partners = [supplier() for _turn in range(4)]
    asked_for = [services.ask_partner(tender, partner=each.company, share=D("0.1"), by=lead) for each in partners]
    ready = Barrier(2 * len(partners))

    def do(act) -> bool:
        try:
            connection.ensure_connection()
            ready.wait(timeout=20)
            act()
        except WrongState:
            return False
        finally:
            connection.close()
        return True

    acts = []
    for partner, row in zip(partners, asked_for, strict=True):
        acts.append(partial(services.agree_partnership, row, by=partner))
        price, key = D(90_000_000), factories.key()
        acts.append(partial(services.submit_bid, tender, price_won=price, key=key, by=partner))
    with ThreadPoolExecutor(len(acts)) as pool:
        done = list(pool.map(do, acts))

    assert [done[place] + done[place + 1] for place in range(0, len(done), 2)] == [1, 1, 1, 1]
    for partner in partners:
        assert queries.is_partner(partner.company, tender) != queries.has_own_bid(partner.company, tender)

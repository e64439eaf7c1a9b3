"""Tenders in the change feed: what is public to everybody, what is for the invited to these alone, no step inside."""

from decimal import Decimal

import pytest

from portal.exchange.models import Change
from portal.exchange.tests.feeding import Follower
from portal.tests.factories import BuyerFactory, CompanyFactory, supplier
from purchasing.bidding import services
from purchasing.bidding.models import Tender
from purchasing.bidding.services import AmendmentIn
from purchasing.bidding.states import EXAMINED
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db


def test_from_publication_to_award():
    """Drafts are silent; the steps of the evaluation are one; neither bids nor counts of them are news."""
    follower = Follower("tenders", CompanyFactory())
    stage = factories.in_review()
    assert follower.news() == []
    stage.tender = services.approve_publication(stage.tender, by=stage.cast.approver)
    changed = ("changed", stage.tender.number)
    assert follower.news() == [changed]

    for price in factories.LPL_A:
        services.submit_bid(stage.tender, price_won=Decimal(price), key=factories.key(), by=supplier())
    assert follower.news() == []

    factories.pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    assert follower.news() == [changed]
    factories.open_bids(stage)
    assert follower.news() == [changed]  # the evaluation has begun
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    first = stage.tender.rulings.select_related("bid").get(rank=1).bid
    stage.tender.refresh_from_db()
    services.propose_award(stage.tender, bid=first, reason="최저 유효 가격", by=stage.cast.officer)
    assert follower.news() == []  # who wins is not told by the rhythm of the steps
    services.approve_award(stage.tender.decisions.get(), by=stage.cast.second_approver)
    assert follower.news() == [changed]


def test_the_states_inside_are_those_of_the_api():
    """The trigger names them: a new state inside must be entered there, too."""
    assert sorted(EXAMINED) == ["award_proposed", "evaluated", "examining", "explanation", "opened"]


def test_an_invited_company_is_told_and_others_only_of_the_end():
    invited, late, outsider = supplier().company, supplier().company, CompanyFactory()
    follows = {
        "invited": Follower("tenders", invited),
        "late": Follower("tenders", late),
        "outsider": Follower("tenders", outsider),
    }

    def news() -> dict[str, int]:
        return {name: told for name, follower in follows.items() if (told := len(follower.news()))}

    stage = factories.published(reach="invited", reach_reason="특허", invited=[invited, supplier().company])
    assert news() == {"invited": 1}
    asked = AmendmentIn(invited=[late])
    amendment = services.request_amendment(stage.tender, asked, reason="공급사 추가", by=stage.cast.officer)
    assert news() == {}
    services.approve_amendment(amendment, by=stage.cast.approver)
    assert news() == {"invited": 1, "late": 1}  # the notice has a new version; to the other it is new
    services.cancel_tender(Tender.objects.get(pk=stage.tender.pk), reason="설비 매각", by=stage.cast.approver)
    assert news() == {"invited": 1, "late": 1, "outsider": 1}  # how it ended is public
    assert not Change.objects.filter(company=outsider).exists()


def test_the_buyers_programs_are_told_of_what_is_for_the_invited():
    """They read every notice, so their copy must hear of each change of it; a public one is told once."""
    follower, outsider = Follower("tenders", BuyerFactory()), Follower("tenders", CompanyFactory())
    stage = factories.published(reach="invited", reach_reason="특허", invited=[supplier().company, supplier().company])
    changed = ("changed", stage.tender.number)
    assert follower.news() == [changed]
    factories.pass_deadline(stage.tender)
    assert (follower.news(), outsider.news()) == ([changed], [])
    services.close_tender(stage.tender)  # nobody bid: it failed, which is public
    assert (set(follower.news()), outsider.news()) == ({changed}, [changed])
    public = factories.published()
    assert follower.news() == [("changed", public.tender.number)]

"""A bidder whose business has ended: asked once its bid is in, flagged once bids are open, told to who works on it."""

import pytest
from django.utils.translation import override

from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.people import services as people
from portal.people.models import Company, Standing
from portal.people.states import Level, TaxStatus
from purchasing.bidding import policies, services
from purchasing.bidding.models import ScreenRun
from purchasing.bidding.services.closed_bidders import ask_of_bidders
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.board_factories import examining
from purchasing.bidding.tests.told import entries

pytestmark = pytest.mark.django_db


class Office:
    """A tax office for tests: all but the businesses in ``ended`` are active."""

    is_configured = True
    ended: set[str] = set()
    asked: list[str] = []
    answers = True

    def status_of(self, brn):
        self.asked.append(brn)
        if not self.answers:
            return TaxStatus.UNKNOWN
        return TaxStatus.CLOSED if brn in self.ended else TaxStatus.ACTIVE


@pytest.fixture
def office(settings, monkeypatch):
    settings.TAX_STATUS_PROVIDER = f"{__name__}.Office"
    monkeypatch.setattr(Office, "ended", set())
    monkeypatch.setattr(Office, "asked", [])
    monkeypatch.setattr(Office, "answers", True)
    return Office


def hear() -> None:
    while deliver_due():
        continue


def flags_of(stage) -> list[str]:
    return [what for what, *_rest in entries(stage.tender) if what == "bidding.tender.bidder_closed"]


def test_bidders_are_asked_about_once_a_day_and_only_when_they_are_known(office):
    factories.published(prices=(95_000_000, 98_000_000))
    stage = factories.closed(prices=(95_000_000, 98_000_000))
    assert (ask_of_bidders(), office.asked) == (0, [])  # staff read on a company's page when it was asked about

    factories.open_bids(stage)
    assert (ask_of_bidders(), ask_of_bidders()) == (2, 0)
    assert sorted(office.asked) == sorted(each.company.brn for each in stage.bidders)


def test_a_bidder_that_closes_after_the_opening_is_flagged_once_and_cannot_win(office):
    stage = factories.opened(prices=(95_000_000, 98_000_000))
    hear()
    gone = stage.bidders[0].company
    office.ended.add(gone.brn)

    ask_of_bidders()
    hear()
    services.flag_closed_bidders(company=gone.pk)
    hear()

    assert flags_of(stage) == ["bidding.tender.bidder_closed"]
    [told] = Notice.objects.filter(kind="bidding.bidder_closed", user=stage.tender.officer)
    assert told.url.endswith(f"{stage.tender.number}/")
    gone = Company.objects.get(pk=gone.pk)
    assert gone.level == Level.L0
    with override("en"):
        assert "closed or suspended" in policies.may_win(gone, stage.tender).reason


def test_a_bidder_that_closed_while_bids_were_sealed_is_flagged_at_the_opening(office):
    stage = factories.closed(prices=(95_000_000, 98_000_000))
    gone = stage.bidders[1].company
    office.ended.add(gone.brn)
    people.refresh_tax_status(gone)  # as each month
    hear()
    assert flags_of(stage) == []

    factories.open_bids(stage)
    hear()

    assert flags_of(stage) == ["bidding.tender.bidder_closed"]
    run = ScreenRun.objects.get(tender=stage.tender, moment="opening")
    assert {"flag": "business_ended", "red_flag": "", "figures": {}, "bidders": [gone.number]} in run.flags


def test_nobody_is_asked_about_or_flagged_while_a_first_envelope_is_judged(office):
    stage = examining()
    gone = stage.bidders[0].company
    office.ended.add(gone.brn)

    assert ask_of_bidders() == 0
    people.refresh_tax_status(gone)
    hear()

    assert stage.tender.state == "examining"
    assert flags_of(stage) == []


def test_a_business_that_rested_and_has_ended_since_is_flagged_again(office):
    stage = factories.opened(prices=(95_000_000, 98_000_000))
    company = Company.objects.filter(pk=stage.bidders[0].company_id)
    for status in (TaxStatus.SUSPENDED, TaxStatus.ACTIVE, TaxStatus.CLOSED, TaxStatus.CLOSED):
        company.update(tax_status=status)
        services.flag_closed_bidders(company=company.get().pk)

    assert flags_of(stage) == ["bidding.tender.bidder_closed"] * 2


def test_an_office_that_does_not_answer_takes_nothing_back(office):
    stage = factories.opened(prices=(95_000_000, 98_000_000))
    gone = stage.bidders[0].company
    office.ended.add(gone.brn)
    people.refresh_tax_status(gone)
    office.answers = False

    people.refresh_tax_status(gone)

    gone = Company.objects.get(pk=gone.pk)
    assert gone.tax_status == TaxStatus.CLOSED
    assert not policies.may_win(gone, stage.tender)


def test_the_fall_to_level_zero_is_kept_and_told(office):
    stage = factories.closed(prices=(95_000_000, 98_000_000))
    gone = stage.bidders[0].company
    office.ended.add(gone.brn)
    people.refresh_tax_status(gone)
    hear()
    assert "people.company.level_changed" in [what for what, *_rest in entries(gone)]
    assert Standing.objects.filter(company=gone, fact="level", value="L0").count() == 1
    assert Notice.objects.filter(kind="people.company_level_changed", user=stage.bidders[0]).count() == 1

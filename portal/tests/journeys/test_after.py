"""After the decision to award: a loser reads the debrief and objects; the award waits; each page looked at."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.outbox.services import deliver_due
from portal.tests.factories import staff
from portal.tests.journeys.pressing import expect
from purchasing.bidding import services
from purchasing.bidding.models import Objection, Tender
from purchasing.bidding.tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def address(stage, name: str, *args) -> str:
    return reverse(f"bidding:{name}", args=[stage.tender.number, *args])


def test_a_loser_reads_why_objects_and_the_award_waits(visitor, live_server, look):
    stage = factories.standing()
    base = live_server.url
    someone = visitor(stage.bidders[2])
    loser = someone.page()

    loser.goto(base + address(stage, "tender-detail"))
    loser.get_by_role("link", name="Read the debrief").click()
    expect(loser.locator("main")).to_contain_text("₩9,500,000")  # above the winner
    expect(loser.get_by_text("Productivity Innovation")).to_be_visible()
    look(someone, address(stage, "debrief"))
    loser.get_by_role("link", name="Object to the award").first.click()
    look(someone, address(stage, "objection-lodge"))
    loser.get_by_role("button", name="Lodge the objection").click()
    expect(loser.locator(".error-summary")).to_be_visible()
    loser.get_by_role("radio", name="The calculation").check()
    loser.get_by_label("The objection").fill("평균에서 제 투찰이 빠졌습니다.")
    loser.get_by_role("button", name="Lodge the objection").click()
    expect(loser.locator("#messages")).to_contain_text("The award waits for its decision")

    factories.pass_standstill(stage.tender)
    assert services.end_due_standstills() == 0
    assert Tender.objects.get().state == "standstill"
    while deliver_due():
        continue

    objection = Objection.objects.get()
    legal = visitor(staff("CP"))
    decider = legal.page()
    decider.goto(base + reverse("home:dashboard"))
    decider.get_by_role("link", name=objection.number).click()
    look(legal, address(stage, "objection-detail", objection.uid))
    decider.get_by_role("link", name="Decide", exact=True).click()
    decider.get_by_role("radio", name="Rejected").check()
    decider.get_by_label("Decision with its reasons").fill("개찰 조서의 다섯 투찰이 모두 평균에 들어 있습니다.")
    decider.get_by_label("I have no conflict of interest").check()
    decider.get_by_role("button", name="Decide", exact=True).click()
    expect(decider.locator("#messages")).to_contain_text("The objection is decided")

    assert services.end_due_standstills() == 1
    loser.goto(base + address(stage, "tender-detail"))
    expect(loser.locator("main")).to_contain_text("개찰 조서의 다섯 투찰이")
    stranger = visitor().page()
    stranger.goto(base + address(stage, "result-detail"))
    with stranger.expect_download() as kept:
        stranger.get_by_role("link", name="Evaluation document").click()
    assert kept.value.suggested_filename == f"evaluation-{stage.tender.number}.json"

"""Projects of support programmes: the pages look right; a visit is reported from a place without a line."""

from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.tests.journeys.pressing import expect
from sharedgrowth.support.services import claims
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.tests import project_stage as made
from sharedgrowth.support.tests.factories import person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
P = ProjectState


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def test_pages_of_projects_look_right(visitor, look):
    project = made.project(state=P.IN_PROGRESS)
    expert = made.assigned(project).expert
    seen = made.reported(
        made.cleared(made.planned_visit(project, expert)), stop_work=True, stop_text="덮개가 없습니다."
    )
    coming = made.planned_visit(project, expert, at=15)
    done = made.project(state=P.MEASURED)
    to_sign = made.project()
    made.agreements.draw_up_agreement(to_sign, scope="측정기 연결", begins_on=made.today(), by=to_sign.officer)
    own = person(project.company, "SA")
    claim = claims.start_claim(project, by=own)
    made.item_for(claim, won=Decimal(20_000_000))
    desk, firm, adviser = visitor(project.officer), visitor(own), visitor(expert.user)
    signer = visitor(person(to_sign.company, "SA"))
    for who, name, key in (
        (desk, "project-list", None),
        (desk, "project-detail", project.number),
        (desk, "project-detail", done.number),
        (desk, "expert-ask", project.number),
        (desk, "expert-list", None),
        (desk, "expert-detail", expert.uid),
        (firm, "project-detail", project.number),
        (firm, "claim-detail", claim.number),
        (firm, "claim-item-add", claim.number),
        (firm, "visit-detail", seen.number),
        (signer, "agreement-detail", to_sign.number),
        (adviser, "visit-list", None),
        (adviser, "visit-safety", coming.number),
    ):
        look(who, reverse(f"support:{name}", args=[key] if key else []))


def test_a_report_written_without_a_line_goes_out_when_the_line_is_back(visitor, look):
    visit = made.cleared(made.planned_visit(made.project(state=P.IN_PROGRESS)))
    adviser = visitor(visit.expert.user, width=390)
    path = reverse("support:visit-report", args=[visit.number])
    look(adviser, path)
    adviser.speak("en")
    page = adviser.page()
    page.goto(adviser.base + path)
    page.get_by_label("Hours at the site").fill("5.5")
    page.get_by_label("What you saw").fill("Records are on paper.")
    page.get_by_label("What you advised").fill("Connect the gauges.")

    adviser.context.set_offline(True)
    page.get_by_role("button", name="Hand in the report").click()
    expect(page.get_by_text("kept on this device")).to_be_visible()
    visit.refresh_from_db()
    assert visit.state == "safe"

    adviser.context.set_offline(False)
    expect(page.locator("#messages")).to_contain_text("The report is in.")
    visit.refresh_from_db()
    assert (visit.state, visit.hours, visit.findings) == ("reported", Decimal("5.5"), "Records are on paper.")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('report:')).length") == 0

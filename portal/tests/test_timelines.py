"""What happened to a thing is told on its page, to those whom it concerns."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse

from portal.audit.queries import staff_timeline_of
from portal.audit.services import record
from portal.news.tests.factories import meeting
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in

TEMPLATES = Path(settings.BASE_DIR, "templates")
INCLUDED = re.compile(r'{% (?:include|extends) "([^"]+)"')
WITHOUT = {
    # Made anew at each request from rows of others, or held in code: nothing happens to it.
    "catalog/search_detail.html": "a search of one's own and what it meets today",
    "impact/result_detail.html": "a number computed from the rows that the page lists",
    "support/programme_detail.html": "a programme is a file of code; its calls have their trail",
    # A fixed part of something whose page has the trail.
    "benefit/agreement_detail.html": "drawn, sent and signed stand in the trail of its task",
    "benefit/nda_detail.html": "offered and signed stand in the trail of its task",
    "bidding/tco_detail.html": "a view of the tender: what is judged stands in the trail of the tender",
    "contracts/version_detail.html": "a text that never changes: who made it why stands in the trail of the contract",
    "impact/number_detail.html": "a number of a report, fixed with it",
    "webhooks/delivery_detail.html": "its attempts are listed; what people did stands in the trail of its endpoint",
    # Read by those whom the names in the trail do not concern; staff read it on a page of their own.
    "bidding/notice_detail.html": "for everybody; the trail is on the tender's page",
    "bidding/result_detail.html": "for everybody; the trail is on the tender's page",
    "catalog/class_detail.html": "for everybody; classes change by tables, whose imports are audited",
    "catalog/inquiry_detail.html": "two companies talk: it tells the deeds without the names",
    "jobs/applicant_detail.html": "a masked person, whose name the trail would tell before a reason was given",
    "jobs/application_detail.html": "one's own steps in words; who judged them is not told to the applicant",
    "jobs/review_detail.html": "judged without a name, which the trail would tell",
    "support/application_detail.html": "the company's page; staff read the trail beside the review",
}


def tells_what_happened(name: str) -> bool:
    """Whether the template, or a part of it, holds the timeline."""
    if name == "components/_timeline.html":
        return True
    path = TEMPLATES / name
    return path.exists() and any(tells_what_happened(part) for part in INCLUDED.findall(path.read_text()))


def test_every_page_of_a_thing_tells_what_happened_to_it_or_says_here_why_not():
    pages = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*_detail.html")}
    assert {name for name in pages if not tells_what_happened(name)} == set(WITHOUT)


@pytest.mark.django_db
def test_who_acted_on_what_all_may_read_is_told_to_staff_alone(client):
    held = meeting()
    writer = staff("SG", name="오한결")
    record(held, "edited", by=writer)

    assert [entry.by for entry in staff_timeline_of(writer, held) if entry.what == "news.meeting.edited"] == [writer]
    assert staff_timeline_of(supplier("SA"), held) is staff_timeline_of(AnonymousUser(), held) is None

    url = reverse("news:meeting-detail", args=[held.number])
    client.cookies["django_language"] = "en"
    assert "오한결" not in client.get(url).text
    assert "오한결" not in sign_in(client, supplier("SA")).get(url).text
    assert "오한결" in sign_in(client, writer).get(url).text


def test_who_may_not_read_a_trail_is_not_told_that_it_is_empty():
    """``staff_timeline_of`` gives None to them."""
    component = "components/_audit_trail.html"

    assert render_to_string(component, {"entries": None}).strip() == ""
    assert "trail-title" in render_to_string(component, {"entries": []})

"""A certified company is visited: reported by one person, decided by another; the pages are looked at."""

import pytest
from django.urls import reverse

from portal.clock import today
from portal.files.tests.factories import pdf_bytes
from portal.tests.factories import staff, supplier
from portal.tests.journeys.pressing import expect
from purchasing.bidding import services
from purchasing.bidding.models import SiteVisit
from purchasing.bidding.tests import factories, tco_stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_company_of_the_sample_is_visited_and_loses_its_certificate(visitor, starter_classes, look):
    tco_stage.certify(supplier())
    services.draw_site_sample()
    visit = SiteVisit.objects.get()
    url = reverse("bidding:site-visit", args=[visit.uid])
    reporter = visitor(staff("SG"))
    look(reporter, reverse("bidding:site-visits"))
    look(reporter, url)

    reporter.speak("en")
    page = reporter.page()
    page.goto(reporter.base + url)
    page.get_by_label("Visited on").fill(today().isoformat())
    page.get_by_label("Who was there").fill("Two of the support group, the owner")
    page.get_by_label("Owner in name only").check()
    page.get_by_label("What was seen").fill("Her husband decides on prices, people and purchases.")
    page.get_by_label("Evidence").set_input_files(
        {"name": "visit.pdf", "mimeType": "application/pdf", "buffer": pdf_bytes()}
    )
    page.get_by_role("button", name="Report the visit").click()
    expect(page.locator("#messages")).to_contain_text("A second person decides.")

    decider = visitor(staff("ER"))
    look(decider, url)
    decider.speak("en")
    page = decider.page()
    page.goto(decider.base + url)
    page.get_by_role("button", name="Confirm and revoke the certificates").click()
    expect(page.locator("#messages")).to_contain_text("The certificates are revoked.")
    visit.refresh_from_db()
    assert visit.state == "revoked"


def test_a_member_of_the_committee_is_replaced(visitor, starter_classes, look):
    made = factories.published(seal="keys")
    comes = staff("OC", name="개찰 강다온")
    approver = visitor(made.cast.approver)
    url = reverse("bidding:opener-replace", args=[made.tender.number])
    look(approver, url)
    approver.speak("en")
    page = approver.page()
    page.goto(approver.base + url)
    page.get_by_label("Who leaves").select_option(value=str(made.cast.third_opener.pk))
    page.get_by_label("Who takes the seat").select_option(value=str(comes.pk))
    page.get_by_label("Reason").fill("She has left the company.")
    page.get_by_role("button", name="Replace the member").click()
    expect(page.locator("#messages")).to_contain_text("The committee is changed.")
    assert made.tender.committee.filter(user=comes).exists()

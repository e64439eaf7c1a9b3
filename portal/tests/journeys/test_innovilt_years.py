"""The years of a certificate: looked at again with a finding that is answered; renewed before it ends."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import staff
from portal.tests.journeys.pressing import every, expect, press
from purchasing.contracts.tests.factories import person
from sharedgrowth.innovilt.models import AllianceMember, Certificate, InnoviltApplication
from sharedgrowth.innovilt.models.terms import enter_terms
from sharedgrowth.innovilt.services import applications, clocks, contents, proofs, surveillances
from sharedgrowth.innovilt.states import ApplicationState, PaperKind, SurveillanceState
from sharedgrowth.innovilt.tests import factories as made

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_certificate_is_looked_at_again_and_its_finding_answered(visitor, live_server, look):
    enter_terms()
    held = made.certificate()
    planned = surveillances.plan_surveillance(held, due_on=today())
    here = reverse("innovilt:surveillance-detail", args=[planned.uid])
    bureau, member = visitor(staff("IV")), visitor(person(held.company, "SA"))
    page = bureau.page()
    page.goto(live_server.url + reverse("innovilt:surveillance-list"))
    page.get_by_role("link", name=held.number).first.click()
    page.get_by_role("link", name="Keep the surveillance").click()
    page.get_by_label("Held on").fill(today().isoformat())
    for traced in every(page.get_by_role("radio", name="yes", exact=True)):
        traced.check()
    page.get_by_label("What was seen").fill("모두 제품까지 추적하였습니다.")
    page.get_by_label("Severity").first.select_option("minor")
    press(page.get_by_role("button", name="Keep it", exact=True))
    expect(page.get_by_text("Write what was found.").first).to_be_visible()  # nothing that was typed is lost
    expect(page.get_by_label("What was seen")).to_have_value("모두 제품까지 추적하였습니다.")
    page.locator("#id_text_0").fill("절단 기록에 시각이 없습니다.")
    press(page.get_by_role("button", name="Keep it", exact=True))
    expect(page.get_by_text("Kept. The member is told.").first).to_be_visible()

    page = member.page()
    page.goto(live_server.url + here)
    page.get_by_role("link", name="Answer 절단").click()
    page.locator("#id_answer").fill("기록지에 시각 칸을 넣고 교육하였습니다.")
    press(page.get_by_role("button", name="Send the answer"))
    expect(page.get_by_text("Sent. Thank you.").first).to_be_visible()
    look(member, here)
    page = bureau.page()
    page.goto(live_server.url + here)
    press(page.get_by_role("button", name="The answer is enough"))
    planned.refresh_from_db()
    assert planned.state == SurveillanceState.PASSED
    look(bureau, here)


def nearly_over(held: Certificate) -> None:
    """Time passes; the days of a certificate are frozen otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE innovilt_certificate DISABLE TRIGGER USER")
        Certificate.objects.filter(pk=held.pk).update(valid_to=today() + timedelta(days=60))
        cursor.execute("ALTER TABLE innovilt_certificate ENABLE TRIGGER USER")
    clocks.open_renewals()


def test_a_member_renews_before_the_certificate_ends(visitor, live_server, look):
    enter_terms()
    held = made.certificate()
    owner = person(held.company, "SA")
    nearly_over(held)
    member = visitor(owner)
    page = member.page()
    page.goto(
        live_server.url + reverse("innovilt:member-detail", args=[AllianceMember.objects.get(company=held.company).uid])
    )
    page.get_by_role("link", name="Renew").first.click()
    press(page.get_by_role("button", name="Begin the application"))
    page.wait_for_url("**/edit/")  # what follows goes elsewhere: two ways at once end in neither
    renewal = InnoviltApplication.objects.get(kind="renewal")
    assert (renewal.technology, renewal.renews) == (held.application.technology, held)
    for item in renewal.items.all():
        proofs.add_proof(renewal, made.proof_given(item), by=owner)
    for kind in (PaperKind.DRAWING, PaperKind.TEST):
        contents.add_paper(renewal, kind=kind, title=kind, upload=made.ContentFile(made.PDF, name="p.pdf"), by=owner)
    applications.save_application(renewal, made.WORDS, sold=[(today().year - 1, 0), (today().year, 0)], by=owner)
    here = reverse("innovilt:application-detail", args=[renewal.number])
    page.goto(live_server.url + here)
    look(member, here)
    page.get_by_role("link", name="Submit", exact=True).click()
    press(page.get_by_role("button", name="Submit", exact=True))
    for reached, step in made.STEPS.items():
        renewal.refresh_from_db()
        if renewal.state != reached and reached != ApplicationState.SUBMITTED:
            renewal = step(renewal)
    renewed = Certificate.objects.get(application=renewal)
    assert renewed.renews == held
    reader = visitor()
    page = reader.page()
    page.goto(live_server.url + reverse("innovilt:certificate-detail", args=[held.number]))
    page.get_by_role("link", name=f"Renewed by {renewed.number}").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    look(reader, reverse("innovilt:certificate-detail", args=[renewed.number]))

"""The Friends in a browser: an activity from the plan to the certificate; a campaign from the draft to the counter."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.clock import SEOUL, db_now, today
from portal.files.tests.factories import pdf_bytes
from portal.tests.factories import staff
from portal.tests.journeys.pressing import expect, press
from sharedgrowth.friends.models import Activity, Donation, Guest, Participation, Prepayment, Voucher
from sharedgrowth.friends.services import activities, places, vouchers
from sharedgrowth.friends.states import DonationState
from sharedgrowth.friends.tests import stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TEXT = "%Y-%m-%dT%H:%M"


def at(name: str, *args) -> str:
    return reverse(f"friends:{name}", args=args)


def test_an_activity_from_the_plan_to_the_certificate_of_hours(visitor, live_server, look):
    owner = stage.member()
    author, second = stage.office(name="진서윤"), stage.office(name="남하은")
    begins = db_now().astimezone(SEOUL) + timedelta(days=5)

    office = visitor(author)
    page = office.page()
    page.goto(live_server.url + at("activity-create"))
    page.get_by_label("Type").select_option("forest")
    page.get_by_label("Title (Korean)").fill("바닷가 숲 가꾸기")
    page.get_by_label("Title (English)").fill("Forest by the sea")
    page.get_by_label("Summary (Korean)").fill("해송을 심습니다.")
    page.get_by_label("Summary (English)").fill("Planting pines.")
    page.get_by_label("Region").select_option("KR-47")
    page.get_by_label("Place", exact=False).nth(0).fill("Chilpo")
    page.get_by_label("Begins at").fill(f"{begins:{TEXT}}")
    page.get_by_label("Ends at").fill(f"{begins + timedelta(hours=4):{TEXT}}")
    page.get_by_label("Sign-up until").fill(f"{begins + timedelta(days=1):{TEXT}}")  # after it begins
    page.get_by_label("Places").fill("10")
    page.get_by_label("Guests may come along").check()
    page.get_by_role("button", name="Keep the plan").click()
    expect(page.get_by_text("Sign-up ends before the activity begins").first).to_be_visible()
    expect(page.get_by_label("Title (English)")).to_have_value("Forest by the sea")  # nothing typed is lost
    page.get_by_label("Sign-up until").fill(f"{begins - timedelta(days=1):{TEXT}}")
    page.get_by_role("button", name="Keep the plan").click()
    page.get_by_label("Hazards").fill("Spades, heat")
    page.get_by_label("What protects people").fill("Gloves, shade, water")
    page.get_by_label("Nearest help in an emergency").fill("Hospital, 12 minutes")
    page.get_by_label("First aid").fill("Two boxes")
    page.get_by_role("button", name="Keep the risk form").click()
    expect(page.get_by_text("Proposed").first).to_be_visible()
    activity = Activity.objects.get()

    page = visitor(second).page()
    page.goto(live_server.url + at("activity-detail", activity.number))
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("button", name="Open the sign-up").click()
    expect(page.get_by_text("Open for sign-up").first).to_be_visible()

    volunteer = visitor(owner, width=390)
    page = volunteer.page()
    page.goto(live_server.url + at("home"))
    look(volunteer, at("home"))
    page.get_by_role("link", name="Forest by the sea").click()
    page.get_by_role("link", name="Sign up").click()
    look(volunteer, at("sign-up", activity.number))
    page.get_by_role("button", name="Sign up").click()  # the consent to pictures is left out: it is optional
    expect(page.get_by_text("You take part. Thank you.").first).to_be_visible()
    page.get_by_role("link", name="Bring a guest").click()
    page.get_by_label("Name").fill("박봄")
    page.get_by_label("E-mail").fill("bom@guest.example")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("Guest asked for consent").first).to_be_visible()

    link = at("guest", places.guest_token(Guest.objects.get()))
    stranger = visitor(width=390)
    look(stranger, link)
    page = stranger.page()
    page.goto(live_server.url + link)
    page.get_by_role("button", name="I come").click()
    expect(page.get_by_text("Tick this box to go on.").first).to_be_visible()
    page.get_by_label("I agree").nth(0).check()
    page.get_by_role("button", name="I come").click()
    expect(page.get_by_text("Thank you: your place is kept.").first).to_be_visible()

    activity = stage.running(activity)
    page = stranger.page()
    page.goto(live_server.url + link)
    look(stranger, link)
    page.get_by_label("Code on the site").fill("AAAAAA")
    page.get_by_role("button", name="I am here").click()
    expect(page.get_by_text("This is not the code on the site.").first).to_be_visible()
    page.get_by_label("Code on the site").fill(places.site_word(activity))
    page.get_by_role("button", name="I am here").click()
    expect(page.get_by_text("Good to have you here.").first).to_be_visible()
    Participation.objects.get(person=None).days.all().delete()  # the list below notes that nobody came

    page = volunteer.page()
    page.goto(live_server.url + at("here", places.here_token(activity)))
    look(volunteer, at("here", places.here_token(activity)))
    page.get_by_role("button", name="I leave").click()
    expect(page.get_by_text("Nobody checks out who has not checked in").first).to_be_visible()
    volunteer.context.set_offline(True)
    page.get_by_role("button", name="I am here").click()
    expect(page.get_by_text("No line: the time is kept on this device.").first).to_be_visible()
    volunteer.context.set_offline(False)  # the line is back: it goes out by itself
    expect(page.get_by_role("definition").first).to_be_visible()
    place = Participation.objects.get(person=owner)
    assert place.days.count() == 1
    place.days.all().delete()
    stage.was_there(place)

    activities.hold(activity, by=author)
    page = office.page()
    page.goto(live_server.url + at("roster", activity.number))
    look(office, at("roster", activity.number))
    page.get_by_role("button", name="Did not come").click()  # the guest
    page.get_by_role("button", name="Confirm the hours").click()
    expect(page.get_by_text("Hours confirmed").first).to_be_visible()
    page.goto(live_server.url + at("activity-detail", activity.number))
    page.get_by_role("link", name="Write the report").click()
    page.get_by_label("Report (Korean)").fill("150그루를 심었습니다.")
    page.get_by_label("Report (English)").fill("150 pines were planted.")
    page.get_by_label("Trees planted").fill("150")
    page.get_by_role("button", name="Hand in the report").click()
    expect(page.get_by_text("estimate", exact=True).first).to_be_visible()

    page = visitor(second).page()
    page.goto(live_server.url + at("activity-detail", activity.number))
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("Verified. The hours count.").first).to_be_visible()
    page = volunteer.page()
    page.goto(live_server.url + at("mine"))
    page.get_by_role("link", name="Certificate of hours").click()
    page.get_by_label("From").fill(f"{today() - timedelta(days=30)}")
    page.get_by_role("button", name="Issue").click()
    look(volunteer, at("mine"))
    with page.expect_download() as paper:
        page.get_by_role("link", name="HRS-").click()
    assert paper.value.suggested_filename.startswith("HRS-")


def test_a_campaign_from_the_draft_to_the_counter_of_a_shop(visitor, live_server, look):
    author, second, finance = stage.office(), stage.office(), staff("FI")
    giver = stage.member()
    campaign = stage.campaign(by=author, regions=("KR-47",), shops=1)

    page = visitor(author).page()
    page.goto(live_server.url + at("campaign-detail", campaign.number))
    page.get_by_role("button", name="New code").click()
    code = page.locator(".friends-secret").inner_text()
    office = visitor(second)
    page = office.page()
    page.goto(live_server.url + at("campaign-detail", campaign.number))
    page.get_by_role("button", name="Open the campaign").click()
    expect(page.get_by_text("Open for pledges").first).to_be_visible()

    company = visitor(giver)
    page = company.page()
    page.goto(live_server.url + at("campaign-detail", campaign.number))
    look(company, at("campaign-detail", campaign.number))
    page.locator("a[href*='/pledge/']").click()
    page.get_by_label("Amount").fill("100,000")
    page.get_by_role("button", name="Pledge", exact=True).click()
    expect(page.get_by_text("Pledged. Thank you.").first).to_be_visible()

    page = office.page()
    page.goto(live_server.url + at("campaign-detail", campaign.number))
    page.get_by_role("link", name="Close and match").click()
    page.get_by_role("button", name="Close and match").click()
    expect(page.get_by_text("Matched. The prepayments stand below.").first).to_be_visible()
    partner = Prepayment.objects.get(payer__is_buyer=False)

    page = company.page()
    page.goto(live_server.url + at("prepayment-detail", partner.number))
    page.get_by_role("link", name="The shop is paid").click()
    page.get_by_label("Reference of the bank").fill("T-4001")
    page.get_by_role("button", name="Keep the payment").click()
    expect(page.get_by_text("Paid to the shop").first).to_be_visible()

    page = office.page()
    page.goto(live_server.url + at("prepayment-detail", partner.number))
    page.get_by_role("link", name="Make out vouchers").click()
    page.get_by_label("Face value").select_option("50000")
    with page.expect_download() as sheet:
        page.get_by_role("button", name="Make out and print").click()
    assert sheet.value.suggested_filename == f"{partner.number}-vouchers.pdf"
    printed = vouchers.renew_codes(Prepayment.objects.get(pk=partner.pk), by=second)  # what stands on the paper
    page = visitor(author).page()  # who made them out does not give them
    page.goto(live_server.url + at("prepayment-detail", partner.number))
    page.get_by_role("link", name="The organisation has them").click()
    page.get_by_role("button", name="Keep the day").click()
    expect(page.get_by_text("Being redeemed").first).to_be_visible()
    look(office, at("prepayment-detail", partner.number))

    shop = visitor(width=390)
    look(shop, at("redeem"))
    page = shop.page()
    page.goto(live_server.url + at("redeem"))
    for _each in range(2):
        page.get_by_label("Code of your shop").fill(code)
        page.get_by_label("Code of the voucher").fill(printed[0][1].lower())
        page.get_by_role("button", name="Redeem", exact=True).click()
    expect(page.get_by_text("This voucher was already redeemed").first).to_be_visible()
    expect(page.get_by_label("Code of the voucher")).to_have_value(printed[0][1].lower())
    assert Voucher.objects.filter(state="redeemed").count() == 1

    last = Prepayment.objects.get(pk=partner.pk).expires_on
    vouchers.run_voucher_clock(last + timedelta(days=1))
    page = visitor(finance).page()
    page.goto(live_server.url + at("prepayment-detail", partner.number))
    page.get_by_role("link", name="Settle").click()
    page.get_by_role("button", name="Settle").click()
    expect(page.get_by_text("give the receipt of its payment").first).to_be_visible()
    page.get_by_label("Receipt of the rest").fill("R-9")
    page.get_by_role("button", name="Settle").click()
    expect(page.get_by_text("Settled").first).to_be_visible()


def test_a_donation_is_checked_handed_over_and_receipted(visitor, live_server, tmp_path):
    author, second = stage.office(), stage.office()
    giver, organisation = stage.member(), stage.recipient(by=author)
    paper = tmp_path / "receipt.pdf"
    paper.write_bytes(pdf_bytes())
    donor = visitor(giver).page()
    donor.goto(live_server.url + at("donation-pledge"))
    donor.get_by_label("Kind").select_option("goods")
    donor.locator("#id_what").fill("안전화")
    donor.locator("#id_value_won").fill("2,000,000")
    donor.get_by_label("Recipient organisation").select_option(str(organisation.pk))
    press(donor.get_by_role("button", name="Pledge", exact=True))
    expect(donor.locator("#id_what")).to_have_value("안전화")  # goods without a quantity: nothing is lost
    donor.get_by_label("Quantity").fill("40")
    donor.get_by_label("Unit").fill("켤레")
    press(donor.get_by_role("button", name="Pledge", exact=True))
    expect(donor.get_by_text("Pledged. The office answers.").first).to_be_visible()
    donation = Donation.objects.get()
    here = live_server.url + at("donation-detail", donation.number)

    desk = visitor(author).page()
    desk.goto(here)
    expect(desk.get_by_role("button", name="Approve")).to_have_count(0)  # first compliance looks at it
    compliance = visitor(staff("CP")).page()
    compliance.goto(here)
    compliance.get_by_role("link", name="Note the check").click()
    compliance.get_by_label("Finding").fill("공직자와 관계가 없습니다.")
    compliance.get_by_label("Nothing speaks against it").check()
    press(compliance.get_by_role("button", name="Note the check"))
    desk.goto(here)
    press(desk.get_by_role("button", name="Approve"))
    desk.goto(here)
    desk.get_by_role("link", name="It is handed over").click()
    press(desk.get_by_role("button", name="Keep the day"))
    desk.get_by_role("link", name="Keep the receipt").click()
    desk.get_by_label("Receipt number").fill("R-2026-7")
    desk.locator("input[type=file]").set_input_files(paper)
    press(desk.get_by_role("button", name="Keep the receipt"))
    expect(desk.get_by_text("The receipt is kept.").first).to_be_visible()
    colleague = visitor(second).page()
    colleague.goto(here)
    press(colleague.get_by_role("button", name="Close", exact=True))
    donor.goto(here)
    with donor.expect_download() as taken:
        donor.get_by_role("link", name="Confirmation (PDF)").click()
    assert taken.value.path().read_bytes().startswith(b"%PDF")
    donation.refresh_from_db()
    assert donation.state == DonationState.CLOSED


def test_the_other_pages_of_the_friends_look_right(visitor, look):
    office = stage.office()
    activity = stage.verified(people=5, lead=office, by=office)
    donation = stage.donated(value_won=2_000_000)
    at_desk = visitor(office)
    for path in (
        at("activity-list"),
        at("activity-detail", activity.number),
        at("site-code", stage.held(by=office, lead=office).number),
        at("donation-detail", donation.number),
        at("activity-create"),
        at("terms-list"),
    ):
        look(at_desk, path)
    look(visitor(staff("CP")), at("donation-check", donation.number))

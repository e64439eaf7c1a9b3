"""Strangers check a certificate, through a suspension by two people; a member shows the mark and gets a letter."""

import json
import tempfile
from pathlib import Path

import pytest
from django.urls import reverse

from catalog.tests.factories import ProductFactory
from portal.files.tests.factories import pdf_bytes
from portal.tests.factories import CompanyFactory, staff
from portal.tests.journeys.pressing import expect
from purchasing.contracts.tests.factories import person
from sharedgrowth.innovilt.models import Certificate, MarkMisuse, MarkUse
from sharedgrowth.innovilt.models.terms import enter_terms
from sharedgrowth.innovilt.tests.factories import certificate, office

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def made() -> Certificate:
    """A certified product of a member."""
    enter_terms()
    company = CompanyFactory(legal_name_ko="한빛강건", legal_name_en="Hanbit Steel")
    product = ProductFactory(company=company, name_ko="데크플레이트", name_en="Deck plate")
    return certificate(product=product, plant_region="KR-47")


def decide(page, link: str, button: str = "", reason: str = "") -> None:
    """Follow a deed, give the reason, do it."""
    page.get_by_role("link", name=link, exact=True).first.click()
    if reason:
        page.locator("#id_reason").fill(reason)
    page.get_by_role("button", name=button or link, exact=True).click()


def test_strangers_check_a_certificate_and_see_its_suspension_at_once(visitor, live_server, look):
    held = made()
    signed = held.credentials.get()
    stranger, base = visitor(), live_server.url
    page = stranger.page()
    page.goto(base + reverse("innovilt:register"))
    page.get_by_role("link", name="North Gyeongsang").click()
    page.get_by_role("link", name="Deck plate").click()
    expect(page.get_by_text("This certificate holds").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Certificate (PDF, English)").click()
    paper = download.value.path().read_bytes()
    assert paper.startswith(b"%PDF")

    page.goto(base + reverse("verify"))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "certificate.pdf"
        file.write_bytes(paper)
        page.get_by_label("Certificate as PDF or JSON").set_input_files(file)
        page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("Genuine and valid").first).to_be_visible()

    address = reverse("innovilt:certificate-detail", args=[held.number])
    one, other = visitor(office()), visitor(staff("IV"))
    page = one.page()
    page.goto(base + address)
    decide(page, "Propose a suspension", "Propose", "시료 용강번호가 증빙과 다릅니다.")
    expect(page.get_by_text("A colleague of the office decides.").first).to_be_visible()
    expect(page.get_by_role("link", name="Suspend it now")).to_have_count(0)
    page = other.page()
    page.goto(base + address)
    decide(page, "Suspend it now", "Suspend the certificate")
    expect(page.get_by_text("This certificate is suspended").first).to_be_visible()

    page = stranger.page()  # who scans the code on the paper a minute later
    code = json.loads(signed.text)["evidence"][0]["id"]
    page.goto(base + code[code.index("/verify/") :])
    expect(page.get_by_text("Genuine, but suspended").first).to_be_visible()
    page.goto(base + reverse("catalog:product-detail", args=[held.product.uid]))
    expect(page.get_by_text(held.number)).to_have_count(0)
    page.goto(base + reverse("verify"))
    page.get_by_label("Certificate number").fill("INVC-1999-000001")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_text("There is no such certificate").first).to_be_visible()

    look(stranger, reverse("innovilt:register") + "?state=all")
    look(stranger, address)
    look(stranger, reverse("verify") + f"?number={held.number}")
    look(one, address)


def test_a_member_shows_the_mark_and_answers_a_stop_letter(visitor, live_server, look, tmp_path):
    held, base = made(), live_server.url
    member, bureau = visitor(person(held.company, "SA")), visitor(office())
    artwork = tmp_path / "mark.pdf"
    artwork.write_bytes(pdf_bytes())
    page = member.page()
    page.goto(base + reverse("innovilt:certificate-detail", args=[held.number]))
    page.get_by_role("link", name="Ask to use the mark").click()
    page.get_by_label("Medium").select_option("web")
    page.get_by_label("What it is for").fill("제품 소개")
    page.get_by_label("Where it is seen").fill("https://hanbit.example/deck")
    page.get_by_label("Artwork").set_input_files(artwork)
    page.get_by_label("The certificate number stands beside the mark").check()
    page.get_by_role("button", name="Send the request").click()
    expect(page.get_by_text("Sent. The office looks at the artwork.").first).to_be_visible()
    use = MarkUse.objects.get()
    page = bureau.page()
    page.goto(base + reverse("innovilt:mark-detail", args=[use.number]))
    decide(page, "Approve")
    expect(page.get_by_text("Approved. The member is told.").first).to_be_visible()

    stranger = visitor(width=390)
    page = stranger.page()
    page.goto(base + reverse("innovilt:misuse-report") + f"?number={held.number}")
    page.get_by_label("What is wrong").select_option("version")
    page.get_by_label("Where it was seen").fill("전시장")
    page.get_by_label("Seen on").fill("2026-01-05")
    page.get_by_label("What was seen").fill("다른 제품에 표장이 있습니다.")
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_text("Thank you.").first).to_be_visible()
    misuse = MarkMisuse.objects.get()
    page = bureau.page()
    page.goto(base + reverse("innovilt:misuse-detail", args=[misuse.number]))
    page.get_by_role("link", name="Send a stop letter").click()
    page.get_by_label("What has to stop").fill("다른 제품의 표장을 떼어 주십시오.")
    page.get_by_role("button", name="Send the letter").click()
    expect(page.get_by_text("Stop letter sent").first).to_be_visible()
    page = member.page()
    page.goto(base + reverse("innovilt:misuse-detail", args=[misuse.number]))
    page.get_by_role("link", name="Answer the letter").click()
    page.get_by_label("What you have done").fill("모두 떼었습니다.")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Sent to the office.").first).to_be_visible()

    look(member, reverse("innovilt:mark-detail", args=[use.number]))
    look(member, reverse("innovilt:mark-request", args=[held.number]))
    look(bureau, reverse("innovilt:mark-list"))
    look(bureau, reverse("innovilt:misuse-detail", args=[misuse.number]))

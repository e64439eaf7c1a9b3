"""A person takes rows out in bulk and hands a link on; a company takes its passport from one portal to another."""

import pytest
from django.urls import reverse

from catalog.models import Product
from catalog.tests.factories import ProductFactory, attribute, class_node
from portal.exchange.models import Export
from portal.exchange.services.export_worker import run_export
from portal.passport.models import Passport, PassportImport
from portal.passport.services import issuing, taking
from portal.tests.elsewhere import issued
from portal.tests.elsewhere import supplier as same_company
from portal.tests.factories import UserFactory, staff, supplier
from portal.tests.journeys.pressing import expect, press

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_person_takes_rows_out_and_hands_a_link_on(visitor, live_server, look):
    person = supplier("SU")
    ProductFactory(company=person.company)
    arrived = visitor(person)
    page = arrived.page()
    page.goto(live_server.url + reverse("exchange:export-list"))
    form = reverse("exchange:export-new", args=["catalog.products"])
    page.locator(f'a[href$="{form}"]').click()
    page.locator("#id_date_before").fill("2020-01-01")
    page.locator("#id_date_from").fill("2020-01-01")
    press(page.get_by_role("button", name="Start the export"))
    expect(page.get_by_text("The period ends after it begins.").first).to_be_visible()
    page.locator("#id_date_before").fill("")
    page.locator("#id_date_from").fill("")
    page.get_by_label("CSV", exact=True).check()
    press(page.get_by_role("button", name="Start the export"))
    expect(page.get_by_role("heading", name="Waiting")).to_be_visible()

    export = Export.objects.get()
    run_export(export.pk)
    detail = live_server.url + reverse("exchange:export-detail", args=[export.uid])
    page.goto(detail)
    with page.expect_download() as taken:
        page.get_by_role("link", name=f"{export.number}-catalog-products.csv").click()
    assert taken.value.suggested_filename == f"{export.number}-catalog-products.csv"
    press(page.get_by_role("button", name="Make private links"))
    link = page.get_by_role("link", name="/exchange/exports/shared/").get_attribute("href")
    path = "/" + link.split("//", 1)[1].partition("/")[2]
    with page.expect_download() as shared:
        page.evaluate("address => { location.href = address }", live_server.url + path)
    assert shared.value.path().read_bytes().startswith(b"\xef\xbb\xbf")
    page.goto(detail)
    press(page.get_by_role("button", name="End the links"))
    expect(page.get_by_text("The links work no more.").first).to_be_visible()
    for path in (reverse("exchange:export-list"), form, detail.removeprefix(live_server.url)):
        look(arrived, path)


def test_a_passport_goes_from_one_portal_to_another(visitor, live_server, look):
    data = issued()
    company = same_company(about_ko="")
    attribute(class_node(), "bore", unit="mm", quantity="length")
    boss = UserFactory(company=company, roles=("SA",), language="en")
    arrived = visitor(boss)
    page = arrived.page()
    page.goto(live_server.url + reverse("passport:import-new"))
    file = {"name": "p.zip", "mimeType": "application/zip"}
    page.get_by_label("Passport file").set_input_files(file | {"buffer": data[:-9] + b"x" * 9})
    press(page.get_by_role("button", name="Send in and check"))
    expect(page.get_by_text("This is not a readable ZIP file.").first).to_be_visible()
    page.get_by_label("Passport file").set_input_files(file | {"buffer": data})
    press(page.get_by_role("button", name="Send in and check"))
    expect(page.get_by_text("Nobody here knows this issuer").first).to_be_visible()
    found = PassportImport.objects.get()
    look(arrived, reverse("passport:import-detail", args=[found.uid]))
    page.goto(live_server.url + reverse("passport:import-detail", args=[found.uid]))
    press(page.get_by_role("button", name="Take the ticked sections in"))
    expect(page.get_by_text("Confirm that the file comes from a portal your company uses.").first).to_be_visible()
    page.get_by_label("The file comes from a portal").check()
    press(page.get_by_role("button", name="Take the ticked sections in"))
    taking.run_import(found.pk)
    assert Product.objects.get(company=company).state == "draft"
    page.goto(live_server.url + reverse("passport:import-detail", args=[found.uid]))
    expect(page.get_by_role("region", name="The sections")).to_contain_text("taken 1 · there already 0 · refused 0")

    page.goto(live_server.url + reverse("passport:passport-new"))
    press(page.get_by_role("button", name="Issue the passport"))
    passport = Passport.objects.get(company=company)
    issuing.run_passport(passport.pk)
    page.goto(live_server.url + reverse("passport:passport-detail", args=[passport.uid]))
    with page.expect_download() as taken:
        page.get_by_role("link", name="Take the file").click()
    assert taken.value.suggested_filename == f"{passport.number}-passport.zip"
    for path in (
        reverse("passport:passport-list"),
        reverse("passport:passport-new"),
        reverse("passport:passport-detail", args=[passport.uid]),
        reverse("passport:import-detail", args=[found.uid]),
    ):
        look(arrived, path)
    look(visitor(staff("AD")), reverse("passport:issuer-list"))

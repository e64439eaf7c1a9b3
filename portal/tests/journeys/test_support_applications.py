"""A small company finds a call, applies with a colleague, sends it; an officer writes a call and builds a form."""

import pytest
from django.urls import reverse

from portal.tests.factories import UserFactory, staff
from portal.tests.journeys.pressing import every, expect
from sharedgrowth.support.models import Application, ApplicationAnswer, CostItem, FormVersion
from sharedgrowth.support.queries.applications import sheet_of
from sharedgrowth.support.services import forms, partners
from sharedgrowth.support.states import ApplicationState
from sharedgrowth.support.tests.factories import applied, call, person, sme
from sharedgrowth.support.tests.test_applications_views import PDF

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_company_finds_a_call_writes_with_a_colleague_and_sends(visitor, live_server, tmp_path):
    of = call(title_en="Smart factory, second round", funding_mode="type1")
    company = sme(legal_name_en="Garam Precision")
    owner = person(company, "SA")
    page = visitor(owner).page()
    page.goto(live_server.url + reverse("support:finder"))
    page.get_by_label("Results are written on paper", exact=False).check()
    page.get_by_role("button", name="Find programmes").click()
    expect(page.get_by_role("status").filter(has_text="programme fits")).to_be_visible()
    page.get_by_role("link", name="Smart factory, second round").click()
    expect(page.get_by_text("By what the portal knows, your company may apply.")).to_be_visible()
    page.get_by_role("link", name="Apply").click()
    for question in every(page.get_by_role("group")):
        wanted = "no" if "Another" in question.inner_text() or "paying" in question.inner_text() else "yes"
        wanted = "no" if "belong to the owner" in question.inner_text() else wanted
        question.get_by_role("radio", name=wanted, exact=True).check()
    page.get_by_role("button", name="Begin").click()

    page.get_by_label("Title of the project").fill("Plating thickness, measured")
    page.get_by_role("radio", name="Something else").or_(page.get_by_role("radio", name="Another system")).check()
    expect(page.locator("#draft-saved")).to_contain_text("Saved")
    expect(page.get_by_label("Which system")).to_be_visible()  # asked since the choice, without a reload
    application = Application.objects.get()
    assert application.title == "Plating thickness, measured"
    new = page.locator("#cost-new")
    new.get_by_label("Item", exact=False).first.fill("Thickness gauges")
    new.get_by_label("Amount").fill("10000000")
    new.get_by_role("button", name="Add the item").click()
    expect(page.locator("#cost-sums")).to_contain_text("₩3,000,000")  # the government's 30 percent
    item = CostItem.objects.get()
    quote = tmp_path / "quote.pdf"
    quote.write_bytes(PDF)
    place = page.locator(f"#cost-{item.pk}")
    place.locator("input[type=file]").set_input_files(quote)
    place.get_by_role("button", name="Attach quotes", exact=False).click()
    expect(page.locator(f"#cost-{item.pk}").get_by_role("link", name="quote.pdf")).to_be_visible()

    colleague = UserFactory(company=company, roles=("SU",), name="박민지")
    partners.add_editor(application, colleague, by=owner)
    second = visitor(colleague).page()
    second.goto(live_server.url + reverse("support:application-edit", args=[application.number]))
    second.get_by_label("The problem to be solved").fill("Defects of 3.8% found after delivery")
    second.get_by_label("Person in charge").click()
    expect(second.locator("#draft-saved")).to_contain_text("Saved")
    page.get_by_label("The problem to be solved").fill("We measure by hand")
    page.get_by_label("Person in charge").fill("Head of production")
    page.get_by_label("Person in charge").blur()
    clash = page.locator("#field-problem")
    expect(clash).to_contain_text("박민지 saved another answer meanwhile")
    expect(clash).to_contain_text("Defects of 3.8% found after delivery")
    expect(clash.get_by_label("The problem to be solved")).to_have_value("We measure by hand")

    answer_what_is_left(application, owner)
    page.goto(live_server.url + reverse("support:application-detail", args=[application.number]))
    expect(page.get_by_text("Nothing is missing: the application can be sent.")).to_be_visible()
    page.get_by_role("button", name="Send the application").click()
    expect(page.get_by_text("Tick this box to go on.").first).to_be_visible()
    page.get_by_label("What is written here is true", exact=False).check()
    page.get_by_role("button", name="Send the application").click()
    expect(page.get_by_role("heading", name="Receipts")).to_be_visible()
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED
    assert application.sheets.get().sha256 in page.content()
    assert application.call == of


def answer_what_is_left(application: Application, owner) -> None:
    """The fields that this journey does not type."""
    for row in sheet_of(application).asked:
        if row.lack and row.field.kind not in ("file", "costs"):
            options = [each["value"] for each in row.field.options]
            value = {"choice": options and options[0], "yesno": "yes", "number": "12"}.get(row.field.kind, "Two months")
            ApplicationAnswer.objects.create(application=application, field=row.field, value=value, edited_by=owner)


def test_pages_of_applications_are_looked_at(visitor, look):
    of = call(title_en="Smart factory, second round", funding_mode="type1", text_en="Sensors and software.")
    draft = applied(of, state=ApplicationState.DRAFT)
    owner = person(draft.company, "SA")
    partners.invite_partner(draft, sme(), part="센서 공급", by=owner)
    stranger, own = visitor(), visitor(owner)
    for name in ("programme-list", "alert-add"):
        look(stranger, reverse(f"support:{name}"))
    look(stranger, reverse("support:programme-detail", args=["smart_factory"]))
    look(stranger, reverse("support:call-detail", args=[of.number]))
    look(stranger, reverse("support:finder") + "?find=1&needs=data&size=SMALL&certificate=yes")
    for name in ("application-edit", "application-detail", "application-people"):
        look(own, reverse(f"support:{name}", args=[draft.number]))


def test_pages_of_officers_are_looked_at(visitor, look):
    officer = staff("SG")
    call()
    draft = forms.new_version("qss", by=officer)
    inside = visitor(officer)
    look(inside, reverse("support:call-list"))
    look(inside, reverse("support:call-create"))
    look(inside, reverse("support:form-detail", args=[FormVersion.objects.get(pk=draft.pk).uid]))
    look(inside, reverse("support:field-create", args=[draft.uid]))

"""A small company that never traded with the buyer: from the call to the money, with the government's half."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Locator, Page

from portal.clock import db_now, today
from portal.files.tests.factories import FileFactory
from portal.outbox.services import deliver_due
from portal.tests.factories import UserFactory, staff
from portal.tests.journeys.pressing import expect, press
from purchasing.payments.models import Instruction
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import pay_run
from purchasing.payments.tests import bank_words as bank
from purchasing.payments.tests.runs_stage import desk, drafted, in_use, released
from sharedgrowth.funds.models import GovMatch
from sharedgrowth.funds.services import matches
from sharedgrowth.funds.tests import factories as funds
from sharedgrowth.support.models import Application, Call, Claim, Project, Visit
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.services import committee, review, screening
from sharedgrowth.support.tests import factories, project_stage, review_stage

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
COST = 40_000_000
ANCHOR = Decimal(12_000_000)
PAPERS = ("invoice.pdf", "quote-1.pdf", "quote-2.pdf")


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


def delivered() -> None:
    """All news reach who hears them, as the worker does it."""
    while deliver_due():
        continue


def decide(page: Page, path: str, fields: Mapping[str, str] | None = None, *, told: str = "") -> None:
    """Fill in a page that asks before it does something, and do it; ``told``: why it is refused, if it is."""
    page.goto(path)
    form = page.locator("main form.card")
    for name, value in (fields or {}).items():
        place = form.locator(f"[name={name}]").first
        if place.get_attribute("type") == "checkbox":
            place.check()
        else:
            place.fill(value)
    press(form.locator(".formbar .btn-primary, .formbar .btn-danger"))
    if told:
        expect(page.locator("main")).to_contain_text(told)
    else:
        expect(page.locator("#messages")).not_to_be_empty()


def pressed(button: Locator) -> None:
    """Press it, and read the page that follows."""
    press(button)
    button.page.wait_for_load_state()


def a_round() -> Call:
    """A call with a line that the government matches, and two trading companies that stand above."""
    line = funds.line(programme="smart_factory", amount=200_000_000, matched=True)
    call = factories.call(
        title_en="Smart factory support, first round",
        form=factories.built_form("smart_factory"),
        funding_mode="type1",
        budget_line=line,
        places=2,
    )
    for total in (92, 88):
        review_stage.ranked(call, trading=True, total=total, cost=Decimal(30_000_000))
    return call


def test_a_company_without_trade_finds_a_call_and_is_paid_for_a_measured_project(visitor):
    people, company = desk(), factories.sme()
    in_use(company)
    head = factories.person(company, "SA")
    colleague = UserFactory(company=company, roles=("SU",), name="Colleague Na")
    call = a_round()
    firm, other, officer = visitor(head), visitor(colleague), visitor(call.officer)

    application = applied_over_two_days(firm, other, call, colleague)
    asked_and_answered(officer, firm, application)
    selected_under_the_quota(officer, call, application)
    project = signed(visitor, firm, officer, application)
    visited(visitor, firm, project)
    measured(visitor, officer, project)
    paid(visitor, firm, officer, people, project)


def applied_over_two_days(firm, other, call: Call, colleague) -> Application:
    """Found in the open calls, begun on one day, completed by a colleague on the next, sent by the administrator."""
    page = firm.page()
    page.goto(firm.base + reverse("support:programme-list"))
    page.get_by_role("link", name="Smart factory support, first round").first.click()
    page.get_by_role("link", name="Apply").first.click()
    for question in programmes.get("smart_factory").quiz:
        page.locator(f"[name={question.key}][value={'yes' if question.wanted else 'no'}]").check()
    pressed(page.get_by_role("button", name="Begin"))
    application = Application.objects.get(company_id=colleague.company_id)
    page.get_by_label("Problem to solve").fill("Thickness is measured by hand; 3.8% are rejected.")
    pressed(page.get_by_role("button", name="Save", exact=True))
    page.goto(firm.base + reverse("support:application-people", args=[application.number]))
    page.locator("[name=user]").select_option(label=colleague.name)
    pressed(page.locator("form:has([name=user]) button").first)
    Application.objects.filter(pk=application.pk).update(started_at=db_now() - timedelta(days=1))

    second = other.page()
    second.goto(other.base + reverse("support:application-edit", args=[application.number]))
    expect(second.get_by_label("Problem to solve")).to_have_value("Thickness is measured by hand; 3.8% are rejected.")
    second.get_by_label("Employees").fill("28")
    for title, won in (("Gauge 1", "15000000"), ("Gauge 2", "15000000"), ("Software", "10000000")):
        second.locator("[name=cost-new-title]").fill(title)
        second.locator("[name=cost-new-amount_won]").fill(won)
        pressed(second.locator("#cost-new button"))
    for item in application.costs.order_by("pk"):
        box = second.locator(f"#cost-{item.pk}")
        box.locator("input[type=file]").set_input_files(
            {"name": "quote.pdf", "mimeType": "application/pdf", "buffer": project_stage.PDF}
        )
        pressed(box.get_by_role("button", name="Attach quotes"))
    pressed(second.get_by_role("button", name="Check and send"))

    page.goto(firm.base + reverse("support:application-detail", args=[application.number]))
    page.locator("[name=agrees]").check()
    submit = reverse("support:application-submit", args=[application.number])
    pressed(page.locator(f"form[action='{submit}'] button"))
    assert page.locator("main .error-summary").all_inner_texts() == []
    application.refresh_from_db()
    assert (application.state, application.trading, application.asked_won) == ("submitted", False, COST)
    return application


def asked_and_answered(officer, firm, application: Application) -> None:
    """The officer misses a paper and the company sends it."""
    page, own = officer.page(), firm.page()
    at = [application.number]
    screening.take_up(application, by=application.call.officer)
    decide(page, officer.base + reverse("support:review-ask", args=at), {"text": "Add the reject record of a quarter."})
    decide(own, firm.base + reverse("support:info-answer", args=at), {"text": "The record is in the folder, 3 months."})
    application.refresh_from_db()
    assert application.state == "screening"


def selected_under_the_quota(officer, call: Call, application: Application) -> None:
    """Two places, two trading companies with more points: the balance takes the best of the others (PI-04)."""
    screening.pass_screening(application, by=call.officer)
    for _each in range(2):
        review_stage.reviewed_by(application, staff("EV"), 70, by=call.officer)
    application.refresh_from_db()
    review.shortlist_application(application, by=call.officer)
    Call.objects.filter(pk=call.pk).update(state="closed")  # nobody waits two weeks for its last moment
    application.refresh_from_db()
    member = staff("CN")
    visit = committee.plan_investigation(
        application,
        visit_on=today(),
        members=[member],
        outsiders=[committee.Outsider("Chamber Kim", "Chamber of commerce")],
        by=call.officer,
    )
    committee.report_investigation(visit, "The line and the records were seen.", by=call.officer)
    committee.give_verdict(visit, "for", "Ready to begin.", by=member)
    outsider = visit.members.get(user=None)
    signed = FileFactory("signed.pdf", company=call.officer.company, by=call.officer)
    committee.enter_verdict(outsider, "for", "Ready, and needed in the region.", sheet=signed, by=call.officer)

    page = officer.page()
    page.goto(officer.base + reverse("support:selection", args=[call.number]))
    page.locator("[name=reason]").fill("By points, places and the balance of trading and non-trading companies.")
    pressed(page.get_by_role("button", name="Confirm the selection"))
    application.refresh_from_db()
    states = sorted(Application.objects.filter(call=call).values_list("trading", "state"))
    assert states == [(False, "selected"), (True, "selected"), (True, "waitlisted")]
    delivered()


def signed(visitor, firm, officer, application: Application) -> Project:
    """The fund manager approves the money, the officer draws up, both sides sign."""
    project = Project.objects.get(application=application)
    assert (project.total_won, project.anchor_won, project.government_won) == (COST, ANCHOR, ANCHOR)
    fund = visitor(staff("FM"))
    page = fund.page()
    decide(page, fund.base + reverse("funds:commitment-deed", args=[project.commitment.uid, "approve"]))
    at = [project.number]
    told = {"scope": "Gauges at the end of the plating line, connected.", "begins_on": today().isoformat()}
    decide(officer.page(), officer.base + reverse("support:agreement-draw-up", args=at), told)
    for signer in (firm, visitor(staff("SG"))):
        page = signer.page()
        page.goto(signer.base + reverse("support:agreement-detail", args=at))
        page.get_by_label("I have read the agreement").check()
        pressed(page.get_by_role("button", name="Sign the agreement"))
    project.refresh_from_db()
    assert project.state == "in_progress"
    return project


def visited(visitor, firm, project: Project) -> None:
    """An expert is released, fills in the safety form on a phone, reports; the company reads it."""
    adviser = project_stage.assigned(project).expert
    visit = project_stage.planned_visit(project, adviser)
    phone = visitor(adviser.user, width=390)
    page = phone.page()
    told = {"contact": "Production, Park", "emergency": "010-0000-0000", "briefed": "yes"}
    decide(page, phone.base + reverse("support:visit-safety", args=[visit.number]), told)
    told = {"hours": "6", "findings": "Records are on paper.", "advice": "Connect the gauges."}
    decide(page, phone.base + reverse("support:visit-report", args=[visit.number]), told)
    own = firm.page()
    own.goto(firm.base + reverse("support:visit-detail", args=[visit.number]))
    expect(own.get_by_text("Connect the gauges.")).to_be_visible()
    pressed(own.get_by_role("button", name="We have read the report"))
    assert Visit.objects.get(pk=visit.pk).confirmed_at is not None


def measured(visitor, officer, project: Project) -> None:
    """Months after the completion the officer measures; finance verifies."""
    project_stage.completed(project)
    project_stage.long_ago(project)
    page = officer.page()
    page.goto(officer.base + reverse("support:project-measure", args=[project.number]))
    for kpi in project.kpis.all():
        page.locator(f"[name=after_{kpi.pk}]").fill("75" if kpi.direction == "lower" else "125")
    page.locator("[name=measured_on]").fill(today().isoformat())
    page.locator("[name=effect_won]").fill("24000000")
    page.locator("[name=effect_text]").fill("Fewer rejects, by the price of the part.")
    pressed(page.get_by_role("button", name="Hand in the measurement"))
    finance = visitor(staff("FI"))
    told = {"remark": "Compared with the books."}
    decide(finance.page(), finance.base + reverse("support:project-verify", args=[project.number]), told)
    project.refresh_from_db()
    assert (project.state, project.improvement, project.verified_won) == ("verified", Decimal("0.25"), 24_000_000)


def paid(visitor, firm, officer, people, project: Project) -> None:
    """Three tranches are claimed, asked from the fund, matched by the government, paid by runs."""
    line = project.commitment.line
    match = matches.expect_match(line, amount=ANCHOR * 2, expected_on=today(), by=staff("FM"))
    matches.report_match(match, reference="SME-2026-11", by=staff("FM"))
    matches.confirm_match(GovMatch.objects.get(pk=match.pk), by=staff("FI"))
    own = firm.page()
    for tranche, part in ((1, "0.4"), (2, "0.4"), (3, "0.2")):
        own.goto(firm.base + reverse("support:project-detail", args=[project.number]))
        pressed(own.get_by_role("button", name="Start a claim"))
        claim = project.claims.get(tranche=tranche)
        if tranche == 2:
            refused = "Add at least one invoice."
            decide(own, firm.base + reverse("support:claim-submit", args=[claim.number]), told=refused)
            invoiced(own, firm, claim)
        decide(own, firm.base + reverse("support:claim-submit", args=[claim.number]))
        decide(officer.page(), officer.base + reverse("support:claim-accept", args=[claim.number]))
        claim.refresh_from_db()
        assert claim.amount_won == ANCHOR * Decimal(part)
        through_the_fund(visitor, people, claim)
        own.goto(firm.base + reverse("support:claim-detail", args=[claim.number]))
        expect(own.locator(".page-head")).to_contain_text("Paid")
    expect(own.get_by_role("heading", name="Claim: tranche 3")).to_be_visible()
    own.goto(firm.base + reverse("support:project-detail", args=[project.number]))
    expect(own.get_by_role("button", name="Start a claim")).to_have_count(0)


def invoiced(page: Page, firm, claim: Claim) -> None:
    """What was bought, with the invoice and two quotes."""
    page.goto(firm.base + reverse("support:claim-item-add", args=[claim.number]))
    told = {
        "what": "Thickness gauge and its line",
        "vendor": "Daon Instruments",
        "vendor_brn": "1048112340",
        "invoice_number": "2026-0412",
        "invoice_on": today().isoformat(),
        "amount_won": str(COST),
    }
    for name, value in told.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=unrelated]").check()
    papers = {name: {"name": name, "mimeType": "application/pdf", "buffer": project_stage.PDF} for name in PAPERS}
    page.locator("[name=invoice]").set_input_files([papers["invoice.pdf"]])
    page.locator("[name=quotes]").set_input_files([papers["quote-1.pdf"], papers["quote-2.pdf"]])
    press(page.locator(".formbar .btn-primary"))
    expect(page.locator("main")).to_contain_text("Thickness gauge and its line")
    claim.refresh_from_db()
    assert claim.amount_won == ANCHOR * Decimal("0.4")


def through_the_fund(visitor, people, claim: Claim) -> None:
    """Checked by one, approved by another, paid by the bank."""
    for role, deed in (("FM", "check"), ("FI", "approve")):
        who = visitor(staff(role))
        decide(who.page(), who.base + reverse("funds:drawdown-deed", args=[claim.drawdown.uid, deed]))
    run = released(people, drafted(people))
    pay_run(run)
    for payment in Instruction.objects.filter(run=run):
        read_bank_message(bank.notification([bank.entry(payment.end_to_end, int(payment.amount))]), by=None)
    delivered()
    claim.refresh_from_db()
    assert (claim.state, claim.drawdown.state) == ("paid", "paid")

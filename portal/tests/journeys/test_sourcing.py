"""From what a using department looks for to the verdict of a trial, and on to the change of the specification."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page

from catalog.models import Proposal, SourcingRequest, SpecCase, TrialTest
from catalog.services import sourcing, specs
from catalog.tests import sourcing as stages
from portal.clock import db_now, today
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.journeys.pressing import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
REPORT = {"name": "trial.pdf", "mimeType": "application/pdf", "buffer": stages.REPORT}


@pytest.fixture(autouse=True)
def nobody_was_here_before():
    """Throttles begin anew: the cache table outlives a test."""
    cache.clear()


@pytest.fixture
def cast():
    cast = stages.Cast()
    stages.bearing_class()
    return cast


def deliver() -> None:
    while deliver_due():
        continue


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def said(page: Page, words: str) -> None:
    expect(page.locator("#messages")).to_contain_text(words)


def follow(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def test_a_sourcing_request_reaches_the_verdict_of_its_trial(visitor, live_server, cast):
    base = live_server.url
    used = stages.product_of(cast.rival)
    offered = stages.product_of(cast.seller)

    requester = visitor(cast.requester).page()
    write_request(requester, base, used.number)
    thing = SourcingRequest.objects.get()
    home = base + reverse("catalog:sourcing-detail", args=[thing.uid])
    head = visitor(cast.head).page()
    head.goto(base + reverse("home:dashboard"))
    head.get_by_role("link", name="A sourcing request waits for approval").first.click()
    press(head, "Approve")
    expect(head.locator("main")).to_contain_text("The request is approved")

    requester.goto(home)
    follow(requester, "Open for proposals")
    requester.get_by_label("Proposals until").fill((db_now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M"))
    press(requester, "Open now")
    said(requester, "The request takes proposals.")

    seller = visitor(cast.seller).page()
    propose(seller, base, offered.current.name_en)
    assert Proposal.objects.get().score == Decimal("96.6667")  # (40 + 10 + 0.8 × 10) of 60
    rival = visitor(cast.rival).page()
    rival.goto(home)
    expect(rival.locator("main")).not_to_contain_text("12,000")

    stages.pass_deadline(thing)
    sourcing.close_due_requests()
    requester.goto(home)
    press(requester, "Begin the evaluation")
    expect(requester.get_by_role("heading", name="Landed cost of a year")).to_be_visible()
    requester.get_by_role("button", name="Shortlist").click()
    requester.get_by_role("link", name="Plan a trial").first.click()
    plan_trial(requester, str(cast.colleague))

    runner = visitor(cast.colleague).page()
    trial = TrialTest.objects.get()
    measure(runner, base + reverse("catalog:trial-detail", args=[trial.uid]))
    requester.goto(base + reverse("catalog:trial-detail", args=[trial.uid]))
    follow(requester, "Give the verdict")
    requester.get_by_label("Passed", exact=True).check()
    requester.get_by_label("Reason").fill("All demands are met.")
    press(requester, "Give the verdict")
    said(requester, "The verdict is given.")
    deliver()
    trial.refresh_from_db()
    assert (trial.state, trial.verdict) == ("decided", "pass")
    assert Notice.objects.filter(user=cast.seller, kind="catalog.trial_decided").exists()


def write_request(page: Page, base: str, used: str) -> None:
    page.goto(base + reverse("catalog:sourcing-list"))
    follow(page, "Look for a product")
    page.get_by_label("Title (Korean)").fill("연속 주조기 베어링 대체품")
    page.get_by_label("Title (English)").fill("Alternative bearing for the caster")
    page.get_by_label("Class (UNSPSC)").fill("99171504")
    page.get_by_label("Product in use today").fill(used)
    page.get_by_label("Quantity per year").fill("2,000")
    page.get_by_label("Landed price today").fill("15000")
    page.get_by_label("Needed by").fill((today() + timedelta(days=200)).isoformat())
    page.get_by_label("Why it is needed").fill("수명이 짧습니다.")
    press(page, "Save and go on")
    expect(page.get_by_role("heading", level=1)).to_have_text("Required attributes")
    page.get_by_label("Length", exact=True).first.fill("500")
    press(page, "Save")
    expect(page.locator("main")).to_contain_text("500 mm ± 50 mm")
    press(page, "Send for approval")
    said(page, "The request waits for the head of the department.")


def propose(page: Page, base: str, name: str) -> None:
    page.goto(base + reverse("home:dashboard"))
    page.get_by_role("link", name="1 open request for your classes").click()
    expect(page.locator("main")).to_contain_text(f"Your best: {name}")
    follow(page, "Alternative bearing for the caster")
    follow(page, "Propose a product")
    expect(page.locator("main")).to_contain_text("within the tolerance")
    page.get_by_label("Unit price").fill("12,000")
    page.get_by_label("Lead time").fill("30")
    page.get_by_label("Why this product").fill("수명이 두 배입니다.")
    press(page, "Send the proposal")
    said(page, "The proposal is in.")


def plan_trial(page: Page, runner: str) -> None:
    page.get_by_label("Plan").fill("2호기에서 석 달 사용합니다.")
    page.get_by_label("Sample quantity").fill("10")
    page.get_by_label("Site").fill("2연주 2스트랜드")
    page.get_by_label("From").fill(today().isoformat())
    page.get_by_label("Until").fill((today() + timedelta(days=90)).isoformat())
    page.get_by_label("Runs the trial").select_option(label=runner)
    press(page, "Plan the trial")
    said(page, "The trial is planned.")


def measure(page: Page, address: str) -> None:
    page.goto(address)
    follow(page, "Write down what was measured")
    page.get_by_label("Bore", exact=True).fill("100")
    page.get_by_label("Length", exact=True).fill("505")
    page.get_by_label("Grade").select_option(label="C3")
    page.get_by_label("What was seen").fill("이상 없음")
    page.get_by_label("Report").set_input_files([REPORT])
    press(page, "Hand in for the verdict")
    said(page, "The measured values are in.")


def test_a_specification_follows_what_was_adopted_with_two_approvals(visitor, live_server, cast):
    base = live_server.url
    made = stages.adopted(cast=cast)
    requester = visitor(cast.requester).page()
    requester.goto(base + reverse("catalog:sourcing-detail", args=[made.request.uid]))
    expect(requester.get_by_role("heading", name="What it saves")).to_be_visible()
    follow(requester, "Change the specification")
    requester.get_by_label("Reason").fill("채택한 제품에 맞춥니다.")
    requester.get_by_label("In force from").fill(today().isoformat())
    press(requester, "Save and go on")
    expect(requester.get_by_role("region", name="Table of changes")).to_contain_text("510 mm")
    press(requester, "Send to review")
    address = base + reverse("catalog:case-detail", args=[SpecCase.objects.get().uid])

    head = visitor(cast.head).page()
    head.goto(address)
    follow(head, "Agree to the change")
    head.get_by_label("Reason").fill("도면을 확인했습니다.")
    press(head, "Agree")
    said(head, "The case waits for quality.")
    quality = visitor(cast.quality).page()
    quality.goto(address)
    follow(quality, "Approve")
    quality.get_by_label("Reason").fill("시험 성적을 확인했습니다.")
    press(quality, "Approve")
    said(quality, "The change is approved.")

    case = SpecCase.objects.get()
    assert (case.state, case.tech_by, case.quality_by) == ("effective", cast.head, cast.quality)
    assert case.specification.versions.count() == 2
    expect(quality.locator(".timeline")).to_contain_text("Quality approves")


def test_the_pages_of_sourcing_are_fit_for_everybody(visitor, live_server, cast, look):
    made = stages.case_sent(cast=cast)
    measured = stages.measured()
    opened = stages.proposed()
    requester, seller = visitor(cast.requester), visitor(opened.cast.seller)
    stranger = visitor()
    draft = stages.draft(cast=cast)

    look(stranger, reverse("catalog:sourcing-list"))
    look(stranger, reverse("catalog:sourcing-detail", args=[opened.request.uid]))
    look(seller, reverse("catalog:sourcing-propose", args=[opened.request.uid]))
    look(seller, reverse("catalog:sourcing-detail", args=[opened.request.uid]))
    look(requester, reverse("catalog:sourcing-requirements", args=[draft.request.uid]))
    look(requester, reverse("catalog:sourcing-edit", args=[draft.request.uid]))
    look(requester, reverse("catalog:sourcing-evaluation", args=[measured.request.uid]))
    look(requester, reverse("catalog:trial-detail", args=[measured.trial.uid]))
    look(requester, reverse("catalog:case-detail", args=[made.case.uid]))
    look(requester, reverse("catalog:spec-list"))
    look(visitor(opened.cast.requester), reverse("catalog:sourcing-suggestions", args=[opened.request.uid]))


def test_the_forms_of_sourcing_are_fit_for_everybody(visitor, look, cast):
    """Each page of a step, at the step that it is for."""
    draft, approved, listed = stages.draft(cast=cast), stages.approved(), stages.shortlisted()
    sent, opened = stages.sent(), stages.proposed()
    stages.with_file(draft)

    def at(name: str, thing) -> str:
        return reverse(f"catalog:{name}", args=[thing.uid])

    for person, paths in (
        (cast.requester, [reverse("catalog:sourcing-new"), at("sourcing-files", draft.request)]),
        (sent.cast.head, [at("sourcing-return", sent.request)]),
        (approved.cast.requester, [at("sourcing-open", approved.request), at("sourcing-cancel", approved.request)]),
        (opened.cast.officer, [at("sourcing-extend", opened.request)]),
        (opened.cast.seller, [reverse("catalog:proposal-list")]),
        (listed.cast.requester, [at("trial-plan", listed.proposal), at("sourcing-end", listed.request)]),
    ):
        reader = visitor(person)
        for path in paths:
            look(reader, path, status=200)


def test_the_forms_of_trials_and_specifications_are_fit_for_everybody(visitor, look, cast):
    """From the plan of a trial to the version that comes in force next month."""
    planned, measured, passed = stages.in_trial(), stages.measured(), stages.passed()
    case, reviewed = stages.with_case(cast=cast, part_number="BRG-200").case, stages.case_passed()
    specs.approve_case(reviewed.case, reason="시험 성적을 확인했습니다.", by=reviewed.cast.quality)
    trial, judged = [planned.trial.uid], [measured.trial.uid]
    requester, head, quality = visitor(cast.requester), visitor(cast.head), visitor(cast.quality)

    look(visitor(planned.cast.colleague), reverse("catalog:trial-measure", args=trial), status=200)
    look(visitor(planned.cast.requester), reverse("catalog:trial-cancel", args=trial), status=200)
    for name in ("trial-decide", "trial-return"):
        look(visitor(measured.cast.requester), reverse(f"catalog:{name}", args=judged), status=200)
    look(visitor(passed.cast.officer), reverse("catalog:proposal-adopt", args=[passed.proposal.uid]), status=200)
    look(visitor(passed.cast.seller), reverse("catalog:proposal-list"), status=200)
    look(requester, reverse("catalog:case-rows", args=[case.uid]), status=200)
    for name in ("spec-detail", "case-new"):
        look(requester, reverse(f"catalog:{name}", args=[reviewed.case.specification.uid]), status=200)
    specs.submit_case(case, by=cast.requester)
    for name in ("case-pass", "case-reject"):
        look(head, reverse(f"catalog:{name}", args=[case.uid]), status=200)
    specs.pass_case(case, note="도면 확인", by=cast.head)
    look(quality, reverse("catalog:case-approve", args=[case.uid]), status=200)

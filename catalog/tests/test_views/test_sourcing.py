"""Pages of sourcing: what each reader sees, what each step does, what a refusal says."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.models import ExchangeRate, Proposal, SourcingRequest, SpecCase, TrialTest
from catalog.services import evaluation, proposals, sourcing
from catalog.tests import sourcing as stages
from portal.clock import db_now, today
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
D = Decimal


def url(name, thing, *args):
    return reverse(f"catalog:{name}", args=[thing.uid, *args])


@pytest.fixture
def knock(client):
    """Sign in as a person and ask for a page, or send a form."""

    def go(user, address, data=None, **extra):
        if user is None:
            client.logout()
        else:
            sign_in(client, type(user).objects.get(pk=user.pk))
        extra["headers"] = {"Accept-Language": "en"}
        return client.get(address, **extra) if data is None else client.post(address, data, **extra)

    return go


def body(response) -> str:
    return response.content.decode()


def test_visitors_read_open_requests_and_never_the_current_price(knock):
    made = stages.opened(title_en="Bearing for the caster")

    listed = knock(None, reverse("catalog:sourcing-list"))
    shown = knock(None, url("sourcing-detail", made.request))

    assert "Bearing for the caster" in body(listed)
    assert "100 mm" in body(shown)
    assert "15,000" not in body(shown)
    assert "15,000" not in body(knock(made.cast.seller, url("sourcing-detail", made.request)))
    assert "15,000" in body(knock(made.cast.requester, url("sourcing-detail", made.request)))
    assert "15,000" not in body(knock(made.cast.head, url("sourcing-detail", made.request)))


def test_a_draft_does_not_exist_for_others(knock):
    made = stages.draft()

    for user in (None, made.cast.seller, made.cast.officer, made.cast.colleague):
        response = knock(user, url("sourcing-detail", made.request))
        assert response.status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_supplier_s_list_costs_the_same_for_one_and_for_three(knock, count, django_assert_num_queries):
    seller = supplier("SU", "SA")
    for _ in range(count):
        stages.opened()
    for _ in range(2):
        stages.product_of(seller)
    knock(seller, reverse("catalog:sourcing-list"))

    with django_assert_num_queries(24):
        response = knock(seller, reverse("catalog:sourcing-list"))

    assert response.context["results"].paginator.count == count
    assert all(row.match.match.score == D("86.0000") for row in response.context["rows"])


@pytest.mark.parametrize("count", [1, 3])
def test_the_evaluation_costs_the_same_for_one_proposal_and_for_three(client, count, django_assert_num_queries):
    made = stages.opened()
    for place in range(count):
        seller = supplier("SU", "SA")
        proposals.propose(made.request, stages.product_of(seller), price=D(10_000 + place), lead_time_days=1, by=seller)
    stages.pass_deadline(made.request)
    sourcing.close_request(made.request)
    evaluation.begin_evaluation(made.request, by=made.cast.requester)
    sign_in(client, made.cast.requester)
    client.get(url("sourcing-evaluation", made.request))

    with django_assert_num_queries(17):
        response = client.get(url("sourcing-evaluation", made.request))

    assert len(response.context["compared"]) == count


def test_a_requester_writes_a_request_step_by_step(knock):
    cast = stages.Cast()
    stages.bearing_class()
    used = stages.product_of(cast.rival)
    start = reverse("catalog:sourcing-new")
    facts = {
        "kind": "alternative", "visibility": "public", "title_ko": "베어링 대체품", "class_code": "99171504",
        "reference": used.number.lower(), "annual_qty": "1,200", "uom": "C62", "current_price_won": "15,000",
        "need_by": (today() + timedelta(days=90)).isoformat(), "reason": "수명",
    }  # fmt: skip

    wrong = knock(cast.requester, start, {**facts, "class_code": "1"})
    looked = knock(cast.requester, start, {**facts, "find_class": "yes", "class_words": "베어링"})
    taken = knock(cast.requester, start, {**facts, "class_code": "", "take_class": "yes", "class_found": "99171504"})
    made = knock(cast.requester, start, facts)

    thing = SourcingRequest.objects.get()
    assert wrong.status_code == 422
    assert "no class with this code" in body(wrong)
    assert "99171504" in body(looked)
    assert 'type="radio" name="class_found" value="99171504"' in body(looked)
    assert 'value="1,200"' in body(looked)
    assert taken.context["form"]["class_code"].value() == "99171504"
    assert 'value="1,200"' in body(taken)
    assert made.status_code == 303
    assert (thing.annual_qty, thing.reference, thing.department) == (1200, used, "압연설비부")

    page = knock(cast.requester, url("sourcing-requirements", thing))
    assert page.context["form"]["attr_bore"].initial["value"] == "100"  # of the product in use
    bad = {"attr_bore_value": "zz", "attr_bore_unit": "mm"}
    refused = knock(cast.requester, url("sourcing-requirements", thing), bad)
    assert refused.status_code == 422
    assert "zz" in body(refused)
    good = {
        "attr_bore_value": "10", "attr_bore_unit": "cm", "criticality_bore": "MUST", "weight_bore": "40",
        "attr_length_value": "500", "attr_length_unit": "mm", "tolerance_kind_length": "ABS",
        "tolerance_length": "50", "weight_length": "20",
    }  # fmt: skip
    saved = knock(cast.requester, url("sourcing-requirements", thing), good)
    assert saved.status_code == 303
    assert {row.definition.code: row.wanted for row in thing.attributes.all()} == {
        "bore": "100 mm",
        "length": "500 mm ± 50 mm",
    }

    sent = knock(cast.requester, url("sourcing-send", thing), {})
    assert sent.status_code == 303
    assert "Waiting for the head" in body(knock(cast.requester, url("sourcing-detail", thing)))


def test_the_head_approves_and_the_requester_opens(knock):
    made = stages.sent()

    assert knock(made.cast.quality, url("sourcing-approve", made.request), {}).status_code == 403
    unread = knock(made.cast.head, url("sourcing-approve", made.request), {})
    assert (unread.status_code, "sent again after you opened it" in unread.content.decode()) == (409, True)
    made.request.refresh_from_db()
    shown = {"sent": made.request.asked_at.isoformat()}
    assert knock(made.cast.head, url("sourcing-approve", made.request), shown).status_code == 303
    soon = (db_now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    late = (db_now() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
    refused = knock(made.cast.requester, url("sourcing-open", made.request), {"closes_at": soon})
    assert refused.status_code == 422
    assert "ten business days" in body(refused)
    assert soon in body(refused)
    assert knock(made.cast.requester, url("sourcing-open", made.request), {"closes_at": late}).status_code == 303
    assert made.again().request.state == "open"


def test_a_supplier_sees_the_match_before_proposing_and_proposes(knock):
    made = stages.opened()
    address = url("sourcing-propose", made.request)

    page = knock(made.cast.seller, address)
    assert "match 86.00 of 100" in body(page)
    assert "within the tolerance" in body(page)
    offer = {
        "product": str(made.product.uid), "price": "₩ 12,000", "currency": "KRW", "lead_time_days": "30",
        "statement": "수명 두 배", "files": SimpleUploadedFile("report.pdf", stages.REPORT),
    }  # fmt: skip
    refused = knock(made.cast.seller, address, {**offer, "price": ""})
    assert refused.status_code == 422
    assert "수명 두 배" in body(refused)
    offer["files"] = SimpleUploadedFile("report.pdf", stages.REPORT)
    sent = knock(made.cast.seller, address, offer)
    assert sent.status_code == 303
    proposal = Proposal.objects.get()
    assert (proposal.price, proposal.files.count()) == (12_000, 1)
    assert "12,000" in body(knock(made.cast.seller, url("sourcing-detail", made.request)))
    assert "12,000" not in body(knock(made.cast.rival, url("sourcing-detail", made.request)))
    file = proposal.files.get().file
    assert knock(made.cast.rival, file.url).status_code in (403, 404)
    assert knock(made.cast.requester, file.url).status_code in (403, 404)
    gone = knock(made.cast.rival, url("proposal-withdraw", proposal), {})
    assert gone.status_code == 404
    assert knock(made.cast.seller, url("proposal-withdraw", proposal), {}).status_code == 303


def test_after_the_deadline_the_door_says_so(knock):
    made = stages.proposed()
    stages.pass_deadline(made.request)

    assert knock(made.cast.seller, url("sourcing-propose", made.request)).status_code == 409
    assert knock(made.cast.seller, url("proposal-withdraw", made.proposal), {}).status_code == 409


def test_a_supplier_without_a_product_of_the_class_begins_one_from_the_request(knock):
    made = stages.opened()

    page = knock(supplier("SU", "SA"), url("sourcing-propose", made.request))

    assert f"{reverse('catalog:product-new')}?class=99171504" in body(page)


def test_suggestions_are_invited(knock):
    made = stages.opened()
    page = knock(made.cast.requester, url("sourcing-suggestions", made.request))

    assert "86.00" in body(page)
    done = knock(made.cast.requester, url("sourcing-invite", made.request), {"product": made.product.number})
    assert done.status_code == 303
    assert made.request.invitations.get().company == made.product.company
    assert "Invited" in body(knock(made.cast.requester, url("sourcing-suggestions", made.request)))


def test_the_evaluation_shows_scores_costs_and_savings_to_whom_they_concern(knock):
    made = stages.evaluating()
    address = url("sourcing-evaluation", made.request)

    requester, head = body(knock(made.cast.requester, address)), body(knock(made.cast.head, address))

    assert "86.00" in requester
    assert "24,000,000" in requester  # landed
    assert "6,000,000" in requester  # saved
    assert "6,000,000" not in head
    assert knock(made.cast.seller, address).status_code == 403
    assert knock(made.cast.requester, url("proposal-shortlist", made.proposal), {}).status_code == 303
    assert made.again().proposal.state == "shortlisted"


def test_a_sealed_request_has_no_evaluation_yet(knock):
    made = stages.closed()

    assert knock(made.cast.requester, url("sourcing-evaluation", made.request)).status_code == 404
    assert knock(made.cast.requester, url("proposal-shortlist", made.proposal), {}).status_code == 404


def test_no_rate_is_said_in_words(knock):
    made = stages.opened()
    proposals.propose(made.request, made.product, price=D(9), currency="USD", lead_time_days=1, by=made.cast.seller)
    stages.pass_deadline(made.request)
    sourcing.close_request(made.request)
    evaluation.begin_evaluation(made.request, by=made.cast.requester)

    assert ExchangeRate.objects.count() == 0
    assert "No rate is booked for USD" in body(knock(made.cast.requester, url("sourcing-evaluation", made.request)))


def test_a_trial_from_plan_to_verdict(knock):
    made = stages.shortlisted()
    cast = made.cast
    plan = {
        "plan": "2호기 3개월", "sample_qty": "10", "site": "2연주", "starts_on": today().isoformat(),
        "ends_on": (today() - timedelta(days=1)).isoformat(), "runner": cast.colleague.pk,
    }  # fmt: skip

    refused = knock(cast.requester, url("trial-plan", made.proposal), plan)
    assert refused.status_code == 422
    assert "2호기 3개월" in body(refused)
    plan["ends_on"] = (today() + timedelta(days=30)).isoformat()
    assert knock(cast.requester, url("trial-plan", made.proposal), plan).status_code == 303
    trial = TrialTest.objects.get()
    assert knock(cast.requester, url("trial-measure", trial)).status_code == 403
    values = {"attr_bore_value": "100", "attr_bore_unit": "mm", "attr_grade": "c3", "findings": "이상 없음"}
    late = knock(cast.colleague, url("trial-measure", trial), {**values, "findings": ""})
    assert late.status_code == 422
    report = SimpleUploadedFile("trial.pdf", stages.REPORT)
    handed_in = knock(cast.colleague, url("trial-measure", trial), {**values, "report": report})
    assert handed_in.status_code == 303
    verdict = {"verdict": "conditional", "reason": "길이는 다시 잽니다"}
    assert knock(cast.colleague, url("trial-decide", trial), verdict).status_code == 403
    assert knock(cast.requester, url("trial-decide", trial), verdict).status_code == 303
    shown = body(knock(cast.officer, url("trial-detail", trial)))
    assert "Passed with conditions" in shown
    assert "Not stated" in shown
    assert knock(cast.seller, url("trial-detail", trial)).status_code == 404


def test_adoption_shows_the_saving_before_it_is_done(knock):
    made = stages.passed()
    address = url("proposal-adopt", made.proposal)

    assert "6,000,000" in body(knock(made.cast.officer, address))
    assert knock(made.cast.requester, address).status_code == 403
    assert knock(made.cast.officer, address, {"reason": "수명과 가격"}).status_code == 303
    shown = body(knock(made.cast.requester, url("sourcing-detail", made.request)))
    assert "What it saves" in shown
    assert "6,000,000" in shown
    assert "What it saves" not in body(knock(made.cast.seller, url("sourcing-detail", made.request)))


def test_who_was_not_adopted_reads_the_score_and_the_reason(knock):
    made = stages.opened()
    bad = stages.product_of(made.cast.rival, bore="90", grade="c3")
    proposals.propose(made.request, bad, price=D(1_000), lead_time_days=1, by=made.cast.rival)
    stages.pass_deadline(made.request)
    sourcing.close_request(made.request)
    evaluation.begin_evaluation(made.request, by=made.cast.requester)
    evaluation.end_without_adoption(made.request, reason="적합한 제품 없음", by=made.cast.requester)

    shown = body(knock(made.cast.rival, url("sourcing-detail", made.request)))

    assert "match 0.00 of 100" in shown
    assert "Not met although it must be: Bore." in shown
    assert "적합한 제품 없음" in shown
    assert "Not adopted" in body(knock(made.cast.rival, reverse("catalog:proposal-list")))


def test_a_specification_case_from_adoption_to_force(knock):
    made = stages.adopted()
    cast = made.cast
    facts = {"reason": "채택한 제품에 맞춤", "effective_from": today().isoformat(), "savings_won": "6,000,000"}

    opened = knock(cast.requester, url("case-open", made.request), facts)
    assert opened.status_code == 303
    case = SpecCase.objects.get()
    shown = body(knock(cast.requester, url("case-detail", case)))
    assert "510 mm" in shown  # the adopted product's length replaces 500
    assert knock(cast.requester, url("case-submit", case), {}).status_code == 303
    assert knock(cast.requester, url("case-pass", case), {"reason": "x"}).status_code == 403
    assert knock(cast.head, url("case-pass", case), {"reason": "도면 확인"}).status_code == 303
    assert knock(cast.head, url("case-approve", case), {"reason": "x"}).status_code == 403
    assert knock(cast.quality, url("case-approve", case), {"reason": "시험 성적 확인"}).status_code == 303
    case.refresh_from_db()
    assert case.state == "effective"
    assert "Version 2" in body(knock(cast.officer, url("spec-detail", case.specification)))
    assert "Chain of decisions" in body(knock(cast.officer, url("case-detail", case)))
    assert case.number in body(knock(cast.officer, reverse("catalog:spec-list")))
    assert knock(cast.seller, reverse("catalog:spec-list")).status_code == 403
    assert knock(cast.seller, url("case-detail", case)).status_code == 404


def test_the_dashboards_say_what_waits(knock):
    made = stages.sent()
    home = reverse("home:dashboard")

    assert "waits for approval" in body(knock(made.cast.head, home))
    assert "waits for approval" not in body(knock(made.cast.quality, home))
    opened = stages.opened()
    assert "open request" in body(knock(opened.cast.seller, home))
    measured = stages.measured()
    assert "A verdict is due" in body(knock(measured.cast.requester, home))
    passed = stages.passed()
    assert "A trial has passed" in body(knock(passed.cast.officer, home))
    case = stages.case_sent()
    assert case.case.number in body(knock(case.cast.head, home))


def test_the_windows_show_no_sealed_proposal_and_no_price(knock):
    made = stages.proposed()
    admin = staff("AD", is_staff=True, is_superuser=True)

    listed = knock(admin, reverse("admin:catalog_proposal_changelist"))
    request = knock(admin, reverse("admin:catalog_sourcingrequest_change", args=[made.request.pk]))

    assert made.product.number not in body(listed)
    assert "15000" not in body(request)
    assert "15,000" not in body(request)

"""Who is told what of sourcing, who reads which file, and the API."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from rest_framework.test import APIClient

from catalog.models import Proposal
from catalog.services import evaluation, proposals, sourcing
from catalog.tests import sourcing as stages
from portal.clock import db_now
from portal.files.policies import may_read
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.partners import services as partners
from portal.partners.tests.factories import make_client
from portal.people.queries import people_with_role
from portal.tests.factories import staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def press_at_once(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def told(kind: str) -> set:
    while deliver_due():
        continue
    return set(Notice.objects.filter(kind=f"catalog.{kind}").values_list("user", flat=True))


def sellers(person) -> set:
    return set(people_with_role(person.company, "SA", "SU").values_list("pk", flat=True))


def test_the_head_who_may_approve_is_told_and_the_requester_of_the_answer():
    made = stages.sent()

    assert told("sourcing_sent") == {made.cast.head.pk}
    sourcing.approve_request(made.request, by=made.cast.head)
    assert told("sourcing_approved") == {made.cast.requester.pk}


def test_invited_suppliers_are_told_once_the_request_is_open():
    made = stages.approved()
    seller = made.cast.seller
    sourcing.invite_supplier(made.request, seller.company, by=made.cast.requester)

    assert told("sourcing_invited") == set()
    sourcing.open_request(made.request, closes_at=stages.earliest(), by=made.cast.requester)
    assert told("sourcing_invited") == {seller.pk}


def test_proposers_are_told_of_a_later_deadline_and_of_their_result():
    made = stages.proposed()
    later = made.request.closes_at + timedelta(days=3)
    sourcing.extend_request(made.request, closes_at=later, reason="휴일", by=made.cast.officer)

    assert told("proposal_submitted") == told("sourcing_extended") == sellers(made.cast.seller)
    stages.pass_deadline(made.request)
    sourcing.close_due_requests()
    assert told("sourcing_closed") == {made.cast.requester.pk}
    evaluation.begin_evaluation(made.request, by=made.cast.requester)
    evaluation.end_without_adoption(made.request, reason="없음", by=made.cast.requester)
    assert told("proposal_declined") == sellers(made.cast.seller)


def test_everybody_in_a_trial_and_a_case_is_told():
    made = stages.adopted()

    assert told("trial_planned") == {made.cast.colleague.pk}
    assert told("trial_measured") == {made.cast.requester.pk}
    assert told("trial_decided") == sellers(made.cast.seller) | {made.cast.officer.pk}
    assert told("proposal_adopted") == sellers(made.cast.seller) | {made.cast.requester.pk}
    case = stages.case_sent(cast=made.cast)
    assert told("spec_case_review") == {made.cast.colleague.pk, made.cast.head.pk}
    assert case.case.state == "tech_review"


def test_files_are_read_by_whom_they_concern():
    made = stages.draft()
    drawing = stages.with_file(made).file
    sourcing.send_for_approval(made.request, by=made.cast.requester)
    sourcing.approve_request(made.request, by=made.cast.head)
    cast = made.cast

    assert not may_read(cast.seller, drawing)
    sourcing.open_request(made.again().request, closes_at=stages.earliest(), by=cast.requester)
    assert may_read(cast.seller, drawing)
    product = stages.product_of(cast.seller)
    report = ContentFile(stages.REPORT, name="own.pdf")
    offer = proposals.propose(
        made.request, product, price=stages.D(9), lead_time_days=1, files=[report], by=cast.seller
    )
    paper = offer.files.get().file
    readers = {"seller": cast.seller, "rival": cast.rival, "requester": cast.requester, "auditor": staff("AU")}
    assert {name for name, user in readers.items() if may_read(user, paper)} == {"seller"}
    stages.pass_deadline(made.request)
    sourcing.close_due_requests()
    evaluation.begin_evaluation(made.request, by=cast.requester)
    assert {name for name, user in readers.items() if may_read(user, paper)} == {"seller", "requester", "auditor"}


def call(company, *scopes) -> APIClient:
    client, _secret = make_client(company, *scopes)
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {partners.issue_token(client)}")
    return api


def test_the_api_lists_open_requests_and_takes_a_proposal_once():
    made = stages.opened()
    stages.opened(visibility="invited")
    address = f"/api/v1/sourcing-requests/{made.request.uid}/"

    listed = APIClient().get("/api/v1/sourcing-requests/", {"open": "true"}).json()
    shown = APIClient().get(address).json()

    assert [row["number"] for row in listed["results"]] == [made.request.number]
    assert "current_price_won" not in shown
    assert [row["code"] for row in shown["attributes"]] == ["bore", "grade", "ip", "length"]
    api = call(made.cast.seller.company, "rfq.write")
    body = {"product": str(made.product.uid), "price": "12000", "lead_time_days": 30}
    key = {"HTTP_IDEMPOTENCY_KEY": "proposal-one"}
    first = api.post(f"{address}proposals/", body, format="json", **key)
    again = api.post(f"{address}proposals/", body, format="json", **key)
    assert first.status_code == 201, first.content.decode()
    assert first.json()["score"] == "86.0000"
    assert again.json()["uid"] == first.json()["uid"]
    assert Proposal.objects.count() == 1
    foreign = call(made.cast.rival.company, "rfq.write").post(
        f"{address}proposals/", body, format="json", HTTP_IDEMPOTENCY_KEY="proposal-two"
    )
    assert foreign.status_code == 422
    stages.pass_deadline(made.request)
    late = api.post(
        f"{address}proposals/", {**body, "price": "1"}, format="json", HTTP_IDEMPOTENCY_KEY="proposal-three"
    )
    assert late.status_code == 409
    assert db_now() > made.request.closes_at

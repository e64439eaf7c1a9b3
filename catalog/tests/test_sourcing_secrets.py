"""What other departments may not learn of a sourcing request, and what may not be left hanging when it ends."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from catalog.models import SpecCase
from catalog.queries.sourcing import reads_current_price, requests_visible_to
from catalog.services import evaluation, sourcing, specs
from catalog.tests import sourcing as stages
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken
from portal.files.policies import may_read
from portal.tests.factories import staff
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def test_two_people_without_a_department_are_no_department():
    cast = stages.Cast()
    cast.requester.active_membership.department = ""
    cast.requester.active_membership.save(update_fields=["department"])
    made = stages.sent(cast=cast)
    stranger = staff("RQ")

    assert made.request.department == stranger.membership.department == ""
    assert made.request not in requests_visible_to(stranger)
    assert not reads_current_price(stranger, made.request)


def test_the_saving_tells_no_other_department_what_is_paid_today(client):
    made = stages.adopted()
    stranger = staff("RQ")
    address = reverse("catalog:case-open", args=[made.request.uid])

    assert "6000000" not in sign_in(client, stranger).get(address).content.decode().replace(",", "")
    specs.open_case(made.request, reason="x", effective_from=today(), by=stranger)
    assert SpecCase.objects.get().savings_won is None


def test_a_case_shows_its_saving_only_to_those_who_may_know_the_price(client):
    made = stages.case_sent()
    pages = [reverse("catalog:case-detail", args=[made.case.uid]), reverse("catalog:spec-list")]

    for person, may_read_it in ((staff("RQ"), False), (made.cast.colleague, True), (made.cast.quality, True)):
        sign_in(client, person)
        shown = [client.get(page).content.decode() for page in pages]
        assert all(made.case.number in page for page in shown)
        assert ["6,000,000" in page for page in shown] == [may_read_it, may_read_it]


def test_files_of_a_draft_and_reports_are_not_for_the_whole_house():
    made = stages.draft()
    drawing = stages.with_file(made).file
    measured = stages.measured()
    stranger = staff("HR")

    assert not may_read(stranger, drawing)
    assert not may_read(staff("RQ"), drawing)
    assert may_read(made.cast.requester, drawing)
    assert not may_read(stranger, measured.trial.report)
    assert may_read(measured.cast.colleague, measured.trial.report)


@pytest.mark.parametrize("stage", [stages.in_trial, stages.measured])
def test_a_request_does_not_end_under_a_running_trial(stage):
    made = stage()

    with override("en"), pytest.raises(RuleBroken, match="still runs"):
        evaluation.end_without_adoption(made.request, reason="x", by=made.cast.requester)
    with override("en"), pytest.raises(RuleBroken, match="still runs"):
        sourcing.cancel_request(made.request, reason="x", by=made.cast.requester)
    assert made.again().request.state == "trial"


def test_the_limit_of_an_approver_counts_for_what_stands_there_now():
    made = stages.sent()
    seen = made.request
    head = made.cast.head.active_membership
    head.approval_limit_won = stages.D(30_000_000)  # 2,000 pieces at 15,000 won
    head.save(update_fields=["approval_limit_won"])
    sourcing.return_request(made.request, reason="x", by=made.cast.requester)
    sourcing.edit_request(made.again().request, current_price_won=stages.D(15_001), by=made.cast.requester)
    sourcing.send_for_approval(made.again().request, by=made.cast.requester)

    with override("en"), pytest.raises(NotAllowed, match="above your limit"):
        sourcing.approve_request(seen, by=made.cast.head)

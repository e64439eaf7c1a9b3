"""A base price belongs to what it was sealed for: who has to seal it again hears of it before an approver stumbles."""

from decimal import Decimal

import pytest

from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.tests import factories as make
from purchasing.bidding.tests.test_views_shown import address

pytestmark = pytest.mark.django_db


def sealed() -> make.Stage:
    stage = make.draft()
    services.seal_base_price(
        stage.tender, amount_won=make.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    deliver_due()
    Notice.objects.all().delete()
    return stage


def with_another_quantity(stage: make.Stage) -> None:
    services.edit_tender(
        stage.tender,
        by=stage.cast.officer,
        lines=[services.LineIn("주물", Decimal(12), "EA", description_en="Castings")],
    )
    deliver_due()


def test_the_estimator_is_asked_again_when_the_lines_change(client):
    stage = sealed()
    assert not services.to_seal_again(stage.cast.estimator)

    with_another_quantity(stage)
    with_another_quantity(stage)

    assert services.to_seal_again(stage.cast.estimator) == [stage.tender]
    assert Notice.objects.filter(kind="bidding.base_price_due", user=stage.cast.estimator).count() == 1  # once
    client.cookies["django_language"] = "en"
    sign_in(client, stage.cast.estimator)
    shown = client.get("/dashboard/").content.decode()
    assert "Seal the base price again: " in shown
    assert stage.tender.number in shown

    services.seal_base_price(
        stage.tender, amount_won=make.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    assert not services.to_seal_again(stage.cast.estimator)


def test_what_is_as_it_was_asks_nobody():
    stage = sealed()
    services.edit_tender(stage.tender, by=stage.cast.officer, title_ko="다른 제목")
    deliver_due()
    assert not Notice.objects.filter(kind="bidding.base_price_due").exists()


def test_the_approver_reads_why_before_pressing(client):
    stage = sealed()
    with_another_quantity(stage)
    services.request_publication(stage.tender, by=stage.cast.officer)
    client.cookies["django_language"] = "en"
    sign_in(client, stage.cast.approver)
    assert "The lines changed after the base price was sealed" in client.get(address(stage.tender)).content.decode()


def test_how_many_wait_costs_no_query_more(django_assert_num_queries):
    stage = sealed()
    with_another_quantity(stage)
    with django_assert_num_queries(2):
        assert len(services.to_seal_again(stage.cast.estimator)) == 1
    other = make.draft(stage.cast)
    services.seal_base_price(
        other.tender, amount_won=make.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    with_another_quantity(other)
    with django_assert_num_queries(2):
        assert len(services.to_seal_again(stage.cast.estimator)) == 2

"""An amended notice can be evaluated to its end, and keeps what the day of its publication promised."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken
from portal.tests.factories import staff
from purchasing.bidding import queries, services
from purchasing.bidding.models import PreferenceTerms, Tender
from purchasing.bidding.services import AmendmentIn, LineIn
from purchasing.bidding.tests import eco_stage, factories, tco_stage

pytestmark = pytest.mark.django_db
BY_POINTS = {"method": "COMPOSITE", "envelopes": factories.ENVELOPES, "criteria": factories.CRITERIA}


def asked(stage, wanted: AmendmentIn):
    return services.request_amendment(stage.tender, wanted, reason="사양 정정", by=stage.cast.officer)


def later(stage, days: int = 30):
    return stage.tender.deadline + timedelta(days=days)


def refused(stage, **wanted) -> tuple[str | None, str]:
    """(field, sentence) of the refusal."""
    with pytest.raises(RuleBroken) as refusal:
        asked(stage, AmendmentIn(closes_at=later(stage), **wanted))
    return refusal.value.field, str(refusal.value)


def test_total_cost_is_compared_only_where_the_draft_had_a_cost_model():
    stage = factories.published()
    field, words = refused(stage, facts={"method": "TCO"})
    assert (field, words.startswith("A cost model is chosen in a draft only")) == ("method", True)


def test_a_rule_by_points_keeps_scored_criteria():
    stage = factories.published(**BY_POINTS)
    unscored = [services.CriterionIn("제안", "", "technical"), *factories.CRITERIA[:2]]
    assert refused(stage, criteria=unscored) == (
        "criteria",
        "This award rule needs scored criteria besides the price.",
    )
    unjudged = factories.published()
    assert refused(unjudged, facts={"method": "COMPOSITE"})[0] == "criteria"


def test_a_technical_minimum_keeps_scores_to_be_compared_with():
    facts = {"envelopes": factories.ENVELOPES, "criteria": factories.CRITERIA, "min_technical": Decimal(60)}
    stage = factories.published(**facts)
    unscored = [services.CriterionIn("제안", "", "technical"), *factories.CRITERIA[:2]]
    assert refused(stage, criteria=unscored)[0] == "min_technical"


def test_the_premium_needs_the_class_of_every_line():
    without = factories.published()
    assert refused(without, facts={"eco_premium_on": True})[0] == "lines.0.class_code"
    stage = factories.published(lines=[eco_stage.LINE], eco_premium_on=True)
    more = [eco_stage.LINE, LineIn("커플링", Decimal(2), "SET")]
    assert refused(stage, lines=more)[0] == "lines.1.class_code"


def test_the_notice_period_of_another_rule_holds_too():
    stage = tco_stage.tco_draft()
    closes_at = db_now() + timedelta(days=8)
    services.edit_tender(stage.tender, by=stage.cast.officer, method="LPL_POSCO", closes_at=closes_at)
    tco_stage.publish(stage)
    soon = services.least_deadline(stage.tender) + timedelta(minutes=1)
    with pytest.raises(RuleBroken, match="at least 15 days") as refusal:
        asked(stage, AmendmentIn(facts={"method": "TCO"}, closes_at=soon))
    assert refusal.value.field == "closes_at"
    amendment = asked(stage, AmendmentIn(facts={"method": "TCO"}, closes_at=soon + timedelta(days=4)))

    model = queries.tco_model_chosen(stage.tender)
    services.retire_tco_model(model, reason="단가가 낡음", by=stage.cast.approver)
    with pytest.raises(RuleBroken, match="no longer in use"):
        services.approve_amendment(amendment, by=stage.cast.approver)


def test_a_notice_keeps_its_cost_model_when_that_is_retired():
    stage = tco_stage.publish(tco_stage.tco_draft())
    promised = stage.tender.params["tco"]
    services.retire_tco_model(queries.tco_model_chosen(stage.tender), reason="단가가 낡음", by=stage.cast.approver)
    amendment = asked(stage, AmendmentIn(facts={"delivery_place": "광양"}, closes_at=later(stage)))
    services.approve_amendment(amendment, by=stage.cast.approver)
    assert Tender.objects.get(pk=stage.tender.pk).params["tco"] == promised


def test_an_amendment_keeps_margin_and_premium_of_the_publication_day():
    stage = factories.published(lines=[eco_stage.LINE], preference_on=True, eco_premium_on=True)
    promised = stage.tender.params
    published_on(stage, days_ago=40)
    terms = PreferenceTerms.objects.create(
        valid_from=today() - timedelta(days=1),
        margin=Decimal("0.2"),
        proposed_by=staff("PO"),
    )
    PreferenceTerms.objects.filter(pk=terms.pk).update(state="approved", decided_by=staff("AP"), decided_at=db_now())
    assert queries.preference_terms(today()).margin == Decimal("0.2")

    amendment = asked(stage, AmendmentIn(facts={"delivery_place": "광양"}, closes_at=later(stage, 60)))
    services.approve_amendment(amendment, by=stage.cast.approver)

    tender = Tender.objects.get(pk=stage.tender.pk)
    assert tender.params["preference"] == promised["preference"]
    day = tender.published_at.astimezone(SEOUL).date()
    assert tender.params["eco"] == promised["eco"] | {"terms": str(day)}


def published_on(stage, *, days_ago: int) -> None:
    """As if it had been published so long ago. The database forbids that, so its owner looks away."""
    factories._while_away(
        "bidding_keep_promises",
        "UPDATE bidding_tender SET published_at = %s WHERE id = %s",
        [db_now() - timedelta(days=days_ago), stage.tender.pk],
    )
    stage.tender = Tender.objects.get(pk=stage.tender.pk)


def test_another_round_stays_what_was_announced_when_it_is_amended():
    stage = factories.published(rebid_conditions="같은 조건")
    factories.pass_deadline(stage.tender)
    tender = services.begin_round(services.close_tender(stage.tender), by=stage.cast.officer)
    services.edit_tender(tender, by=stage.cast.officer, closes_at=db_now() + timedelta(days=10))
    meant = {"no_conflict": True, "above_budget": True}
    services.seal_base_price(tender, amount_won=factories.BASE_WON, by=stage.cast.estimator, **meant)
    services.request_publication(tender, by=stage.cast.officer)
    stage.tender = services.approve_publication(tender, by=stage.cast.approver)

    assert refused(stage, lines=[LineIn("다른 품목", Decimal(7), "EA")])[0] == "lines"
    assert refused(stage, facts={"preference_on": True})[0] == "preference_on"
    asked(stage, AmendmentIn(facts={"delivery_place": "2문"}, closes_at=later(stage)))

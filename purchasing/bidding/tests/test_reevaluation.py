"""After an upheld objection the evaluation is corrected and run again; the old one stays in the record."""

import json

import pytest
from django.db import IntegrityError, transaction

from portal.errors import RuleBroken, WrongState
from portal.outbox.services import deliver_due
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import (
    EvaluationDocument,
    LimitCalc,
    PreferenceCheck,
    Ruling,
    TcoResult,
    TcoSensitivity,
    Tender,
)
from purchasing.bidding.services.evaluation import calc_document
from purchasing.bidding.tests import factories, tco_stage
from purchasing.bidding.tests.test_views_shown import address
from purchasing.bidding.tests.told import entries, news

pytestmark = pytest.mark.django_db


def upheld(stage: factories.Stage, remedy: str = "reevaluate") -> factories.Stage:
    objection = services.lodge_objection(
        stage.tender,
        ground="calculation",
        text="제 투찰이 평균에서 빠졌습니다.",
        key=factories.key(),
        by=stage.bidders[0],
    )
    services.decide_objection(
        objection, upheld=True, remedy=remedy, answer="평가를 바로잡습니다.", no_conflict=True, by=stage.cast.approver
    )
    stage.tender = Tender.objects.get(pk=stage.tender.pk)
    return stage


def again(stage: factories.Stage) -> LimitCalc:
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    stage.tender = Tender.objects.get(pk=stage.tender.pk)
    return stage.tender.limit_calc


def test_a_corrected_evaluation_is_a_new_version_and_the_old_one_stays():
    stage = factories.standing()
    before = stage.tender.limit_calc
    verdicts = list(stage.tender.rulings.order_by("pk").values_list("pk", "state", "rank"))
    upheld(stage)

    assert (stage.tender.state, stage.tender.evaluation_no) == ("opened", 2)
    assert set(stage.tender.rulings.values_list("state", "rank", "cause")) == {("opened", None, "")}
    assert news().count("bidding.evaluation_reopened") == 1
    assert queries.evaluation_document_for(stage.cast.evaluator, stage.tender) is None  # not before it is done
    wrong = stage.tender.rulings.get(rank=None, price_won=97_000_000)
    services.rule_out_bid(wrong, remark="제출 서류의 서명이 다릅니다.", by=stage.cast.evaluator)
    after = again(stage)

    assert (before.version, after.version, after.limit_won != before.limit_won) == (1, 2, True)
    assert LimitCalc.objects.get(version=1).sha256 == before.sha256
    assert [json.loads(each.text)["calculation_sha256"] for each in EvaluationDocument.objects.order_by("pk")] == [
        before.sha256,
        after.sha256,
    ]
    assert calc_document(LimitCalc.objects.get(version=1))["rulings"] == before.rulings
    assert [each.version for each in queries.earlier_calcs(stage.tender)] == [1]
    moved = [(what, state) for what, _old, state, _by in entries(Ruling.objects.get(pk=verdicts[0][0]))]
    assert ("bidding.ruling.reconsider", "opened") in moved
    first = stage.tender.rulings.get(rank=1).bid
    decision = services.propose_award(stage.tender, bid=first, reason="최저", by=stage.cast.officer)
    services.approve_award(decision, by=stage.cast.second_approver)
    assert Tender.objects.get(pk=stage.tender.pk).state == "standstill"


def test_the_same_facts_give_the_same_result_again():
    stage = factories.standing()
    before = stage.tender.limit_calc
    after = again(upheld(stage))
    assert (after.rulings, after.limit_won, after.pool) == (before.rulings, before.limit_won, before.pool)


def test_only_the_remedy_opens_the_evaluation_again():
    stage = upheld(factories.standing(), remedy="review")
    assert (stage.tender.state, stage.tender.evaluation_no) == ("evaluated", 1)
    with pytest.raises(WrongState):
        services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)


def test_what_stands_by_itself_is_not_open_again():
    stage = factories.opened()
    gone = stage.tender.rulings.get(price_won=97_000_000)
    services.withdraw_for_error(gone, reason="단위를 잘못 적었습니다.", by=stage.cast.approver)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    stage.tender = Tender.objects.get(pk=stage.tender.pk)
    first = stage.tender.rulings.get(rank=1).bid
    decision = services.propose_award(stage.tender, bid=first, reason="최저", by=stage.cast.officer)
    services.approve_award(decision, by=stage.cast.second_approver)
    stage.tender = Tender.objects.get(pk=stage.tender.pk)
    upheld(stage)

    gone.refresh_from_db()
    assert (gone.state, gone.cause) == ("non_responsive", "withdrawn")
    assert stage.tender.rulings.filter(state="opened").count() == 4


def test_the_database_changes_a_verdict_only_by_opening_it_again():
    stage = factories.standing()
    first = Ruling.objects.filter(tender=stage.tender, rank=1)
    for changes in ({"rank": 5}, {"state": "lost", "rank": 9}, {"state": "opened", "price_won": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            first.update(**changes)


def test_total_costs_are_calculated_anew_and_values_judged_again():
    stage = tco_stage.worked_example()
    tco_stage.verify_lives(stage)
    tco_stage.evaluate(stage)
    first = stage.tender.rulings.select_related("bid").get(rank=1).bid
    decision = services.propose_award(stage.tender, bid=first, reason="최저 연간 비용", by=stage.cast.officer)
    services.approve_award(decision, by=stage.cast.second_approver)
    stage.tender = Tender.objects.get(pk=stage.tender.pk)
    life = stage.tender.tco_inputs.get(code="LIFE", bid=first)
    with pytest.raises(WrongState, match="only when the evaluation was opened again"):
        services.judge_tco_input_again(life, reason="증빙", by=stage.cast.evaluator)
    upheld(stage)
    with pytest.raises(RuleBroken, match="Say why"):
        services.judge_tco_input_again(life, reason=" ", by=stage.cast.evaluator)
    life = services.judge_tco_input_again(life, reason="보증 기간이 짧습니다.", by=stage.cast.evaluator)
    assert life.state == "entered"
    services.reject_tco_input(life, remark="증빙 부족", by=stage.cast.evaluator)
    again(stage)

    years = dict(TcoResult.objects.filter(bid=first).values_list("version", "life_years"))
    assert (years[1], years[2]) == (15, 10)  # without proof the default life counts
    assert TcoSensitivity.objects.filter(tender=stage.tender).count() == 2
    assert len(queries.tco_results_of(stage.tender)) == 2


def test_certificates_are_looked_at_anew():
    stage = factories.standing(preference_on=True)
    tco_stage.certify(stage.bidders[3])
    upheld(stage)
    looks = PreferenceCheck.objects.filter(bid__company=stage.bidders[3].company, stage="deadline").order_by("pk")
    assert [look.category for look in looks] == ["", "WOMEN"]


def test_the_page_shows_the_earlier_evaluation_with_its_document(client):
    client.cookies["django_language"] = "en"
    stage = upheld(factories.standing())
    while deliver_due():
        continue
    sign_in(client, stage.cast.evaluator)
    page = client.get(address(stage.tender, "evaluation-detail")).content.decode()
    document = address(stage.tender, "evaluation-document-version", 1)
    assert "Earlier evaluations" in page
    assert document in page
    assert json.loads(client.get(document).content)["tender"]["number"] == stage.tender.number
    assert client.get(address(stage.tender, "evaluation-document-version", 2)).status_code == 404
    again(stage)
    assert client.get(address(stage.tender, "evaluation-document-version", 2)).status_code == 200
    sign_in(client, stage.bidders[2])
    assert client.get(document).status_code == 404  # the award is decided again: no result is out

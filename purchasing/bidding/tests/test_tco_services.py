"""The life of a cost model, and a tender compared by it from the draft to the guarantee."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.tests.factories import staff
from portal.tests.shared_data import golden
from purchasing.bidding import queries, services
from purchasing.bidding.models import TcoInput, TcoModel, TcoResult, TcoSensitivity, Tender
from purchasing.bidding.services import TcoLineIn
from purchasing.bidding.tests import factories
from purchasing.bidding.tests import tco_stage as stage_of
from purchasing.bidding.tests.told import entries, news

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture
def cast():
    return stage_of.Cast()


def test_a_model_lives_from_draft_to_use_by_four_people(cast):
    model = stage_of.tco_model(cast)

    assert (str(model), model.state) == ("PUMP v1", "active")
    assert [(what, after) for what, _before, after, _by in entries(model)] == [
        ("bidding.tcomodel.drafted", ""),
        ("bidding.tcomodel.approve_tech", "tech_approved"),
        ("bidding.tcomodel.approve_fin", "fin_approved"),
        ("bidding.tcomodel.activate", "active"),
    ]
    people = {model.author_id, model.tech_by_id, model.fin_by_id, model.activated_by_id}
    assert len(people) == 4


def test_the_next_version_replaces_the_one_in_use(cast):
    first = stage_of.tco_model(cast)
    second = services.next_tco_version(first, by=cast.officer)
    assert queries.tco_model_document(second)["lines"] == queries.tco_model_document(first)["lines"]
    with pytest.raises(RuleBroken, match="Version 2 of this model is not finished"):
        services.next_tco_version(first, by=cast.officer)

    services.approve_tco_tech(second, by=cast.requester)
    services.approve_tco_fin(second, by=cast.accountant)
    services.activate_tco_model(second, by=cast.approver)

    assert list(TcoModel.objects.order_by("version").values_list("version", "state")) == [(1, "retired"), (2, "active")]
    assert list(queries.active_tco_models()) == [second]


def test_who_wrote_a_model_does_not_approve_it(cast):
    both = staff("PO", "RQ", "FI", "AP")
    own = services.draft_tco_model(
        by=both, lines=stage_of.LINES, code="FAN", name_ko="송풍기", scope="송풍기", base_date=today()
    )
    with pytest.raises(NotAllowed, match="SOD-15"):
        services.approve_tco_tech(own, by=both)

    model = stage_of.tco_model(cast, until="draft")
    services.approve_tco_tech(model, by=both)
    with pytest.raises(NotAllowed, match="two people"):
        services.approve_tco_fin(TcoModel.objects.get(pk=model.pk), by=both)


@pytest.mark.parametrize(
    ("facts", "lines", "refusal"),
    [
        ({}, (), "no lines yet"),
        ({"comparison": "npv"}, stage_of.LINES, "TCO-03"),
        ({"comparison": "npv", "horizon": "fixed", "horizon_years": 15}, stage_of.LINES[:4], "residual value"),
        ({"basis": "real"}, stage_of.LINES, "TCO-02"),
        ({}, stage_of.LINES[7:], "not in the model"),
    ],
)
def test_a_model_that_cannot_be_used_is_not_approved(cast, facts, lines, refusal):
    model = stage_of.tco_model(cast, until="draft", lines=lines, **facts)

    with pytest.raises(RuleBroken, match=refusal):
        services.approve_tco_tech(model, by=cast.requester)


def test_a_fault_of_a_line_is_told_beside_its_field(cast):
    with pytest.raises(RuleBroken) as refusal:
        stage_of.tco_model(cast, lines=[TcoLineIn("ENERGY", "전력", "annual", "quantity", unit="kWh")])
    assert "A quantity has our price and its unit" in str(refusal.value)
    with pytest.raises(RuleBroken) as refusal:
        stage_of.tco_model(cast, lines=[stage_of.LINES[0], stage_of.LINES[0]])
    assert (refusal.value.field, str(refusal.value)) == ("lines.1.code", "Each line has its own code.")


def test_what_was_approved_no_longer_changes_whoever_writes(cast):
    model = stage_of.tco_model(cast)
    with pytest.raises(WrongState):
        services.edit_tco_model(model, by=cast.officer, lines=stage_of.LINES, rate=D("0.03"))
    for statement in (
        "UPDATE bidding_tcomodel SET rate = 0.1",
        "UPDATE bidding_tcoline SET unit_price_won = 1",
        "DELETE FROM bidding_tcoline",
        "UPDATE bidding_tcomodel SET state = 'draft'",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_returned_model_needs_both_approvals_again(cast):
    model = stage_of.tco_model(cast, until="fin_approved")
    with pytest.raises(RuleBroken, match="what has to change"):
        services.return_tco_model(model, reason=" ", by=cast.accountant)
    model = services.return_tco_model(model, reason="할인율 근거 보완", by=cast.accountant)

    assert (model.state, model.tech_by, model.fin_by) == ("draft", None, None)


def test_a_tender_chooses_a_model_in_use_and_copies_it_at_publication(cast):
    stage = factories.draft(cast, method="TCO", kind="equipment")
    with pytest.raises(RuleBroken, match="Only a model in use"):
        services.choose_tco_model(stage.tender, model=stage_of.tco_model(cast, until="draft"), by=cast.officer)
    with pytest.raises(RuleBroken, match="Choose the cost model"):
        services.tco_check_ready(stage.tender)

    published = stage_of.publish(stage_of.tco_draft(cast, model=stage_of.tco_model(cast, code="FAN")))
    document = published.tender.params["tco"]

    assert (document["code"], document["version"], document["rate"]) == ("FAN", 1, "0.045")
    assert [line["code"] for line in document["lines"]] == [line.code for line in stage_of.LINES]
    services.retire_tco_model(published.tender.tco.model, reason="새 모형", by=cast.approver)
    assert queries.tco_document(Tender.objects.get(pk=published.tender.pk)) == document


def test_the_notice_of_a_cost_tender_stands_for_fifteen_days(cast):
    from portal.clock import db_now

    stage = stage_of.tco_draft(cast, closes_at=db_now() + timedelta(days=10))
    services.seal_base_price(stage.tender, amount_won=D(1_000), no_conflict=True, above_budget=True, by=cast.estimator)

    with pytest.raises(RuleBroken, match="at least 15 days"):
        services.request_publication(stage.tender, by=cast.officer)


def test_a_bidder_is_asked_for_quantities_and_never_for_our_prices(cast):
    stage = stage_of.publish(stage_of.tco_draft(cast))

    lines = queries.tco_lines(stage.tender)
    asked = {line.code: (line.unit, line.kind, line.required, line.tells_years) for line in lines}

    assert asked["LIFE"] == ("years", "life", False, False)
    assert asked["ENERGY"] == ("kWh", "annual", True, False)
    assert asked["OVERHAUL"] == ("won", "at_years", False, True)
    assert not {"CARBON", "PRICE"} & set(asked)


WRONG = [
    ("ENERGY", {"value": "498000", "unit": "kW"}, "another unit"),
    ("ENERGY", {"value": "-5", "unit": "kWh"}, "not negative"),
    ("ENERGY", {"value": "many"}, "Give a number"),
    ("ENERGY", {"value": ""}, "without it the bid is not responsive"),
    ("OVERHAUL", {"value": "5"}, "in which years"),
    ("OVERHAUL", {"value": "5", "at": "15"}, "inside the service life"),
    ("OVERHAUL", {"value": "5", "at": "five"}, "inside the service life"),
    ("RESIDUAL", {"value": "548000001"}, "at most the price"),
    ("SPEED", {"value": "5"}, "knows no line SPEED"),
]


def test_a_check_before_sealing_tells_what_is_wrong_and_stores_nothing(cast):
    stage = stage_of.publish(stage_of.tco_draft(cast))
    for code, value, told in WRONG:
        faults = services.tco_fault(stage.tender, stage_of.told(stage_of.B) | {code: value}, price_won=stage_of.PRICE_B)
        assert [name for name, _words in faults] == [code]
        assert told in faults[0][1]
    assert services.tco_fault(stage.tender, stage_of.told(stage_of.B), price_won=stage_of.PRICE_B) == []
    assert TcoInput.objects.count() == 0


def test_the_worked_example_goes_through_the_whole_portal(cast):
    stage = stage_of.worked_example(cast)
    stage_of.verify_lives(stage)
    stage_of.evaluate(stage)
    a, b = (TcoResult.objects.get(bid__company=user.company) for user in stage.bidders)
    known = golden("tco")

    assert (int(a.npv_won), int(a.eac_won)) == (known["A"]["npv"], known["A"]["eac"])
    assert (int(b.npv_won), int(b.eac_won)) == (known["B"]["npv"], known["B"]["eac"])
    ranks = {ruling.price_won: ruling.rank for ruling in stage.tender.rulings.all()}
    assert ranks == {stage_of.PRICE_A: 2, stage_of.PRICE_B: 1}
    found = TcoSensitivity.objects.get(tender=stage.tender)
    assert (found.changes_winner, len(found.cases)) == (False, 7)
    assert {case["first"] for case in found.cases} == {b.bid.receipt}


def test_an_unproven_life_counts_as_the_default(cast):
    stage_of.evaluate(stage_of.worked_example(cast))

    lives = dict(TcoResult.objects.values_list("price_won", "life_years"))

    assert lives == {stage_of.PRICE_A: 10, stage_of.PRICE_B: 10}
    b = TcoResult.objects.get(price_won=stage_of.PRICE_B)
    assert b.eac_won > golden("tco")["B"]["eac"]


def test_a_missing_required_value_is_not_responsive_and_an_optional_one_becomes_the_worst(cast):
    stage = stage_of.publish(stage_of.tco_draft(cast))
    stage_of.bid(stage, stage_of.PRICE_A, {k: v for k, v in stage_of.A.items() if k != "ENERGY"})
    stage_of.bid(stage, stage_of.PRICE_B, stage_of.B)
    stage_of.bid(stage, D(500_000_000), {k: v for k, v in stage_of.B.items() if k != "RESIDUAL"})
    stage_of.evaluate(stage_of.opened(stage))
    rulings = list(stage.tender.rulings.order_by("pk"))

    assert [ruling.state for ruling in rulings] == ["non_responsive", "in_range", "in_range"]
    assert queries.why(rulings[0]) == "Not responsive: the value of “Electricity” is missing or unusable (rule TCO-06)."
    assumed = TcoResult.objects.get(bid=rulings[2].pk)
    assert [line["code"] for line in assumed.lines if line["assumed"]] == ["RESIDUAL"]
    assert assumed.inputs["RESIDUAL"]["value"] == "25000000"


def test_a_slip_is_corrected_beside_what_was_declared_by_two_people_and_the_bidder_is_told(cast):
    stage, colleague = stage_of.worked_example(cast), staff("EV")
    energy = stage.tender.tco_inputs.get(code="ENERGY", bid__company=stage.bidders[0].company)
    with pytest.raises(RuleBroken, match="which slip"):
        services.propose_tco_correction(energy, corrected=D(6_100), remark="", by=cast.evaluator)
    with pytest.raises(NotAllowed):
        services.propose_tco_correction(energy, corrected=D(6_100), remark="단위", by=cast.officer)
    proposed = services.propose_tco_correction(energy, corrected=D(600_000), remark="합계 오류", by=cast.evaluator)

    assert (proposed.state, proposed.counts) == ("proposed", 610_000)  # nothing counts before the second person
    assert news()[-1] == "bidding.tco_correction_proposed"
    with pytest.raises(WrongState, match="waits for a second person"):
        services.evaluate_tender(stage.tender, no_conflict=True, by=cast.evaluator)
    for somebody in (cast.evaluator, cast.officer, cast.estimator, stage.bidders[0]):
        with pytest.raises(NotAllowed):
            services.confirm_tco_correction(proposed, by=somebody)
    corrected = services.confirm_tco_correction(proposed, by=colleague)

    assert (corrected.declared, corrected.amount, corrected.counts) == ("610000", 610_000, 600_000)
    assert (corrected.proposed_by, corrected.decided_by) == (cast.evaluator, colleague)
    assert news()[-1] == "bidding.tco_input_corrected"
    assert [(what, after, by) for what, _before, after, by in entries(corrected)] == [
        ("bidding.tcoinput.propose", "proposed", cast.evaluator.name),
        ("bidding.tcoinput.correct", "corrected", colleague.name),
    ]
    for again in (services.verify_tco_input, services.confirm_tco_correction):
        with pytest.raises(WrongState):
            again(corrected, by=cast.evaluator if again == services.verify_tco_input else colleague)


def test_a_correction_that_the_second_person_declines_leaves_the_value_to_be_judged_anew(cast):
    stage = stage_of.worked_example(cast)
    energy = stage.tender.tco_inputs.get(code="ENERGY", bid__company=stage.bidders[0].company)
    proposed = services.propose_tco_correction(energy, corrected=D(600_000), remark="합계 오류", by=cast.evaluator)
    with pytest.raises(RuleBroken, match="does not hold"):
        services.decline_tco_correction(proposed, reason=" ", by=cast.approver)
    declined = services.decline_tco_correction(proposed, reason="합계가 맞습니다.", by=cast.approver)

    assert (declined.state, declined.corrected, declined.remark, declined.proposed_by) == ("entered", None, "", None)
    assert services.verify_tco_input(declined, by=cast.evaluator).counts == 610_000


def test_the_database_takes_no_correction_by_one_person(cast):
    stage = stage_of.worked_example(cast)
    energy = stage.tender.tco_inputs.get(code="ENERGY", bid__company=stage.bidders[0].company)
    services.propose_tco_correction(energy, corrected=D(600_000), remark="합계 오류", by=cast.evaluator)
    row = TcoInput.objects.filter(pk=energy.pk)
    with pytest.raises(IntegrityError, match="tco_input_corrected_by_two_people"), transaction.atomic():
        row.update(state="corrected", decided_by=cast.evaluator)


def test_a_correction_takes_no_value_that_a_bidder_could_not_declare(cast):
    stage = stage_of.worked_example(cast)
    residual = stage.tender.tco_inputs.get(code="RESIDUAL", bid__company=stage.bidders[0].company)
    with pytest.raises(RuleBroken, match="at most the price"):
        services.propose_tco_correction(residual, corrected=stage_of.PRICE_A + 1, remark="오기", by=cast.evaluator)
    life = stage.tender.tco_inputs.filter(code="LIFE").first()
    with pytest.raises(RuleBroken, match="Give a number"):
        services.propose_tco_correction(life, corrected=D("0.5"), remark="오기", by=cast.evaluator)


@pytest.mark.parametrize("value", ["1e999999999", "1e-999999999", "9" * 30])
def test_a_number_that_would_take_hours_is_none(cast, value):
    stage = stage_of.publish(stage_of.tco_draft(cast))

    assert dict(services.tco_fault(stage.tender, {"LIFE": {"value": value}}))["LIFE"].startswith("Give a number")


def test_a_rejected_value_counts_as_missing(cast):
    stage = stage_of.worked_example(cast)
    residual = stage.tender.tco_inputs.get(code="RESIDUAL", bid__company=stage.bidders[1].company)
    services.reject_tco_input(residual, remark="관계사 환매 약정, 은행 보증 없음", by=cast.evaluator)
    stage_of.evaluate(stage)

    assert TcoResult.objects.get(bid=residual.bid).inputs["RESIDUAL"]["value"] == "20000000"


def test_the_sensitivity_begins_with_the_winner_of_a_tie(cast):
    stage = stage_of.publish(stage_of.tco_draft(cast))
    stage_of.bid(stage, stage_of.PRICE_B, stage_of.B)
    dearer = stage_of.bid(stage, stage_of.PRICE_B + 100_000, stage_of.B)
    stage_of.certify(dearer)
    stage_of.opened(stage)
    services.read_tco_inputs(stage.tender)
    stage_of.verify_lives(stage)
    stage_of.evaluate(stage)
    first = stage.tender.rulings.select_related("bid").get(rank=1)
    assert (first.bid.company, first.tie) == (dearer.company, "preference")

    found = TcoSensitivity.objects.get(tender=stage.tender)

    assert {case["first"] for case in found.cases} == {first.bid.receipt}
    assert (found.changes_winner, found.engine) == (False, "tco-sensitivity-2")


def test_a_sensitive_winner_waits_for_a_justification(cast):
    stage = stage_of.publish(stage_of.tco_draft(cast))
    stage_of.bid(stage, D(400_000_000), stage_of.A | {"ENERGY": "600000"})
    stage_of.bid(stage, D(490_000_000), stage_of.A | {"ENERGY": "540000"})
    stage_of.evaluate(stage_of.opened(stage))
    first = stage.tender.rulings.select_related("bid").get(rank=1).bid
    assert TcoSensitivity.objects.get(tender=stage.tender).changes_winner

    def waits(user) -> list[str]:
        return [what for _tender, what in queries.tenders_waiting_for(user)]

    assert (waits(cast.evaluator), waits(cast.officer), waits(staff("EV"))) == (["cost"], [], ["cost"])
    with pytest.raises(RuleBroken, match="TCO-09"):
        services.propose_award(stage.tender, bid=first, reason="최저", by=cast.officer)
    with pytest.raises(NotAllowed):
        services.justify_tco(stage.tender, reason="전력 단가 전망", by=cast.officer)
    services.justify_tco(stage.tender, reason="전력 단가는 장기 계약으로 고정", by=cast.evaluator)
    with pytest.raises(WrongState, match="already been justified"):
        services.justify_tco(stage.tender, reason="다시", by=cast.evaluator)
    assert (waits(cast.evaluator), waits(cast.officer)) == ([], ["proposal"])
    services.propose_award(stage.tender, bid=first, reason="최저", by=cast.officer)


def test_a_robust_winner_needs_none(cast):
    stage = stage_of.worked_example(cast)
    stage_of.verify_lives(stage)
    stage_of.evaluate(stage)

    with pytest.raises(WrongState, match="nothing to justify"):
        services.justify_tco(stage.tender, reason="없음", by=cast.evaluator)

"""Screens of cost models, total cost, guarantees and preferential purchase: status and effect."""

import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from portal.clock import today
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import PreferenceTarget, PreferenceTerms, TcoInput, TcoModel, TenderTco
from purchasing.bidding.tests import factories
from purchasing.bidding.tests import tco_stage as stage_of

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def cast():
    return stage_of.Cast()


def url(name: str, *args) -> str:
    return reverse(f"bidding:{name}", args=args)


def form_of(client, address: str) -> dict[str, str]:
    """What a browser would send of the form as it is shown."""
    response = client.get(address)
    form, formset = response.context["form"], response.context["formset"]
    sent = {}
    for each in (form, formset.management_form, *formset.forms):
        for field in each:
            value = field.value()
            if value not in (None, False):
                sent[field.html_name] = "on" if value is True else str(value)
    return sent


def test_a_model_is_written_in_the_form_with_the_usual_lines(client, cast):
    sign_in(client, cast.officer)
    sent = form_of(client, url("tco-model-create"))
    sent |= {"code": "FAN", "name_ko": "송풍기", "scope": "대형 송풍기"}

    response = client.post(url("tco-model-create"), sent)

    assert response.status_code == 422  # the usual prices are the buyer's own: where they come from is to be said
    priced = [row for row in response.context["formset"] if row["price_source"].errors]
    assert [row["code"].value() for row in priced] == ["ENERGY", "DOWNTIME"]

    sent |= {row["price_source"].html_name: "단가표 2026" for row in priced}
    response = client.post(url("tco-model-create"), sent)

    assert response.status_code == 303
    model = TcoModel.objects.get(code="FAN")
    usual = services.usual_tco_lines()
    assert list(model.lines.values_list("code", flat=True)) == [line.code for line in usual]
    energy = model.lines.get(code="ENERGY")
    assert (energy.escalation, energy.unit_price_won, model.rate) == (D("0.03"), 160, D("0.045"))


def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(client, cast):
    sign_in(client, cast.officer)
    sent = form_of(client, url("tco-model-create"))
    sent |= {"code": "FAN", "name_ko": "송풍기", "scope": "송풍기", "horizon": "fixed", "lines-2-unit": ""}
    sent |= {"lines-2-price_source": "단가표 2026", "lines-6-price_source": "단가표 2026"}

    response = client.post(url("tco-model-create"), sent)

    assert response.status_code == 422
    assert TcoModel.objects.count() == 0
    assert response.context["form"]["name_ko"].value() == "송풍기"
    assert "A horizon for all has 1 to 60 years" in response.content.decode()


def test_rows_come_and_go_without_saving(client, cast):
    sign_in(client, cast.officer)
    sent = form_of(client, url("tco-model-create"))
    sent["name_ko"] = "저장 전"
    count = int(sent["lines-TOTAL_FORMS"])

    added = client.post(url("tco-model-create"), sent | {"add_line": "yes"})
    removed = client.post(url("tco-model-create"), sent | {"remove_line": "0"})

    assert len(added.context["formset"].forms) == count + 1
    assert [each["code"].value() for each in removed.context["formset"].forms][:2] == ["FREIGHT", "ENERGY"]
    assert added.context["form"]["name_ko"].value() == "저장 전"
    assert TcoModel.objects.count() == 0


def test_approvals_are_buttons_of_the_page(client, cast):
    model = stage_of.tco_model(cast, until="draft")
    for user, name, state in (
        (cast.requester, "tco-model-tech", "tech_approved"),
        (cast.accountant, "tco-model-fin", "fin_approved"),
        (cast.approver, "tco-model-activate", "active"),
    ):
        sign_in(client, user)
        shown = client.get(url("tco-model", model.uid))
        assert url(name, model.uid) in shown.content.decode()
        assert client.post(url(name, model.uid)).status_code == 303
        assert TcoModel.objects.get(pk=model.pk).state == state
    sign_in(client, cast.officer)
    assert client.post(url("tco-model-next", model.uid)).status_code == 303
    assert TcoModel.objects.filter(code="PUMP", version=2, state="draft").exists()


def test_a_model_that_cannot_be_used_says_why_on_its_page(client, cast):
    model = stage_of.tco_model(cast, until="draft", comparison="npv")
    sign_in(client, cast.requester)

    response = client.post(url("tco-model-tech", model.uid))

    assert response.status_code == 422
    assert "TCO-03" in response.content.decode()


@pytest.mark.parametrize("models", [1, 3])
def test_the_list_of_models_costs_the_same_for_one_and_for_three(client, cast, models, django_assert_num_queries):
    for place in range(models):
        stage_of.tco_model(cast, code=f"PUMP{place}", until="draft")
    sign_in(client, cast.officer)
    client.get(url("tco-models"))

    with django_assert_num_queries(12):
        response = client.get(url("tco-models"))

    assert len(response.context["models"]) == models


def test_the_officer_chooses_the_model_of_a_draft(client, cast):
    model = stage_of.tco_model(cast)
    stage = factories.draft(cast, method="TCO", kind="equipment")
    sign_in(client, cast.officer)
    assert (
        url("tender-tco", stage.tender.number) in client.get(url("tender-detail", stage.tender.number)).content.decode()
    )

    assert client.post(url("tender-tco", stage.tender.number), {"model": ""}).status_code == 422
    assert client.post(url("tender-tco", stage.tender.number), {"model": str(model.uid)}).status_code == 303
    assert TenderTco.objects.get(tender=stage.tender).model == model


def test_the_notice_prints_the_whole_method_for_everybody(client, cast):
    stage = stage_of.publish(stage_of.tco_draft(cast))

    page = client.get(url("tender-detail", stage.tender.number)).content.decode()

    for words in (
        "How total cost is compared",
        "PUMP v1",
        "4.5%",
        "₩160 / kWh",
        "Electricity × 0.0004173 t",
        "Downtime",
    ):
        assert words in page


def test_declared_values_are_judged_on_their_page(client, cast):
    stage = stage_of.worked_example(cast)
    sign_in(client, cast.evaluator)
    page = url("tco-detail", stage.tender.number)
    assert client.get(page).status_code == 200
    life, energy, residual = (
        TcoInput.objects.get(code=code, bid__company=stage.bidders[1].company)
        for code in ("LIFE", "ENERGY", "RESIDUAL")
    )

    assert client.post(url("tco-input-verify", stage.tender.number, life.uid)).status_code == 303
    correct = url("tco-input-correct", stage.tender.number, energy.uid)
    assert client.get(correct).status_code == 200
    assert client.post(correct, {"corrected": "", "remark": "합계"}).status_code == 422
    assert client.post(correct, {"corrected": "497,000", "remark": "합계"}).status_code == 303
    confirm = url("tco-correction-confirm", stage.tender.number, energy.uid)
    assert confirm not in client.get(page).content.decode()
    assert client.post(confirm).status_code == 403
    sign_in(client, cast.approver)
    shown = client.get(page).content.decode()
    assert confirm in shown
    assert url("tco-correction-decline", stage.tender.number, energy.uid) in shown
    assert url("tco-input-reject", stage.tender.number, residual.uid) not in shown
    assert client.post(confirm).status_code == 303
    sign_in(client, cast.evaluator)
    reject = url("tco-input-reject", stage.tender.number, residual.uid)
    assert client.post(reject, {"remark": "보증 없음"}).status_code == 303

    states = {told.code: told.state for told in TcoInput.objects.filter(bid__company=stage.bidders[1].company)}
    assert (states["LIFE"], states["ENERGY"], states["RESIDUAL"]) == ("verified", "corrected", "rejected")


def test_before_the_opening_there_is_no_page_of_costs(client, cast):
    stage = stage_of.publish(stage_of.tco_draft(cast))
    stage_of.bid(stage, stage_of.PRICE_A, stage_of.A)
    for user in (cast.evaluator, cast.officer, stage.bidders[0]):
        sign_in(client, user)
        assert client.get(url("tco-detail", stage.tender.number)).status_code == 404
        assert client.get(url("tco-sheet", stage.tender.number)).status_code == 404


def test_the_evaluation_shows_bars_whose_segments_add_up(client, cast):
    stage = stage_of.worked_example(cast)
    stage_of.verify_lives(stage)
    stage_of.evaluate(stage)
    sign_in(client, cast.officer)

    response = client.get(url("evaluation-detail", stage.tender.number))
    rows = response.context["cost"]["rows"]

    assert response.status_code == 200
    assert [sum(row.parts) for row in rows] == [row.result.eac_won for row in rows]
    assert [row.result.eac_won for row in rows] == [191_837_001, 220_722_896]
    assert "style=" not in str(response.context["cost"]["chart"])
    detail = client.get(url("tco-detail", stage.tender.number)).content.decode()
    for words in ("1,066,731,294", "902,172,057", "176,756,024", "Rate 2.5 points higher"):
        assert words in detail


def test_the_workbook_recomputes_every_year_by_its_own_formulas(client, cast):
    stage = stage_of.worked_example(cast)
    stage_of.verify_lives(stage)
    stage_of.evaluate(stage)
    sign_in(client, cast.officer)

    response = client.get(url("tco-sheet", stage.tender.number))
    book = load_workbook(io.BytesIO(response.content))

    assert response.status_code == 200
    front = book.worksheets[0]
    assert [front.cell(row, 6).value for row in (6, 7)] == [191_837_001, 220_722_896]
    sheet = book.worksheets[1]
    for row in range(4, sheet.max_row - 1):
        flow, year, pv = sheet.cell(row, 3).value, sheet.cell(row, 2).value, sheet.cell(row, 5).value
        assert sheet.cell(row, 6).value == f"=ROUND(C{row}*D{row},0)"
        assert abs(flow / (D("1.045") ** year) - pv) <= 1


def test_a_bidder_takes_home_only_the_own_calculation_and_only_with_the_result(client, cast):
    stage = stage_of.worked_example(cast)
    stage_of.evaluate(stage)
    sign_in(client, stage.bidders[0])
    assert client.get(url("tco-sheet", stage.tender.number)).status_code == 404

    first = stage.tender.rulings.select_related("bid").get(rank=1).bid
    decision = services.propose_award(stage.tender, bid=first, reason="최저", by=cast.officer)
    services.approve_award(decision, by=cast.second_approver)
    factories.pass_standstill(stage.tender)
    services.end_standstill(stage.tender.standstills.get())
    book = load_workbook(io.BytesIO(client.get(url("tco-sheet", stage.tender.number)).content))

    assert len(book.sheetnames) == 2
    assert book.worksheets[0]["A6"].value == stage.bidders[0].company.name
    sign_in(client, supplier())
    assert client.get(url("tco-sheet", stage.tender.number)).status_code == 404
    result = client.get(url("result-detail", stage.tender.number))
    assert result.context["cost"] is not None


def test_a_sensitive_result_is_justified_on_the_page(client, cast):
    stage = stage_of.publish(stage_of.tco_draft(cast))
    stage_of.bid(stage, D(400_000_000), stage_of.A | {"ENERGY": "600000"})
    stage_of.bid(stage, D(490_000_000), stage_of.A | {"ENERGY": "540000"})
    stage_of.evaluate(stage_of.opened(stage))
    way, page = url("tco-detail", stage.tender.number), url("tco-justify", stage.tender.number)

    sign_in(client, cast.officer)
    before = client.get(url("evaluation-detail", stage.tender.number))
    assert before.context["award_form"] is None
    assert "An evaluator justifies the result first" in before.content.decode()
    assert f'<a href="{way}">Justify the result</a>' not in before.content.decode()
    sign_in(client, cast.evaluator)
    before = client.get(url("evaluation-detail", stage.tender.number))
    assert before.context["award_form"] is None
    assert f'<a href="{way}">Justify the result</a>' in before.content.decode()
    assert f'href="{way}"' in client.get("/dashboard/").content.decode()

    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "장기 전력 계약"}).status_code == 303
    after = client.get(url("evaluation-detail", stage.tender.number))
    assert after.context["award_form"] is not None
    assert "Justify the result" not in after.content.decode()
    assert client.post(page, {"reason": "다시"}).status_code == 409


def test_preference_shows_terms_targets_and_figures(client):
    sign_in(client, staff("SG"))
    page = client.get(url("preference"))
    assert page.status_code == 200
    assert "Women-owned enterprise" in page.content.decode()

    year = today().year
    assert (
        client.post(url("preference-target"), {"year": year, "category": "WOMEN", "target_pct": "1.5"}).status_code
        == 303
    )
    assert client.post(url("preference-target"), {"year": year, "category": "", "target_pct": "101"}).status_code == 422
    assert PreferenceTarget.objects.get().target_pct == D("1.500")
    sign_in(client, supplier())
    assert client.get(url("preference")).status_code == 404


def test_new_terms_are_proposed_and_decided_on_the_page(client):
    sign_in(client, staff("PO"))
    form = client.get(url("preference-terms")).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() is not None}
    sent |= {"categories": ["WOMEN"], "bond_for": ["WOMEN"], "pay_for": [], "margin": "3", "note": "예산 조정"}

    refused = client.post(url("preference-terms"), sent | {"valid_from": today().isoformat()})
    assert (refused.status_code, "still to come" in refused.content.decode()) == (422, True)
    later = (today() + timedelta(days=30)).isoformat()
    assert client.post(url("preference-terms"), sent | {"valid_from": later}).status_code == 303
    terms = PreferenceTerms.objects.get(state="proposed")
    assert ([each.pk for each in terms.bond_for.all()], terms.pay_for.count()) == (["WOMEN"], 0)
    assert client.post(url("preference-terms-approve", terms.uid)).status_code == 403

    sign_in(client, staff("AP"))
    assert client.post(url("preference-terms-refuse", terms.uid), {"reason": ""}).status_code == 422
    assert client.post(url("preference-terms-approve", terms.uid)).status_code == 303
    assert PreferenceTerms.objects.get(pk=terms.pk).state == "approved"


def test_the_winners_own_work_is_checked_from_the_page_of_the_tender(client, cast):
    stage = factories.published(cast, preference_on=True)
    user = supplier()
    stage_of.certify(user)
    stage_of.bid(stage, D(96_000_000), by=user)
    stage_of.bid(stage, D(95_000_000))
    stage_of.bid(stage, D(97_000_000))
    stage_of.evaluate(stage_of.opened(stage))
    first = stage.tender.rulings.select_related("bid").get(rank=1).bid
    services.propose_award(stage.tender, bid=first, reason="평가 가격", by=cast.officer)
    services.approve_award(stage.tender.decisions.get(), by=cast.second_approver)
    factories.pass_standstill(stage.tender)
    services.end_standstill(stage.tender.standstills.get())
    sign_in(client, cast.officer)
    assert (
        url("own-work", stage.tender.number) in client.get(url("tender-detail", stage.tender.number)).content.decode()
    )

    assert (
        client.post(url("own-work", stage.tender.number), {"own_share": "20", "basis": "하도급 80%"}).status_code == 303
    )
    check = queries.own_work_of(stage.tender).get()
    sign_in(client, cast.approver)
    assert client.post(url("own-work-decide", stage.tender.number, check.uid)).status_code == 303
    assert queries.own_work_of(stage.tender).get().damages_won == 4_800_000


def test_the_bid_form_says_which_values_of_the_cost_model_are_needed(client, cast):
    stage = stage_of.publish(stage_of.tco_draft(cast))
    sign_in(client, supplier())

    form = client.get(url("bid-submit", stage.tender.number)).context["form"]

    for line in queries.tco_lines(stage.tender):
        assert form[f"tco_{line.code}"].says_needed_later is line.required
    assert {line.required for line in queries.tco_lines(stage.tender)} == {True, False}

"""Energy audits: the golden figures, the sequence, the year of the factor, who may do what, bad input."""

import csv
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.people.models import User
from portal.tests.factories import staff
from portal.tests.shared_data import golden, shared_file
from sharedgrowth.support.handlers.energy import tell_factor
from sharedgrowth.support.models import EmissionFactor, EnergyMeasure, EnergyUse
from sharedgrowth.support.queries import energy as queries
from sharedgrowth.support.rules import energy as rules
from sharedgrowth.support.services import energy, factors
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.states.energy import AuditState, MeasureState
from sharedgrowth.support.tests import energy_stage, factories

pytestmark = pytest.mark.django_db


def test_report_keeps_the_golden_figures_with_the_factor_of_2023():
    """120 MWh and 15,000 Nm³: 40.860 toe, 82.716 tCO2, 32,700,000 won."""
    audit = energy_stage.audit(AuditState.REPORTED)

    kept = list(EnergyMeasure.objects.filter(audit=audit).order_by("no"))
    assert [(each.saving, each.toe, each.tco2, each.won) for each in kept] == [
        (Decimal(120_000), Decimal("25.560000"), Decimal("50.076000"), Decimal(19_200_000)),
        (Decimal(15_000), Decimal("15.300000"), Decimal("32.640000"), Decimal(13_500_000)),
    ]
    assert [each.factor.year for each in kept] == [2023, 2000]
    assert (sum(each.toe for each in kept), sum(each.tco2 for each in kept), sum(each.won for each in kept)) == (
        Decimal("40.860"),
        Decimal("82.716"),
        Decimal(32_700_000),
    )


def test_saving_is_counted_against_the_output_and_verified_by_another():
    audit = energy_stage.audit(AuditState.VERIFIED)

    power = EnergyUse.objects.get(audit=audit, carrier="electricity")
    assert power.saving == Decimal(195_000)  # not 120,000
    assert power.tco2 == Decimal("81.373500")  # 195 MWh at 0.4173
    assert power.won == Decimal(31_200_000)
    gas = EnergyUse.objects.get(audit=audit, carrier="city_gas")
    assert gas.saving == Decimal(15_000)
    audit.refresh_from_db()
    assert audit.state == AuditState.VERIFIED
    assert audit.verified_by_id != audit.measured_by_id


def test_emission_trading_firm_keeps_the_factor_of_its_allocation():
    audit = energy_stage.audit(AuditState.REPORTED, allocation_year=2021)

    power = audit.measures.get(no=1)
    assert (power.factor.year, power.tco2) == (2020, Decimal("54.492000"))  # 0.4541
    assert power.toe == Decimal("27.480000")  # 0.229 before 2022


@pytest.mark.parametrize(
    ("year", "tco2", "toe"),
    [
        pytest.param(2015, "0.4594", "0.229", id="older"),
        pytest.param(2018, "0.4781", "0.229", id="2017-19"),
        pytest.param(2021, "0.4541", "0.229", id="2020-22"),
        pytest.param(2022, "0.4541", "0.213", id="2022-toe-of-8.9-MJ"),
        pytest.param(2023, "0.4173", "0.213", id="2023"),
        pytest.param(2026, "0.4173", "0.213", id="newest-until-the-next-is-published"),
    ],
)
def test_factor_by_year_of_consumption(year, tco2, toe):
    row = queries.factor_row(queries.factors_in_force(), "electricity", year)
    assert (row.tco2, row.toe) == (Decimal(tco2), Decimal(toe))


def test_factors_agree_with_published_lists():
    """Official values equal; estimates within 3 per cent of the guideline's; toe = GJ / 41.868."""
    with shared_file("esg/kr_electricity_steam_factors.csv").open(encoding="utf-8") as lines:
        power = {row["value"] for row in csv.DictReader(lines) if "at consumption" in row["what"]}
    known = {f"{row.tco2.normalize():f}" for row in queries.factors_of("electricity")}
    assert {"0.4173", "0.4541"} <= power & known
    with shared_file("esg/kr_fuel_factors.csv").open(encoding="utf-8") as lines:
        fuels = {row["fuel_en"]: row for row in csv.DictReader(lines)}
    for carrier, name in (
        ("city_gas", "city gas LNG"),
        ("lng", "natural gas LNG"),
        ("diesel", "diesel"),
        ("bc_oil", "bunker C"),
        ("propane", "propane"),
    ):
        row, published = queries.factors_of(carrier)[-1], fuels[name]
        assert abs(row.tco2 / Decimal(published["tCO2e_per_unit_GWP21_310"]) - 1) < Decimal("0.03"), carrier
        assert abs(row.toe / (Decimal(published["gross_GJ_per_unit"]) / Decimal("41.868")) - 1) < Decimal("0.03"), (
            carrier
        )


def test_golden_energy():
    told = golden("energy")
    row = {name: queries.factor_row(queries.factors_in_force(), name, 2023) for name in ("electricity", "city_gas")}
    power = rules.worth(Decimal(told["kwh"]), queries.as_rule(row["electricity"]), tariff_won=Decimal(160))
    gas = rules.worth(Decimal(told["gas_nm3"]), queries.as_rule(row["city_gas"]), tariff_won=Decimal(900))
    assert power.toe + gas.toe == Decimal(told["toe"])
    assert power.tco2 + gas.tco2 == Decimal(told["tco2"])


def test_second_measure_counts_on_what_the_first_left_and_says_so():
    officer = staff("SG")
    audit = energy_stage.audit(uses={"electricity": (Decimal(1_000_000), Decimal(100))})
    first = energy_stage.measure(audit, quantity=None, rate=Decimal("0.1"), by=officer)
    second = energy_stage.measure(audit, title="인버터", loss="motor", quantity=None, rate=Decimal("0.2"), by=officer)

    with pytest.raises(RuleBroken, match="alone it would save more"):
        energy.report_audit(audit, by=officer)
    energy.change_measure(second, interaction="누설이 줄어 부하가 낮아집니다.", by=officer)
    energy.report_audit(audit, by=officer)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.saving, second.saving) == (Decimal(100_000), Decimal(180_000))
    assert (first.won, second.won) == (Decimal(10_000_000), Decimal(18_000_000))


def test_order_of_measures_changes_what_each_saves():
    officer = staff("SG")
    audit = energy_stage.audit(uses={"electricity": (Decimal(1_000_000), Decimal(100))})
    energy_stage.measure(audit, title="하나", quantity=None, rate=Decimal("0.1"), by=officer)
    second = energy_stage.measure(audit, title="둘", quantity=None, rate=Decimal("0.2"), by=officer)
    energy.move_measure(second, up=True, by=officer)

    plan = queries.plan_of(audit, queries.uses_of(audit), queries.measures_of(audit))
    assert [(line.measure.title, line.saving) for line in plan.lines] == [
        ("둘", Decimal(200_000)),
        ("하나", Decimal(80_000)),
    ]
    energy.remove_measure(EnergyMeasure.objects.get(pk=second.pk), by=officer)
    assert list(audit.measures.values_list("no", "title")) == [(1, "하나")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"base_output": Decimal(0)}, "Without output there is no baseline"),
        ({"base_to": date(2024, 11, 30)}, "at least twelve months"),
        ({"base_to": date(2090, 12, 31)}, "has not come yet"),
        ({"uses": {}}, "at least one energy carrier"),
        ({"uses": {"electricity": (Decimal(0), Decimal(160))}}, "A use of zero is no baseline"),
        ({"uses": {"electricity": (Decimal(5), Decimal(0))}}, "The price is above zero"),
    ],
)
def test_a_baseline_that_is_none_is_refused(change, message):
    project = factories.project(state=ProjectState.IN_PROGRESS, programme="energy")
    with pytest.raises(RuleBroken, match=message):
        energy.start_audit(project, **(energy_stage.BASE | {"uses": energy_stage.USES} | change), by=staff("SG"))


def test_a_measure_that_saves_more_than_is_left_is_refused_and_not_kept():
    officer, audit = staff("SG"), energy_stage.audit()
    with pytest.raises(RuleBroken, match="would save more than is left"):
        energy_stage.measure(audit, title="너무 많음", quantity=Decimal(1_400_000), by=officer)
    with pytest.raises(RuleBroken, match="no use of this carrier"):
        energy_stage.measure(audit, carrier="diesel", by=officer)
    with pytest.raises(RuleBroken, match="one of both"):
        energy_stage.measure(audit, rate=Decimal("0.1"), by=officer)
    assert audit.measures.count() == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"after_from": date(2024, 12, 1)}, "after the baseline has ended"),
        ({"after_to": date(2025, 5, 31)}, "three months"),
        ({"after_to": date(2090, 5, 31)}, "has not come yet"),
        ({"after_output": Decimal(0)}, "output is above zero"),
        ({"after": {"electricity": Decimal(1)}}, "what was used of each carrier"),
    ],
)
def test_a_measurement_before_its_time_is_refused(change, message):
    officer, audit = staff("SG"), energy_stage.audit(AuditState.REPORTED)
    owner = factories.person(audit.project.company, "SA")
    one = audit.measures.get(no=1)
    energy.decide_measure(one, accept=True, by=owner)
    energy.carry_out(EnergyMeasure.objects.get(pk=one.pk), done_on=date(2025, 3, 3), by=owner)
    told = {
        "after_from": date(2025, 4, 1),
        "after_to": date(2026, 3, 31),
        "after_output": Decimal(10_500),
        "after": energy_stage.AFTER,
    }
    with pytest.raises(RuleBroken, match=message):
        energy.measure_saving(audit, **(told | change), by=officer)
    audit.refresh_from_db()
    assert audit.state == AuditState.REPORTED
    assert not audit.uses.filter(saving__isnull=False).exists()


def test_who_measured_does_not_verify_and_the_company_decides():
    audit = energy_stage.audit(AuditState.MEASURED)
    with pytest.raises(NotAllowed, match="does not verify"):
        energy.verify_saving(audit, by=User.objects.get(pk=audit.measured_by_id))
    with pytest.raises(NotAllowed):
        energy.verify_saving(audit, by=factories.person(audit.project.company, "SA"))
    with pytest.raises(NotAllowed, match="company decides"):
        energy.decide_measure(audit.measures.get(no=1), accept=True, by=staff("SG"))

    finance = staff("FI")
    energy.send_back(audit, reason="생산량 근거가 없습니다.", by=finance)
    audit.refresh_from_db()
    assert (audit.state, audit.reason) == (AuditState.REPORTED, "생산량 근거가 없습니다.")


def test_a_report_is_taken_back_only_before_the_company_has_decided():
    officer, audit = staff("SG"), energy_stage.audit(AuditState.REPORTED)
    energy.revise_audit(audit, by=officer)
    energy.report_audit(audit, by=officer)
    owner = factories.person(audit.project.company, "SU")
    with pytest.raises(RuleBroken, match="Say why"):
        energy.decide_measure(audit.measures.get(no=2), accept=False, by=owner)
    energy.decide_measure(audit.measures.get(no=2), accept=False, reason="보일러를 바꿉니다.", by=owner)
    with pytest.raises(WrongState, match="already decided"):
        energy.revise_audit(audit, by=officer)
    assert audit.measures.get(no=2).state == MeasureState.DECLINED


def test_a_factor_counts_once_a_second_person_has_approved_it():
    officer, other, audit = staff("SG"), staff("FI"), energy_stage.audit(AuditState.REPORTED)
    before = audit.measures.get(no=1).tco2
    factor = factors.enter_factor(
        carrier="electricity",
        year=2024,
        toe=Decimal("0.213"),
        tco2=Decimal("0.4000"),
        status="official",
        source="2026 notice",
        by=officer,
    )
    tell_factor(factor=factor.pk)
    told = Notice.objects.get(kind="support.factor_entered", user=other)
    for language, carrier in (("ko", "전력"), ("en", "Electricity")):
        with override(language):
            assert carrier in told.text
    with pytest.raises(NotAllowed, match="does not approve"):
        factors.decide_factor(factor, approve=True, by=officer)
    assert queries.factor_row(queries.factors_in_force(), "electricity", 2024).year == 2023
    factors.decide_factor(factor, approve=True, by=staff("FI"))
    assert queries.factor_row(queries.factors_in_force(), "electricity", 2024).tco2 == Decimal("0.4000")
    assert audit.measures.get(no=1).tco2 == before  # what was counted keeps its factor
    with pytest.raises(WrongState):
        factors.decide_factor(EmissionFactor.objects.get(pk=factor.pk), approve=False, reason="x", by=staff("FI"))


def test_purchasing_sees_no_energy_prices():
    audit = energy_stage.audit()
    assert list(queries.audits_visible_to(staff("PO"))) == []
    assert list(queries.audits_visible_to(staff("AU"))) == [audit]
    assert list(queries.audits_visible_to(factories.person(factories.sme(), "SA"))) == []

"""The screens of energy audits and factors, walked through by those who use them; the calculators for everybody."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.support.models import EmissionFactor, EnergyAudit, EnergyMeasure
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.states.energy import AuditState, FactorState, MeasureState
from sharedgrowth.support.tests import energy_stage, factories

pytestmark = pytest.mark.django_db
BASE = {
    "base_from": "2024-01-01",
    "base_to": "2024-12-31",
    "base_output": "10,000",
    "output_unit": "t",
    "electricity_before": "1,500,000",
    "electricity_tariff": "160",
}


@pytest.fixture(autouse=True)
def english(client, settings):
    """Pages are read in English here."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"


def at(project, name: str = "audit-detail", *more) -> str:
    return reverse(f"support:{name}", args=[project.number, *more])


def test_an_audit_from_the_baseline_to_the_verified_saving(client):
    project = factories.project(state=ProjectState.IN_PROGRESS, programme="energy")
    officer, owner, finance = project.officer, factories.person(project.company, "SA"), staff("FI")

    sign_in(client, officer)
    assert "Enter the baseline" in client.get(at(project)).content.decode()
    refused = client.post(at(project, "audit-start"), BASE | {"base_output": "0", "city_gas_before": "20"})
    assert refused.status_code == 422
    assert "Enter use and price, or neither." in refused.content.decode()
    assert 'value="1,500,000"' in refused.content.decode()  # nothing that was typed is lost
    refused = client.post(at(project, "audit-start"), BASE | {"base_output": "0"})
    assert "Without output there is no baseline" in refused.content.decode()
    assert client.post(at(project, "audit-start"), BASE).status_code == 303
    audit = EnergyAudit.objects.get(project=project)

    measure = {"title": "압축공기 누설 정비", "carrier": "electricity", "loss": "air", "capex_won": "48,000,000"}
    refused = client.post(at(project, "measure-add"), measure | {"quantity": "10", "rate": "5"})
    assert "Give a quantity or a share: one of both." in refused.content.decode()
    refused = client.post(at(project, "measure-add"), measure | {"quantity": "9,000,000"})
    assert "would save more than is left" in refused.content.decode()
    assert client.post(at(project, "measure-add"), measure | {"quantity": "120,000"}).status_code == 303
    assert client.post(at(project, "measure-add"), measure | {"title": "인버터", "rate": "10"}).status_code == 303
    one, two = audit.measures.order_by("no")
    assert client.post(at(project, "measure-move", two.uid, "up")).status_code == 303
    assert client.post(at(project, "measure-remove", two.uid)).status_code == 303
    shown = client.get(at(project)).content.decode()
    assert "50.076 tCO₂" in shown
    assert "back after 2.5 years" in shown
    assert client.post(at(project, "audit-report")).status_code == 303

    sign_in(client, owner)
    assert client.post(at(project, "measure-accept", one.uid)).status_code == 303
    assert client.post(at(project, "measure-done", one.uid), {"done_on": "2024-06-01"}).status_code == 422
    assert client.post(at(project, "measure-done", one.uid), {"done_on": "2025-03-03"}).status_code == 303
    assert EnergyMeasure.objects.get(pk=one.pk).state == MeasureState.DONE

    sign_in(client, officer)
    since = {"after_from": "2025-04-01", "after_to": "2026-03-31", "after_output": "10,500"}
    assert client.post(at(project, "audit-measure"), since).status_code == 422
    assert client.post(at(project, "audit-measure"), since | {"electricity_after": "1,380,000"}).status_code == 303
    assert client.get(at(project, "audit-verify")).status_code == 403  # who measured

    sign_in(client, finance)
    assert client.post(at(project, "audit-send-back"), {"reason": ""}).status_code == 422
    assert client.post(at(project, "audit-verify")).status_code == 303
    audit.refresh_from_db()
    assert audit.state == AuditState.VERIFIED
    shown = client.get(at(project)).content.decode()
    assert "195,000 kWh" in shown
    assert "81.374 tCO₂" in shown


def test_purchasing_and_strangers_find_no_audit(client):
    audit = energy_stage.audit()
    for user in (staff("PO"), factories.person(factories.sme(), "SA")):
        sign_in(client, user)
        assert client.get(at(audit.project)).status_code == 404
        assert client.post(at(audit.project, "audit-report")).status_code == 404


@pytest.mark.parametrize("audits", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, audits, django_assert_num_queries):
    for _ in range(audits):
        energy_stage.audit()
    sign_in(client, staff("SG"))
    client.get(reverse("support:audit-list"))  # what is kept for a while is fetched
    with django_assert_num_queries(9):
        response = client.get(reverse("support:audit-list"))
    assert len(response.context["rows"]) == audits


def test_a_factor_is_entered_by_one_and_approved_by_another(client):
    officer, second = staff("SG"), staff("SG")
    given = {
        "carrier": "electricity",
        "year": "2024",
        "toe": "0.213",
        "tco2": "0.4",
        "status": "official",
        "source": "2026 notice",
    }
    sign_in(client, officer)
    assert client.post(reverse("support:factor-enter"), given).status_code == 303
    again = client.post(reverse("support:factor-enter"), given)
    assert again.status_code == 422
    assert "already waits" in again.content.decode()
    factor = EmissionFactor.objects.get(year=2024)
    decide = reverse("support:factor-decide", args=[factor.uid])
    assert client.post(decide, {"verdict": "yes"}).status_code == 403
    sign_in(client, second)
    assert client.post(decide, {"verdict": "no"}).status_code == 422
    assert client.post(decide, {"verdict": "yes"}).status_code == 303
    factor.refresh_from_db()
    assert factor.state == FactorState.APPROVED
    client.logout()
    assert "2026 notice" in client.get(reverse("support:factor-list")).content.decode()


def test_everybody_works_out_who_pays_and_what_energy_counts(client):
    page = client.get(reverse("support:calculator"))
    assert page.context["split"].anchor == Decimal(78_000_000)
    page = client.get(reverse("support:calculator"), {"total": "600000000", "level": "advanced1", "mode": "type1"})
    assert [row["won"] for row in page.context["rows"]] == [120_000_000, 240_000_000, 240_000_000]
    assert client.get(reverse("support:calculator"), {"total": "1,5", "level": "basic"}).status_code == 422
    page = client.get(reverse("support:calculator-energy"))
    assert page.context["found"].quantity == Decimal(195_000)
    assert page.context["factor"].year == 2023
    zero = {"carrier": "diesel", "year": "2026", "tariff": "1", "before": "0", "output_before": "1"}
    page = client.get(reverse("support:calculator-energy"), zero | {"after": "1", "output_after": "1"})
    assert page.status_code == 422
    assert "measured against zero" in page.content.decode()

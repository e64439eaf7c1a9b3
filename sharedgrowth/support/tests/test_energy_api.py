"""Programs of a company read its audits, levels and systems, and tell how much a system is used."""

import uuid

import pytest
from rest_framework.test import APIClient

from portal.clock import today
from portal.partners import services as partners
from portal.partners.tests.factories import make_client
from sharedgrowth.support.models import EnergyMeasure
from sharedgrowth.support.services import levels
from sharedgrowth.support.states.energy import AuditState
from sharedgrowth.support.tests import energy_stage, factories

pytestmark = pytest.mark.django_db


def program(company, *scopes: str) -> APIClient:
    """A program of the company."""
    client, _secret = make_client(company, *scopes)
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {partners.issue_token(client)}")
    return api


def test_factors_are_open_to_everybody():
    found = APIClient().get("/api/v1/energy-factors/").json()["results"]
    power = [row for row in found if row["carrier"] == "electricity"]
    assert [(row["year"], row["tco2"]) for row in power] == [
        (2000, "0.459400"),
        (2017, "0.478100"),
        (2020, "0.454100"),
        (2022, "0.454100"),
        (2023, "0.417300"),
    ]


def test_an_audit_shows_its_measures_once_the_report_is_handed_over():
    audit = energy_stage.audit()
    api = program(audit.project.company, "support.read")
    address = f"/api/v1/energy-audits/{audit.uid}/"
    assert api.get(address).json()["measures"] == []
    energy_stage.energy.report_audit(audit, by=audit.project.officer)
    told = api.get(address).json()
    assert [(row["no"], row["tco2"], row["factor_year"]) for row in told["measures"]] == [
        (1, "50.076000", 2023),
        (2, "32.640000", 2000),
    ]
    assert told["state"] == AuditState.REPORTED
    assert EnergyMeasure.objects.filter(audit=audit).count() == 2
    assert program(factories.sme(), "support.read").get(address).status_code == 404


def test_a_system_tells_its_own_use_once_for_a_key():
    company = factories.sme()
    owner = factories.person(company, "SA")
    system = levels.enter_system(company, kind="mes", name="생산 관리", live_on=today().replace(day=1), by=owner)
    api, key = program(company, "support.write"), uuid.uuid4().hex
    told = {"month": today().isoformat(), "logins": 41}
    address = f"/api/v1/smart-systems/{system.uid}/use/"
    for _ in range(2):
        answer = api.post(address, told, format="json", headers={"Idempotency-Key": key})
        assert (answer.status_code, answer.json()["logins"]) == (200, 41)
    assert list(system.months.values_list("logins", flat=True)) == [41]
    later = api.post(
        address, told | {"month": "2090-01-01"}, format="json", headers={"Idempotency-Key": uuid.uuid4().hex}
    )
    assert later.status_code in (409, 422)
    assert later["Content-Type"] == "application/problem+json"
    assert (
        program(factories.sme(), "support.write")
        .post(address, told, format="json", headers={"Idempotency-Key": uuid.uuid4().hex})
        .status_code
        == 404
    )

"""The entry gate for programs: own entries and consents, the code in force."""

import pytest

from portal.partners.tests.factories import api_client
from portal.tests.factories import CompanyFactory
from purchasing.esg.queries import gate as queries
from purchasing.esg.services import gate as services
from purchasing.esg.tests.gate_stage import filled, newcomer

pytestmark = pytest.mark.django_db


def test_a_program_reads_the_entries_and_consents_of_its_own_company():
    owner = newcomer()
    entry = services.submit_entry(filled(owner), by=owner)
    program = api_client(owner.company, "esg.read")
    listed = program.get("/api/v1/esg/entries/").json()["results"]
    assert [(row["number"], row["state"], row["self_score"]) for row in listed] == [
        (entry.number, "submitted", "60.00")
    ]
    one = program.get(f"/api/v1/esg/entries/{entry.uid}/").json()
    assert [(row["item"], row["answer"]) for row in one["items"]][:2] == [("E-1", "yes"), ("E-2", "yes")]
    consents = program.get("/api/v1/esg/consents/").json()["results"]
    assert [(row["version"], row["state"]) for row in consents] == [("1.0", "given")]
    other = api_client(CompanyFactory(), "esg.read")
    assert other.get("/api/v1/esg/entries/").json()["results"] == []
    assert other.get(f"/api/v1/esg/entries/{entry.uid}/").status_code == 404
    assert api_client(owner.company, "catalog.read").get("/api/v1/esg/entries/").status_code == 403


def test_a_program_reads_the_code_in_force_with_its_fingerprint():
    told = api_client(CompanyFactory(), "esg.read").get("/api/v1/esg/code/").json()
    code = queries.code_in_force()
    assert (told["version"], told["sha256"], len(told["parts"])) == (code.version, code.sha256, 7)

"""Tasks for the programs of a supplier."""

import json

import pytest

from portal.partners.tests.factories import api_client
from portal.tests.factories import CompanyFactory
from sharedgrowth.benefit.models import Task
from sharedgrowth.benefit.tests import factories as made

pytestmark = pytest.mark.django_db
URL = "/api/v1/benefit-tasks/"
PROPOSAL = {
    "title": "산소 랜스 수명 연장",
    "type": "life",
    "problem": "산소 랜스를 30일마다 바꿉니다.",
    "mechanism": "랜스 끝에 세라믹 코팅을 입힙니다.",
    "item": "산소 랜스",
    "class_code": "23151600",
    "expected_won": "160000000",
}


def send(api, data, key="proposal-0001"):
    return api.post(URL + "propose/", data, format="json", headers={"Idempotency-Key": key})


def test_a_program_proposes_once_and_reads_its_own_tasks_alone():
    company = CompanyFactory()
    rival = made.proposed(title="경쟁사 과제", item="다른 부품", class_code="31171500", mechanism="다른 원리")
    api = api_client(company, "support.write")

    first, again = send(api, PROPOSAL), send(api, PROPOSAL)

    assert first.status_code == 201, first.data
    assert again.json() == first.json()
    task = Task.objects.exclude(pk=rival.pk).get()
    receipt = first.json()["receipt"]
    assert json.loads(receipt["document"])["proposal_sha256"] == task.sha256 == first.json()["sha256"]
    assert json.loads(receipt["document"])["company"] == company.number
    listed = api.get(URL).json()["results"]
    assert [each["number"] for each in listed] == [task.number]
    assert api.get(f"{URL}{rival.uid}/").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [({"class_code": "12"}, "class_code"), ({"class_code": "", "item": ""}, "class_code"), ({"price": "1"}, "price")],
)
def test_what_is_wrong_is_named(change, field):
    answer = send(api_client(None, "support.write"), PROPOSAL | change)
    assert answer.status_code == 400
    assert field in json.dumps(answer.json())
    assert not Task.objects.exists()


def test_reading_does_not_open_proposing():
    assert send(api_client(None, "support.read"), PROPOSAL).status_code == 403

"""The bank's own program: it fetches a file and sends what became of it."""

import uuid

import pytest
from rest_framework.test import APIClient

from portal.partners import services as partners
from portal.partners.tests.factories import make_client
from portal.tests.factories import BuyerFactory, CompanyFactory
from purchasing.payments.models import PaymentRun
from purchasing.payments.services.paying import pay_run
from purchasing.payments.tests.bank_words import entry, notification
from purchasing.payments.tests.runs_stage import desk, drafted, owed, payee, released

pytestmark = pytest.mark.django_db


def program(company) -> APIClient:
    client, _secret = make_client(company, "bank.status")
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {partners.issue_token(client)}")
    return api


def test_the_bank_fetches_the_file_and_its_notification_pays_the_debt():
    people = desk()
    debt = owed(payee().company, 7_000, buyer=people.buyer)
    run = released(people, drafted(people))
    pay_run(run)
    bank = program(BuyerFactory())

    (listed,) = bank.get("/api/v1/payment-runs/").json()["results"]
    file = bank.get(f"/api/v1/payment-runs/{listed['uid']}/file/").json()
    assert file["sha256"] == listed["sha256"]
    assert '<InstdAmt Ccy="KRW">7000</InstdAmt>' in file["document"]

    body = {"document": notification([entry(run.instructions.get().end_to_end, 7_000)]).decode()}
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    first = bank.post("/api/v1/bank-messages/", body, format="json", headers=headers)
    again = bank.post("/api/v1/bank-messages/", body, format="json", headers={"Idempotency-Key": uuid.uuid4().hex})

    assert (first.status_code, first.json()["new"], again.json()["new"]) == (201, True, False)
    debt.refresh_from_db()
    assert debt.state == "paid"
    assert PaymentRun.objects.get(pk=run.pk).state == "executed"


def test_a_notification_of_two_thousand_lines_is_taken():
    desk()
    filler = "<AddtlNtryInf>" + "상세 " * 180 + "</AddtlNtryInf></Ntry>"
    lines = [entry(f"OBL-2020-{n:06d}", 1_000).replace("</Ntry>", filler) for n in range(2_000)]
    document = notification(lines).decode()
    assert len(document.encode()) > 3_000_000
    bank = program(BuyerFactory())
    answer = bank.post(
        "/api/v1/bank-messages/", {"document": document}, format="json", headers={"Idempotency-Key": uuid.uuid4().hex}
    )
    assert (answer.status_code, answer.json()["lines"], answer.json()["unmatched"]) == (201, 2_000, 2_000)

    too_long = {"document": " " * 4_000_001}
    answer = bank.post("/api/v1/bank-messages/", too_long, format="json", headers={"Idempotency-Key": uuid.uuid4().hex})
    assert answer.status_code == 413


def test_a_suppliers_program_neither_sees_runs_nor_speaks_for_the_bank():
    people = desk()
    owed(payee().company, 7_000, buyer=people.buyer)
    pay_run(released(people, drafted(people)))
    other = program(CompanyFactory())

    assert other.get("/api/v1/payment-runs/").json()["results"] == []
    answer = other.post(
        "/api/v1/bank-messages/", {"document": "<a/>"}, format="json", headers={"Idempotency-Key": uuid.uuid4().hex}
    )
    assert answer.status_code == 403


def test_what_is_no_message_is_a_422_at_its_field():
    desk()
    answer = program(BuyerFactory()).post(
        "/api/v1/bank-messages/", {"document": "<a/>"}, format="json", headers={"Idempotency-Key": uuid.uuid4().hex}
    )
    assert answer.status_code == 422
    assert "document" in answer.content.decode()

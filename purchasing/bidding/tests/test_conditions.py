"""A bid on condition (``If-Match``) is judged in the transaction that takes it: no change slips by in between."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from portal.partners.tests.factories import api_client
from portal.tests.factories import supplier
from purchasing.bidding import services
from purchasing.bidding.models import Bid
from purchasing.bidding.services.amending import AmendmentIn
from purchasing.bidding.tests import factories as bidding

BID = {"price_won": 90_500_000, "statements": {"alone": True, "same_terms": True}}
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()"


def send(header: dict[str, str], path: str, tag: str) -> tuple[int, str]:
    """In a thread: on a connection of its own."""
    api = APIClient(raise_request_exception=False)
    api.credentials(**header)
    try:
        answer = api.post(path, BID, format="json", headers={"Idempotency-Key": "key-0001", "If-Match": tag})
        return answer.status_code, answer.json().get("code", "")
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_tender_that_is_being_changed_is_waited_for_and_then_judged():
    stage = bidding.published()
    tender = stage.tender
    wanted = AmendmentIn(facts={"description": "성적서 원본 제출"})
    amendment = services.request_amendment(tender, wanted, reason="정정", by=stage.cast.officer)
    bidder = supplier()
    api = api_client(bidder.company, "bid.write", "tender.read")
    thing = f"/api/v1/tenders/{tender.uid}/"
    seen = api.get(thing)["ETag"]
    with ThreadPoolExecutor(1) as pool, connection.cursor() as cursor:
        with transaction.atomic():
            services.approve_amendment(amendment, by=stage.cast.approver)
            sent = pool.submit(send, api._credentials, f"{thing}bids/", seen)
            deadline = time.monotonic() + 60
            while not sent.done() and time.monotonic() < deadline:
                cursor.execute(WAITING)
                if cursor.fetchone() != (0,):
                    break
                time.sleep(0.05)
            assert not sent.done(), "it was judged by what was about to change"
        assert sent.result(60) == (412, "precondition_failed")
    assert not Bid.objects.filter(tender=tender).exists()
    assert send(api._credentials, f"{thing}bids/", api.get(thing)["ETag"]) == (201, "")

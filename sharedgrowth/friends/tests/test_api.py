"""The Friends for programs: what everybody reads, and the company's own money alone."""

import json

import pytest

from portal.partners.tests.factories import api_client
from sharedgrowth.friends.models import Prepayment
from sharedgrowth.friends.tests import stage

pytestmark = pytest.mark.django_db
BASE = "/api/v1/"


def test_a_program_reads_the_own_donations_and_prepayments_and_never_a_code():
    own, rival = stage.member(), stage.member()
    mine, theirs = stage.donated(by=own), stage.donated(by=rival)
    prepayment, made = stage.given(amount=30_000)
    payer = api_client(prepayment.payer, "friends.read")
    api = api_client(own.company, "friends.read")

    listed = api.get(BASE + "friends-donations/").json()["results"]
    assert [each["number"] for each in listed] == [mine.number]
    assert api.get(f"{BASE}friends-donations/{theirs.number}/").status_code == 404
    assert api.get(f"{BASE}friends-prepayments/{prepayment.number}/").status_code == 404

    answer = payer.get(f"{BASE}friends-prepayments/{prepayment.number}/")
    assert (answer.status_code, answer.json()["vouchers"], answer.json()["amount_won"]) == (200, 3, 30000)
    told = json.dumps(answer.json())
    assert not any(code in told or voucher.code_sha256 in told for voucher, code in made)
    assert Prepayment.objects.filter(payer__is_buyer=True).count() == 1  # the buyer's part is not the payer's


def test_everybody_reads_activities_without_names(client):
    activity = stage.held(people=2)
    answer = client.get(f"{BASE}friends-activities/{activity.number}/").json()
    assert (answer["number"], answer["taken"]) == (activity.number, 2)
    for place in activity.participations.all():
        assert place.person.name not in json.dumps(answer, ensure_ascii=False)
    draft = stage.campaign()
    assert client.get(f"{BASE}friends-campaigns/{draft.number}/").status_code == 404

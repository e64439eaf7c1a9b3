"""Two members enter one coil at the same second: one of them has it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import translation

from portal.errors import RuleBroken
from purchasing.contracts.tests.factories import person
from sharedgrowth.innovilt.models import Coil
from sharedgrowth.innovilt.services import proofs
from sharedgrowth.innovilt.tests import factories as made


@pytest.mark.django_db(transaction=True)
def test_two_members_at_once_cannot_both_have_a_heat():
    drafts = [made.drafted(), made.drafted()]
    people = [person(draft.company, "SA") for draft in drafts]
    given = [
        made.proof_given(drafts[0].items.get(), heat_no="SC-RACE"),
        made.proof_given(drafts[1].items.get(), heat_no="sc race", coil_no=""),
    ]

    def enter(place):
        try:
            with translation.override("en"):
                proofs.add_proof(drafts[place], given[place], by=people[place])
        except RuleBroken as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        told = list(pool.map(enter, [0, 1]))

    assert sorted(told, key=bool)[0] is None
    assert "already been entered" in sorted(told, key=bool)[1]
    assert Coil.objects.filter(heat_key="SCRACE").count() == 1

"""The comprehensive evaluation: from measured facts of twelve months and the ESG score, or it says what is missing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from portal.clock import today
from portal.people.models import Standing
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.contracts.models import SupplierFact
from purchasing.contracts.states import FactKind, FactUnit
from purchasing.contracts.tests import contracts_stage as contracts
from purchasing.esg.queries.srm import evaluation_of
from purchasing.esg.states import AssessmentState
from purchasing.esg.tests.factories import assessed, person

pytestmark = pytest.mark.django_db


def measured(made, kind: str, values: list[str], unit: str, *, days: int = 30) -> None:
    """Facts of the contract, so many days ago."""
    for value in values:
        SupplierFact.objects.create(
            contract=made.contract,
            company=made.contract.payee,
            kind=kind,
            on=today() - timedelta(days=days),
            value=Decimal(value),
            unit=unit,
        )


def test_each_part_stands_for_itself_and_without_one_there_is_no_total():
    made = contracts.signed()
    company = made.contract.payee
    measured(made, FactKind.QUALITY, ["0.9"], FactUnit.SHARE)
    assessed(company, state=AssessmentState.FINAL, total=Decimal("78.30"))
    found = evaluation_of(company, today())

    assert found.total is None
    by_part = {part.key: part for part in found.parts}
    assert (by_part["quality"].share, by_part["quality"].points) == (Decimal("0.9000"), Decimal("31.50"))
    assert (by_part["delivery"].share, by_part["delivery"].count) == (None, 0)
    assert by_part["esg"].points == Decimal("15.66")


def test_all_four_parts_add_up_and_both_sides_read_them():
    made = contracts.signed()
    company = made.contract.payee
    measured(made, FactKind.QUALITY, ["0.9"], FactUnit.SHARE)
    measured(made, FactKind.ON_TIME, ["0"], FactUnit.DAYS_LATE)
    measured(made, FactKind.RESPONSE, ["2"], FactUnit.DAYS)
    final = assessed(company, state=AssessmentState.FINAL, total=Decimal("80.00"))

    assert evaluation_of(company, today()).total == Decimal("92.50")  # 31.5 + 25 + 20 + 16
    for reader in (staff("ER"), person(company, "SE")):
        client = Client(headers={"Accept-Language": "en"})
        sign_in(client, reader)
        words = client.get(reverse("esg:assessment-detail", args=[final.number])).content.decode()
        assert "Comprehensive evaluation (SRM)" in words
        assert "92.50" in words


def test_facts_older_than_twelve_months_do_not_count_and_a_part_without_data_says_so():
    made = contracts.signed()
    company = made.contract.payee
    measured(made, FactKind.QUALITY, ["0.1"], FactUnit.SHARE, days=400)
    final = assessed(company, state=AssessmentState.FINAL)
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, person(company, "SE"))

    words = client.get(reverse("esg:assessment-detail", args=[final.number])).content.decode()
    assert "No total as long as a part has no data." in words
    assert words.count("no data</span>") == 3  # all but ESG


def test_volunteering_stands_beside_the_total_and_never_in_it():
    made = contracts.signed()
    company = made.contract.payee
    measured(made, FactKind.QUALITY, ["0.9"], FactUnit.SHARE)
    before = evaluation_of(company, today())
    Standing.objects.create(company=company, fact="friends.bonus", value="1.25", valid_from=today())

    found = evaluation_of(company, today())
    assert (found.bonus, found.total) == (Decimal("1.25"), before.total)
    assert before.bonus == 0

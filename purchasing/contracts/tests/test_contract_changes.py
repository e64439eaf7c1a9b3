"""What amendments made of a contract is told over its tender, to who reads the screens."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.clock import db_now
from portal.tests.factories import staff
from purchasing.bidding.queries import procedure_flags as noticed
from purchasing.bidding.registry import ContractChange
from purchasing.bidding.tests import factories as bidding
from purchasing.contracts import queries
from purchasing.contracts.models import Contract
from purchasing.contracts.services.checks import keep_version
from purchasing.contracts.tests import factories

pytestmark = pytest.mark.django_db


def contract_of(stage: bidding.Stage) -> Contract:
    """In force, with its first version."""
    tender = stage.tender
    payee = tender.winner.company
    contract = factories.in_force(payee=payee, value=78_500_000, tender=tender, by_hand_reason="")
    keep_version(contract, since=contract.starts_on, cause="signed", by=None)
    return contract


def amended(contract: Contract, *, value: int, days: int = 0, state: str = "in_force") -> None:
    version = contract.amendments.count() + 2
    before = contract.amendments.filter(state="in_force").order_by("-version").first()
    contract.amendments.create(
        version=version,
        state=state,
        reason="물량 조정",
        value=Decimal(value),
        value_before=before.value if before else contract.value,
        ends_on=contract.ends_on + timedelta(days=days),
        agreed_days=30,
        proposed_by=contract.officer,
        decided_at=db_now(),
    )


def flags_of(stage: bidding.Stage) -> dict[str, dict[str, str]]:
    opened, _among = noticed.opened_beside(staff("CP"), stage.tender, db_now())
    return {flag["flag"]: flag["figures"] for flag in opened.flags}


def test_amendments_in_force_are_told_together_and_refused_ones_are_not():
    stage = bidding.awarded()
    contract = contract_of(stage)
    amended(contract, value=99_000_000, state="refused")
    assert "changed_after" not in flags_of(stage)

    amended(contract, value=80_000_000)
    amended(contract, value=86_350_000, days=60)

    told = {"times": "2", "signed_won": "78500000", "now_won": "86350000", "pct": "110.0", "days": "60"}
    assert flags_of(stage)["changed_after"] == told


def test_several_contracts_cost_one_query(django_assert_num_queries):
    stages = [bidding.awarded() for _ in range(2)]
    for stage in stages:
        amended(contract_of(stage), value=80_000_000)

    with django_assert_num_queries(1):
        found = queries.changes_after_award([stage.tender.pk for stage in stages])

    change = ContractChange(1, Decimal(78_500_000), Decimal(80_000_000))
    assert found == {stage.tender.pk: change for stage in stages}

"""What INNOVILT achieves, in numbers. Source: domain 12, KPIs."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.clock import db_now, today
from portal.results import reading, results, until_now
from sharedgrowth.innovilt.services import certificates
from sharedgrowth.innovilt.states import ApplicationKind
from sharedgrowth.innovilt.tests import factories as made

pytestmark = pytest.mark.django_db


def _told(key: str) -> Decimal | None:
    return reading(results.get(f"innovilt.{key}"), until_now(today())).value


def test_applications_renewals_and_the_time_to_the_decision():
    assert _told("decision-days") is None
    old = made.certificate(submitted_at=db_now() - timedelta(days=10))
    renewal = made.certified_application(
        product=old.product, kind=ApplicationKind.RENEWAL, renews=old, submitted_at=db_now() - timedelta(days=4)
    )
    certificates.issue(renewal, by=made.office())
    made.drafted()
    assert (_told("applications"), _told("certified"), _told("renewals")) == (2, 2, 1)
    assert _told("decision-days") == Decimal(7)  # the middle of ten and four
    result = results.get("innovilt.decision-days")
    rows = result.rows(until_now(today()))
    assert [[column.cell(row) for column in result.columns][0] for row in rows] == [10, 4]

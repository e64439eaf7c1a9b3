"""The figures of ESG purchasing: what they count, and that few suppliers are not shown to everybody."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.clock import today
from portal.periods import period_of
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.esg.models import CorrectiveAction
from purchasing.esg.queries import figures
from purchasing.esg.services.actions import open_action
from purchasing.esg.states import AssessmentState, Severity
from purchasing.esg.tests.factories import assessed, published_set

pytestmark = pytest.mark.django_db


def final(band: str, *, question_set, company=None, days: int = 0, **fields):
    """A result that became final so many days ago and still holds."""
    on = today() - timedelta(days=days)
    return assessed(
        company,
        state=AssessmentState.FINAL,
        band=band,
        question_set=question_set,
        valid_from=on,
        valid_to=today() + timedelta(days=30),
        **fields,
    )


def now():
    return period_of("", "", today())


def test_bands_count_the_latest_result_of_each_supplier_and_movement_compares_it_with_the_one_before():
    question_set = published_set()
    first = final("C", question_set=question_set, days=40, period="2025")
    final("A", question_set=question_set, company=first.company)
    final("B", question_set=question_set)

    assert figures.bands(now()) == {"A": [1], "B": [1], "C": [0], "D": [0], "R": [0]}
    assert figures.movement(now())[today().replace(day=1)] == [1, 0, 0]
    assert figures.pillars(now())[today().replace(day=1)] == [78, 78, 78]


def test_an_action_counts_in_the_month_in_which_it_is_due():
    one = final("C", question_set=published_set())
    action = open_action(one.company, finding="소음 기준 초과", severity=Severity.PRIORITY, assessment=one)
    assert figures.actions(now()) == {}
    CorrectiveAction.objects.filter(pk=action.pk).update(due_on=today())
    assert figures.actions(now())[today().replace(day=1)] == [0, 0, 1]


def test_the_bands_of_few_suppliers_are_for_staff_alone(client):
    question_set = published_set()
    for _place in range(figures.FEWEST - 1):
        final("B", question_set=question_set)
    page, table = reverse("esg:figures"), reverse("esg:figures-csv", args=["bands"])

    assert 'id="kpi-bands"' not in client.get(page).content.decode()
    assert client.get(table).status_code == 404

    final("B", question_set=question_set)
    assert 'id="kpi-bands"' in client.get(page).content.decode()
    assert client.get(table).status_code == 200
    assert client.get(reverse("esg:figures-csv", args=["limits"])).status_code == 404

    sign_in(client, staff("ER"))
    assert 'id="kpi-limits"' in client.get(page).content.decode()


def test_a_month_with_one_result_tells_nobody_its_scores(client):
    question_set = published_set()
    for _place in range(figures.FEWEST):
        final("B", question_set=question_set, days=40)
    final("A", question_set=question_set, total=93)
    table = reverse("esg:figures-csv", args=["pillars"])

    told = client.get(table).content.decode()
    assert "78" in told
    assert "93" not in told

    sign_in(client, staff("ER"))
    assert "93" in client.get(table).content.decode()


def test_nothing_is_said_plainly(client):
    told = client.get(reverse("esg:figures"), HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "No data in this period." in told
    for figure in ("entries", "consents", "actions", "eco", "smelters", "coverage"):
        assert f'id="kpi-{figure}"' in told

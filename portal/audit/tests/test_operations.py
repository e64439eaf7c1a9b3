"""The rules that migrations put into the database are those of the code."""

import re

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from portal.audit.models import AuditEntry
from portal.audit.services import move, record
from portal.errors import WrongState
from portal.tests.factories import CompanyFactory, staff

pytestmark = pytest.mark.django_db
FLOWING = [model for model in apps.get_models() if hasattr(model, "flow")]


def function_source(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = %s", [name])
        row = cursor.fetchone()
    return row[0] if row else ""


@pytest.mark.parametrize("model", FLOWING, ids=lambda model: model._meta.label)
def test_the_database_allows_exactly_the_moves_of_the_flow(model):
    table = model._meta.db_table
    source = function_source(f"{table}_moves")
    assert source, f'{model._meta.label}: its migration needs AllowedMoves("{model.__name__}", FLOW.pairs())'
    allowed = set(re.findall(r"\('(\w+)', '(\w+)'\)", source))
    assert allowed == {(str(before), str(after)) for before, after in model.flow.pairs()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgenabled FROM pg_trigger WHERE tgname = %s AND tgrelid = %s::regclass", [f"{table}_moves", table]
        )
        assert cursor.fetchone() == ("O",)


def test_a_move_writes_who_what_from_where_to_where_and_why():
    company, officer = CompanyFactory(), staff("PO")
    entry = move(company, "suspend", by=officer, reason="sanction", payload={"until": "2027-01-01"})
    company.refresh_from_db()
    assert company.state == "suspended"
    assert (entry.by, entry.company, entry.what) == (officer, officer.company, "people.company.suspend")
    assert (entry.before, entry.after, entry.reason) == ("active", "suspended", "sanction")
    assert (entry.thing_type, entry.thing_id) == ("people.company", str(company.pk))
    assert entry.payload == '{"until":"2027-01-01"}'


def test_of_two_who_press_the_same_button_one_is_told():
    company = CompanyFactory()
    twin = type(company).objects.get(pk=company.pk)
    move(company, "suspend", by=None)
    with pytest.raises(WrongState):
        move(twin, "suspend", by=None)
    assert AuditEntry.objects.filter(what="people.company.suspend").count() == 1


def test_a_move_that_does_not_exist_from_here_changes_nothing():
    company = CompanyFactory(state="draft")
    with pytest.raises(WrongState):
        move(company, "approve", by=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(company).objects.filter(pk=company.pk).update(state="active")
    assert not AuditEntry.objects.exists()


def test_a_fact_is_recorded_without_a_move():
    entry = record(CompanyFactory(), "noted", by=None, reason="phone call")
    assert (entry.what, entry.before, entry.after) == ("people.company.noted", "", "")

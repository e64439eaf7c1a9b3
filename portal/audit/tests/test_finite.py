"""The database itself refuses what is no number, in every column of decimals there is (security 6.3)."""

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from portal.audit.finite import NAME, hold_numbers_finite

pytestmark = pytest.mark.django_db


def held() -> set[tuple[str, str]]:
    """(table, column) of what the constraint names, where it has looked at every row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c JOIN pg_attribute a"
            " ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey) WHERE c.conname = %s AND c.convalidated",
            [NAME],
        )
        return set(cursor.fetchall())


def test_every_decimal_of_every_model_is_held():
    asked = {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.DecimalField)
    }

    assert len(asked) > 400
    assert asked - held() == set()


@pytest.mark.parametrize(
    ("number", "kind"),  # PostgreSQL itself keeps no infinity in a column with a precision
    [("NaN", "numeric(20,2)"), ("NaN", "numeric"), ("Infinity", "numeric"), ("-Infinity", "numeric")],
)
def test_a_new_table_and_a_new_column_are_held_from_their_migration_on(number, kind):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE public.finite_probe (word text, first {kind})")
        hold_numbers_finite()
        cursor.execute(f"ALTER TABLE public.finite_probe ADD COLUMN second {kind}")
        hold_numbers_finite()
        hold_numbers_finite()
        cursor.execute("INSERT INTO public.finite_probe VALUES ('numbers', 1, -2), ('unknown', NULL, NULL)")
        for row in (f"'{number}', 1", f"1, '{number}'"):
            with pytest.raises(IntegrityError, match=NAME), transaction.atomic():
                cursor.execute(f"INSERT INTO public.finite_probe VALUES ('none', {row})")  # noqa: S608
        assert {("finite_probe", "first"), ("finite_probe", "second")} <= held()


def test_a_row_that_is_no_number_stops_the_migration_and_names_its_table():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE public.finite_probe (amount numeric(15,0))")
        cursor.execute("INSERT INTO public.finite_probe VALUES ('NaN')")
        with pytest.raises(IntegrityError, match="finite_probe"), transaction.atomic():
            hold_numbers_finite()

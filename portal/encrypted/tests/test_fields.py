"""Encrypted columns: what stands in the table, what is read from it, and what is refused."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models

from portal.encrypted.fields import Encrypted, EncryptedCharField, EncryptedDateField
from portal.people.models import User
from portal.sealing import columns, portal_keys
from portal.tests.factories import UserFactory

PHONE = "010-7373-9191"


def in_table(user: User) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_user WHERE id = %s", [user.pk])
        return cursor.fetchone()[0]


def put(user: User, stored: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_user SET phone = %s WHERE id = %s", [stored, user.pk])


@pytest.mark.django_db
def test_the_table_does_not_hold_the_value_and_everybody_else_reads_it():
    user, other = UserFactory(phone=PHONE), UserFactory(phone=PHONE)

    assert in_table(user).startswith(columns.current_head())
    assert PHONE not in in_table(user)
    assert in_table(user) != in_table(other)  # the same value looks like another each time
    assert User.objects.get(pk=user.pk).phone == PHONE
    assert User.objects.filter(pk=user.pk).values_list("phone", flat=True).get() == PHONE
    assert User.objects.filter(pk=user.pk).values("phone").get() == {"phone": PHONE}
    User.objects.filter(pk=user.pk).update(phone="02-555-0001")
    user.refresh_from_db()
    assert user.phone == "02-555-0001"
    User.objects.bulk_update([user, other], ["phone"])
    assert [User.objects.get(pk=each.pk).phone for each in (user, other)] == ["02-555-0001", PHONE]


@pytest.mark.django_db
def test_empty_stays_empty_and_may_be_asked_for():
    told, silent = UserFactory(phone=PHONE), UserFactory(phone="")
    assert in_table(silent) == ""
    both = User.objects.filter(pk__in=[told.pk, silent.pk])
    assert both.get(phone="") == silent
    assert both.exclude(phone="").get() == told


@pytest.mark.django_db
@pytest.mark.parametrize(
    "asked",
    [{"phone": PHONE}, {"phone__icontains": "7373"}, {"phone__in": [PHONE]}, {"phone__startswith": "010"}],
    ids=str,
)
def test_nothing_is_looked_for_by_an_encrypted_value(asked):
    with pytest.raises(FieldError, match="people.User.phone is encrypted"):
        User.objects.filter(**asked)


@pytest.mark.django_db
def test_a_value_that_was_changed_or_moved_says_so():
    user = UserFactory(phone=PHONE)
    stored = in_table(user)
    head = columns.current_head()
    turned = "A" if stored[-20] != "A" else "B"
    for wrong, why in (
        (stored[:-20] + turned + stored[-19:], "was changed"),
        (columns.lock(PHONE, "people_user.name"), "belongs to another column"),
        (head + "no base64", "was changed"),
        (head, "was changed"),
        ("1." + "0" * 16 + stored[18:], "under the key 0000000000000000, which is not in SEALING_KEYS"),
        (PHONE, "is not encrypted"),
    ):
        put(user, wrong)
        with pytest.raises(columns.Unreadable, match=f"people_user.phone: a value .*{why}"):
            User.objects.get(pk=user.pk)


@pytest.mark.django_db
def test_values_of_an_earlier_key_are_read_while_it_is_kept(settings):
    old, new = portal_keys.new_root(), portal_keys.new_root()
    settings.SEALING_KEYS = [old]
    user = UserFactory(phone=PHONE)
    settings.SEALING_KEYS = [new, old]
    assert User.objects.get(pk=user.pk).phone == PHONE
    settings.SEALING_KEYS = [new]
    with pytest.raises(columns.Unreadable, match="not in SEALING_KEYS"):
        User.objects.get(pk=user.pk)


@pytest.mark.django_db
def test_the_length_of_the_plain_value_is_held():
    user = UserFactory(phone="1" * 30)
    user.phone = "1" * 31
    with pytest.raises(ValidationError, match="30"):
        user.full_clean()
    with pytest.raises(ValueError, match="at most 30 characters"):
        user.save()


def test_an_encrypted_column_is_neither_unique_nor_indexed():
    field = EncryptedCharField(max_length=9, unique=True, name="secret")
    field.set_attributes_from_name("secret")
    field.model = User
    assert "portal.E010" in {fault.id for fault in field.check()}


def test_a_day_is_a_day_again():
    field = EncryptedDateField(null=True)
    field.set_attributes_from_name("born_on")
    field.model = User
    stored = field.get_db_prep_value(date(2001, 2, 3), connection)
    assert field.from_db_value(stored, None, connection) == date(2001, 2, 3)
    assert (field.get_db_prep_value(None, connection), field.from_db_value(None, None, connection)) == (None, None)
    with pytest.raises(FieldError, match="look into it"):
        field.get_transform("year")


def test_no_encrypted_column_is_part_of_an_index_or_an_order():
    """Django's own checks do not know that ciphertext has neither."""
    found = set()
    for model in apps.get_models():
        sealed = {field.name for field in model._meta.local_fields if isinstance(field, Encrypted)}
        named = {name.lstrip("-") for name in model._meta.ordering if isinstance(name, str)}
        for index in model._meta.indexes:
            named |= {name.lstrip("-") for name in index.fields}
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                named |= set(constraint.fields)
        found |= {f"{model._meta.label}.{name}" for name in sealed & named}
    assert found == set()

"""Compiled queries ask what their models' queries ask, with other values each time."""

import pytest
from django.db.models import BigIntegerField, TextField, UUIDField
from django.db.models.functions import Cast

from portal.compiled import Compiled, CompiledThings, Given, among
from portal.people.models import Company, User
from portal.tests.factories import CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_only_the_given_values_change():
    made = []

    def query():
        made.append(1)
        found = Company.objects.filter(among("pk", "keys"), state="active").order_by("pk")
        return found.values_list("pk", Cast("uid", TextField()))

    asked = Compiled(query)
    first, second = CompanyFactory(state="active"), CompanyFactory(state="active")

    assert asked.rows(keys=[first.pk]) == [(first.pk, str(first.uid))]
    assert [pk for pk, _uid in asked.rows(keys=[second.pk, first.pk])] == [first.pk, second.pk]
    assert asked.rows(keys=[]) == []
    Company.objects.filter(pk=first.pk).update(state="suspended")
    assert asked.rows(keys=[first.pk]) == []
    assert made == [1]


def test_values_of_every_type_may_be_given():
    company = CompanyFactory()
    by_uid = Compiled(lambda: Company.objects.filter(uid=Given("uid", UUIDField())).values_list("number"))
    above = Compiled(lambda: Company.objects.filter(pk__gt=Given("pk", BigIntegerField())).values_list("number"))

    assert by_uid.rows(uid=company.uid) == [(company.number,)]
    assert (company.number,) in above.rows(pk=company.pk - 1)
    assert (company.number,) not in above.rows(pk=company.pk)


def test_a_query_that_can_find_nothing_is_a_mistake():
    with pytest.raises(ValueError, match="never find"):
        Compiled(lambda: Company.objects.none().values_list("pk")).rows()


def test_things_come_with_their_neighbours(django_assert_num_queries):
    people = User.objects.select_related("active_membership__company").annotate(kind=Cast("is_service", TextField()))
    by_pk = CompiledThings(lambda: people.filter(pk=Given("pk", BigIntegerField())))
    member, alone = UserFactory(roles=("SA",)), UserFactory(company=None)

    for user in (member, alone):
        plain = people.get(pk=user.pk)
        with django_assert_num_queries(1):
            [found] = by_pk.things(pk=user.pk)
            held = found.active_membership
            assert (found, found.kind, held) == (plain, plain.kind, plain.active_membership)
            assert held is None or held.company == plain.active_membership.company
        assert {name: value for name, value in vars(found).items() if name != "_state"} == {
            name: value for name, value in vars(plain).items() if name != "_state"
        }
    assert by_pk.things(pk=0) == []

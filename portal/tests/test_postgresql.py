"""Queries are written more quickly, and to the same words as Django's."""

import pytest
from django.db import connection
from django.db.backends.postgresql.compiler import SQLCompiler as Django
from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Upper

from portal.people.models import Company, Membership, User
from portal.postgresql.compiler import SQLCompiler
from portal.tests.factories import UserFactory

QUERIES = {
    "whole rows": lambda: Company.objects.all(),
    "with rows of other tables": lambda: User.objects.select_related("active_membership__company"),
    "of one table twice": lambda: Membership.objects.select_related("user__active_membership__company", "company"),
    "some columns": lambda: User.objects.select_related("active_membership").only("name", "active_membership__user"),
    "all but one column": lambda: User.objects.defer("password"),
    "values": lambda: User.objects.order_by("active_membership__company__address").values_list("email", "name"),
    "counted": lambda: Company.objects.annotate(people=Count("memberships")).order_by("-people"),
    "with another in it": lambda: User.objects.filter(
        Exists(User.objects.filter(active_membership__company=OuterRef("active_membership__company")))
    ).order_by("name"),
    "compared with itself": lambda: User.objects.filter(name=F("active_membership__user__name")),
    "worked out": lambda: User.objects.annotate(loud=Upper("active_membership__company__address")).order_by("loud"),
    "distinct": lambda: User.objects.order_by("name", "pk").distinct("name"),
    "locked": lambda: User.objects.select_related("active_membership").select_for_update(of=("self",)),
}


@pytest.mark.django_db
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_has_the_words_of_django(query):
    def words(of_kind: type[Django], made: QuerySet) -> tuple:
        return of_kind(made.query, connection, using="default").as_sql()

    assert isinstance(query().query.get_compiler("default"), SQLCompiler)
    for _again in range(2):
        assert words(SQLCompiler, query()) == words(Django, query())


@pytest.mark.django_db
def test_rows_become_what_they_are():
    person = UserFactory(roles=("BD",))

    again = User.objects.select_related("active_membership__company").get(pk=person.pk)
    assert [getattr(again, field.attname) for field in User._meta.concrete_fields] == [
        getattr(person, field.attname) for field in User._meta.concrete_fields
    ]
    assert again.active_membership.company == person.active_membership.company

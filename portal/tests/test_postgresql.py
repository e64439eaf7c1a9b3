"""Queries are written more quickly, and to the same words as Django's."""

import pytest
from django.db import connection, models
from django.db.backends.postgresql.compiler import SQLCompiler as Django
from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Upper
from django.test.utils import isolate_apps

from portal.people.models import Company, Membership, User
from portal.postgresql.compiler import SQLCompiler
from portal.tests.factories import UserFactory
from purchasing.bidding.models import Tender

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
    "in order of other rows": lambda: Membership.objects.select_related("user", "company").order_by(
        "-company__address"
    ),
    "in two orders": lambda: User.objects.select_related("active_membership").order_by(F("name").desc(), "email"),
    "the last": lambda: User.objects.select_related("active_membership__company").order_by("name").reverse()[:1],
    "rows with one thing more": lambda: (
        Membership.objects.select_related("company").annotate(loud=Upper("user__name")).order_by("-loud", "pk")
    ),
    "rows that others have": lambda: Tender.objects.select_related("base_price", "winner__company").order_by("-id"),
    "one level of others": lambda: Membership.objects.select_related(),
    "of two kinds": lambda: User.objects.filter(name="a").union(User.objects.filter(name="b")).order_by("name"),
    "locked": lambda: User.objects.select_related("active_membership").select_for_update(of=("self",)),
}


def told(of_kind: type[Django], made: QuerySet) -> tuple:
    """What the compiler writes, and which columns it takes for those of which row."""

    def rows(found: dict | None) -> tuple:
        if found is None:
            return ()
        return found["model"], found["select_fields"], [rows(each) for each in found.get("related_klass_infos", ())]

    compiler = of_kind(made.query, connection, using="default")
    return compiler.as_sql(), rows(compiler.klass_info), compiler.annotation_col_map


@pytest.mark.django_db
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_has_the_words_of_django(query):
    assert isinstance(query().query.get_compiler("default"), SQLCompiler)
    for _again in range(2):
        assert told(SQLCompiler, query()) == told(Django, query())


@isolate_apps("portal.people")
def test_a_column_that_is_more_than_its_name_and_an_heir_are_left_to_django():
    class Loud(models.CharField):
        def select_format(self, compiler, sql, params):
            return f"upper({sql})", params

    class Called(models.Model):  # noqa: DJ008 (nobody prints it)
        name = Loud()

        class Meta:
            app_label = "people"

    class Thing(models.Model):  # noqa: DJ008 (nobody prints it)
        called = models.ForeignKey(Called, models.PROTECT)

        class Meta:
            app_label = "people"

    class Heir(Thing):  # noqa: DJ008 (nobody prints it)
        class Meta:
            app_label = "people"

    for made in (Called.objects.all(), Thing.objects.select_related("called"), Thing.objects.select_related("heir")):
        assert told(SQLCompiler, made.order_by("pk")) == told(Django, made.order_by("pk"))
    (words, _params), *_rows = told(SQLCompiler, Thing.objects.select_related("called"))
    assert 'upper("people_called"."name")' in words


@pytest.mark.django_db
def test_rows_become_what_they_are():
    person = UserFactory(roles=("BD",))

    again = User.objects.select_related("active_membership__company").get(pk=person.pk)
    assert [getattr(again, field.attname) for field in User._meta.concrete_fields] == [
        getattr(person, field.attname) for field in User._meta.concrete_fields
    ]
    assert again.active_membership.company == person.active_membership.company

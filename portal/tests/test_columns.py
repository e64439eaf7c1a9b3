"""A column is the same as another where Django says so, and no query is written in another way."""

import pytest
from django.db import models
from django.db.models.expressions import Col, Expression

from portal.people.models import Company, Membership, User

NAME = User._meta.get_field("name")
MEMBERSHIP = User._meta.get_field("active_membership")
KEY = Membership._meta.pk


class Own(Col):
    """A column of somebody else's class."""


@pytest.mark.parametrize(
    "column",
    [
        pytest.param(Col("people_user", NAME), id="of-its-table"),
        pytest.param(Col("T3", NAME, NAME), id="of-a-join"),
        pytest.param(Col("people_user", MEMBERSHIP, KEY), id="read-as-another"),
        pytest.param(Col("people_user", NAME, None), id="with-nothing"),
        pytest.param(Col(None, NAME), id="without-a-table"),
        pytest.param(Col("x", models.IntegerField()), id="of-no-model"),
        pytest.param(Col(alias="x", target=NAME), id="by-name"),
        pytest.param(Own("x", NAME), id="of-another-class"),
    ],
)
def test_it_says_what_django_says(column):
    assert column.identity == Expression.identity.func(column)
    assert hash(column) == hash(Expression.identity.func(column))


def test_columns_differ_by_table_field_and_how_they_are_read():
    columns = {
        Col("people_user", NAME),
        Col("T3", NAME),
        Col("people_user", MEMBERSHIP),
        Col("people_user", MEMBERSHIP, KEY),
        Col("people_user", Company._meta.get_field("state")),
    }
    assert len(columns) == 5
    assert Col("T3", NAME) in columns

"""The dashboard's word of a verified year: a thing to know, with no date of the person's own to be late with."""

import pytest
from django.test import RequestFactory

from portal.display import day_text
from sharedgrowth.benefit.cards.measurement import paid_soon
from sharedgrowth.benefit.models import ShareYear
from sharedgrowth.benefit.tests import money_stage as stage

pytestmark = pytest.mark.django_db


def test_money_that_others_pay_is_never_late_work_of_the_payee():
    people = stage.cast()
    _task, years = stage.begun(people, first=stage.years_ago(3))
    year = stage.verified(years[0], people)
    ShareYear.objects.filter(pk=year.pk).update(due_on=stage.years_ago(2))
    request = RequestFactory().get("/")
    request.user = people.maker
    (row,) = paid_soon(request)
    assert row.due is None
    assert day_text(stage.years_ago(2), "day") in str(row.consequence)

"""A look without a mask has five fields: who, whose, which, when, why (PII-08)."""

import pytest

from portal.errors import RuleBroken
from portal.privacy.models import Look
from portal.privacy.services import looks
from portal.tests.factories import UserFactory, staff

pytestmark = pytest.mark.django_db


def test_a_look_says_who_whose_which_when_and_why():
    reader, subject = staff("HR"), UserFactory()

    look = looks.look(
        reader=reader, subject=subject, fields=["phone"], why="Interview moved", about="jobs.application:1"
    )

    assert (look.reader, look.subject, look.fields, look.why) == (reader, subject, ["phone"], "Interview moved")
    look.refresh_from_db()
    assert look.at is not None


def test_no_look_without_a_reason_and_none_at_oneself():
    reader = staff("HR")

    with pytest.raises(RuleBroken):
        looks.look(reader=reader, subject=UserFactory(), fields=["phone"], why="  ")
    assert looks.look(reader=reader, subject=reader, fields=["phone"], why="mine") is None
    assert Look.objects.count() == 0

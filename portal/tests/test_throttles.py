"""Dear pages are counted, per person or address, by all processes together."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse

from portal import handlers
from portal.clock import db_now
from portal.http import public, reads
from portal.tests.doors import LONG, let_few_in
from portal.throttles import count_knock, forget_old_knocks, knock, throttled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def few(settings):
    let_few_in(settings, search=2)


@public
@reads
@throttled("search")
def dear(request):
    return HttpResponse("found")


def ask(rf, address="203.0.113.1", user=None):
    request = rf.get("/", REMOTE_ADDR=address)
    request.user = user or AnonymousUser()
    return dear(request)


def test_the_third_is_told_to_wait(rf, settings):
    assert [ask(rf).status_code for _ in range(3)] == [200, 200, 429]
    refused = ask(rf)
    assert 1 <= int(refused["Retry-After"]) <= LONG
    assert ask(rf, address="203.0.113.2").status_code == 200
    settings.THROTTLING = False
    assert ask(rf).status_code == 200


def test_a_window_ends_within_its_length(settings):
    settings.THROTTLES = settings.THROTTLES | {"search": (2, 60)}
    counted = count_knock("search", "x")
    assert (counted.hits, counted.wait, counted.remaining) == (1, 0, 1)
    assert 0 <= counted.left <= 60


def test_the_marks_of_the_door_survive():
    assert dear.door == "reads"
    assert dear.door_public is True


def test_who_knocked_is_not_written_down():
    knock("search", "ip 203.0.113.1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(t::text, '') FROM portal_throttle t")
        assert "203.0.113.1" not in cursor.fetchone()[0]


def test_the_house_is_kept_once_a_day():
    knock("search", "x")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_throttle SET began = began - interval '2 days'")
    old = Session.objects.create(session_key="old", session_data="", expire_date=db_now() - timedelta(days=1))
    handlers.keep_house()
    assert not Session.objects.filter(pk=old.pk).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM portal_throttle")
        assert cursor.fetchone() == (0,)
    forget_old_knocks()

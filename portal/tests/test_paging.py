"""Numbered pages end with row 10,000: what lies further is found with a filter, not by leafing (security 3, T46)."""

import re

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from portal.outbox.models import Event
from portal.paging import DEEPEST, Paginator


@pytest.mark.parametrize(
    ("rows", "size", "pages", "is_cut", "shown"),
    [
        (0, 25, 1, False, 0),
        (26, 25, 2, False, 26),
        (DEEPEST, 25, 400, False, DEEPEST),
        (DEEPEST + 1, 25, 400, True, DEEPEST),
        (1_000_000, 30, 333, True, 9_990),
    ],
)
def test_the_last_page_ends_with_the_ten_thousandth_row(rows, size, pages, is_cut, shown):
    paginator = Paginator(range(rows), size)

    assert (paginator.num_pages, paginator.is_cut, paginator.shown) == (pages, is_cut, shown)
    assert paginator.count == rows
    last = paginator.get_page(10**9)
    assert (last.number, last.has_next()) == (pages, False)


@pytest.mark.django_db
def test_no_page_makes_the_database_count_through_more_than_ten_thousand_rows():
    Event.objects.bulk_create((Event(name="paging") for _row in range(DEEPEST + 60)), batch_size=2000)
    rows = Event.objects.filter(name="paging").order_by("-pk")

    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = Paginator(rows, 25).get_page("405")
        assert len(list(page)) == 25

    [skipped] = [int(found[1]) for sql in queries if (found := re.search(r"OFFSET (\d+)", sql["sql"]))]
    assert skipped == DEEPEST - 25


@pytest.mark.parametrize(("rows", "number", "said"), [(25_000, 400, True), (25_000, 399, False), (9_999, 400, False)])
def test_the_last_page_says_how_many_more_there_are_and_how_to_find_them(rf, rows, number, said):
    page = Paginator(range(rows), 25).get_page(number)

    with translation.override("en"):
        shown = render_to_string("components/_pager.html", {"page": page}, request=rf.get(f"/?page={number}"))

    words = re.sub(r"<[^>]+>", "", shown)
    assert ("The list ends here with the first 10,000 of 25,000." in words) is said

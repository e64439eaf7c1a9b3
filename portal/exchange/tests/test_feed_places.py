"""The change feed skips nothing and repeats nothing, whatever order transactions end in."""

import random
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from portal.clock import db_now
from portal.embedded.postgres import DATABASE, ROLES, Postgres
from portal.embedded.store import HOST, Store
from portal.exchange.models import Change
from portal.exchange.queries.feed import CursorLost, changes_after, last_mark
from portal.exchange.rules.feed import KEPT_DAYS, Mark
from portal.exchange.services.feed import forget_old_changes, settle_changes
from portal.exchange.tests.feeding import committed_earlier, line, settled

ends_late = pytest.mark.usefixtures("alone")


class Rolled(Exception):
    """The writer changes its mind."""


@pytest.fixture(scope="module")
def own_server(tmp_path_factory) -> Iterator[Postgres]:
    """Places wait for every transaction of a server, and other tests beside this one leave theirs open for long."""
    server = Postgres(Store(tmp_path_factory.mktemp("feed")))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def alone(own_server, transactional_db) -> Iterator[None]:
    """On the server of its own, in a database where nothing is but an empty change feed."""
    known = own_server.store.read(own_server.name)
    there = {"HOST": HOST, "NAME": DATABASE, "USER": ROLES["owner"], "PASSWORD": known["owner"], "PORT": known["port"]}
    settings = connection.settings_dict  # that of every thread
    before = {name: settings[name] for name in there}
    connection.close()
    settings.update(there)
    with connection.schema_editor() as editor:
        editor.create_model(Change)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(Change)
        connection.close()
        settings.update(before)


def numbers_after(mark: Mark, most: int = 100, **asked) -> tuple[list[str], Mark]:
    told = changes_after(mark, stream="tenders", company_id=None, most=most, **asked)
    return [change.number for change in told.changes], told.mark


@ends_late
def test_what_is_committed_late_is_not_left_out():
    """The slow one takes its number first and is committed last: by ids or times it would be passed over."""
    begun, go_on = threading.Event(), threading.Event()

    def write_slowly():
        try:
            with transaction.atomic():
                line("SLOW")
                begun.set()
                assert go_on.wait(30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(write_slowly)
        assert begun.wait(30)
        line("QUICK")
        settle_changes()
        early, mark = numbers_after(Mark())
        go_on.set()
        slow.result()
    settled()
    late, _mark = numbers_after(mark)

    assert (early, late) == ([], ["SLOW", "QUICK"])  # QUICK waits for what may still come before it


@ends_late
def test_many_writers_that_end_out_of_order_and_a_reader_that_asks_all_the_time():
    """Six writers, a third of their transactions rolled back; pages of three. Nothing skipped, nothing twice."""
    done = threading.Event()

    def write(writer: int) -> list[str]:
        dice, kept = random.Random(writer), []
        try:
            for turn in range(25):
                numbers = [f"{writer}-{turn}-{part}" for part in range(dice.randint(1, 3))]
                try:
                    with transaction.atomic():
                        for number in numbers:
                            line(number)
                            time.sleep(dice.random() / 100)
                        if dice.random() < 0.34:
                            raise Rolled
                except Rolled:
                    continue
                kept += numbers
        finally:
            connection.close()
        return kept

    def read() -> list[str]:
        found: list[str] = []
        mark = Mark()
        try:
            while True:
                is_last = done.is_set()
                if is_last:
                    settled()
                settle_changes()
                told = changes_after(mark, stream="tenders", company_id=None, most=3)
                found += [change.number for change in told.changes]
                mark = told.mark
                if is_last and not told.has_more:
                    return found
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        reader = pool.submit(read)
        writers = [pool.submit(write, writer) for writer in range(6)]
        kept = [number for writer in writers for number in writer.result()]
        done.set()
        found = reader.result()

    assert len(found) == len(set(found))
    assert set(found) == set(kept)
    assert found == list(Change.objects.order_by("place").values_list("number", flat=True))
    assert found == list(Change.objects.order_by("xid", "id").values_list("number", flat=True))


@ends_late
def test_two_who_give_places_at_once_give_each_place_once():
    for number in range(40):
        line(str(number))

    def settle(_nth) -> int:
        try:
            return settle_changes()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(settle, range(4)))
    settled()

    assert sum(counts) <= 40
    assert list(Change.objects.order_by("id").values_list("place", flat=True)) == list(range(1, 41))


@pytest.mark.django_db
def test_of_one_thing_in_one_transaction_the_last_line_counts():
    thing = uuid.uuid4()
    for kind in ("changed", "gone", "changed"):
        Change.objects.create(stream="tenders", kind=kind, thing=thing, number="T-1")
    line("T-2")
    committed_earlier()

    assert list(Change.objects.order_by("place").values_list("kind", "number", "place")) == [
        ("changed", "T-1", 1),
        ("changed", "T-2", 2),
    ]


@pytest.mark.django_db
def test_lines_of_a_restored_database_come_first():
    """They carry numbers of transactions of another cluster, far ahead of this one's."""
    line("NEW")
    Change.objects.update(xid=3)
    old = line("OLD")
    Change.objects.filter(pk=old.pk).update(xid=2**50)
    settle_changes()

    assert numbers_after(Mark())[0] == ["OLD", "NEW"]


@pytest.mark.django_db
def test_pages_go_on_where_the_one_before_ended():
    for number in range(7):
        line(str(number))
    committed_earlier()

    found, mark = [], Mark()
    for _page in range(4):
        numbers, mark = numbers_after(mark, most=2)
        found.append(numbers)

    assert found == [["0", "1"], ["2", "3"], ["4", "5"], ["6"]]
    assert numbers_after(mark, most=2) == ([], mark)


@pytest.mark.django_db
def test_old_lines_go_and_who_stands_before_them_is_told():
    for number in range(4):
        line(str(number))
    committed_earlier()
    _numbers, first = numbers_after(Mark(), most=1)
    _numbers, second = numbers_after(Mark(), most=2)
    Change.objects.filter(place__lte=2).update(at=db_now() - timedelta(days=KEPT_DAYS, hours=1))

    assert forget_old_changes() == 2

    assert numbers_after(second)[0] == ["2", "3"]  # it misses nothing
    assert numbers_after(Mark())[0] == ["2", "3"]  # begins with the oldest that is kept
    with pytest.raises(CursorLost):
        numbers_after(first)  # line 1 is gone and was never told


@pytest.mark.django_db
def test_the_last_line_stays_so_that_places_go_on_counting():
    line("OLD")
    committed_earlier()
    Change.objects.update(at=db_now() - timedelta(days=KEPT_DAYS * 2))

    assert forget_old_changes() == 0
    line("NEW")
    committed_earlier()
    assert last_mark().place == 2


@pytest.mark.django_db
def test_a_cursor_from_before_a_restore_is_noticed():
    line("A")
    committed_earlier()
    mark = last_mark()

    with pytest.raises(CursorLost):
        numbers_after(Mark(mark.place, mark.line + 1))  # another line stands there now
    with pytest.raises(CursorLost):
        numbers_after(Mark(mark.place + 5, 99))  # the end that it knew is lost

"""The cache in the database does what Django's does, and counts nothing."""

import threading

import pytest
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.test.utils import CaptureQueriesContext

of_django = DatabaseCache("portal_cache", {})
BOTH = pytest.mark.parametrize("kept", [pytest.param(of_django, id="django"), pytest.param(cache, id="ours")])


def expire(key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE portal_cache SET expires = now() - interval '9 seconds' WHERE cache_key = %s", [key])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda: cache.set("a", 1, timeout=60), id="set"),
        pytest.param(lambda: cache.add("a", 2, timeout=60), id="add-to-a-living-one"),
        pytest.param(lambda: cache.add("b", 2, timeout=60), id="add"),
        pytest.param(lambda: cache.touch("a", timeout=60), id="touch"),
    ],
)
def test_each_write_is_one_statement_that_reads_no_other_row(write):
    cache.set("a", 1, timeout=60)
    with CaptureQueriesContext(connection) as asked:
        write()
    statements = [each["sql"] for each in asked if "SAVEPOINT" not in each["sql"]]
    assert len(statements) == 1
    assert "count" not in statements[0].lower()


@BOTH
@pytest.mark.django_db
def test_what_is_set_added_and_touched(kept):
    kept.set("a", {"times": [1.5, 2.5]}, timeout=60)
    assert kept.get("a") == {"times": [1.5, 2.5]}
    kept.set("a", "글", timeout=60)
    assert kept.get("a") == "글"
    assert (kept.add("a", "other"), kept.get("a")) == (False, "글")
    assert (kept.add("b", None), kept.get("b", "nothing"), kept.has_key("b")) == (True, None, True)
    assert (kept.touch("a", 60), kept.touch("absent", 60)) == (True, False)
    kept.set("n", 1)
    assert (kept.incr("n"), kept.get("n")) == (2, 2)
    assert kept.get_many(["a", "n", "c"]) == {"a": "글", "n": 2}
    kept.set("a", "second", version=2)
    assert (kept.get("a"), kept.get("a", version=2)) == ("글", "second")


@BOTH
@pytest.mark.django_db
def test_what_time_does_to_it(kept):
    kept.set("over", 1, timeout=60)
    expire(":1:over")
    assert (kept.add("over", 2, timeout=60), kept.get("over")) == (True, 2)
    kept.set("over", 1, timeout=60)
    expire(":1:over")
    assert kept.get("over") is None
    kept.set("gone", 1, timeout=0)
    assert kept.get("gone") is None
    kept.set("never", 1, timeout=None)
    assert kept.get("never") == 1
    kept.touch("never", timeout=-1)
    assert kept.get("never") is None


@pytest.mark.django_db
def test_each_reads_what_the_other_has_written():
    cache.set("ours", [1, 2], timeout=None)
    of_django.set("theirs", {"a": 1}, timeout=60)
    assert (of_django.get("ours"), cache.get("theirs")) == ([1, 2], {"a": 1})


@pytest.mark.django_db
def test_trouble_with_the_table_breaks_no_transaction():
    cache.set("before", 1)
    cache._table = "no_such_table"
    try:
        cache.set("a", 1)
        assert cache.add("a", 1) is False
    finally:
        cache._table = "portal_cache"
    assert cache.get("before") == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_who_add_the_same_code_one_is_told_yes():
    told = []

    def add() -> None:
        try:
            told.append(cache.add("people.code.1.123456", "used", timeout=60))
        finally:
            connection.close()

    threads = [threading.Thread(target=add) for _number in range(6)]
    try:
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    finally:
        cache.delete("people.code.1.123456")
    assert sorted(told) == [False] * 5 + [True]

"""What every test has: templates in which an unknown variable is an error, and quick time limits."""

import gc
import os
import sys
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.creation import TEST_DATABASE_PREFIX
from django.db.backends.signals import connection_created
from django.template import engines
from django.template.base import FilterExpression
from django.test.testcases import LiveServerThread

from portal.tests.collecting import only_with_examples, rewrite_a_share, try_numbers_of_rules
from portal.tests.ground import keep_what_is_made, let_go
from portal.tests.kept import SHELF, changes_what_is_made, keep_worlds
from portal.tests.locks import refuse_locks_of_the_owner
from portal.tests.serving import SteadyServer
from portal.warm import know_addresses

gc.disable()  # until all tests are loaded (``pytest_collection_finish``): a third of that went into looking for garbage
OURS = str(Path(__file__).resolve().parent / "templates")
# What takes minutes, each before all of its kind: no worker is to be left alone with it at the end.
BEGUN_FIRST = {"test_starting.py": "", "test_pictures.py": "journeys", "test_walk.py": "sandbox"}
# That a busy machine makes examples slowly is no fault of what they are examples of.
hypothesis.settings.register_profile(
    "house", deadline=timedelta(seconds=2), suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")
try_numbers_of_rules()
FORGIVING = {"default", "default_if_none", "yesno", "length", "join"}


class UnknownVariable(str):
    """What Django shows for an unknown variable, nothing; it asks whether that is anything only where one is met."""

    def __bool__(self) -> bool:
        frame = sys._getframe(1)
        if frame.f_code is FilterExpression.resolve.__code__:
            expression, template = frame.f_locals["self"], frame.f_locals["context"].render_context.template
            forgiven = any(getattr(function, "__name__", "") in FORGIVING for function, _args in expression.filters)
            origin = str(getattr(template, "origin", ""))
            if origin.startswith(OURS) and not forgiven:
                raise AssertionError(f"unknown template variable {expression} in {origin.removeprefix(OURS)}")
        return False


@pytest.fixture(scope="session", autouse=True)
def unknown_template_variables_fail():
    """In our own templates ``{{ unknown }}`` raises instead of showing nothing; ``{% if unknown %}`` stays allowed."""
    engine = engines["django"].engine
    shown, engine.string_if_invalid = engine.string_if_invalid, UnknownVariable()
    yield
    engine.string_if_invalid = shown


@pytest.fixture(scope="session", autouse=True)
def locks_are_those_of_web_and_worker():
    """Tests own the tables; the roles that serve do not."""
    connection_created.connect(refuse_locks_of_the_owner)
    yield
    connection_created.disconnect(refuse_locks_of_the_owner)


@pytest.fixture(scope="session", autouse=True)
def views_run_in_threads_that_stay():
    """For ``live_server``."""
    LiveServerThread.server_class = SteadyServer


@pytest.fixture(autouse=True)
def _django_set_urlconf(request):
    """Addresses of a test's own (``pytest.mark.urls``), in place of the plugin's fixture.

    That one forgets every resolver before the test and after it, and to make them again takes half a second. Django
    keeps one for each module of addresses: nothing has to be forgotten.
    """
    marker = request.node.get_closest_marker("urls")
    known = settings.ROOT_URLCONF
    if marker:
        settings.ROOT_URLCONF = marker.args[0]
    yield
    settings.ROOT_URLCONF = known


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session):
    """Before the first file is loaded."""
    rewrite_a_share(session.config)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path):
    """What pytest finds in a file."""
    return only_with_examples((yield), file_path)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """After Django's plugin, which puts tests that commit behind those that do not."""
    for name, kind in BEGUN_FIRST.items():
        first = next((place for place, item in enumerate(items) if kind in item.path.parts or not kind), 0)
        early = [item for item in items[first:] if item.path.name == name]
        items[first:] = [*early, *(item for item in items[first:] if item.path.name != name)]


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    """What has been loaded by now stays: the collector need not look through it again and again.

    Looking for doctests loads the entrance of the web process, which sets its short limits: the workers that tests
    begin have none.
    """
    os.environ.pop("DB_STATEMENT_TIMEOUT_MS", None)
    know_addresses()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
    gc.enable()


def pytest_runtest_setup(item):
    """Worlds are kept where no fixture changes what a factory makes."""
    SHELF.allowed = not (hasattr(item, "_fixtureinfo") and changes_what_is_made(item))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """A database that is a copy, where `make test` has just made the one that all are to be like.

    ``migrate`` still runs over it, and finds nothing to do.
    """
    if os.environ.get("TABLES") == "ready":
        database = connection.settings_dict
        database["TEST"]["TEMPLATE"] = TEST_DATABASE_PREFIX + settings.DATABASES["default"]["NAME"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A database whose rows come back after each test that commits.

    A thread of the test server may still hold a connection when the database is dropped: it is ended before.
    """
    with django_db_blocker.unblock():
        keep_what_is_made()
    keep_worlds()
    yield
    with django_db_blocker.unblock():
        SHELF.close()
        let_go()
        connections.close_all()  # of those from before the browser, whose loop hides them, a sandbox may have ended one
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
        )

"""Exports from the wish to the last file: rights, crashes, two workers at once, cancelling, expiry."""

import csv
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.db.models import Model
from django.utils.translation import override

from catalog.tests.factories import ProductFactory
from portal.clock import ClockTimestamp, db_now
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.exchange.handlers.exports import tell_of_export
from portal.exchange.models.exports import Export, ExportPart
from portal.exchange.queries import exports as queries
from portal.exchange.registry.exports import datasets
from portal.exchange.services import exports as services
from portal.exchange.services.export_worker import remove_lost_files, run_export
from portal.exchange.states.exports import ExportState
from portal.exchange.tests.exporting import CODE, make_runs, runs_entered
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.people.models import Membership
from portal.people.states import MembershipState
from portal.tests.factories import CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 1)


@pytest.fixture(autouse=True)
def english():
    """What people are told is compared in English."""
    with override("en"):
        yield


def names_in(export):
    """The first column of all files, file by file."""
    return [
        [row[0] for row in csv.reader(io.StringIO(part.content.open("rb").read().decode("utf-8-sig")))][1:]
        for part in queries.parts_of(export)
    ]


def ask(user, code=CODE, **options):
    return services.ask_export(code, **{"file_format": "csv", "by": user, **options})


def stale(export):
    """As if its worker had given no sign of life for long."""
    Export.objects.filter(pk=export.pk).update(touched_at=ClockTimestamp() - timedelta(minutes=5))


def test_a_supplier_gets_its_own_products_and_nobody_elses():
    user = UserFactory(company=CompanyFactory(), roles=("SU",))
    own, other = ProductFactory(company=user.company), ProductFactory()

    export = ask(user, "catalog.products", file_format="jsonl")
    assert (export.state, export.rows_total) == ("queued", 1)
    assert run_export(export.pk) is False

    export.refresh_from_db()
    text = export.parts.get().content.open("rb").read().decode()
    assert (export.state, export.rows_done, export.parts_done, export.percent) == ("ready", 1, 1, 100)
    assert str(own.uid) in text
    assert str(other.uid) not in text
    assert export.expires_at - export.finished_at == timedelta(days=7)
    assert [event.name for event in Event.objects.order_by("pk") if event.name.startswith("exchange.export")] == [
        "exchange.export_queued",
        "exchange.export_ready",
    ]


def test_who_asked_is_told_what_was_exported_in_the_language_of_the_page():
    user = UserFactory(company=CompanyFactory(), roles=("SU",))
    export = ask(user, "catalog.products")
    assert run_export(export.pk) is False
    tell_of_export(export=export.pk)

    label, told = datasets.get("catalog.products").label, Notice.objects.get(user=user)
    for language in ("ko", "en"):
        with override(language):
            assert str(label) in f"{told.title} {told.text}"


@pytest.mark.parametrize(("rows", "files"), [(0, [0]), (2, [2]), (4, [2, 2]), (5, [2, 2, 1])])
def test_each_row_stands_in_one_file(rows, files):
    names = make_runs(rows)
    with runs_entered():
        export = ask(UserFactory(company=CompanyFactory(), roles=("SU",)))
        while run_export(export.pk, chunk=1, file_rows=2):
            continue
        export.refresh_from_db()

    found = names_in(export)
    assert [len(each) for each in found] == files
    assert sum(found, []) == names
    assert export.state == "ready"


class Killed(BaseException):
    """What ``kill -9`` leaves: no handler of the worker runs."""


def test_a_killed_worker_is_made_up_for_without_a_row_twice():
    names = make_runs(7)
    left = iter([False] * 5 + [True])  # dies at the sixth row, in the second file

    def look(row):
        if next(left, False):
            raise Killed
        return row.name

    with runs_entered(look=look):
        export = ask(UserFactory(company=CompanyFactory(), roles=("SU",)))
        with pytest.raises(Killed):
            run_export(export.pk, chunk=2, file_rows=4)
        assert run_export(export.pk) is False  # its worker might still live: nobody else begins
        assert ExportPart.objects.count() == 1

        stale(export)
        assert export.pk in queries.left_behind()
        run_export(export.pk, chunk=2, file_rows=4)
    export.refresh_from_db()
    assert names_in(export) == [names[:4], names[4:]]
    assert export.rows_done == 7


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_it_once():
    names = make_runs(6)
    inside, go = threading.Event(), threading.Event()

    def look(row):
        inside.set()
        go.wait(10)
        return row.name

    def work():
        try:
            return run_export(export.pk, chunk=2, file_rows=4)
        finally:
            connection.close()

    with runs_entered(look=look):
        export = ask(UserFactory(company=CompanyFactory(), roles=("SU",)))
        with ThreadPoolExecutor() as pool:
            first = pool.submit(work)
            assert inside.wait(10)
            assert pool.submit(work).result(10) is False
            go.set()
            first.result(20)
    export.refresh_from_db()
    assert names_in(export) == [names[:4], names[4:]]


def test_a_cancelled_export_stops_and_goes_on_where_it_stood():
    names = make_runs(6)
    user = UserFactory(company=CompanyFactory(), roles=("SU",))
    to_cancel = []

    def look(row):
        if row.name == names[5] and to_cancel:
            services.cancel_export(to_cancel.pop(), by=user)
        return row.name

    with runs_entered(look=look):
        export = ask(user)
        to_cancel.append(export)
        assert run_export(export.pk, chunk=1, file_rows=4) is False
        export.refresh_from_db()
        assert (export.state, export.parts_done) == ("cancelled", 1)

        services.resume_export(export, by=user)
        run_export(export.pk, chunk=1, file_rows=4)
    export.refresh_from_db()
    assert (export.state, names_in(export)) == ("ready", [names[:4], names[4:]])


def test_who_lost_the_right_gets_nothing_any_more():
    user = UserFactory(company=CompanyFactory(), roles=("SU",))
    make_runs(1)
    with runs_entered():
        done, waiting = ask(user), ask(user)
        run_export(done.pk)
        done.refresh_from_db()
        services.make_links(done, by=user)
        Membership.objects.filter(user=user).update(state=MembershipState.DISABLED)

        run_export(waiting.pk)
        waiting.refresh_from_db()
        assert waiting.state == "failed"
        assert "may no longer see these rows" in waiting.failure
        assert queries.acting(done) is None

        tell_of_export(export=waiting.pk)
    assert Notice.objects.filter(user=user, kind="exchange.export_failed").count() == 1


def test_a_fault_is_told_kept_and_gone_on_with():
    make_runs(3)
    user = UserFactory(company=CompanyFactory(), roles=("SU",))
    with runs_entered(look=lambda row: 1 / 0):
        export = ask(user)
        with pytest.raises(ZeroDivisionError):
            run_export(export.pk)
    export.refresh_from_db()
    assert export.state == "failed"
    assert "fault of the portal" in export.failure
    assert "division" not in export.failure
    with runs_entered():
        services.resume_export(export, by=user)
        run_export(export.pk)
    export.refresh_from_db()
    assert (export.state, export.failure) == ("ready", "")


@pytest.mark.parametrize(
    ("options", "field", "told"),
    [
        ({"code": "nowhere.rows"}, "dataset", "no rows of this name"),
        ({"file_format": "exe"}, "format", "one of the file formats"),
        ({"states": ["open"]}, "states", "is not a state of these rows"),
        ({"date_from": date(2026, 1, 1)}, "date_from", "cannot be narrowed down by a period"),
        ({"code": "catalog.products", "date_from": DAY, "date_before": DAY}, "date_before", "ends after it begins"),
    ],
)  # fmt: skip
def test_wishes_that_are_none(options, field, told):
    user = UserFactory(company=CompanyFactory(), roles=("SU",))
    with runs_entered(), pytest.raises(RuleBroken, match=told) as refusal:
        ask(user, **options)
    assert refusal.value.field == field


def test_many_rows_and_data_of_people_need_a_reason():
    company = CompanyFactory()
    user = UserFactory(company=company, roles=("SU", "SA"))
    make_runs(1_001)
    with runs_entered(), pytest.raises(RuleBroken, match="1,001 rows are taken out") as refusal:
        ask(user)
    assert refusal.value.field == "reason"
    with pytest.raises(RuleBroken, match="Data of people is inside"):
        ask(user, "people.members")

    export = ask(user, "people.members", reason="Yearly check of accounts")
    run_export(export.pk)
    export.refresh_from_db()
    assert names_in(export) == [[user.name]]
    with pytest.raises(NotAllowed, match="by signing in only"):
        services.make_links(export, by=user)


def test_at_most_three_at_a_time():
    user = UserFactory(company=CompanyFactory(), roles=("SU",))
    with runs_entered():
        for _number in range(3):
            ask(user)
        with pytest.raises(RuleBroken, match="3 of your exports"):
            ask(user)
        stopped = services.cancel_export(Export.objects.first(), by=user)
        ask(user)
        with pytest.raises(RuleBroken, match="3 of your exports"):
            services.resume_export(stopped, by=user)


def test_files_go_after_a_week_and_when_they_are_deleted():
    user = UserFactory(company=CompanyFactory(), roles=("SU",))
    make_runs(1)
    with runs_entered():
        first, second = ask(user), ask(user)
        run_export(first.pk)
        run_export(second.pk)
        names = [part.content.name for part in ExportPart.objects.order_by("pk")]
        storage = ExportPart._meta.get_field("content").storage
        services.end_export(first, by=user)
        Export.objects.filter(pk=second.pk).update(expires_at=db_now() - timedelta(seconds=1))
        assert services.expire_exports() == 1
        with pytest.raises(WrongState):
            services.make_links(Export.objects.get(pk=second.pk), by=user)
    assert set(Export.objects.values_list("state", flat=True)) == {ExportState.EXPIRED}
    assert not ExportPart.objects.exclude(content="").exists()
    assert all(storage.exists(name) for name in names)  # until the transaction is committed


def test_files_of_a_stopped_export_go_after_a_week_too():
    user = UserFactory(company=CompanyFactory(), roles=("SU",))
    make_runs(3)
    with runs_entered():
        export = ask(user)
        run_export(export.pk, seconds=-1, chunk=1, file_rows=1)
        services.cancel_export(export, by=user)
        assert export.parts.exclude(content="").count() == 1
        assert services.expire_exports() == 0
        Export.objects.filter(pk=export.pk).update(finished_at=db_now() - timedelta(days=7))
        assert services.expire_exports() == 1
    export.refresh_from_db()
    assert export.state == ExportState.EXPIRED
    assert not export.parts.exclude(content="").exists()


def test_bytes_that_no_export_names_stay_for_a_day():
    storage = ExportPart._meta.get_field("content").storage
    name = storage.save("exports/ab/abc", io.BytesIO(b"left by a killed worker"))
    assert remove_lost_files() == 0
    assert storage.exists(name)


def test_every_kind_of_rows_has_columns_that_lead_somewhere():
    """A path that leads nowhere would show only when a row is written."""
    wrong = []
    for code, dataset in datasets.items():
        model = dataset.rows(UserFactory(company=CompanyFactory(), roles=("SA", "SU", "SF", "SE", "BD"))).model
        for column in dataset.columns:
            if not callable(column.of) and not leads(model, (column.of or column.name).split(".")):
                wrong.append(f"{code}: {column.name}")
        names = [column.name for column in dataset.columns]
        assert len(set(names)) == len(names), code
        for path in filter(None, [dataset.period.replace("__", "."), dataset.state_field if dataset.states else ""]):
            assert leads(model, path.split(".")), (code, path)
    assert wrong == []


def leads(model: type[Model], path: list[str]) -> bool:
    """Whether ``path`` names fields, or at last a property."""
    try:
        field = model._meta.get_field(path[0])
    except FieldDoesNotExist:
        return len(path) == 1 and isinstance(getattr(model, path[0], None), property)
    if len(path) == 1:
        return True
    target = field.related_model
    found = apps.get_model(target) if isinstance(target, str) else target
    return found is not None and leads(found, path[1:])

"""Exports: the worker is woken, what it left behind is taken up, people are told, old files go."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.exchange import tasks
from portal.exchange.models.exports import Export
from portal.exchange.queries.exports import left_behind
from portal.exchange.registry.exports import datasets
from portal.exchange.services import export_worker, exports
from portal.notices.registry import Kind, kinds
from portal.notices.services import in_both, notify
from portal.outbox.services import on, sweeps, until_done

kinds.register(
    Kind(
        key="exchange.export_ready",
        title=_("The export %(export)s is ready: %(rows)s"),
        text=_("Its files stay for seven days. Take them on the page of the export."),
    )
)
kinds.register(
    Kind(
        key="exchange.export_failed",
        title=_("The export %(export)s has stopped: %(rows)s"),
        text=_("Open it: the reason stands there, and the work goes on behind the last finished file."),
        essential=True,
    )
)


@on("exchange.export_queued")
def wake_for_export(*, export: int, **_later) -> None:
    """The worker begins at once; a call that is lost is made up for by the sweep."""
    transaction.on_commit(lambda: tasks.run_export.delay(export=export), robust=True)


@on("exchange.export_ready", "exchange.export_failed")
def tell_of_export(*, export: int, **_later) -> None:
    """Who asked for it; a program sees it by asking."""
    done = Export.objects.select_related("asked_by").get(pk=export)
    if done.asked_by.is_service or done.is_unfinished:
        return
    dataset = datasets.get(done.dataset)
    label = dataset.label if dataset is not None else done.dataset
    kind = "exchange.export_failed" if done.failure else "exchange.export_ready"
    notify(
        [done.asked_by],
        kind,
        params={"export": done.number, "rows": in_both(lambda: label)},
        url_name="exchange:export-detail",
        url_args=[done.uid],
    )


@sweeps
def take_up_exports() -> None:
    """Exports whose worker was killed go on behind their last finished file."""
    for pk in left_behind():
        tasks.run_export.delay(export=pk)


@sweeps
def expire_exports() -> None:
    """Files that have been there long enough."""
    exports.expire_exports()


@sweeps
def remove_lost_files() -> None:
    """Once a day."""
    until_done("exchange: lost files", today().isoformat(), export_worker.remove_lost_files)

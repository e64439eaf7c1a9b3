"""Lists of products and their batches: the worker is woken, what it left behind is taken up, people are told."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from catalog import services, tasks
from catalog.models import BulkJob, ReviewBatch
from catalog.queries.bulk import left_behind
from catalog.states import VersionState
from portal.clock import today
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on, sweeps, until_done
from portal.people.queries import buyer_people_with_role, people_with_role

kinds.register(
    Kind(
        key="catalog.bulk_checked",
        title=_("%(job)s is checked"),
        text=_("Look at what would change, then take it over. Nothing has come in yet."),
    )
)
kinds.register(Kind(key="catalog.bulk_done", title=_("%(job)s is taken over")))
kinds.register(
    Kind(
        key="catalog.bulk_failed",
        title=_("%(job)s has stopped"),
        text=_("Open the list: the reason stands there, and the work goes on where it stood."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="catalog.batch_submitted",
        title=_("%(count)s products of %(company)s wait for a review together"),
        text=_("The supplier expects an answer within three business days."),
    )
)
kinds.register(
    Kind(
        key="catalog.batch_dropped",
        title=_("Nothing of %(job)s was ready for the review"),
        text=_("Open the list: it says what each product lacks."),
    )
)
kinds.register(Kind(key="catalog.batch_published", title=_("The products of %(job)s are published")))
kinds.register(
    Kind(
        key="catalog.batch_published_in_part",
        title=_("The products of %(job)s are published; returned: %(count)s"),
        text=_("The page of the list names what came back, with the remark of the reviewer."),
        essential=True,
    )
)
kinds.register(
    Kind(
        key="catalog.batch_returned",
        title=_("The products of %(job)s came back from the review"),
        text=_("The reason stands on the page of the list. Mend the file and send it in again."),
        essential=True,
    )
)


@on("catalog.bulk_queued")
def wake_for_list(*, job: int, **_later) -> None:
    """The worker begins at once; a call that is lost is made up for by the sweep."""
    transaction.on_commit(lambda: tasks.run_list.delay(job=job), robust=True)


@on("catalog.batch_queued")
def wake_for_batch(*, batch: int, **_later) -> None:
    """Likewise."""
    transaction.on_commit(lambda: tasks.run_batch.delay(batch=batch), robust=True)


@sweeps
def take_up_what_was_left() -> None:
    """Lists and batches whose worker was killed go on where they stood."""
    jobs, batches = left_behind()
    for job in jobs:
        tasks.run_list.delay(job=job)
    for batch in batches:
        tasks.run_batch.delay(batch=batch)


@sweeps
def expire_lists() -> None:
    """Once a day: files and cells of lists that nobody has touched for a month."""
    until_done("catalog: expire lists", today().isoformat(), services.expire_lists)


def _tell(kind: str, job: BulkJob, **params: str) -> None:
    people = list(people_with_role(job.company, "SA", "SU"))
    notify(people, kind, params={"job": job.number, **params}, url_name="catalog:bulk-detail", url_args=[job.uid])


@on("catalog.bulk_checked")
def tell_checked(*, job: int, **_later) -> None:
    """The supplier decides now."""
    _tell("catalog.bulk_checked", BulkJob.objects.select_related("company").get(pk=job))


@on("catalog.bulk_done")
def tell_done(*, job: int, **_later) -> None:
    """The products are there."""
    _tell("catalog.bulk_done", BulkJob.objects.select_related("company").get(pk=job))


@on("catalog.bulk_failed")
def tell_failed(*, job: int, **_later) -> None:
    """Somebody has to look."""
    _tell("catalog.bulk_failed", BulkJob.objects.select_related("company").get(pk=job))


def _batch(pk: int) -> ReviewBatch:
    return ReviewBatch.objects.select_related("company", "job__company").get(pk=pk)


@on("catalog.batch_submitted")
def tell_batch_submitted(*, batch: int, **_later) -> None:
    """One notice for the whole batch."""
    sent = _batch(batch)
    params = {"count": f"{sent.size:,}", "company": str(sent.company)}
    notify(
        buyer_people_with_role("PO"),
        "catalog.batch_submitted",
        params=params,
        url_name="catalog:batch-detail",
        url_args=[sent.uid],
    )


@on("catalog.batch_dropped")
def tell_batch_dropped(*, batch: int, **_later) -> None:
    """The supplier learns what is missing."""
    _tell("catalog.batch_dropped", _batch(batch).job)


@on("catalog.batch_published")
def tell_batch_published(*, batch: int, **_later) -> None:
    """The supplier learns that buyers see them, and how many came back instead."""
    done = _batch(batch)
    if returned := done.items.filter(sha256__gt="", version__state=VersionState.RETURNED).count():
        _tell("catalog.batch_published_in_part", done.job, count=f"{returned:,}")
    else:
        _tell("catalog.batch_published", done.job)


@on("catalog.batch_returned")
def tell_batch_returned(*, batch: int, **_later) -> None:
    """The supplier learns why."""
    _tell("catalog.batch_returned", _batch(batch).job)

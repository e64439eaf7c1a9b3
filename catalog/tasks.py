"""Celery's wake-up calls of the catalogue: what is to be done stands in the database."""

from celery import shared_task

from catalog import services
from portal.transactions import resumed_when_crossed


@shared_task(ignore_result=True, acks_late=True)
@resumed_when_crossed
def run_list(*, job, **_later):
    """A list of products: as many chunks as fit, then it queues up again. Safe to run twice at once."""
    if services.run_list(job):
        run_list.delay(job=job)


@shared_task(ignore_result=True, acks_late=True)
@resumed_when_crossed
def run_batch(*, batch, **_later):
    """A batch in review, likewise."""
    if services.run_batch(batch):
        run_batch.delay(batch=batch)

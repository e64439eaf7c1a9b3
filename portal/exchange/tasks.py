"""Celery's wake-up calls of data exchange: what is to be done stands in the database."""

from celery import shared_task

from portal.exchange.services import export_worker


@shared_task(ignore_result=True, acks_late=True)
def run_export(*, export, **_later):
    """An export: as many files as fit, then it queues up again. Safe to run twice at once."""
    if export_worker.run_export(export):
        run_export.delay(export=export)

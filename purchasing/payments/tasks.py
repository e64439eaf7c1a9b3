"""Celery's wake-up calls of payments: what is to be done stands in the database."""

from celery import shared_task

from portal.transactions import resumed_when_crossed
from purchasing.payments.models import PaymentRun
from purchasing.payments.services.paying import pay_run


@shared_task(ignore_result=True, acks_late=True)
@resumed_when_crossed
def post_run(*, run, **_later):
    """A released run, each chunk in a transaction of its own. Safe to run twice at once."""
    pay_run(PaymentRun.objects.get(pk=run))

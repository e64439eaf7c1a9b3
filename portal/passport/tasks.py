"""Celery's wake-up calls of passports: what is to be done stands in the database."""

from celery import shared_task

from portal.passport.services import issuing, taking
from portal.transactions import resumed_when_crossed


@shared_task(ignore_result=True, acks_late=True)
def run_passport(*, passport, **_later):
    """Write one. Safe to run twice at once."""
    issuing.run_passport(passport)


@shared_task(ignore_result=True, acks_late=True)
@resumed_when_crossed
def run_import(*, passport, **_later):
    """Take one in. Safe to run twice: each section is taken once."""
    taking.run_import(passport)

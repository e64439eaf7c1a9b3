"""Celery's wake-up calls."""

import time

from celery import shared_task

from portal.outbox import services


@shared_task(ignore_result=True, acks_late=True)
def relay(**_later):
    """After each commit with news, and every 15 seconds; for half a minute at most, for other work waits as well."""
    until = time.monotonic() + 30
    while services.relay_due(100) == 100 and time.monotonic() < until:
        continue


@shared_task(ignore_result=True, acks_late=True)
def sweep(**_later):
    """Each minute: whatever is due and was not woken; upper floors register their own sweeps in ``SWEEPS``.

    Events are not among it: the relay comes by itself, and a sweep behind a long queue of events would come too late.
    """
    services.run_sweeps()


@shared_task(ignore_result=True)
def tick(**_later):
    """Every two seconds: what is due at a moment that people watch, such as a deadline; the sweep finds it as well."""
    services.run_ticks()


@shared_task(ignore_result=True)
def let_out(**_later):
    """Every five seconds and when woken: what waits for others outside, each outlet in one process at a time."""
    services.let_out_side_by_side()

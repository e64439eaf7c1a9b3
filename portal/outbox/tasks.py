"""Celery's wake-up calls."""

from celery import shared_task

from portal.outbox import services


@shared_task(ignore_result=True, acks_late=True)
def relay(**_later):
    """After each commit with news, and every 15 seconds."""
    while services.deliver_due(100) == 100:
        continue


@shared_task(ignore_result=True, acks_late=True)
def sweep(**_later):
    """Each minute: whatever is due and was not woken; upper floors register their own sweeps in ``SWEEPS``."""
    services.deliver_due(1000)
    services.run_sweeps()


@shared_task(ignore_result=True)
def tick(**_later):
    """Every two seconds: what is due at a moment that people watch, such as a deadline; the sweep finds it as well."""
    services.run_ticks()


@shared_task(ignore_result=True)
def let_out(**_later):
    """Every five seconds and when woken: what waits for others outside, in one process at a time."""
    with services.lease("outbox: let out", seconds=60) as alone:
        if alone:
            services.let_out()

"""DO: the clock of each stage: begun, stopped while the applicant is asked, ended."""

from datetime import date

from portal.calendar import BUSINESS, business_days_after, open_days_between
from portal.clock import today
from sharedgrowth.support.models import Application, StageClock
from sharedgrowth.support.queries.screening import promised_days
from sharedgrowth.support.states import Stage


def start_clock(application: Application, stage: Stage, *, on: date | None = None) -> StageClock:
    """Begin a stage; one that has begun runs on."""
    begun = on or today()
    days = promised_days(application.call, stage)
    values = {"promised_days": days, "started_on": begun, "due_on": business_days_after(begun, days)}
    clock, _made = StageClock.objects.get_or_create(application=application, stage=stage, defaults=values)
    return clock


def pause_clock(application: Application, *, since: date, until: date) -> None:
    """The days in which the applicant was asked do not count."""
    waited = max(0, open_days_between(since, until, BUSINESS))
    clock = application.clocks.filter(ended_on=None).order_by("-id").first()
    if clock is not None and waited:
        clock.paused += waited
        clock.due_on = business_days_after(clock.due_on, waited)
        clock.save(update_fields=["paused", "due_on"])


def end_clocks(application: Application) -> None:
    """End what runs."""
    day = today()
    for clock in application.clocks.filter(ended_on=None):
        clock.ended_on = day
        clock.took_days = max(0, open_days_between(clock.started_on, day, BUSINESS) - clock.paused)
        clock.save(update_fields=["ended_on", "took_days"])


def next_stage(application: Application, stage: Stage) -> None:
    """End what runs and begin the next."""
    end_clocks(application)
    start_clock(application, stage)

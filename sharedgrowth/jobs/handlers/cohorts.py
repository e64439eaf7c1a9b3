"""Cohorts: closed by the clock; who is told of what; who asked for news of later ones."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, sweeps
from portal.people.models import User
from portal.people.queries import buyer_people_with_role
from portal.privacy.models import Consent
from sharedgrowth.jobs.models import Application, Cohort, Trainee
from sharedgrowth.jobs.queries.consents import LATER_CALLS
from sharedgrowth.jobs.queries.keeping import LATER_DAYS
from sharedgrowth.jobs.services.cohorts import close_due_cohorts
from sharedgrowth.jobs.states import ApplicationState

sweeps(close_due_cohorts)


def _told(cohort: int, **more: Any) -> tuple[Cohort, dict[str, Any]]:
    found = Cohort.objects.select_related("planned_by").get(pk=cohort)
    title = bilingual(found.title_ko, found.title_en or found.title_ko)
    return found, {"number": found.number, "cohort": title, **more}


def _applicants(cohort: Cohort, **narrowed: Any):
    applications = Application.objects.filter(cohort=cohort, user__isnull=False, **narrowed)
    return User.objects.filter(pk__in=applications.values("user"))


@on("jobs.cohort_published")
def tell_who_asked(*, cohort: int, **_later) -> None:
    """Who agreed to hear of later cohorts, and whoever planned it."""
    found, params = _told(cohort)
    page = {"url_name": "jobs:cohort-detail", "url_args": [found.number]}
    since = today() - timedelta(days=LATER_DAYS)
    consents = Consent.objects.filter(
        purpose=LATER_CALLS, withdrawal=None, person__isnull=False, given_at__date__gte=since
    )
    people = User.objects.filter(pk__in=consents.values("person"))
    notify(people, "jobs.cohort_open", params={**params, "until": found.apply_to}, **page)
    notify([found.planned_by], "jobs.cohort_published", params=params, **page)


@on("jobs.cohort_extended")
def tell_of_extension(*, cohort: int, **_later) -> None:
    """Who writes or has sent an application."""
    found, params = _told(cohort)
    notify(
        _applicants(found, state__in=[ApplicationState.DRAFT, ApplicationState.SUBMITTED]),
        "jobs.cohort_extended",
        params={**params, "until": found.apply_to},
        url_name="jobs:cohort-detail",
        url_args=[found.number],
    )


@on("jobs.cohort_cancelled")
def tell_of_cancellation(*, cohort: int, **_later) -> None:
    """Everybody who applied, whatever became of it: why, and what happens with the data."""
    found, params = _told(cohort, reason="")
    params["reason"] = found.reason
    page = {"url_name": "jobs:cohort-detail", "url_args": [found.number]}
    trained = Trainee.objects.filter(cohort=found).values("application__user")
    notify(_applicants(found).exclude(pk__in=trained), "jobs.cohort_cancelled", params=params, **page)
    years = found.terms.trainee_years if found.terms is not None else 0
    trainees = _applicants(found).filter(pk__in=trained)
    notify(trainees, "jobs.cohort_cancelled_trainee", params={**params, "years": years}, **page)


@on("jobs.cohort_closed")
def tell_operators(*, cohort: int, **_later) -> None:
    """The operators: applications can be judged."""
    found, params = _told(cohort)
    notify(
        buyer_people_with_role("HR"),
        "jobs.cohort_closed",
        params=params,
        url_name="jobs:selection",
        url_args=[found.number],
    )


@on("jobs.selection_proposed")
def ask_for_confirmation(*, cohort: int, **_later) -> None:
    """The operators: another one confirms."""
    found, params = _told(cohort)
    notify(
        buyer_people_with_role("HR"),
        "jobs.selection_proposed",
        params=params,
        url_name="jobs:selection",
        url_args=[found.number],
    )


@on("jobs.allowances_stated")
def ask_for_payroll(*, cohort: int, month: str, **_later) -> None:
    """Operators and finance: another one confirms."""
    found, params = _told(cohort)
    notify(
        buyer_people_with_role("HR", "FI"),
        "jobs.allowances_stated",
        params={**params, "month": month[:7]},
        url_name="jobs:allowances",
        url_args=[found.number],
    )


WORDS = (  # kind, title, text, essential
    (
        "jobs.cohort_open",
        _("A new Youth Dream cohort: applications until %(until)s"),
        _("%(cohort)s, %(number)s."),
        False,
    ),
    ("jobs.cohort_published", _("Cohort %(number)s was published"), _("%(cohort)s."), False),
    ("jobs.cohort_extended", _("Cohort %(number)s: the deadline is now %(until)s"), _("%(cohort)s."), True),
    (
        "jobs.cohort_cancelled",
        _("Cohort %(number)s was cancelled"),
        _("%(cohort)s. %(reason)s Your data is destroyed by the same rule as of who was not chosen."),
        True,
    ),
    (
        "jobs.cohort_cancelled_trainee",
        _("Cohort %(number)s was cancelled"),
        _("%(cohort)s. %(reason)s Records of your training are kept for %(years)s years, then destroyed."),
        True,
    ),
    (
        "jobs.cohort_closed",
        _("Cohort %(number)s: applications closed"),
        _("%(cohort)s. They can be judged now."),
        False,
    ),
    (
        "jobs.selection_proposed",
        _("Cohort %(number)s: a selection list waits for a second person"),
        _("%(cohort)s."),
        False,
    ),
    (
        "jobs.allowances_stated",
        _("Cohort %(number)s: allowances of %(month)s wait for a second person"),
        _("%(cohort)s."),
        False,
    ),
)
for key, title, text, essential in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=essential))

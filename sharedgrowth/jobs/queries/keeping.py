"""FIND: whose data has to go, and why some stays. Source: domain PII-05, PII-06."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q

from portal.clock import SEOUL
from portal.people.models import User
from portal.privacy.models import Consent
from portal.privacy.registry import holdings
from sharedgrowth.jobs.models import Application
from sharedgrowth.jobs.queries.consents import LATER_CALLS, with_agreement
from sharedgrowth.jobs.rules.keeping import destroyed_from, trainee_kept_until
from sharedgrowth.jobs.states import NOT_CHOSEN, ApplicationState

LATER_DAYS = 730  # the wish to hear of later cohorts counts for two years
RETURN_DAYS = 14  # documents go back within 14 days of the request
A = ApplicationState


def kept_until(application: Application) -> date | None:
    """The last day on which the data is kept; None while the application, the training or the matching goes on."""
    cohort, terms = application.cohort, application.cohort.terms
    if hasattr(application, "trainee"):
        ended = cohort.ended_on or cohort.cancelled_on
        if terms is None or ended is None or application.state == A.ENROLLED:
            return None
        return trainee_kept_until(ended, terms.trainee_years)
    if application.state not in NOT_CHOSEN or application.decided_at is None:
        return None
    decided = application.decided_at.astimezone(SEOUL).date()
    if terms is None or application.submitted_at is None:
        return decided  # never sent: nothing to return
    asked = application.return_asked_on if application.returned_on is None else None
    waited = asked + timedelta(days=RETURN_DAYS) if asked else None
    return destroyed_from(decided, terms.return_days, waited) - timedelta(days=1)


def due_applications(on: date) -> Iterator[Application]:
    """Applications whose data has to be destroyed on the day ``on``, with what took the consent back at once."""
    found = Application.objects.filter(destroyed_at=None).select_related("cohort__terms", "trainee", "user")
    over = Q(state__in=[state.value for state in NOT_CHOSEN]) | Q(trainee__isnull=False)
    for application in with_agreement(found.filter(over)).order_by("pk").iterator():
        last = kept_until(application)
        withdrawn = not getattr(application, "agreed", True) and not hasattr(application, "trainee")
        if (last is not None and last < on) or withdrawn:
            yield application


def must_stay(application: Application) -> date | None:
    """Until when training and allowance records stay although the person wants them gone; None when nothing does."""
    if not hasattr(application, "trainee"):
        return None
    return kept_until(application) or date.max


def unended(user) -> list[Application]:
    """Applications of a person whose data is still there."""
    rows = Application.objects.filter(user=user, destroyed_at=None).select_related("cohort__terms", "trainee")
    return list(rows.order_by("pk"))


def keeps_account(user: User, on: date) -> bool:
    """Whether the account has another purpose: a company, an application, the wish to hear of later cohorts (2 years),
    or something else of the portal that the person must sign in for (``Holding.needs``).

    Staff and whoever is no private person is never closed from here.
    """
    if user.is_staff or user.is_service or user.memberships.exists():
        return True
    if Application.objects.filter(user=user, destroyed_at=None).exists():
        return True
    if any(each.needs(user) for each in holdings):
        return True
    since = on - timedelta(days=LATER_DAYS)
    wishes = Consent.objects.filter(person=user, purpose=LATER_CALLS, withdrawal=None, given_at__date__gte=since)
    return wishes.exists()


def due_accounts(on: date) -> Iterator[User]:
    """Accounts that were kept for later cohorts only, and for which that wish has ended."""
    asked = Consent.objects.filter(purpose=LATER_CALLS, person__is_active=True).values("person")
    for user in User.objects.filter(pk__in=asked).order_by("pk").iterator():
        if not keeps_account(user, on):
            yield user

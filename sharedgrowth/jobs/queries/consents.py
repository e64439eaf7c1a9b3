"""FIND: to what an applicant has agreed. The purposes are entered in ``handlers/consents.py``."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat

from portal.privacy.models import Consent
from portal.privacy.queries import consented
from sharedgrowth.jobs.models import Application, Cohort

APPLICATION = "jobs.application"  # collection and use for selection, training and matching: needed
INSURER = "jobs.insurance"  # third party: the insurer of the trainees, asked when a place is taken up
LATER_CALLS = "jobs.later_calls"  # optional: told of later cohorts, account kept
AT_START = (APPLICATION, LATER_CALLS)


def about(cohort: Cohort | int) -> str:
    """What a consent is about: one cohort.

    >>> about(12)
    'jobs.cohort:12'
    """
    return f"jobs.cohort:{cohort if isinstance(cohort, int) else cohort.pk}"


def agrees(application: Application) -> bool:
    """Whether the applicant agrees now that the data is used for this cohort."""
    user = application.user
    return user is not None and consented(user, APPLICATION, about(application.cohort_id))


def took_back(application: Application) -> bool:
    """Whether the applicant agreed once and does not any more."""
    given = Consent.objects.filter(person=application.user_id, purpose=APPLICATION, about=about(application.cohort_id))
    return given.exists() and not agrees(application)


def with_agreement(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Annotated with ``agreed``: some consent to the use of the data for the cohort stands."""
    return applications.annotate(
        agreed=Exists(
            Consent.objects.filter(
                Q(person=OuterRef("user")),
                purpose=APPLICATION,
                withdrawal=None,
                about=Concat(Value("jobs.cohort:"), Cast(OuterRef("cohort"), CharField())),
            )
        )
    )

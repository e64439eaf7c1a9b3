"""DO: destroy what is kept of an applicant; what remains is a number, a cohort and an outcome. Source: PII-06."""

from collections import Counter

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.clock import db_now, today
from portal.notices.services import forget_notices
from portal.people.models import User
from portal.privacy.registry import holdings
from portal.privacy.services import accounts
from portal.privacy.services.destruction import certify, shred
from sharedgrowth.jobs.erasing import erasers
from sharedgrowth.jobs.models import Application, Attendance, Identity, Mark, SelectionList, Talk, Trainee
from sharedgrowth.jobs.queries.keeping import keeps_account, must_stay, unended
from sharedgrowth.jobs.services import applications
from sharedgrowth.jobs.services.training import drop_trainee
from sharedgrowth.jobs.states import BEFORE_TRAINING, ApplicationState


@transaction.atomic
def destroy_application(application: Application) -> dict[str, int]:
    """All of it: identity, answers, certificates with their copies, what reviewers wrote, attendance, marks, matches.

    No person acts here: the time has ended, or the person wants it. Counts by kind go into the certificate.
    """
    held = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if held.destroyed_at is not None:
        return {}
    counts: Counter[str] = Counter()
    for eraser in erasers:
        counts.update(eraser(held))
    _destroy_words(held, counts)
    counts["jobs.identity"] += Identity.objects.filter(application=held).delete()[0]
    trainee = getattr(held, "trainee", None)
    if trainee is not None:
        counts["jobs.attendance"] += Attendance.objects.filter(trainee=trainee).delete()[0]
        counts["jobs.mark"] += Mark.objects.filter(trainee=trainee).delete()[0]
        gone = {"reason": "", "grade": None, "attendance_pct": None, "certificate": None}
        Trainee.objects.filter(pk=trainee.pk).update(**gone)
    decided = SelectionList.objects.filter(cohort=held.cohort_id).exclude(confirmed_at=None, returned_at=None)
    decided.update(note="", reason="")  # words between two colleagues, which may name somebody
    if held.user is not None:  # an account that stays tells nothing of it
        pages = [reverse(f"jobs:{page}", args=[held.number]) for page in ("application-detail", "training-mine")]
        counts["notices.notice"] += sum(forget_notices(held.user, each) for each in pages)
    points = {"documents_points": None, "interview_points": None, "points": None, "rank": None}
    counts["jobs.application"] += Application.objects.filter(pk=held.pk).update(
        user=None, destroyed_at=db_now(), reason="", **points
    )
    return dict(counts)


def _destroy_words(held: Application, counts: Counter[str]) -> None:
    """What the person wrote and what was written of the person."""
    counts["jobs.answer"] += held.answers.all().delete()[0]
    files = [paper.file for paper in held.papers.select_related("file") if paper.file is not None]
    counts["jobs.paper"] += held.papers.all().delete()[0]
    counts["files.file"] += shred(files)
    counts["jobs.review"] += held.reviews.all().delete()[0]
    counts["jobs.talk"] += Talk.objects.filter(application=held).delete()[0]


@transaction.atomic
def erase_person(user: User, *, reason: str) -> dict[str, int]:
    """The person wants it gone: what runs is ended, all is destroyed; of trainees the name stays with the records."""
    counts: Counter[str] = Counter()
    for application in unended(user):
        _end(application)
        if must_stay(application) is None:
            counts.update(destroy_application(application))
        else:
            counts.update(_reduce(application))
    return dict(counts)


def _end(application: Application) -> None:
    """Nothing goes on without the data."""
    held = applications.locked(application)
    if held.state in BEFORE_TRAINING:
        applications.withdraw_application(held, by=None)
    elif held.state == ApplicationState.ENROLLED:
        drop_trainee(held.trainee, reason=_("The consent was withdrawn."), by=None)


def _reduce(application: Application) -> dict[str, int]:
    """Only what the training and allowance records need stays."""
    counts: Counter[str] = Counter()
    for eraser in erasers:
        counts.update(eraser(application))
    _destroy_words(application, counts)
    Trainee.objects.filter(application=application).update(reason="")
    Attendance.objects.filter(trainee__application=application).update(note="")
    empty = {"phone": "", "email": "", "region": "", "education": "", "field_of_study": ""}
    counts["jobs.identity"] += Identity.objects.filter(application=application).update(**empty)
    return dict(counts)


@transaction.atomic
def end_without_consent(user: User, about: str) -> int:
    """The consent to a cohort was taken back: the application ends there; the data goes the same night. Says how many.

    Of a trainee all goes at once but what the records of training and allowance need.
    Who completed the training stays trained; firms hear nothing more of the person (jobs.application_withdrawn).
    """
    ended = 0
    for application in unended(user):
        if f"jobs.cohort:{application.cohort_id}" != about:
            continue
        before = applications.locked(application).state
        _end(application)
        if before == ApplicationState.COMPLETED:
            applications.say_withdrawn(application)
        if must_stay(application) is not None:
            holding = holdings.get("jobs.applications")
            assert holding is not None  # noqa: S101 (entered by this app)
            certify(holding, _reduce(application), reason=_("The consent was withdrawn."))
        ended += 1
    return ended


@transaction.atomic
def destroy_due_thing(thing: Application | User) -> dict[str, int]:
    """What the night destroys: an application, and the account with it when nothing else needs it; or an account."""
    account = thing.pk if isinstance(thing, User) else thing.user_id
    accounts_locked = User.objects.select_for_update(of=("self",))  # nothing new begins meanwhile
    held = accounts_locked.get(pk=account) if account else None
    counts: Counter[str] = Counter()
    if isinstance(thing, Application):
        counts.update(destroy_application(thing))
    if held is not None and not keeps_account(held, today()):  # asked again: the list was read before the lock
        counts.update(accounts.destroy_account(held))
    return dict(counts)

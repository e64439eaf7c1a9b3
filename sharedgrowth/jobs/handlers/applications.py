"""Applicants and reviewers: who is told of what; places that fall free; what runs once a day."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.clock import db_now, today
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, once, sweeps
from portal.people.models import User
from portal.people.queries import buyer_people_with_role
from sharedgrowth.jobs.models import Allowance, Application, Cohort, Paper, Talk, Trainee
from sharedgrowth.jobs.queries.applications import reads_paper
from sharedgrowth.jobs.services.review import fill_places
from sharedgrowth.jobs.services.training import lapse_places
from sharedgrowth.jobs.states import ApplicationState, CohortState

PAGE = "jobs:application-detail"
REMINDED = (7, 2)  # days before the deadline at which the writers of drafts are reminded


@readers.register("jobs.papers")
def reads_copies(user: User, file: File) -> bool | None:
    """Copies of certificates: the applicant's own; others see them on a page that keeps a record of it."""
    if file.company_id is not None or file.uploaded_by_id is not None:
        return None
    return reads_paper(user, file) if Paper.objects.filter(file=file).exists() else None


@sweeps
def run_daily() -> None:
    """Once a day: places that nobody took up fall free; writers of drafts are reminded of the deadline."""
    day = today()
    with transaction.atomic():
        if once("jobs: applications", day.isoformat()):
            lapse_places(day)
            remind_of_deadline()


def remind_of_deadline() -> None:
    """Who writes a draft whose cohort closes in a week, or in two days."""
    now = db_now()
    for days in REMINDED:
        begin = now + timedelta(days=days - 1)
        ending = Cohort.objects.filter(
            state=CohortState.RECRUITING, apply_to__gt=begin, apply_to__lte=begin + timedelta(days=1)
        )
        drafts = Application.objects.filter(cohort__in=ending, state=ApplicationState.DRAFT, user__isnull=False)
        for application in drafts.select_related("user", "cohort"):
            notify(
                [application.user],
                "jobs.draft_ends",
                params={"number": application.number, "until": application.cohort.apply_to},
                url_name="jobs:application-edit",
                url_args=[application.number],
                key=f"jobs.draft_ends {application.pk} {application.cohort.apply_to:%Y%m%d} {days}",
            )


def _tell(pk: int, kind: str, **more: Any) -> None:
    found = Application.objects.select_related("user", "cohort").get(pk=pk)
    if found.user is not None:
        cohort = bilingual(found.cohort.title_ko, found.cohort.title_en or found.cohort.title_ko)
        params = {"number": found.number, "cohort": cohort, **more}
        notify([found.user], kind, params=params, url_name=PAGE, url_args=[found.number])


@on("jobs.application_submitted")
def confirm_receipt(*, application: int, **_later) -> None:
    """The applicant."""
    _tell(application, "jobs.received")


@on("jobs.application_lapsed")
def tell_of_lapse(*, application: int, **_later) -> None:
    """The applicant."""
    _tell(application, "jobs.lapsed")


@on("jobs.application_rejected")
def tell_of_rejection(*, application: int, **_later) -> None:
    """The applicant: with how long documents can be asked back (PII-05)."""
    found = Application.objects.select_related("cohort__terms").get(pk=application)
    days = found.cohort.terms.return_days if found.cohort.terms else 60
    _tell(application, "jobs.not_chosen", days=days)


@on("jobs.application_selected")
def tell_of_place(*, application: int, **_later) -> None:
    """The applicant: until when the place has to be taken up."""
    found = Application.objects.get(pk=application)
    if found.answer_by is not None:
        _tell(application, "jobs.selected", until=found.answer_by)


@on("jobs.application_waitlisted")
def tell_of_waiting(*, application: int, **_later) -> None:
    """The applicant."""
    _tell(application, "jobs.waitlisted")


@on("jobs.application_withdrawn")
def confirm_withdrawal(*, application: int, **_later) -> None:
    """The applicant."""
    _tell(application, "jobs.withdrawn")


@on("jobs.place_free")
def give_place_on(*, cohort: int, **_later) -> None:
    """To the next who waits."""
    fill_places(Cohort.objects.get(pk=cohort))


@on("jobs.return_asked")
def ask_for_return(*, application: int, **_later) -> None:
    """The operators: documents go back within 14 days."""
    found = Application.objects.get(pk=application)
    until = today() + timedelta(days=14)
    notify(
        buyer_people_with_role("HR"),
        "jobs.return_asked",
        params={"number": found.number, "until": until},
        url_name="jobs:applicant-detail",
        url_args=[found.number],
    )


@on("jobs.talk_planned")
def invite_to_talk(*, talk: int, **_later) -> None:
    """The applicant."""
    found = Talk.objects.get(pk=talk)
    _tell(found.application_id, "jobs.interview", at=found.at, place=found.place)


@on("jobs.reviews_assigned")
def ask_reviewer(*, cohort: int, reviewer: int, count: int, **_later) -> None:
    """The reviewer."""
    found = Cohort.objects.get(pk=cohort)
    notify(
        User.objects.filter(pk=reviewer),
        "jobs.reviews_assigned",
        params={"number": found.number, "count": count},
        url_name="jobs:review-list",
    )


@on("jobs.reviewer_recused")
def replace_reviewer(*, application: int, **_later) -> None:
    """The operators assign another one."""
    found = Application.objects.select_related("cohort").get(pk=application)
    notify(
        buyer_people_with_role("HR"),
        "jobs.reviewer_recused",
        params={"code": found.code, "number": found.cohort.number},
        url_name="jobs:selection",
        url_args=[found.cohort.number],
    )


def _trainee(pk: int, kind: str, **more: Any) -> None:
    found = Trainee.objects.select_related("application__user", "cohort").get(pk=pk)
    if found.user is not None:
        cohort = bilingual(found.cohort.title_ko, found.cohort.title_en or found.cohort.title_ko)
        params = {"cohort": cohort, **more}
        notify([found.user], kind, params=params, url_name="jobs:training-mine", url_args=[found.application.number])


@on("jobs.trainee_enrolled")
def welcome_trainee(*, trainee: int, **_later) -> None:
    """The trainee."""
    found = Trainee.objects.select_related("cohort").get(pk=trainee)
    _trainee(trainee, "jobs.enrolled", day=found.cohort.starts_on)


@on("jobs.trainee_completed")
def congratulate(*, trainee: int, **_later) -> None:
    """The trainee, with the certificate."""
    _trainee(trainee, "jobs.completed")


@on("jobs.trainee_dropped")
def tell_of_drop(*, trainee: int, **_later) -> None:
    """The trainee."""
    _trainee(trainee, "jobs.dropped")


@on("jobs.allowance_confirmed")
def tell_of_allowance(*, allowance: int, **_later) -> None:
    """The trainee: the statement is there."""
    found = Allowance.objects.get(pk=allowance)
    _trainee(found.trainee_id, "jobs.allowance", month=f"{found.month:%Y-%m}")


WORDS = (  # kind, title, text, essential
    (
        "jobs.received",
        _("Application %(number)s was received"),
        _("%(cohort)s. You can change it until the deadline."),
        True,
    ),
    (
        "jobs.lapsed",
        _("Application %(number)s was not sent in time"),
        _("%(cohort)s. What you wrote is destroyed the next night."),
        True,
    ),
    (
        "jobs.not_chosen",
        _("Application %(number)s: not chosen this time"),
        _("%(cohort)s. You may ask for your documents for %(days)s days; then everything is destroyed."),
        True,
    ),
    (
        "jobs.selected",
        _("Application %(number)s: a place for you, until %(until)s"),
        _("%(cohort)s. Take the place up in time, or it goes to the next."),
        True,
    ),
    (
        "jobs.waitlisted",
        _("Application %(number)s: on the waiting list"),
        _("%(cohort)s. If a place falls free you are told at once."),
        True,
    ),
    ("jobs.withdrawn", _("Application %(number)s was withdrawn"), _("%(cohort)s. Nobody works on it any more."), True),
    ("jobs.draft_ends", _("Application %(number)s is not sent yet; it ends on %(until)s"), "", False),
    (
        "jobs.return_asked",
        _("Documents of %(number)s are asked back, until %(until)s"),
        _("Return them within 14 days and note it; then the data is destroyed."),
        True,
    ),
    ("jobs.interview", _("Interview of application %(number)s: %(at)s"), _("%(cohort)s. Place: %(place)s"), True),
    (
        "jobs.reviews_assigned",
        _("%(count)s applications of %(number)s to be reviewed blind"),
        _("You see code names only. Step back where you recognise somebody."),
        False,
    ),
    ("jobs.reviewer_recused", _("A reviewer of %(code)s stepped back"), _("%(number)s: assign another one."), False),
    ("jobs.enrolled", _("Your place is taken up: training starts on %(day)s"), _("%(cohort)s."), True),
    (
        "jobs.completed",
        _("You have completed the training"),
        _("%(cohort)s. Your certificate is ready; firms come next."),
        True,
    ),
    ("jobs.dropped", _("Your training has ended without completion"), _("%(cohort)s."), True),
    (
        "jobs.allowance",
        _("Your allowance of %(month)s is stated"),
        _("%(cohort)s. The statement can be downloaded."),
        False,
    ),
)
for key, title, text, essential in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=essential))

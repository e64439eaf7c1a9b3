"""FIND: sessions, attendance, marks, what follows of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from sharedgrowth.jobs.models import Cohort, Session, Trainee
from sharedgrowth.jobs.rules.training import attendance_pct, grade
from sharedgrowth.jobs.states import ATTENDED, ApplicationState


def sessions_of(cohort: Cohort) -> list[Session]:
    """Those that are held, in order; of a cancelled cohort those until its last day."""
    found = cohort.sessions.filter(cancelled_at=None).order_by("on", "starts", "pk")
    return list(found.filter(on__lte=cohort.cancelled_on) if cohort.cancelled_on else found)


def trainees_of(cohort: Cohort) -> QuerySet[Trainee]:
    """All, by code name: what a list shows of them."""
    found = cohort.trainees.select_related("application__identity", "insurance")
    return found.prefetch_related("attendance", "marks__exam").order_by("application__code")


@dataclass(frozen=True, slots=True)
class Result:
    """Where a trainee stands: sessions attended of scheduled, grade, what is missing."""

    attended: int
    scheduled: int
    attendance_pct: Decimal
    grade: Decimal | None
    missing: int  # sessions without a note
    unmarked: str  # an exam without a mark, or ""


def result_of(trainee: Trainee, sessions: Sequence[Session], *, until: date | None = None) -> Result:
    """By the sessions given, those up to ``until`` only."""
    counted = [each for each in sessions if until is None or each.on <= until]
    noted = {each.session_id: each.presence for each in trainee.attendance.all()}
    attended = sum(1 for each in counted if noted.get(each.pk) in ATTENDED)
    marks = list(trainee.marks.all())
    have = {each.exam_id for each in marks}
    unmarked = next((each.title for each in trainee.cohort.exams.all() if each.pk not in have), "")
    return Result(
        attended=attended,
        scheduled=len(counted),
        attendance_pct=attendance_pct(attended, len(counted)),
        grade=grade((each.points, each.exam.weight) for each in marks),
        missing=sum(1 for each in counted if each.pk not in noted),
        unmarked=unmarked,
    )


def days_of(trainee: Trainee, sessions: Iterable[Session], month: date) -> tuple[int, int, int]:
    """(attended, scheduled, sessions without a note) of a month, in days: a day is attended with all its sessions.

    From the day on which somebody left, a session without a note is one that was not attended.
    """
    noted = {each.session_id: each.presence for each in trainee.attendance.all()}
    days: dict[date, bool] = {}
    missing = 0
    for each in sessions:
        if (each.on.year, each.on.month) != (month.year, month.month):
            continue
        presence = noted.get(each.pk)
        ended = trainee.ended_on is not None and each.on >= trainee.ended_on
        missing += presence is None and not ended
        days[each.on] = days.get(each.on, True) and presence in ATTENDED
    return sum(days.values()), len(days), missing


def noted_of(session: Session) -> QuerySet[Trainee]:
    """Whom attendance is noted of: who is in training, also of a cancelled cohort, and who left that day or later."""
    here = Q(application__state__in=[ApplicationState.ENROLLED, ApplicationState.CANCELLED])
    left_later = Q(application__state=ApplicationState.DROPPED, ended_on__gte=session.on)
    return session.cohort.trainees.filter(here | left_later)


def months_of(sessions: Iterable[Session]) -> list[date]:
    """The months in which there are sessions, each by its first day."""
    return sorted({each.on.replace(day=1) for each in sessions})


def trainee_of(user: Any, cohort: Cohort) -> Trainee | None:
    """The person's own place in a cohort."""
    return cohort.trainees.filter(application__user=user).select_related("application__cohort__terms").first()


def matchable_trainees(cohort: Cohort) -> QuerySet[Trainee]:
    """Who completed the training and is still a person here: whom firms may be matched with."""
    done = cohort.trainees.filter(application__state=ApplicationState.COMPLETED, application__user__isnull=False)
    return done.select_related("application__user")

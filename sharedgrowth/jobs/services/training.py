"""DO: take up places, insure, train, take attendance, mark, complete. Source: domain 9.3, YDC-02."""

from collections.abc import Collection, Mapping
from datetime import date, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import is_business_day
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.privacy.services import consents
from sharedgrowth.jobs.models import Allowance, Application, Attendance, Cohort, Exam, Insurance, Mark, Session, Trainee
from sharedgrowth.jobs.policies import applications as own_policies
from sharedgrowth.jobs.policies import cohorts as cohort_policies
from sharedgrowth.jobs.policies import training as policies
from sharedgrowth.jobs.queries.consents import INSURER, about
from sharedgrowth.jobs.queries.training import noted_of, result_of, sessions_of
from sharedgrowth.jobs.rules.training import is_completed
from sharedgrowth.jobs.services import applications
from sharedgrowth.jobs.services.cohorts import locked
from sharedgrowth.jobs.states import ApplicationState, CohortState, Presence

A = ApplicationState


@transaction.atomic
def take_place(application: Application, *, agreed: Collection[str], by: User) -> Trainee:
    """Take the place up. The insurer must know whom it insures: a consent of its own."""
    require(own_policies.may_answer_place(by, application))
    cohort = locked(application.cohort)
    held = applications.locked(application)
    require(own_policies.may_answer_place(by, held))
    if held.answer_by is not None and today() > held.answer_by:
        raise WrongState(_("The place had to be taken up by %(day)s.") % {"day": held.answer_by.isoformat()})
    if cohort.state != CohortState.SELECTING:
        raise WrongState(_("The training has begun without you. Write to us."))
    if INSURER not in agreed:
        raise RuleBroken(_("Without accident insurance nobody may enter the workshop."), field="consent")
    consents.give(INSURER, by=by, about=about(cohort))
    move(held, "enrol", by=by, answer_by=None)
    made = Trainee.objects.create(application=held, cohort=cohort, enrolled_on=today())
    announce("jobs.trainee_enrolled", trainee=made.pk)
    return made


@transaction.atomic
def decline_place(application: Application, *, by: User) -> Application:
    """Leave the place to the next."""
    require(own_policies.may_answer_place(by, application))
    return applications.withdraw_application(application, by=by)


def lapse_places(day: date) -> int:
    """Places that nobody took up in time fall free; says how many."""
    late = Application.objects.filter(state=A.SELECTED, answer_by__lt=day, cohort__state=CohortState.SELECTING)
    count = 0
    for application in late.select_related("cohort").order_by("pk"):
        with transaction.atomic():
            locked(application.cohort)
            held = applications.locked(application)
            if held.state == A.SELECTED and held.answer_by is not None and held.answer_by < day:
                applications.withdraw_application(held, by=None)
                count += 1
    return count


@transaction.atomic
def add_insurance(
    cohort: Cohort, *, insurer: str, policy: str, valid_from: date, valid_until: date, by: User
) -> Insurance:
    """An accident insurance of the whole training; it covers all who are enrolled."""
    held = locked(cohort)
    require(policies.may_train(by, held))
    made = Insurance(
        cohort=held, insurer=insurer, policy=policy, valid_from=valid_from, valid_until=valid_until, entered_by=by
    )
    checked(made)
    if valid_from > held.starts_on or valid_until < held.ends_on:
        raise RuleBroken(
            _("The insurance must cover the training from its first to its last day."), field="valid_until"
        )
    made.save(force_insert=True)
    held.trainees.filter(insurance=None).update(insurance=made)
    record(held, "insured", by=by, payload={"insurance": made.pk})
    return made


@transaction.atomic
def plan_days(
    cohort: Cohort, *, starts: time, ends: time, title: str, place: str, first: date, last: date, by: User
) -> int:
    """One session on each business day of a time; days that have one at this time already are left.

    So are those of months whose allowances are stated: nobody could note or cancel a session there any more.
    """
    held = locked(cohort)
    require(policies.may_train(by, held))
    if first < held.starts_on or last > held.ends_on or last < first:
        raise RuleBroken(_("Sessions lie within the days of the training."), field="last")
    if ends <= starts:
        raise RuleBroken(_("A session ends after it begins."), field="ends")
    known = set(held.sessions.filter(starts=starts, cancelled_at=None).values_list("on", flat=True))
    stated = set(Allowance.objects.filter(trainee__cohort=held).values_list("month", flat=True))
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    made = Session.objects.bulk_create(
        Session(cohort=held, on=day, starts=starts, ends=ends, title=title, place=place)
        for day in days
        if is_business_day(day) and day not in known and day.replace(day=1) not in stated
    )
    record(held, "sessions_planned", by=by, payload={"sessions": len(made)})
    return len(made)


@transaction.atomic
def cancel_session(session: Session, *, by: User) -> Session:
    """A session that is not held; attendance taken of it no longer counts."""
    locked(session.cohort)
    held = Session.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=session.pk)
    require(policies.may_train(by, held.cohort))
    _check_unstated(held)
    if held.cancelled_at is None:
        held.cancelled_at = db_now()
        held.save(update_fields=["cancelled_at"])
        record(held, "cancelled", by=by)
    return held


def _check_unstated(session: Session) -> None:
    month = session.on.replace(day=1)
    if session.cohort.trainees.filter(allowances__month=month).exists():
        raise WrongState(_("The allowances of this month are stated: its days change no more."))


@transaction.atomic
def begin_training(cohort: Cohort, *, by: User) -> Cohort:
    """Begin: with somebody enrolled, sessions planned and everybody insured. Who waits or was silent is told."""
    held = locked(cohort)
    require(cohort_policies.may_begin_training(by, held))
    trainees = held.trainees.filter(application__state=A.ENROLLED)
    if not trainees.exists():
        raise RuleBroken(_("Nobody is enrolled yet."))
    if not held.sessions.filter(cancelled_at=None).exists():
        raise RuleBroken(_("Plan the sessions first."))
    cover = held.insurances.filter(valid_from__lte=held.starts_on, valid_until__gte=held.ends_on).last()
    if cover is None:
        raise RuleBroken(_("Enter the accident insurance first: nobody trains uninsured."))
    trainees.filter(insurance=None).update(insurance=cover)
    for application in held.applications.select_for_update(of=("self",)).order_by("pk"):
        if application.state == A.SELECTED:
            applications.withdraw_application(application, by=None)
        elif application.state == A.WAITLIST:
            move(application, "fail", by=by, decided_at=db_now())
            announce("jobs.application_rejected", application=application.pk)
    move(held, "train", by=by)
    announce("jobs.training_begun", cohort=held.pk)
    return held


@transaction.atomic
def take_attendance(session: Session, told: Mapping[int, str], *, reason: str = "", by: User) -> int:
    """Who was there: trainee -> presence. What was noted before is corrected only with a reason. Says how many."""
    require(policies.may_take_attendance(by, session.cohort))
    locked(session.cohort)  # whoever states the month's allowances is waited for
    held = Session.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=session.pk)
    require(policies.may_take_attendance(by, held.cohort))
    cohort_ended = held.cohort.cancelled_on
    if held.cancelled_at is not None or (cohort_ended is not None and held.on > cohort_ended):
        raise WrongState(_("This session was cancelled."))
    if held.on > today():
        raise RuleBroken(_("Attendance is taken on the day or later."))
    _check_unstated(held)
    trainees = {each.pk: each for each in noted_of(held)}
    before = {each.trainee_id: each for each in held.attendance.all()}
    changed = corrected = 0
    for pk, presence in told.items():
        if pk not in trainees or presence not in Presence.values:
            raise RuleBroken(_("Choose for each trainee of this cohort."))
        row = before.get(pk)
        if row is None:
            Attendance.objects.create(session=held, trainee=trainees[pk], presence=presence, taken_by=by)
            changed += 1
        elif row.presence != presence:
            was = (
                f"{row.presence} > {presence}"  # beside the row, not in the trail: it goes with the data of the person
            )
            row.presence, row.note, row.taken_by, row.taken_at = (
                presence,
                f"{was}: {reason.strip()}"[:300],
                by,
                db_now(),
            )
            corrected += 1
            row.save(update_fields=["presence", "note", "taken_by", "taken_at"])
            changed += 1
    if corrected and not reason.strip():
        raise RuleBroken(_("Say why attendance that was noted is corrected."), field="reason")
    if changed:
        what = "attendance_corrected" if corrected else "attendance_taken"
        record(held, what, by=by, payload={"trainees": changed, "corrected": corrected})
    return changed


@transaction.atomic
def add_exam(cohort: Cohort, *, title: str, weight: int, by: User) -> Exam:
    """Something that is marked."""
    held = locked(cohort)
    require(policies.may_train(by, held))
    exam = Exam(cohort=held, title=title, weight=weight, order=held.exams.count() + 1)
    checked(exam)
    exam.save(force_insert=True)
    record(held, "exam_added", by=by, payload={"exam": title})
    return exam


@transaction.atomic
def give_marks(exam: Exam, told: Mapping[int, Decimal], *, by: User) -> int:
    """Trainee -> points, 0 to 100; says how many changed."""
    require(policies.may_take_attendance(by, exam.cohort))
    cohort = locked(exam.cohort)
    require(policies.may_take_attendance(by, cohort))
    trainees = {each.pk: each for each in cohort.trainees.filter(application__state=A.ENROLLED)}
    before = {each.trainee_id: each for each in exam.marks.all()}
    changed = 0
    for pk, points in told.items():
        if pk not in trainees:
            raise RuleBroken(_("Choose for each trainee of this cohort."))
        if not 0 <= points <= 100:
            raise RuleBroken(_("Points lie between 0 and 100."), field=f"t{pk}")
        row = before.get(pk)
        if row is not None and row.points == points:
            continue
        Mark.objects.update_or_create(
            exam=exam, trainee=trainees[pk], defaults={"points": points, "given_by": by, "given_at": db_now()}
        )
        changed += 1
    if changed:
        record(cohort, "marks_given", by=by, payload={"exam": exam.pk, "changed": changed})
    return changed


@transaction.atomic
def drop_trainee(trainee: Trainee, *, reason: str, by: User | None) -> Trainee:
    """The training of one person ends early. ``by`` None: the person took the consent back."""
    held = Trainee.objects.select_for_update(of=("self",)).select_related("application", "cohort").get(pk=trainee.pk)
    if by is not None:
        require(policies.may_drop(by, held))
    if not reason.strip():
        raise RuleBroken(_("Say why."), field="reason")
    move(held.application, "drop", by=by, decided_at=db_now())
    held.ended_on, held.reason = today(), reason.strip()[:600]
    held.save(update_fields=["ended_on", "reason"])
    announce("jobs.trainee_dropped", trainee=held.pk)
    if held.cohort.state == CohortState.SELECTING:  # the training has not begun: somebody waits for the place
        announce("jobs.place_free", cohort=held.cohort_id)
    return held


@transaction.atomic
def end_training(cohort: Cohort, *, by: User) -> Cohort:
    """Everybody's result: completed by attendance and grade, or not. Then firms are matched (YDC-02)."""
    held = locked(cohort)
    require(cohort_policies.may_end_training(by, held))
    terms = held.terms
    assert terms is not None  # noqa: S101 (published under terms)
    sessions = sessions_of(held)
    if any(each.on > today() for each in sessions):
        raise RuleBroken(_("Sessions are still to come."))
    if not held.exams.exists():
        raise RuleBroken(_("Enter the exams and their marks first: without a grade nobody completes the training."))
    prefetch_related_objects([held], "exams")
    for trainee in held.trainees.select_for_update(of=("self",)).filter(application__state=A.ENROLLED).order_by("pk"):
        result = result_of(trainee, sessions)
        if result.missing:
            told = {"code": trainee.application.code, "count": result.missing}
            raise RuleBroken(_("Attendance of %(code)s is missing for %(count)s sessions.") % told)
        if result.unmarked:
            told = {"code": trainee.application.code, "exam": result.unmarked}
            raise RuleBroken(_("%(code)s has no mark in “%(exam)s”.") % told)
        done = is_completed(
            result.attended,
            result.scheduled,
            result.grade,
            attendance_pct=terms.attendance_pct,
            least_grade=terms.grade,
        )
        trainee.attendance_pct, trainee.grade, trainee.ended_on = result.attendance_pct, result.grade, held.ends_on
        if done:
            trainee.certificate = next_number("YDT")
        else:
            trainee.reason = _("Attendance or grade below what the terms ask.")
        trainee.save(update_fields=["attendance_pct", "grade", "ended_on", "certificate", "reason"])
        move(trainee.application, "complete" if done else "drop", by=by, decided_at=db_now())
        announce("jobs.trainee_completed" if done else "jobs.trainee_dropped", trainee=trainee.pk)
    move(held, "match", by=by, ended_on=held.ends_on)
    announce("jobs.cohort_matching", cohort=held.pk)
    return held

"""FIND: courses, who takes them, tries, certificates, what is mandatory and what is late. Source: domain 11.8."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.people.models import Company, Standing
from purchasing.esg.models import (
    Course,
    CourseAttendance,
    CourseCertificate,
    CourseDuty,
    CourseQuestion,
    CourseSection,
    Enrolment,
    EsgTerms,
    QuizTry,
)
from purchasing.esg.queries.periodic import active_suppliers
from purchasing.esg.registry import Known, known_facts
from purchasing.esg.rules import courses as rules
from purchasing.esg.states import Band, StandingFact
from purchasing.esg.states.courses import DutyState
from purchasing.esg.states.support import EnrolmentState

STAFF = ("SG", "ER", "EC", "CP", "AU")
OWN = ("SA", "SE")  # see what all of their company learn
GOOD = (Band.A, Band.B)
PASSED_SCORE = 3  # "everybody is trained, with records": a proposal, the company decides


def courses_offered() -> QuerySet[Course]:
    """In order."""
    return Course.objects.filter(is_current=True).order_by("order", "code")


def reads_all(user) -> bool:
    """Whether the person sees who takes what in all companies."""
    return user.is_internal and user.has_role(*STAFF)


def enrolments_visible_to(user) -> QuerySet[Enrolment]:
    """Own ones; for the company's administrator, ESG officer and programs the company's; for staff all."""
    found = Enrolment.objects.select_related("course", "company", "user", "certificate")
    if reads_all(user):
        return found
    if not user.is_supplier:
        return found.none()
    if user.is_service or user.has_role(*OWN):
        return found.filter(company=user.company_id)
    return found.filter(company=user.company_id, user=user)


def enrolments_listed_for(user, *, words: str = "", state: str = "", code: str = "") -> QuerySet[Enrolment]:
    """The same, filtered, the newest first."""
    found = enrolments_visible_to(user).order_by("-pk")
    if words:
        found = found.filter(
            Q(company__legal_name_ko__icontains=words)
            | Q(company__legal_name_en__icontains=words)
            | Q(user__name__icontains=words)
        )
    if state:
        found = found.filter(state=state)
    return found.filter(course__code=code) if code else found


def duties_visible_to(user) -> QuerySet[CourseDuty]:
    """The company's own; for staff all."""
    found = CourseDuty.objects.select_related("company").order_by("due_on", "pk")
    if reads_all(user):
        return found
    return found.filter(company=user.company_id) if user.is_supplier else found.none()


def open_duties(user) -> QuerySet[CourseDuty]:
    """What is still to be passed."""
    return duties_visible_to(user).filter(state=DutyState.OPEN)


def duties_late(on: date) -> QuerySet[CourseDuty]:
    """Mandatory courses whose day has passed."""
    found = CourseDuty.objects.select_related("company").filter(state=DutyState.OPEN, due_on__lt=on)
    return found.order_by("due_on", "pk")


def duties_by_day() -> list[tuple[int, date, int]]:
    """Company, day, and how many mandatory courses are due then."""
    rows = CourseDuty.objects.filter(state=DutyState.OPEN).values_list("company", "due_on").annotate(Count("pk"))
    return list(rows.order_by("company", "due_on"))


def sections_of(course: Course) -> list[CourseSection]:
    """In order."""
    return list(course.sections.order_by("no"))


def attendance_of(enrolment: Enrolment) -> dict[int, CourseAttendance]:
    """By section."""
    return {row.section_id: row for row in enrolment.attendance.all()}


def watched_pct(enrolment: Enrolment) -> int:
    """The share of the reading time that was attended."""
    attended = attendance_of(enrolment)
    return rules.watched_pct(
        [
            (attended[section.pk].seconds if section.pk in attended else 0, section.seconds)
            for section in sections_of(enrolment.course)
        ]
    )


def tries_of(enrolment: Enrolment, on: date, terms: EsgTerms) -> rules.Tries:
    """Tries that the person has left at this course; earlier enrolments count too."""
    made = QuizTry.objects.filter(enrolment__user=enrolment.user_id, enrolment__course__code=enrolment.course.code)
    days = [at.astimezone(SEOUL).date() for at in made.values_list("at", flat=True).order_by("at")]
    return rules.tries(days, on, most=terms.quiz_tries, window_days=terms.quiz_window_days)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is shown: its answers in their order, none of them marked."""

    question: CourseQuestion
    options: list[tuple[int, str]]


def quiz_of(enrolment: Enrolment, try_no: int) -> list[Asked]:
    """The questions of one try in its order, which reloading does not change."""
    questions = {each.no: each for each in enrolment.course.questions.prefetch_related("options")}
    seed = f"{enrolment.uid}/{try_no}"
    asked = []
    for no in rules.in_order(sorted(questions), seed=seed):
        options = {option.no: option.text for option in questions[no].options.all()}
        order = rules.in_order(sorted(options), seed=f"{seed}/{no}")
        asked.append(Asked(questions[no], [(place, options[place]) for place in order]))
    return asked


def certificates_in_force(on: date) -> QuerySet[CourseCertificate]:
    """Of all companies."""
    return CourseCertificate.objects.filter(issued_on__lte=on, valid_to__gte=on)


def certificates_of(company: Company, on: date) -> QuerySet[CourseCertificate]:
    """Of a company, the newest first."""
    return certificates_in_force(on).filter(company=company).select_related("course", "user").order_by("-pk")


def certificate_by_token(token: str) -> CourseCertificate | None:
    """What the QR code names."""
    return CourseCertificate.objects.select_related("course", "company").filter(token=token).first()


def codes_held(company: Company, on: date) -> set[str]:
    """Courses of which somebody of the company holds a certificate."""
    return set(certificates_in_force(on).filter(company=company).values_list("course__code", flat=True).order_by())


def enrolments_ended(on: date) -> QuerySet[Enrolment]:
    """Passed, and the certificate holds no longer."""
    found = Enrolment.objects.filter(state=EnrolmentState.PASSED, certificate__valid_to__lt=on)
    return found.select_related("course", "company", "user")


def certificates_ending(day: date) -> QuerySet[CourseCertificate]:
    """Those that hold until ``day``, unless the person holds a later one of the same course."""
    later = CourseCertificate.objects.filter(
        user=OuterRef("user"), company=OuterRef("company"), course__code=OuterRef("course__code"), valid_to__gt=day
    )
    return CourseCertificate.objects.filter(~Exists(later), valid_to=day).order_by("pk")


def bands_in_force(on: date) -> QuerySet[Standing]:
    """The band of each company."""
    return (
        Standing.objects.filter(fact=StandingFact.BAND, valid_from__lte=on)
        .filter(Q(valid_to=None) | Q(valid_to__gte=on))
        .order_by("company", "-valid_from", "-id")
        .distinct("company")
    )


def companies_in_low_bands(on: date) -> QuerySet[Company]:
    """Active companies whose band asks for courses: C, D, and R which is worse than both."""
    low = Standing.objects.filter(pk__in=bands_in_force(on).values("pk")).exclude(value="").exclude(value__in=GOOD)
    return active_suppliers().filter(Exists(low.filter(company=OuterRef("pk"))))


def trained_share(on: date) -> tuple[int, int]:
    """Active suppliers with a certificate that holds, and all active suppliers."""
    held = certificates_in_force(on).filter(company=OuterRef("pk"))
    return active_suppliers().filter(Exists(held)).count(), active_suppliers().count()


def minutes_of(courses: Iterable[Course]) -> dict[int, int]:
    """Reading time of each course in minutes, rounded up."""
    rows = CourseSection.objects.filter(course__in=list(courses)).values_list("course").annotate(Sum("seconds"))
    return {course: -(-seconds // 60) for course, seconds in rows.order_by()}


def passed_courses(company: Company, on: date) -> list[Known]:
    """EDU-03: certificates in force, offered for the questions about training and about who owns ESG."""
    held = list(certificates_of(company, on))
    if not held:
        return []
    words = _("ESG courses passed: %(count)s, by %(people)s people; the latest: %(title)s") % {
        "count": len({each.course.code for each in held}),
        "people": len({each.user_id for each in held}),
        "title": held[0].course.title,
    }
    return [
        Known(
            key="courses",
            words=words,
            source=_("certificate %(number)s") % {"number": held[0].number},
            on=held[0].issued_on,
            score=PASSED_SCORE,
            text=words,
        )
    ]


known_facts.add("courses", passed_courses)

"""The worlds behind the doors of cohorts, applicants, blind review, training and allowances of Youth Dream."""

from datetime import date, time, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.clock import db_now, today
from portal.files.services import store_upload
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.matrix import World, stage
from sharedgrowth.jobs.models import Allowance, Cohort, Exam, JobsTerms, Paper, Review, Session, Talk, Trainee
from sharedgrowth.jobs.services import questions, review
from sharedgrowth.jobs.states import CohortState
from sharedgrowth.jobs.tests.factories import applicant, application, cohort, trainee

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)


def _people() -> dict:
    company = CompanyFactory()
    return {
        "visitor": None,
        "applicant": applicant(),
        "stranger": applicant(),
        "owner": supplier("SA", company=company),
        "operator": staff("HR"),
        "second": staff("HR"),
        "reviewer": staff("EV"),
        "consultant": staff("CN"),
        "finance": staff("FI"),
        "approver": staff("AP"),
        "grower": staff("SG"),
        "privacy": staff("PR"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


def _world(people: dict, **names) -> World:
    return World(people, names, owner=people["owner"].company)


def _cohort(people: dict, state: str, **given) -> Cohort:
    return cohort(state, planned_by=people["operator"], **given)


@stage("jobs cohort planned")
def cohort_planned() -> World:
    """Planned by ``operator``."""
    people = _people()
    made = _cohort(people, CohortState.PLANNED)
    questions.copy_questions(None, made)
    return _world(people, number=made.number, question=made.questions.first().pk)


@stage("jobs terms entered")
def terms_entered() -> World:
    """Entered by ``operator``, approved by nobody."""
    people = _people()
    terms = JobsTerms.objects.create(valid_from=today() + timedelta(days=40), entered_by=people["operator"], note="x")
    return _world(people, terms=terms.pk)


@stage("jobs cohort open")
def cohort_open() -> World:
    """It takes applications."""
    people = _people()
    made = _cohort(people, CohortState.RECRUITING)
    return _world(people, number=made.number, uid=made.uid)


def _paper(application) -> Paper:
    file = store_upload(SimpleUploadedFile("copy.pdf", PDF), company=None, by=None)
    return Paper.objects.create(
        application=application, title="용접기능사", number="A-1", issuer="공단", issued_on=date(2024, 5, 1), file=file
    )


@stage("jobs application draft")
def application_draft() -> World:
    """``applicant`` writes."""
    people = _people()
    made = application("draft", of=_cohort(people, CohortState.RECRUITING), user=people["applicant"])
    return _world(people, number=made.number, paper=_paper(made).uid)


@stage("jobs application sent")
def application_sent() -> World:
    """``applicant`` sent it; nobody has judged it."""
    people = _people()
    made = application("submitted", of=_cohort(people, CohortState.RECRUITING), user=people["applicant"])
    return _world(people, number=made.number, cohort=made.cohort.number, paper=_paper(made).uid)


@stage("jobs selecting")
def selecting() -> World:
    """``reviewer`` judges one; ``applicant`` is invited to an interview."""
    people = _people()
    made = _cohort(people, CohortState.SELECTING)
    judged = application("submitted", of=made)
    waits = Review.objects.create(application=judged, reviewer=people["reviewer"], assigned_by=people["operator"])
    passed = application("doc_passed", of=made, user=people["applicant"], documents_points=Decimal(80))
    Talk.objects.create(
        application=passed, at=db_now() + timedelta(days=2), place="본관", planned_by=people["operator"]
    )
    return _world(people, cohort=made.number, review=waits.uid, passed=passed.number, person=people["reviewer"].pk)


@stage("jobs list proposed")
def list_proposed() -> World:
    """By ``operator``."""
    people = _people()
    made = _cohort(people, CohortState.SELECTING)
    points = {"points": Decimal(70), "documents_points": Decimal(70), "interview_points": Decimal(70)}
    application("interviewed", of=made, user=people["applicant"], **points)
    review.propose_selection(made, waiting=0, by=people["operator"])
    return _world(people, cohort=made.number)


@stage("jobs place given")
def place_given() -> World:
    """``applicant`` may take it up."""
    people = _people()
    of = _cohort(people, CohortState.SELECTING)
    made = application("selected", of=of, user=people["applicant"], answer_by=today() + timedelta(days=3))
    return _world(people, number=made.number)


@stage("jobs not chosen")
def not_chosen() -> World:
    """``applicant`` was not chosen."""
    people = _people()
    made = application("failed", of=_cohort(people, CohortState.SELECTING), user=people["applicant"])
    return _world(people, number=made.number)


@stage("jobs documents asked back")
def documents_asked_back() -> World:
    """By ``applicant``."""
    people = _people()
    of = _cohort(people, CohortState.SELECTING)
    made = application("failed", of=of, user=people["applicant"], return_asked_on=today())
    return _world(people, number=made.number)


def _trained(people: dict, state: str = "enrolled", cohort_state: str = CohortState.TRAINING) -> Trainee:
    day = today()
    of = _cohort(
        people,
        cohort_state,
        announce_on=day - timedelta(days=70),
        starts_on=day - timedelta(days=60),
        ends_on=day - timedelta(days=1),
    )
    return trainee(state, of=of, user=people["applicant"])


def _session(of: Cohort) -> Session:
    return Session.objects.create(
        cohort=of, on=today() - timedelta(days=40), starts=time(9), ends=time(17), title="실습"
    )


@stage("jobs training")
def training() -> World:
    """``applicant`` is trained."""
    people = _people()
    made = _trained(people)
    session = _session(made.cohort)
    exam = Exam.objects.create(cohort=made.cohort, title="이론")
    names = {"session": session.uid, "exam": exam.pk, "trainee": made.uid, "month": f"{session.on:%Y-%m}"}
    return _world(people, cohort=made.cohort.number, number=made.application.number, **names)


def _allowance(people: dict, **given) -> World:
    made = _trained(people)
    session = _session(made.cohort)
    stated = Allowance.objects.create(
        trainee=made, month=session.on.replace(day=1), scheduled=1, attended=1, full_won=800_000, least_pct=80,
        amount_won=800_000, stated_by=people["operator"], **given,
    )  # fmt: skip
    return _world(people, cohort=made.cohort.number, month=f"{session.on:%Y-%m}", uid=stated.uid)


@stage("jobs allowance stated")
def allowance_stated() -> World:
    """By ``operator``."""
    return _allowance(_people())


@stage("jobs allowance confirmed")
def allowance_confirmed() -> World:
    """By ``second``."""
    people = _people()
    return _allowance(people, confirmed_by=people["second"], confirmed_at=db_now())


@stage("jobs training completed")
def training_completed() -> World:
    """``applicant`` has a certificate; the cohort is matched."""
    people = _people()
    made = _trained(people, "completed", CohortState.MATCHING)
    return _world(people, cohort=made.cohort.number, number=made.application.number)


@stage("jobs followed up")
def followed_up() -> World:
    """Placements are followed up."""
    people = _people()
    return _world(people, cohort=_cohort(people, CohortState.FOLLOW_UP).number, person=UserFactory().pk)

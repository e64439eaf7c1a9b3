"""Cohorts, applicants and trainees in any state, as rows: what a test begins with."""

import itertools
from datetime import timedelta
from decimal import Decimal
from typing import Any

from portal.clock import db_now, today
from portal.numbers import next_number
from portal.people.models import User
from portal.tests.factories import BuyerFactory, UserFactory
from portal.tests.kept import kept
from purchasing.contracts.tests.factories import person
from sharedgrowth.jobs.models import Application, Cohort, Identity, Trainee, terms_on
from sharedgrowth.jobs.states import NOT_CHOSEN, TRAINEES, ApplicationState, CohortState

_serial = itertools.count(1)
TEXT = "천장크레인 운전과 정비의 기초를 두 달 동안 배웁니다. 교육비, 숙소와 식사를 드립니다."


@kept
def operator() -> User:
    """Who runs Youth Dream."""
    return person(BuyerFactory(), "HR")


@kept
def second_operator() -> User:
    """A colleague who confirms what the first one proposes."""
    return person(BuyerFactory(), "HR", "CN")


@kept
def applicant(**fields: Any) -> User:
    """A person with an account and no company."""
    serial = next(_serial)
    return UserFactory(**{"name": f"정다온 {serial}", "email": f"daon{serial}@mail.example"} | fields)


@kept
def cohort(state: str = CohortState.RECRUITING, **given: Any) -> Cohort:
    """A cohort in any state; its days fit the state."""
    now, day = db_now(), today()
    open_for = state in (CohortState.PLANNED, CohortState.RECRUITING)
    shift = timedelta(days=0 if open_for else 190)  # it ended 80 days ago: three months go by from day 89 on
    values: dict[str, Any] = {
        "number": next_number("YDC"),
        "state": state,
        "title_ko": "포항 크레인 과정",
        "title_en": "Crane course in Pohang",
        "site_ko": "포항",
        "site_en": "Pohang",
        "region": "KR-47",
        "course_ko": "천장크레인 운전",
        "course_en": "Overhead crane operation",
        "text_ko": TEXT,
        "text_en": "Two months of overhead crane operation and maintenance. Tuition, lodging and meals are paid.",
        "capacity": 20,
        "apply_from": now - timedelta(days=10) - shift,
        "apply_to": now + timedelta(days=20) - shift,
        "announce_on": day + timedelta(days=40) - shift,
        "starts_on": day + timedelta(days=50) - shift,
        "ends_on": day + timedelta(days=110) - shift,
        "budget_won": Decimal(120_000_000),
        "terms": None if state == CohortState.PLANNED else terms_on(day),
        "planned_by": operator(),
    }
    return Cohort.objects.create(**(values | given))


@kept
def application(
    state: str = ApplicationState.SUBMITTED, *, of: Cohort | None = None, user: User | None = None, **given: Any
) -> Application:
    """An application of a person, with an identity."""
    of = of or cohort(CohortState.RECRUITING if state in ("draft", "submitted") else CohortState.SELECTING)
    user = user or applicant()
    identity = {
        "name": user.name,
        "born_on": today() - timedelta(days=25 * 365 + 30),
        "phone": "010-2345-6789",
        "email": user.email,
        "region": "KR-47",
        "education": "high",
        "field_of_study": "기계",
    } | given.pop("identity", {})
    values: dict[str, Any] = {
        "number": next_number("YDA"),
        "code": f"P-{next(_serial):05d}",
        "cohort": of,
        "user": user,
        "state": state,
        "submitted_at": None if state == ApplicationState.DRAFT else of.apply_from + timedelta(days=1),
    }
    if state in NOT_CHOSEN or state in TRAINEES:
        values["decided_at"] = db_now() - timedelta(days=1)
    made = Application.objects.create(**(values | given))
    Identity.objects.create(application=made, **identity)
    return made


@kept
def trainee(
    state: str = ApplicationState.COMPLETED, *, of: Cohort | None = None, user: User | None = None, **given: Any
) -> Trainee:
    """A trainee: enrolled, completed (grade 80, attendance 95 percent unless told) or dropped."""
    of = of or cohort(CohortState.TRAINING if state == ApplicationState.ENROLLED else CohortState.MATCHING)
    points = given.pop("points", Decimal(75))
    chosen = application(state, of=of, user=user, points=points, identity=given.pop("identity", {}))
    values: dict[str, Any] = {"application": chosen, "cohort": of, "enrolled_on": of.starts_on}
    if state != ApplicationState.ENROLLED:
        values |= {"attendance_pct": Decimal(95), "grade": Decimal(80), "ended_on": of.ends_on}
    if state == ApplicationState.COMPLETED:
        values["certificate"] = next_number("YDT")
    return Trainee.objects.create(**(values | given))

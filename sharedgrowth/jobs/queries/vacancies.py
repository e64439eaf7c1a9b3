"""FIND: vacancies, what is known of their firms, the minimum wage of a day. Source: domain 9.3, YDC-06."""

from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from portal.people.models import Company
from portal.people.states import CompanyState, Level
from purchasing.esg.models import RedFlag
from purchasing.esg.states import FlagState
from sharedgrowth.jobs.models import ArrearsListing, FirmBlock, MinimumWage, Trainee, Vacancy
from sharedgrowth.jobs.rules.vacancies import Bar, Firm, bars
from sharedgrowth.jobs.states import ApplicationState, CohortState
from sharedgrowth.jobs.states.matching import SEATED
from sharedgrowth.jobs.states.vacancies import VacancyState

FIRM_ROLES = ("SA", "SU")
OVERSEERS = ("HR", "SG", "CP", "AU")


def is_for_a_firm(user) -> bool:
    """Acts for a supplier who may have vacancies."""
    return user.is_authenticated and user.is_supplier and (user.is_service or user.has_role(*FIRM_ROLES))


def is_overseer(user) -> bool:
    """Sees what firms and rounds do, without names of trainees."""
    return user.is_authenticated and user.is_internal and user.has_role(*OVERSEERS)


def is_being_matched(user) -> bool:
    """Whether the person is a trainee of a cohort that is being matched now."""
    if not user.is_authenticated or user.is_service:
        return False
    found = Trainee.objects.filter(application__user=user.pk, application__state=ApplicationState.COMPLETED)
    return found.filter(cohort__state=CohortState.MATCHING).exists()


def vacancies_visible_to(user) -> QuerySet[Vacancy]:
    """A firm its own; who runs the matching and who watches it all; trainees being matched the open ones."""
    found = Vacancy.objects.select_related("company").annotate(taken=_taken()).annotate(left=_left())
    if is_overseer(user):
        return found
    if is_for_a_firm(user):
        return found.filter(company=user.company_id)
    if is_being_matched(user):
        return found.filter(Q(state=VacancyState.OPEN) | Q(matches__trainee__application__user=user.pk)).distinct()
    return found.none()


def vacancies_listed_for(user, *, q: str = "", trade: str = "", state: str = "", region: str = "") -> QuerySet[Vacancy]:
    """The same, filtered, the newest first."""
    found = vacancies_visible_to(user).order_by("-pk")
    if q:
        found = found.filter(
            Q(number__icontains=q)
            | Q(title__icontains=q)
            | Q(place__icontains=q)
            | Q(company__legal_name_ko__icontains=q)
            | Q(company__legal_name_en__icontains=q)
        )
    for name, value in (("trade", trade), ("state", state), ("region", region)):
        if value:
            found = found.filter(**{name: value})
    return found


def vacancies_to_check() -> QuerySet[Vacancy]:
    """Handed in by firms, the longest waiting first."""
    found = Vacancy.objects.filter(state=VacancyState.SUBMITTED).select_related("company")
    return found.order_by("submitted_at", "pk")


def vacancies_with_seats(on: date) -> QuerySet[Vacancy]:
    """Open on the day, with seats that nobody has: what a round is made of."""
    found = Vacancy.objects.select_related("company").annotate(taken=_taken()).annotate(left=_left())
    return found.filter(state=VacancyState.OPEN, valid_to__gte=on, left__gt=0).order_by("company", "pk")


def vacancies_over(on: date) -> QuerySet[Vacancy]:
    """Open beyond their last day."""
    return Vacancy.objects.filter(state=VacancyState.OPEN, valid_to__lt=on)


def _taken() -> Count:
    return Count("matches", filter=Q(matches__state__in=sorted(SEATED)), distinct=True)


def _left() -> Case:
    """Seats that nobody has yet."""
    return Case(When(seats__gt=F("taken"), then=F("seats") - F("taken")), default=Value(0), output_field=IntegerField())


def minimum_wage_on(day: date) -> MinimumWage:
    """The latest one that is in force on ``day``."""
    return MinimumWage.objects.filter(valid_from__lte=day).latest()


def block_of(company: Company, on: date) -> FirmBlock | None:
    """The block in force, the longest."""
    found = FirmBlock.objects.filter(company=company, begins_on__lte=on, until__gte=on, lifted_at=None)
    return found.order_by("-until").first()


def firm_on(company: Company, on: date) -> Firm:
    """What is known of a firm on a day: registration, wage arrears, red flags, blocks."""
    block = block_of(company, on)
    flags = RedFlag.objects.filter(company=company, critical=True, state=FlagState.CONFIRMED)
    return Firm(
        registered=company.state == CompanyState.ACTIVE and company.level >= Level.L1,
        in_arrears=ArrearsListing.objects.filter(company=company, listed_on__lte=on, until__gte=on).exists(),
        red_flag=flags.exists(),
        blocked_until=block.until if block else None,
    )


def bars_of(vacancy: Vacancy, on: date, *, pay_won: Decimal | None = None) -> list[Bar]:
    """Why the vacancy may not open (or, with ``pay_won``, why no offer at this pay may be made)."""
    return bars(
        firm_on(vacancy.company, on),
        pay_won=vacancy.wage_from_won if pay_won is None else pay_won,
        hours_week=vacancy.hours_week,
        hourly_won=minimum_wage_on(on).hourly_won,
        over=pay_won is None and vacancy.valid_to < on,
    )

"""FIND: vacancies, what is known of their firms, the minimum wage of a day. Source: domain 9.3, YDC-06."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When

from portal.people.models import Company
from portal.people.states import CompanyState, Level, TaxStatus
from purchasing.bidding.queries.standings import standings_of
from purchasing.esg.models import RedFlag
from purchasing.esg.states import FlagState, StandingFact
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
    """Open on the day, of firms that nothing bars that day, with seats that nobody has: what a round is made of."""
    found = Vacancy.objects.select_related("company").annotate(taken=_taken()).annotate(left=_left())
    offered = found.filter(state=VacancyState.OPEN, valid_to__gte=on, left__gt=0).exclude(company__in=barred_firms(on))
    return offered.order_by("company", "pk")


def barred_firms(on: date) -> list[int]:
    """Firms with open vacancies of which something has become known since that bars them. Source: YDC-06."""
    offering = Company.objects.filter(pk__in=Vacancy.objects.filter(state=VacancyState.OPEN).values("company"))
    return [key for key, firm in firms_on(offering, on).items() if firm.is_barred]


def vacancies_over(on: date) -> list[tuple[Vacancy, list[Bar]]]:
    """Open beyond their last day, or barred since they were opened; with why."""
    opened = list(Vacancy.objects.filter(state=VacancyState.OPEN).select_related("company").order_by("pk"))
    firms = firms_on({each.company_id: each.company for each in opened}.values(), on)
    hourly = minimum_wage_on(on).hourly_won
    found = []
    for each in opened:
        firm, over = firms[each.company_id], each.valid_to < on
        if barred := bars(firm, pay_won=each.wage_from_won, hours_week=each.hours_week, hourly_won=hourly, over=over):
            found.append((each, barred))
    return found


def _taken() -> Count:
    return Count("matches", filter=Q(matches__state__in=sorted(SEATED)), distinct=True)


def _left() -> Case:
    """Seats that nobody has yet."""
    return Case(When(seats__gt=F("taken"), then=F("seats") - F("taken")), default=Value(0), output_field=IntegerField())


def minimum_wage_on(day: date) -> MinimumWage:
    """The latest one that is in force on ``day``."""
    return MinimumWage.objects.filter(valid_from__lte=day).latest()


def firm_on(company: Company, on: date) -> Firm:
    """What is known of a firm on a day: registration, tax status, wage arrears, ESG, blocks."""
    return firms_on([company], on)[company.pk]


def firms_on(companies: Iterable[Company], on: date) -> dict[int, Firm]:
    """The same of many, in a fixed number of queries."""
    known = list(companies)
    keys = [company.pk for company in known]
    blocks = FirmBlock.objects.filter(company__in=keys, begins_on__lte=on, until__gte=on, lifted_at=None)
    blocked = dict(blocks.order_by("until").values_list("company", "until"))
    arrears = ArrearsListing.objects.filter(company__in=keys, listed_on__lte=on, until__gte=on)
    in_arrears = set(arrears.values_list("company", flat=True))
    flags = RedFlag.objects.filter(company__in=keys, critical=True, state=FlagState.CONFIRMED)
    flagged = set(flags.values_list("company", flat=True))
    limited = standings_of(keys, [StandingFact.LIMITATION], on)
    return {
        company.pk: Firm(
            registered=company.state == CompanyState.ACTIVE and company.level >= Level.L1,
            in_arrears=company.pk in in_arrears,
            red_flag=company.pk in flagged,
            blocked_until=blocked.get(company.pk),
            trading=company.tax_status not in (TaxStatus.SUSPENDED, TaxStatus.CLOSED),
            limitation=int(limited.get((company.pk, StandingFact.LIMITATION), "0")),
        )
        for company in known
    }


def bars_of(vacancy: Vacancy, on: date, *, pay_won: Decimal | None = None) -> list[Bar]:
    """Why the vacancy may not open (or, with ``pay_won``, why no offer at this pay may be made)."""
    return bars(
        firm_on(vacancy.company, on),
        pay_won=vacancy.wage_from_won if pay_won is None else pay_won,
        hours_week=vacancy.hours_week,
        hourly_won=minimum_wage_on(on).hourly_won,
        over=pay_won is None and vacancy.valid_to < on,
    )

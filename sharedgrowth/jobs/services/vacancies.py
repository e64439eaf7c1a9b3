"""DO: enter, check, open and close vacancies; keep the facts that they are checked by. Source: domain YDC-06."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce, once
from portal.people.models import Company, User
from portal.policy import require
from sharedgrowth.jobs.models import ArrearsListing, FirmBlock, MinimumWage, Vacancy
from sharedgrowth.jobs.policies import vacancies as policies
from sharedgrowth.jobs.queries import vacancies as queries
from sharedgrowth.jobs.queries.match_words import bar_words
from sharedgrowth.jobs.rules.vacancies import Bar, least_pay
from sharedgrowth.jobs.states.vacancies import VacancyState


def _row(vacancy: Vacancy) -> Vacancy:
    return Vacancy.objects.select_for_update(of=("self",)).select_related("company").get(pk=vacancy.pk)


@transaction.atomic
def write_vacancy(vacancy: Vacancy | None = None, *, by: User, **fields: Any) -> Vacancy:
    """A draft, or the draft changed. Pay below the minimum is said at once, beside its field."""
    require(policies.may_write_vacancy(by, vacancy))
    if vacancy is None:
        vacancy = Vacancy(company=by.company, entered_by=by)
    else:
        vacancy = _row(vacancy)
        if vacancy.state != VacancyState.DRAFT:
            raise WrongState(_("Only a draft is changed. Close this vacancy and enter another one."))
    for name, value in fields.items():
        setattr(vacancy, name, value)
    if vacancy.valid_to < today():
        raise RuleBroken(_("Choose today or a later day."), field="valid_to")
    if vacancy.wage_to_won < vacancy.wage_from_won:
        raise RuleBroken(_("The pay goes from a lower to a higher amount."), field="wage_to_won")
    checked(vacancy, but=("number",))
    _check_pay(vacancy.wage_from_won, vacancy.hours_week, field="wage_from_won")
    if not vacancy.number:
        vacancy.number = next_number("VCY")
    vacancy.save()
    record(vacancy, "written", by=by)
    return vacancy


def _check_pay(pay_won: Decimal, hours_week: Decimal, *, field: str) -> None:
    wage = queries.minimum_wage_on(today())
    least = least_pay(wage.hourly_won, hours_week)
    if pay_won < least:
        raise RuleBroken(
            _("The minimum wage of %(won)s won an hour makes at least %(least)s won a month.")
            % {"won": f"{wage.hourly_won:,}", "least": f"{least:,}"},
            field=field,
        )


@transaction.atomic
def submit_vacancy(vacancy: Vacancy, *, by: User) -> Vacancy:
    """To who runs the matching, who checks it."""
    require(policies.may_write_vacancy(by, vacancy))
    vacancy = _row(vacancy)
    _refuse_barred(vacancy)
    move(vacancy, "submit", by=by, submitted_at=db_now(), reason="")
    announce("jobs.vacancy_submitted", vacancy=vacancy.pk)
    return vacancy


@transaction.atomic
def open_vacancy(vacancy: Vacancy, *, by: User) -> Vacancy:
    """Trainees see it from now on; checked once more, by the facts of today."""
    require(policies.may_decide_vacancy(by, vacancy))
    vacancy = _row(vacancy)
    _refuse_barred(vacancy)
    move(vacancy, "open", by=by, opened_by=by, opened_at=db_now())
    announce("jobs.vacancy_opened", vacancy=vacancy.pk)
    return vacancy


def _refuse_barred(vacancy: Vacancy) -> None:
    if found := queries.bars_of(vacancy, today()):
        raise RuleBroken(" ".join(str(bar_words(bar)) for bar in found))


@transaction.atomic
def return_vacancy(vacancy: Vacancy, *, reason: str, by: User) -> Vacancy:
    """Back to the firm with what is to be changed."""
    require(policies.may_decide_vacancy(by, vacancy))
    vacancy = _row(vacancy)
    move(vacancy, "return", by=by, reason=reason)
    Vacancy.objects.filter(pk=vacancy.pk).update(reason=reason)
    announce("jobs.vacancy_returned", vacancy=vacancy.pk)
    return vacancy


@transaction.atomic
def close_vacancy(vacancy: Vacancy, *, reason: str, by: User | None) -> Vacancy:
    """Takes nobody any more; matches that run go on."""
    if by is not None:
        require(policies.may_close_vacancy(by, vacancy))
    vacancy = _row(vacancy)
    move(vacancy, "close", by=by, reason=reason)
    Vacancy.objects.filter(pk=vacancy.pk).update(reason=reason)
    announce("jobs.vacancy_closed", vacancy=vacancy.pk)
    return vacancy


@transaction.atomic
def run_vacancy_clock(on: date) -> int:
    """Once a day: vacancies whose last day has passed, or that something bars since they were opened."""
    if not once("jobs.vacancies", on.isoformat()):
        return 0
    over = queries.vacancies_over(on)
    for vacancy, barred in over:
        reason = " ".join(str(bar_words(bar)) for bar in barred if bar != Bar.OVER)
        close_vacancy(vacancy, reason=reason, by=None)
    return len(over)


# The facts ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def enter_minimum_wage(*, valid_from: date, hourly_won: Decimal, source: str, by: User) -> MinimumWage:
    """The minimum wage of a new year, ahead of its first day; what counts already stays."""
    require(policies.may_operate(by))
    if valid_from <= today():
        raise RuleBroken(_("A minimum wage is entered before its first day."), field="valid_from")
    wage = MinimumWage(valid_from=valid_from, hourly_won=hourly_won, source=source, entered_by=by)
    checked(wage)
    wage.save()
    record(wage, "entered", by=by, payload={"hourly_won": str(hourly_won)})
    return wage


@transaction.atomic
def list_arrears(company: Company, *, listed_on: date, until: date, source: str, by: User) -> ArrearsListing:
    """A firm was put on the public list; its vacancies do not open until the day given."""
    require(policies.may_operate_for(by, company))
    listing = ArrearsListing(company=company, listed_on=listed_on, until=until, source=source, entered_by=by)
    checked(listing)
    listing.save()
    record(listing, "entered", by=by, payload={"company": company.number})
    return listing


@transaction.atomic
def lift_block(block: FirmBlock, *, reason: str, by: User) -> FirmBlock:
    """Earlier than it would end, with a reason."""
    require(policies.may_operate_for(by, block.company))
    block = FirmBlock.objects.select_for_update(of=("self",)).get(pk=block.pk)
    if block.lifted_at is not None:
        raise WrongState(_("It was lifted already."))
    block.lifted_at, block.lifted_by, block.lifted_reason = db_now(), by, reason
    checked(block)
    block.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])
    record(block, "lifted", by=by, reason=reason)
    return block

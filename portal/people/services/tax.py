"""What the tax office says of a company: asked at registration, monthly, and when an app needs to know. CAT-03."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import db_now, today
from portal.outbox.services import announce
from portal.people.facts import BUSINESS_ENDED
from portal.people.models import Company
from portal.people.services.levels import set_level
from portal.people.services.standing import record_standing
from portal.people.states import CompanyState, Level, TaxStatus
from portal.people.tax import provider

MAX_AGE = timedelta(days=30)


def refresh_tax_status(company: Company) -> TaxStatus:
    """Ask now and keep the answer; a closed business falls back to level L0. An equal answer changes nothing.

    The provider is asked before the transaction begins: nobody waits for a lock while it thinks.
    """
    source = provider()
    if not source.is_configured or not company.brn:
        return TaxStatus(company.tax_status)
    answer = source.status_of(company.brn)
    _keep_answer(company, answer, type(source).__name__)
    return answer


@transaction.atomic
def _keep_answer(company: Company, answer: TaxStatus, source: str) -> None:
    company = Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    before, company.tax_checked_at = company.tax_status, db_now()
    if answer == TaxStatus.UNKNOWN:  # it did not answer: what it said last holds
        company.save(update_fields=["tax_checked_at"])
        return
    company.tax_status = answer
    if answer == TaxStatus.CLOSED and company.level != Level.L0:
        set_level(company, Level.L0, why=_(BUSINESS_ENDED), by=None, source=BUSINESS_ENDED)
    company.save(update_fields=["tax_status", "tax_checked_at"])
    if answer != before:
        record(company, "tax_status_changed", by=None, payload={"before": before, "after": answer.value})
        record_standing(company, "tax_status", answer, valid_from=today(), source=source)
        announce("people.company_tax_status_changed", company=company.pk, status=answer.value)


def refresh_tax_statuses_of(companies: Iterable[int], *, max_age: timedelta, limit: int = 50) -> int:
    """Ask about those of ``companies`` whose answer is older; some at each call. Returns how many."""
    if not provider().is_configured:
        return 0
    recent = Q(tax_checked_at__gte=db_now() - max_age)
    due = list(Company.objects.filter(pk__in=list(companies), brn__gt="").exclude(recent).order_by("pk")[:limit])
    for company in due:
        refresh_tax_status(company)
    return len(due)


def refresh_due_tax_statuses(limit: int = 50) -> int:
    """Ask about companies nobody has asked about, and those whose answer is older than a month; some at each call.

    Returns how many.
    """
    if not provider().is_configured:
        return 0
    due = Company.objects.filter(brn__gt="").filter(
        Q(tax_checked_at=None) & ~Q(state__in=[CompanyState.REJECTED, CompanyState.CLOSED])
        | Q(tax_checked_at__lt=db_now() - MAX_AGE, state=CompanyState.ACTIVE)
    )
    companies = list(due.order_by(F("tax_checked_at").asc(nulls_first=True))[:limit])
    for company in companies:
        refresh_tax_status(company)
    return len(companies)

"""A company that gives no sign of life becomes dormant, is told before, and wakes by re-verification. Domain 1.7."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import SEOUL, today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.outbox.services import announce, once
from portal.people import policies, queries, rules
from portal.people.models import Company, User
from portal.people.registry import signs_of_life
from portal.people.services.companies import check_certificate_day
from portal.people.states import CompanyState, ProposalKind, ProposalState
from portal.periods import months_after
from portal.policy import require


def rest_companies(on: date) -> int:
    """Companies without a sign of life during 24 months become dormant; returns how many. Source: domain 1.7.

    Shorter terms put nobody to sleep before the time of their warning is over.
    """
    if on < queries.rest_not_before(on):
        return 0
    months = queries.company_terms(on).dormant_months
    quiet = _quiet_companies(on, months=months, days=0)
    return sum(_rest(pk, on, months) for pk, last in quiet if on >= rules.dormant_on(last, months))


@transaction.atomic
def _rest(pk: int, on: date, months: int) -> bool:
    """Looked at once more under the lock: somebody may just have signed in."""
    active = Company.objects.filter(pk=pk, state=CompanyState.ACTIVE)
    company = active.select_for_update(of=("self",), skip_locked=True).first()
    last = dict(_quiet_companies(on, months=months, days=0, only=pk)).get(pk)
    if company is None or last is None or on < rules.dormant_on(last, months):
        return False
    reason = _("Nobody has signed in or bid since %(day)s") % {"day": day_text(last, "day")}
    move(company, "rest", by=None, reason=reason)
    announce("people.company_rested", company=company.pk)
    return True


def remind_of_rest(on: date) -> int:
    """Tell companies 30 days before they become dormant, once for each such day; returns how many."""
    terms = queries.company_terms(on)
    months, days, not_before = terms.dormant_months, terms.dormant_notice_days, queries.rest_not_before(on)
    count = 0
    for pk, last in _quiet_companies(on, months=months, days=days):
        if not rules.dormancy_reminder_due(last, on, months=months, days=days, not_before=not_before):
            continue
        day = rules.dormant_on(last, months, not_before).isoformat()
        with transaction.atomic():
            if once("people.rest_reminder", f"{pk}:{day}"):
                announce("people.company_resting_soon", company=pk, day=day)
                count += 1
    return count


def _quiet_companies(on: date, *, months: int, days: int, only: int | None = None) -> list[tuple[int, date]]:
    """Active suppliers that may become dormant within ``days`` days, each with the day of its last sign of life."""
    since = datetime.combine(months_after(on + timedelta(days=days), -months) + timedelta(days=1), time(), SEOUL)
    quiet = queries.companies_quiet_since(since, only=only)
    for pk, at in _signs(quiet).items():
        quiet[pk] = max(quiet[pk], at)
    return [(pk, at.astimezone(SEOUL).date()) for pk, at in sorted(quiet.items())]


def _signs(companies: Collection[int]) -> dict[int, datetime]:
    """The last of what upper apps know that the companies did themselves: their programs, their bids."""
    found: dict[int, datetime] = {}
    if companies:
        for sign in signs_of_life:
            for pk, at in sign(companies).items():
                found[pk] = max(at, found.get(pk, at))
    return found


@transaction.atomic
def ask_reverification(company: Company, *, document: Upload, issued_on: date, by: User) -> Company:
    """A dormant company asks to be active again, with a recent registration certificate; purchasing checks it."""
    require(policies.may_ask_reverification(by, company))
    company = Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    if company.state != CompanyState.DORMANT:
        raise WrongState(_("Only a dormant company is verified anew."))
    if company.reverification_asked_on is not None:
        raise RuleBroken(_("You have asked already. Purchasing answers on this page and by e-mail."))
    check_certificate_day(issued_on)
    company.registration_document = store_upload(document, company=company, by=by)
    company.registration_issued_on = issued_on
    company.reverification_asked_on = today()
    company.review_note = ""
    company.save(
        update_fields=["registration_document", "registration_issued_on", "reverification_asked_on", "review_note"]
    )
    record(company, "reverification_asked", by=by)
    announce("people.reverification_asked", company=company.pk)
    return company


@transaction.atomic
def send_back_reverification(company: Company, *, reason: str, by: User) -> None:
    """The certificate does not do: the company reads why, and may send another one."""
    require(policies.may_propose_about(by, company))
    company.refresh_from_db(from_queryset=Company.objects.select_for_update(of=("self",)))
    if company.state != CompanyState.DORMANT or company.reverification_asked_on is None:
        raise WrongState(_("This company does not ask to be verified anew."))
    if company.proposals.filter(kind=ProposalKind.REINSTATE, state=ProposalState.OPEN).exists():
        raise WrongState(_("Its reinstatement is already proposed: an approver decides on it."))
    if not reason.strip():
        raise RuleBroken(_("A reason is needed: the company reads it."), field="reason")
    end_reverification(company, reason=reason, by=by)


def end_reverification(company: Company, *, reason: str, by: User) -> None:
    """What it asked for is answered with no. In the caller's transaction, which holds the company."""
    company.reverification_asked_on = None
    company.review_note = reason
    company.save(update_fields=["reverification_asked_on", "review_note"])
    record(company, "reverification_declined", by=by, reason=reason)
    announce("people.reverification_declined", company=company.pk)

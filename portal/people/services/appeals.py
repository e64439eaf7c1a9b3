"""A rejected company appeals; another person than who rejected decides. Source: domain 1.7 (10 business days)."""

from collections.abc import Sequence
from datetime import date

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import BUSINESS, business_days_after
from portal.clock import db_now, today
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.outbox.services import announce, once
from portal.people import policies, queries, rules
from portal.people.models import Company, CompanyAppeal, User
from portal.people.states import AppealState, CompanyState
from portal.policy import require

MOST_PAPERS = 5


@transaction.atomic
def appeal_rejection(company: Company, *, text: str, papers: Sequence[Upload] = (), by: User) -> CompanyAppeal:
    """Appeal against the rejection of one's registration: once, until the last day; equal is in time (CNV-04)."""
    require(policies.may_appeal_rejection(by, company))
    if not text.strip():
        raise RuleBroken(_("Say why the decision is wrong, and name the evidence."), field="text")
    if len(papers) > MOST_PAPERS:
        raise RuleBroken(_("At most %(most)d documents.") % {"most": MOST_PAPERS}, field="papers")
    company = Company.objects.select_for_update(of=("self",)).get(pk=company.pk)
    last = queries.appeal_until(company)
    if company.state != CompanyState.REJECTED or company.rejected_on is None or last is None:
        raise WrongState(_("There is no rejection that could be appealed against."))
    if today() > last:
        raise RuleBroken(_("The time for an appeal ended on %(day)s.") % {"day": day_text(last, "day")})
    try:
        with transaction.atomic():
            appeal = CompanyAppeal.objects.create(
                company=company,
                rejection=company.rejected_times,
                rejected_on=company.rejected_on,
                rejected_for=company.review_note,
                against=company.reviewed_by,
                text=text.strip(),
                filed_by=by,
                due_on=business_days_after(today(), queries.company_terms(company.rejected_on).appeal_answer_days),
            )
    except IntegrityError as twice:
        raise RuleBroken(_("You have already appealed against this decision.")) from twice
    appeal.papers.set([store_upload(paper, company=company, by=by) for paper in papers])
    record(company, "appealed", by=by, reason=text.strip()[:500])
    announce("people.company_appealed", appeal=appeal.pk)
    return appeal


@transaction.atomic
def decide_appeal(appeal: CompanyAppeal, *, uphold: bool, answer: str, by: User) -> CompanyAppeal:
    """Uphold, and a colleague of who rejected reviews the registration anew; or decline, and it stays rejected."""
    require(policies.may_decide_appeal(by, appeal))
    if not answer.strip():
        raise RuleBroken(_("Give the reason: the company reads it."), field="answer")
    reason = answer.strip()
    company = Company.objects.select_for_update(of=("self",)).get(pk=appeal.company_id)
    name = "uphold" if uphold else "decline"
    move(appeal, name, by=by, reason=reason[:500], answer=reason, decided_by=by, decided_at=db_now())
    if uphold:
        move(company, "reconsider", by=by, reason=reason[:500], reviewed_by=None, review_note="", rejected_on=None)
    else:
        record(company, "appeal_declined", by=by, reason=reason[:500])
    appeal.company = company
    announce("people.appeal_decided", appeal=appeal.pk)
    return appeal


def withdraw_open_appeals(company: Company, *, by: User) -> None:
    """A new application takes the place of an appeal that nobody has decided. In the caller's transaction."""
    for appeal in CompanyAppeal.objects.filter(company=company, state=AppealState.OPEN):
        move(appeal, "withdraw", by=by, reason=_("The company applies anew"))


def remind_of_appeals(on: date) -> int:
    """Remind who may decide: two business days before the answer is due, and when it is late. Returns how often."""
    count = 0
    for appeal in CompanyAppeal.objects.filter(state=AppealState.OPEN).order_by("due_on", "pk"):
        reminder = rules.answer_reminder(appeal.due_on, on, BUSINESS)
        with transaction.atomic():
            if reminder and once("people.appeal_reminder", f"{appeal.pk}:{reminder}"):
                announce("people.appeal_due", appeal=appeal.pk, reminder=reminder)
                count += 1
    return count

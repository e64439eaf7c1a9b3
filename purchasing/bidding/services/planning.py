"""DO: announce what is planned, change the plan, begin the draft. Source: domain 2.1 (100 % disclosure), 2.3."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import PlanNotice, Tender
from purchasing.bidding.services.checks import checked, locked, once_at_a_time
from purchasing.bidding.states import BEFORE_NOTICE, TenderState


@dataclass(frozen=True, slots=True)
class PlanIn:
    """What is announced of a purchase to come."""

    title_ko: str
    kind: str
    planned_for: date
    title_en: str = ""
    scope: str = ""
    class_codes: Sequence[str] = field(default_factory=tuple)
    region: str = ""


@transaction.atomic
def plan_tender(plan: PlanIn, *, by: User, key: str = "") -> PlanNotice:
    """Announce a purchase to come: everybody reads it from now on. ``key`` makes the call safe to repeat."""
    require(policies.may_plan_tender(by))
    if key:
        once_at_a_time(f"tender:{by.pk}:{key}")
        if made_before := PlanNotice.objects.filter(tender__officer=by, tender__key=key).order_by("-version").first():
            return made_before
    tender = Tender(number=next_number("TND"), officer=by, key=key, state=TenderState.PLANNED)
    _take_over(tender, plan)
    tender.department = by.membership.department if by.membership else ""
    checked(tender)
    tender.save()
    return _announce(tender, plan, by=by)


@transaction.atomic
def change_plan(tender: Tender, plan: PlanIn, *, reason: str, by: User) -> PlanNotice:
    """A further version of the plan; what was announced before stays readable with it."""
    require(policies.may_change_plan(by, tender))
    if not reason.strip():
        raise RuleBroken(_("Say what has changed: everybody who reads the plan sees it."), field="reason")
    tender = locked(tender)
    if tender.state not in BEFORE_NOTICE:
        raise WrongState(_("The notice is published: it says itself what is wanted."))
    if queries.plan_of(tender) is None:
        raise WrongState(_("This tender was not announced as planned."))
    if tender.state == TenderState.PLANNED:
        _take_over(tender, plan)
        checked(tender)
        tender.save()
    return _announce(tender, plan, by=by, reason=reason)


def _take_over(tender: Tender, plan: PlanIn) -> None:
    tender.title_ko, tender.title_en, tender.kind, tender.region = (
        plan.title_ko,
        plan.title_en,
        plan.kind,
        plan.region,
    )
    tender.planned_for = plan.planned_for


def _announce(tender: Tender, plan: PlanIn, *, by: User, reason: str = "") -> PlanNotice:
    month = plan.planned_for.replace(day=1)
    if month < today().replace(day=1):
        raise RuleBroken(_("This month has passed. Choose a later one."), field="planned_for")
    last = queries.plan_of(tender)
    notice = PlanNotice(
        tender=tender,
        version=last.version + 1 if last else 1,
        title_ko=plan.title_ko,
        title_en=plan.title_en,
        kind=plan.kind,
        scope=plan.scope,
        class_codes=sorted(set(plan.class_codes)),
        region=plan.region,
        planned_for=month,
        reason=reason,
        made_by=by,
    )
    checked(notice)
    notice.save()
    record(tender, "planned" if notice.version == 1 else "plan_changed", by=by, reason=reason)
    announce("bidding.tender_planned", tender=tender.pk, plan=notice.pk)
    return notice


def withdraw_plan(tender: Tender, *, reason: str, by: User) -> None:
    """Who reads the plan also reads that it was given up, and why. Called when a tender is cancelled unpublished."""
    last = queries.plan_of(tender)
    if last is None or last.withdrawn or tender.published_at is not None:
        return
    notice = PlanNotice.objects.create(
        tender=tender,
        version=last.version + 1,
        title_ko=last.title_ko,
        title_en=last.title_en,
        kind=last.kind,
        scope=last.scope,
        class_codes=last.class_codes,
        region=last.region,
        planned_for=last.planned_for,
        withdrawn=True,
        reason=reason[:500],
        made_by=by,
    )
    announce("bidding.tender_planned", tender=tender.pk, plan=notice.pk)


@transaction.atomic
def begin_tender(tender: Tender, *, by: User) -> Tender:
    """From the plan to the draft: nobody outside sees the draft, the plan stays as it was announced."""
    require(policies.may_edit_tender(by, tender))
    tender = locked(tender)
    move(tender, "begin", by=by)
    return tender

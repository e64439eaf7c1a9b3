"""Sourcing groups and their announcements: written, announced for at least 30 days, closed. Source: domain 1.1, 1.7."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import ClassNode, GroupCall, GroupCriterion, GroupDocument, SourcingGroup
from catalog.queries.terms import registration_terms
from catalog.rules.registration import CLOSING_HOUR, first_closing_day, weights_fault
from catalog.rules.service_time import moment_after
from catalog.states import ApplicationState, CallState
from portal.audit.services import move, record
from portal.calendar import BUSINESS, business_days_after, next_business_day
from portal.clock import SEOUL, ClockTimestamp, db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce, once
from portal.people.models import User
from portal.policy import require


@dataclass(frozen=True, slots=True)
class CriterionIn:
    """One criterion as written."""

    name_ko: str
    name_en: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class DocumentIn:
    """One document needed, as written."""

    name_ko: str
    name_en: str
    required: bool = True


@transaction.atomic
def keep_group(
    group: SourcingGroup | None,
    *,
    by: User,
    facts: Mapping[str, Any],
    classes: Iterable[ClassNode],
    criteria: Sequence[CriterionIn],
    documents: Sequence[DocumentIn],
) -> SourcingGroup:
    """Write a group with its criteria and documents. What was announced before keeps what it was announced with."""
    require(policies.may_keep_groups(by))
    if not criteria:
        raise RuleBroken(_("A group needs at least one criterion."), field="criteria")
    if fault := weights_fault([criterion.weight for criterion in criteria]):
        message = _("The weights add up to %(sum)s. Together they are 100.")
        raise RuleBroken(message % {"sum": f"{Decimal(100) + fault:f}"}, field="criteria")
    is_new = group is None
    group = SourcingGroup(created_by=by) if group is None else group
    for name, value in facts.items():
        setattr(group, name, value)
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as twice:
        raise RuleBroken(_("Another group already has this code."), field="code") from twice
    group.classes.set(classes)
    group.criteria.all().delete()
    GroupCriterion.objects.bulk_create(
        GroupCriterion(
            group=group, code=f"c{order}", name_ko=row.name_ko, name_en=row.name_en, weight=row.weight, order=order
        )
        for order, row in enumerate(criteria, start=1)
    )
    group.documents.all().delete()
    GroupDocument.objects.bulk_create(
        GroupDocument(
            group=group, code=f"d{order}", name_ko=row.name_ko, name_en=row.name_en, required=row.required, order=order
        )
        for order, row in enumerate(documents, start=1)
    )
    record(group, "added" if is_new else "edited", by=by, payload={"code": group.code})
    return group


@transaction.atomic
def announce_group(group: SourcingGroup, *, by: User, closes_on: date | None = None) -> GroupCall:
    """Open a group for applications; it stays open for its notice period at least. Criteria and terms are copied."""
    require(policies.may_keep_groups(by))
    group = SourcingGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    now = db_now()
    terms = registration_terms(now.astimezone(SEOUL).date())
    if not group.in_use:
        raise WrongState(_("This group is no longer in use."))
    days = max(group.notice_days, terms.notice_days)
    first = first_closing_day(now.astimezone(SEOUL), days)
    earliest = next_business_day(first)
    if closes_on is not None and closes_on < first:
        message = _("Applications stay open for at least %(days)d days: until %(day)s or later.")
        raise RuleBroken(message % {"days": days, "day": earliest.isoformat()}, field="closes_on")
    criteria = list(group.criteria.all())
    if not criteria or weights_fault([row.weight for row in criteria]):
        raise RuleBroken(_("Write the criteria first: their weights are 100 together."))
    try:
        with transaction.atomic():
            call = GroupCall.objects.create(
                group=group,
                announced_by=by,
                announced_at=now,
                closes_at=datetime.combine(next_business_day(closes_on or earliest), CLOSING_HOUR, SEOUL),
                criteria=[
                    {"code": row.code, "name_ko": row.name_ko, "name_en": row.name_en, "weight": str(row.weight)}
                    for row in criteria
                ],
                documents=[
                    {"code": row.code, "name_ko": row.name_ko, "name_en": row.name_en, "required": row.required}
                    for row in group.documents.all()
                ],
                pass_mark=group.pass_mark,
                relief_mode=terms.relief_mode,
                relief_points=terms.relief_points,
                answer_days=terms.answer_days,
                appeal_days=terms.appeal_days,
                document_days=terms.document_days,
                valid_years=group.valid_years,
            )
    except IntegrityError as twice:
        raise RuleBroken(_("This group is already open for applications.")) from twice
    record(call, "announced", by=by, payload={"group": group.code, "closes_at": call.closes_at})
    announce("catalog.group_announced", call=call.pk)
    return call


@transaction.atomic
def cancel_call(call: GroupCall, *, by: User, reason: str) -> GroupCall:
    """Take an announcement back; whoever has applied is told why."""
    require(policies.may_keep_groups(by))
    if not reason.strip():
        raise RuleBroken(_("Give the reason: the applicants read it."), field="reason")
    move(call, "cancel", by=by, reason=reason[:500])
    for application in call.applications.exclude(state=ApplicationState.WITHDRAWN):
        move(application, "withdraw", by=by, reason=reason[:500])
    announce("catalog.group_cancelled", call=call.pk)
    return call


def close_calls() -> int:
    """Close announcements whose time has come, by the database's clock. Returns how many."""
    due = GroupCall.objects.filter(state=CallState.ANNOUNCED, closes_at__lte=ClockTimestamp())
    count = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            call = due.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if call is not None:
                move(call, "close", by=None)
                announce("catalog.group_closed", call=call.pk)
                count += 1
    return count


@transaction.atomic
def answer_applicants(call: GroupCall, *, by: User, plan_ko: str, plan_en: str = "") -> GroupCall:
    """The first answer after closing, to all applicants at once: received, how and when it is evaluated. domain 1.1."""
    require(policies.may_answer_applicants(by, call))
    if not plan_ko.strip():
        raise RuleBroken(_("Write how and until when the applications are evaluated."), field="plan_ko")
    call = GroupCall.objects.select_for_update(of=("self",)).select_related("group").get(pk=call.pk)
    if call.state != CallState.CLOSED:
        raise WrongState(_("The first answer is given after the announcement has closed."))
    if call.answered_at is not None:
        raise WrongState(_("The applicants have been answered already."))
    call.plan_ko, call.plan_en, call.answered_by, call.answered_at = plan_ko, plan_en, by, db_now()
    call.save(update_fields=["plan_ko", "plan_en", "answered_by", "answered_at"])
    record(call, "answered", by=by)
    announce("catalog.applicants_answered", call=call.pk)
    return call


def answer_due(call: GroupCall) -> date:
    """The last day of the first answer: closing day and 3 business days. Source: domain 1.1, ``reg.answer``."""
    return business_days_after(call.closes_at.astimezone(SEOUL).date(), call.answer_days)


def remind_of_answers(now: datetime) -> int:
    """Officers at half of the time, officers and approvers when it is over; each once for a call. Returns how many."""
    waiting = GroupCall.objects.filter(state=CallState.CLOSED, answered_at=None, applications__applied_at__isnull=False)
    count = 0
    for call in waiting.distinct():
        day = call.closes_at.astimezone(SEOUL).date()
        for step, halves in (("half", call.answer_days), ("over", call.answer_days * 2)):
            if moment_after(day, halves, BUSINESS, SEOUL) > now:
                continue
            with transaction.atomic():
                if once(f"catalog.answer_{step}", str(call.pk)):
                    announce(f"catalog.answer_{step}", call=call.pk)
                    count += 1
    return count

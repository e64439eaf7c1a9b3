"""DO: checklists by version, inspections with their safety form, faults until they are closed. Source: 8, SGS-07."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.base import File as Upload
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.services import store_upload
from portal.files.states import DOCUMENTS, PICTURES
from portal.numbers import next_number
from portal.outbox.services import announce, once
from portal.people.models import Company, User
from portal.policy import require
from sharedgrowth.support.models import (
    Checklist,
    ChecklistItem,
    FacilityFault,
    FacilityInspection,
    InspectionAnswer,
    Project,
)
from sharedgrowth.support.policies import facility as policies
from sharedgrowth.support.queries import facility as queries
from sharedgrowth.support.rules import facility as rules
from sharedgrowth.support.services.experts import note_access
from sharedgrowth.support.services.waves import check_wall
from sharedgrowth.support.states.facility import (
    ChecklistState,
    CheckVerdict,
    FaultSeverity,
    FaultState,
    InspectionState,
)


@dataclass(frozen=True, slots=True)
class ItemIn:
    """One item of a checklist."""

    text_ko: str
    text_en: str
    severity: str


@dataclass(frozen=True, slots=True)
class AnswerIn:
    """What is said of one item; a fault brings severity and recommendation along."""

    verdict: str
    note: str = ""
    severity: str = ""
    recommendation: str = ""


# Checklists ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def write_checklist(
    *, code: str, title_ko: str, title_en: str, items: Sequence[ItemIn], checklist: Checklist | None = None, by: User
) -> Checklist:
    """A new version, or the draft changed; visits that run keep the version they were planned with."""
    require(policies.may_write_checklist(by))
    if not items:
        raise RuleBroken(_("Write at least one item."), field="items")
    if checklist is None:
        drafts = Checklist.objects.filter(code=code, state__in=[ChecklistState.DRAFT, ChecklistState.PROPOSED])
        if drafts.exists():
            raise WrongState(_("A draft of this checklist is already there. Change that one."))
        newest = Checklist.objects.filter(code=code).aggregate(Max("version"))["version__max"] or 0
        checklist = Checklist(code=code, version=newest + 1, entered_by=by)
    else:
        checklist = Checklist.objects.select_for_update(of=("self",)).get(pk=checklist.pk)
        if checklist.state != ChecklistState.DRAFT:
            raise WrongState(_("This version is no longer a draft. Make a new version."))
        checklist.entered_by = by
    checklist.title_ko, checklist.title_en = title_ko, title_en
    checked(checklist)
    checklist.save()
    checklist.items.all().delete()
    ChecklistItem.objects.bulk_create(
        ChecklistItem(
            checklist=checklist,
            no=no,
            text_ko=item.text_ko,
            text_en=item.text_en or item.text_ko,
            severity=item.severity,
        )
        for no, item in enumerate(items, start=1)
    )
    record(checklist, "written", by=by, payload={"items": len(items)})
    return checklist


@transaction.atomic
def propose_checklist(checklist: Checklist, *, by: User) -> Checklist:
    """Ready for a second person."""
    require(policies.may_write_checklist(by))
    move(checklist, "propose", by=by)
    return checklist


@transaction.atomic
def return_checklist(checklist: Checklist, *, by: User) -> Checklist:
    """Back to the draft."""
    require(policies.may_write_checklist(by))
    move(checklist, "return", by=by)
    return checklist


@transaction.atomic
def publish_checklist(checklist: Checklist, *, by: User) -> Checklist:
    """In force from now on; the version before is superseded."""
    require(policies.may_publish_checklist(by, checklist))
    held = Checklist.objects.select_for_update(of=("self",)).filter(code=checklist.code).order_by("pk")
    for earlier in held:
        if earlier.state == ChecklistState.PUBLISHED:
            move(earlier, "supersede", by=by)
    move(checklist, "publish", by=by, published_by=by, published_at=db_now())
    return checklist


# Inspections ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def plan_inspection(
    company: Company,
    *,
    checklist: Checklist,
    inspector: User,
    planned_on: date,
    site: str,
    subject: str,
    project: Project | None = None,
    by: User,
) -> FacilityInspection:
    """A visit is planned; the company and the inspector are told."""
    require(policies.may_plan_inspection(by))
    if checklist.state != ChecklistState.PUBLISHED:
        raise RuleBroken(_("Choose a checklist that is in force."), field="checklist")
    if not (inspector.is_internal and inspector.has_role("CN")):
        raise RuleBroken(_("An inspector is an expert of the buyer."), field="inspector")
    if planned_on < today():
        raise RuleBroken(_("Choose today or a later day."), field="planned_on")
    try:
        check_wall(inspector, company)
    except NotAllowed as refusal:
        raise RuleBroken(refusal.message, field="inspector") from refusal
    inspection = FacilityInspection(
        number=next_number("FAC"),
        company=company,
        checklist=checklist,
        inspector=inspector,
        officer=by,
        project=project,
        planned_on=planned_on,
        site=site,
        subject=subject,
    )
    checked(inspection)
    inspection.save()
    record(inspection, "planned", by=by, payload={"checklist": str(checklist), "on": planned_on.isoformat()})
    announce("support.inspection_planned", inspection=inspection.pk)
    return inspection


def _held(inspection: FacilityInspection) -> FacilityInspection:
    found = FacilityInspection.objects.select_for_update(of=("self",)).select_related("checklist", "company")
    return found.get(pk=inspection.pk)


@transaction.atomic
def cancel_inspection(inspection: FacilityInspection, *, reason: str, by: User) -> FacilityInspection:
    """The visit does not take place."""
    require(policies.may_cancel_inspection(by, inspection))
    move(_held(inspection), "cancel", by=by, reason=reason)
    announce("support.inspection_cancelled", inspection=inspection.pk, reason=reason, by=by.pk)
    return FacilityInspection.objects.get(pk=inspection.pk)


@transaction.atomic
def begin_inspection(
    inspection: FacilityInspection, *, hazards: Collection[str], measures: str, by: User
) -> FacilityInspection:
    """On site: first the safety form, then everything else (SGS-07). Who helps here reviews nothing here (SOD-11)."""
    require(policies.may_inspect(by, inspection))
    if not measures.strip():
        raise RuleBroken(_("Say how people are protected on this visit."), field="measures")
    inspection = _held(inspection)
    if inspection.planned_on > today():
        raise WrongState(_("The visit is planned for a later day."))
    check_wall(by, inspection.company)
    move(
        inspection,
        "begin",
        by=by,
        payload={"hazards": sorted(hazards)},
        hazards=sorted(hazards),
        measures=measures,
        safety_by=by,
        safety_at=db_now(),
    )
    note_access(by, inspection.company, costs=False, on=today(), about=inspection, by=by)
    return inspection


@transaction.atomic
def answer_items(
    inspection: FacilityInspection, answers: Mapping[ChecklistItem, AnswerIn], *, by: User
) -> list[FacilityFault]:
    """Answers of the checklist, sent once or again: a fault is made for each item once. Stop work is told at once."""
    require(policies.may_inspect(by, inspection))
    inspection = _held(inspection)
    if inspection.state != InspectionState.ON_SITE:
        raise WrongState(_("The visit is not under way: fill in the safety form first."))
    known = {fault.item_id: fault for fault in inspection.faults.exclude(item=None)}
    made = []
    for item, given in answers.items():
        if item.checklist_id != inspection.checklist_id:
            raise RuleBroken(_("This item belongs to another checklist."))
        InspectionAnswer.objects.update_or_create(
            inspection=inspection, item=item, defaults={"verdict": given.verdict, "note": given.note}
        )
        fault = known.get(item.pk)
        if given.verdict == CheckVerdict.FAULT:
            severity, text = given.severity or item.severity, given.note or item.text_ko
            advice = given.recommendation or item.text_ko
            if fault is None:
                found = _find(inspection, item=item, severity=severity, text=text, recommendation=advice, by=by)
                made.append(found)
            else:
                _reword(fault, severity=severity, text=text, recommendation=advice, by=by)
        elif fault is not None:
            if fault.severity == FaultSeverity.STOP:
                raise RuleBroken(_("Work was stopped for this item: the company mends it, then you close it."))
            fault.delete()
    return made


def _reword(fault: FacilityFault, *, severity: str, text: str, recommendation: str, by: User) -> None:
    """As the inspector says it now; what has become a stop of work is told like a new one."""
    stopped = severity == FaultSeverity.STOP and fault.severity != FaultSeverity.STOP
    fault.severity, fault.text, fault.recommendation = severity, text, recommendation
    fault.due_on = rules.due_on(severity, today())
    fault.save(update_fields=["severity", "text", "recommendation", "due_on"])
    if stopped:
        _stop(fault, by)


def _find(
    inspection: FacilityInspection,
    *,
    severity: str,
    text: str,
    recommendation: str,
    item: ChecklistItem | None = None,
    photo: Upload | None = None,
    by: User,
) -> FacilityFault:
    last = inspection.faults.aggregate(Max("no"))["no__max"] or 0
    stored = store_upload(photo, company=inspection.company, by=by, kinds=PICTURES) if photo else None
    fault = FacilityFault.objects.create(
        inspection=inspection,
        no=last + 1,
        item=item,
        severity=severity,
        text=text,
        recommendation=recommendation,
        photo=stored,
        due_on=rules.due_on(severity, today()),
    )
    record(fault, "found", by=by, payload={"severity": severity})
    if severity == FaultSeverity.STOP:
        _stop(fault, by)
    return fault


def _stop(fault: FacilityFault, by: User) -> None:
    record(fault, "work_stopped", by=by)
    announce("support.stop_work", inspection=fault.inspection_id, fault=fault.pk)


@transaction.atomic
def add_fault(
    inspection: FacilityInspection,
    *,
    severity: str,
    text: str,
    recommendation: str,
    photo: Upload | None = None,
    by: User,
) -> FacilityFault:
    """Something that no item asks about."""
    require(policies.may_inspect(by, inspection))
    inspection = _held(inspection)
    if inspection.state != InspectionState.ON_SITE:
        raise WrongState(_("The visit is not under way: fill in the safety form first."))
    return _find(inspection, severity=severity, text=text, recommendation=recommendation, photo=photo, by=by)


@transaction.atomic
def report_inspection(inspection: FacilityInspection, *, summary: str, by: User) -> FacilityInspection:
    """The company gets the report; without a fault the visit is closed at once."""
    require(policies.may_inspect(by, inspection))
    inspection = _held(inspection)
    asked = inspection.checklist.items.values_list("pk", flat=True)
    answered = queries.answers_of(inspection)
    if not rules.is_complete(asked, answered):
        left = len(set(asked) - set(answered))
        raise RuleBroken(_("Not answered yet: %(count)s items.") % {"count": left})
    move(inspection, "report", by=by, summary=summary, reported_at=db_now())
    announce("support.inspection_reported", inspection=inspection.pk)
    _close_if_done(inspection, by)
    return inspection


def _close_if_done(inspection: FacilityInspection, by: User) -> None:
    if inspection.state == InspectionState.REPORTED and not inspection.faults.exclude(state=FaultState.CLOSED).exists():
        move(inspection, "close", by=by)
        announce("support.inspection_closed", inspection=inspection.pk)


# Faults --------------------------------------------------------------------------------------------------------------
def _held_fault(fault: FacilityFault) -> FacilityFault:
    """The inspection's row is held before that of its fault."""
    FacilityInspection.objects.select_for_update(of=("self",)).get(pk=fault.inspection_id)
    return FacilityFault.objects.select_for_update(of=("self",)).select_related("inspection__company").get(pk=fault.pk)


@transaction.atomic
def confirm_stop(fault: FacilityFault, *, by: User) -> FacilityFault:
    """The company confirms that work stands still."""
    require(policies.may_mend(by, fault))
    fault = _held_fault(fault)
    if fault.severity != FaultSeverity.STOP:
        raise WrongState(_("No work was stopped for this."))
    if fault.stop_seen_at is None:
        fault.stop_seen_by, fault.stop_seen_at = by, db_now()
        fault.save(update_fields=["stop_seen_by", "stop_seen_at"])
        record(fault, "stop_confirmed", by=by)
    return fault


@transaction.atomic
def fix_fault(fault: FacilityFault, *, text: str, upload: Upload | None = None, by: User) -> FacilityFault:
    """The company says what it has done; the inspector looks at it."""
    require(policies.may_mend(by, fault))
    fault = _held_fault(fault)
    if fault.severity == FaultSeverity.STOP and fault.stop_seen_at is None:
        raise RuleBroken(_("Confirm first that work stands still."))
    company = fault.inspection.company
    file = store_upload(upload, company=company, by=by, kinds=PICTURES | DOCUMENTS) if upload else fault.fixed_file
    move(fault, "fix", by=by, fixed_text=text, fixed_file=file, fixed_by=by, fixed_at=db_now(), remark="")
    announce("support.fault_fixed", fault=fault.pk)
    return fault


@transaction.atomic
def judge_fault(fault: FacilityFault, *, closed: bool, remark: str = "", by: User) -> FacilityFault:
    """Closed, or sent back with what is missing. The last one closes the inspection."""
    require(policies.may_judge(by, fault))
    fault = _held_fault(fault)
    if fault.fixed_by_id == by.pk:
        raise NotAllowed(_("Who mended it does not judge it."))
    if not closed and not remark.strip():
        raise RuleBroken(_("Say what is missing: the company reads it."), field="remark")
    if closed:
        move(fault, "close", by=by, remark=remark, closed_at=db_now())
        _close_if_done(fault.inspection, by)
    else:
        move(fault, "send_back", by=by, reason=remark, remark=remark)
    announce("support.fault_judged", fault=fault.pk)
    return fault


@transaction.atomic
def run_fault_clock(on: date) -> int:
    """Once a day: what is late is told to the company and to shared growth."""
    if not once("support.faults", on.isoformat()):
        return 0
    late: dict[int, int] = {}
    for fault in queries.faults_late(on):
        late[fault.inspection.company_id] = late.get(fault.inspection.company_id, 0) + 1
    for company, count in sorted(late.items()):
        announce("support.faults_late", company=company, count=count, on=on.isoformat())
    return len(late)

"""DO: propose the change of a specification, review it in the using department, decide it in quality. Domain 1.7."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog.models import (
    ClassNode,
    RequestAttribute,
    SourcingRequest,
    SpecCase,
    SpecCaseRow,
    Specification,
    SpecificationRow,
    SpecificationVersion,
)
from catalog.models.sourcing import Required
from catalog.policies import sourcing as may
from catalog.queries.classes import definitions_for
from catalog.queries.offers import values_by_version
from catalog.queries.sourcing import reads_current_price, requirements_of
from catalog.queries.specs import cases_due, deltas_of, rows_of, rows_of_case
from catalog.rules.sourcing import wants_range
from catalog.services.asked import Entered, checked, locked_request, need_reason, read_required
from catalog.states import CaseState, Datatype, Match, ProposalState, RequestState
from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState, broken_constraint
from portal.numbers import next_number
from portal.outbox.services import announce, sweeps
from portal.people.models import User
from portal.policy import require

C = CaseState


@transaction.atomic
def open_case(
    request: SourcingRequest, *, reason: str, effective_from: date, by: User, savings_won: Decimal | None = None
) -> SpecCase:
    """Propose that the specification follows what was adopted: its rows begin as the adopted product has them.

    Of a part without a specification the first version is what the request asked for.
    """
    require(may.may_propose_case(by, request))
    request = locked_request(request)
    if savings_won is None and reads_current_price(by, request):
        savings_won = request.saved_won  # from which today's price can be told
    proposal = request.proposals.filter(state=ProposalState.ADOPTED).select_related("version").first()
    if request.state != RequestState.ADOPTED or proposal is None:
        raise WrongState(_("Only an adopted alternative changes a specification."))
    asked = requirements_of(request)
    specification = _specification_of(request, asked)
    case = _begin(
        specification,
        reason=reason,
        effective_from=effective_from,
        by=by,
        savings_won=savings_won,
        request=request,
        proposal=proposal,
        department=request.department,
    )
    offered = values_by_version([proposal.version_id])[proposal.version_id]
    rows = [_as_offered(row, offered) for row in (rows_of(case.base) or asked)]
    SpecCaseRow.objects.bulk_create(SpecCaseRow(case=case, **row) for row in rows)
    move(request, "open_spec_case", by=by, payload={"case": case.number})
    return case


@transaction.atomic
def propose_case(specification: Specification, *, reason: str, effective_from: date, by: User,
                 savings_won: Decimal | None = None) -> SpecCase:  # fmt: skip
    """Propose a change without a sourcing request; its rows begin as they are today."""
    require(may.may_propose_case(by))
    case = _begin(
        specification,
        reason=reason,
        effective_from=effective_from,
        by=by,
        savings_won=savings_won,
        department=specification.department or by.membership.department,
    )
    SpecCaseRow.objects.bulk_create(SpecCaseRow(case=case, **_copied(row)) for row in rows_of(case.base))
    return case


def _begin(specification: Specification, *, reason: str, effective_from: date, by: User, **facts: Any) -> SpecCase:
    reason = need_reason(reason)
    if effective_from < today():
        raise RuleBroken(_("A specification changes today or later, not in the past."), field="effective_from")
    case = SpecCase(
        number=next_number("SPC"),
        specification=specification,
        base=specification.versions.order_by("-no").first(),
        reason=reason,
        effective_from=effective_from,
        proposed_by=by,
        **facts,
    )
    checked(case, unasked={"spec_case_one_open"})
    try:
        with transaction.atomic():
            case.save()
    except IntegrityError as refusal:
        if broken_constraint(refusal) == "spec_case_one_open":
            raise WrongState(_("Another case already changes this specification. Wait for its decision.")) from refusal
        raise
    record(case, "proposed", by=by, reason=reason[:500])
    return case


def _specification_of(request: SourcingRequest, asked: list[RequestAttribute]) -> Specification:
    part = request.part_number or (request.reference.sku if request.reference else "")
    specification, made = Specification.objects.get_or_create(
        class_node=request.class_node,
        part_number=part,
        defaults={
            "name_ko": request.title_ko,
            "name_en": request.title_en,
            "department": request.department,
        },
    )
    if made:
        first = SpecificationVersion.objects.create(specification=specification, no=1, valid_from=today())
        SpecificationRow.objects.bulk_create(SpecificationRow(version=first, **_copied(row)) for row in asked)
    return specification


def write_specification(
    *, class_node: ClassNode, part_number: str, name_ko: str, entered: Entered, valid_from: date, by: User,
    name_en: str = "", department: str = "",
) -> Specification:  # fmt: skip
    """Enter the specification that is in force today: its first version."""
    require(may.may_propose_case(by))
    with transaction.atomic():
        specification = Specification(
            class_node=class_node, part_number=part_number, name_ko=name_ko, name_en=name_en, department=department
        )
        checked(specification)
        specification.save()
        first = SpecificationVersion.objects.create(specification=specification, no=1, valid_from=valid_from)
        rows = read_required(definitions_for(class_node), entered)
        SpecificationRow.objects.bulk_create(SpecificationRow(version=first, **row) for row in rows)
        record(specification, "entered", by=by)
    return specification


def _copied(row: Required) -> dict[str, Any]:
    return {"definition_id": row.definition_id, **{name: getattr(row, name) for name in Required.ASKED}}


def _as_offered(row: Required, offered: Mapping[str, Any]) -> dict[str, Any]:
    """The row with the value that the adopted product has, where that is a value of the same shape."""
    copied, value = _copied(row), offered.get(row.definition.code)
    if value is None or row.match in (Match.GE, Match.LE):
        return copied  # a least or greatest value stays: the product only does better
    if wants_range(row.definition.datatype, row.match) and row.definition.datatype != Datatype.RANGE:
        return copied
    return {**copied, **{name: getattr(value, name) for name in Required.VALUES}}


@transaction.atomic
def edit_case(case: SpecCase, entered: Entered, *, by: User) -> SpecCase:
    """What the case proposes, attribute by attribute, before it is sent to review."""
    require(may.may_edit_case(by, case))
    case = _locked(case)
    if case.state != C.PROPOSED:
        raise WrongState(_("This case is under review and no longer changes."))
    rows = read_required(definitions_for(case.specification.class_node), entered)
    case.rows.all().delete()
    SpecCaseRow.objects.bulk_create(SpecCaseRow(case=case, **row) for row in rows)
    record(case, "edited", by=by)
    return case


def _locked(case: SpecCase) -> SpecCase:
    found = SpecCase.objects.select_for_update(of=("self",)).select_related("specification__class_node", "base")
    return found.get(pk=case.pk)


@transaction.atomic
def submit_case(case: SpecCase, *, by: User) -> SpecCase:
    """To the using department; a case that changes nothing is no case."""
    require(may.may_edit_case(by, case))
    case = _locked(case)
    if not any(delta.is_changed for delta in deltas_of(case)):
        raise RuleBroken(_("Nothing is changed yet: change at least one attribute."))
    move(case, "submit", by=by)
    announce("catalog.spec_case_submitted", case=case.pk)
    return case


@transaction.atomic
def pass_case(case: SpecCase, *, note: str, by: User) -> SpecCase:
    """The using department agrees; quality decides."""
    require(may.may_review_case(by, case))
    note = need_reason(note, _("Say what was checked."))
    case = _locked(case)
    move(case, "pass_tech", by=by, reason=note, tech_by=by, tech_at=db_now())
    announce("catalog.spec_case_passed", case=case.pk)
    return case


@transaction.atomic
def approve_case(case: SpecCase, *, reason: str, by: User) -> SpecCase:
    """Quality agrees: the master gets its next version, in force from the case's day; published tenders keep theirs."""
    require(may.may_decide_case(by, case))
    reason = need_reason(reason)
    case = _locked(case)
    starts = max(case.effective_from, today())
    move(case, "approve", by=by, reason=reason, decision_reason=reason[:500], quality_by=by, quality_at=db_now(),
         effective_from=starts)  # fmt: skip
    Specification.objects.select_for_update(of=("self",)).get(pk=case.specification_id)
    last = case.specification.versions.order_by("-no").first()
    version = SpecificationVersion.objects.create(
        specification=case.specification, no=(last.no if last else 0) + 1, valid_from=starts, case=case
    )
    SpecificationRow.objects.bulk_create(
        SpecificationRow(version=version, **_copied(row)) for row in rows_of_case(case)
    )
    announce("catalog.spec_case_approved", case=case.pk)
    if starts <= today():
        _take_effect(case, by=None)
    return case


@transaction.atomic
def reject_case(case: SpecCase, *, reason: str, by: User) -> SpecCase:
    """The specification stays as it is."""
    require(may.may_reject_case(by, case))
    reason = need_reason(reason, _("Say why."))
    case = _locked(case)
    move(case, "reject", by=by, reason=reason, decision_reason=reason[:500])
    announce("catalog.spec_case_rejected", case=case.pk)
    return case


def _take_effect(case: SpecCase, *, by: User | None) -> None:
    move(case, "take_effect", by=by)
    announce("catalog.spec_case_effective", case=case.pk)


@sweeps
def put_cases_into_force() -> int:
    """Every approved case whose day has come."""
    count = 0
    for case in cases_due(today()):
        try:
            with transaction.atomic():
                _take_effect(_locked(case), by=None)
        except WrongState:  # somebody else has just done it
            continue
        count += 1
    return count

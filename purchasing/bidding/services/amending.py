"""DO: amend a published notice with a second person; bids on an altered notice go back. Source: domain 2.3."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.files.base import File as Upload
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import SEOUL, db_now
from portal.dated import in_force
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.files.models import File
from portal.files.services import publish_file, store_upload
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import Amendment, BasePrice, BiddingTerms, Invitation, Tender, TenderDocument
from purchasing.bidding.rules.notice import least_new_deadline
from purchasing.bidding.services.amend_checks import check_content
from purchasing.bidding.services.amended import (
    as_text,
    criteria_of,
    criteria_told,
    criterion_in,
    facts_in,
    line_content,
    line_in,
    lines_of,
    lines_told,
)
from purchasing.bidding.services.base_prices import parts_are_missing
from purchasing.bidding.services.checks import checked, locked
from purchasing.bidding.services.drafting import CriterionIn, LineIn, write_criteria, write_lines
from purchasing.bidding.services.lots_along import check_lots, move_lots_along, with_lot
from purchasing.bidding.services.notice_documents import next_document_no
from purchasing.bidding.services.pinning import pin_lines
from purchasing.bidding.services.seals import lines_fingerprint
from purchasing.bidding.services.voiding import void_bids
from purchasing.bidding.states import AMENDABLE_FACTS, MATERIAL_FACTS, DocumentKind, Reach, TenderState


@dataclass(frozen=True, slots=True)
class DocumentIn:
    """A document that the amendment adds."""

    upload: Upload
    kind: str = DocumentKind.OTHER
    title_ko: str = ""
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class AmendmentIn:
    """What shall change; None leaves a part as it stands."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[LineIn] | None = None
    criteria: Sequence[CriterionIn] | None = None
    documents: Sequence[DocumentIn] = ()
    withdrawn: Sequence[TenderDocument] = ()
    invited: Sequence[Company] = ()
    closes_at: datetime | None = None
    bids_go_back: bool = False  # also where nothing forces it


@transaction.atomic
def request_amendment(tender: Tender, wanted: AmendmentIn, *, reason: str, by: User) -> Amendment:
    """Ask for a change of the published notice; it is in force when an approver agrees in time.

    A change of quantities, criteria, price rule or delivery is material: bids that are in go back, and the deadline
    moves later by half of the first notice period at least.
    """
    require(policies.may_request_amendment(by, tender))
    tender = locked(tender)
    check_running(tender)
    if not reason.strip():
        raise RuleBroken(_("Say why: everybody who reads the notice will read it."), field="reason")
    if unknown := set(wanted.facts) - AMENDABLE_FACTS:
        raise TypeError(f"an amendment does not change {sorted(unknown)}")
    facts = {name: value for name, value in wanted.facts.items() if value != getattr(tender, name)}
    lines = wanted.lines if wanted.lines is not None and lines_told(wanted.lines) != lines_of(tender) else None
    criteria = wanted.criteria
    if criteria is not None and criteria_told(criteria) == criteria_of(tender):
        criteria = None
    closes_at = wanted.closes_at or tender.deadline
    invited = [company for company in wanted.invited if not queries.is_invited(company, tender)]
    for company in invited:
        if not (fit := policies.may_be_invited(company, tender, db_now().astimezone(SEOUL).date())):
            raise RuleBroken(str(fit.reason), field="invited")
    if lines is not None and not lines:
        raise RuleBroken(_("Add at least one line: what is wanted, and how much."), field="lines")
    nothing = not (facts or wanted.documents or wanted.withdrawn or invited) and lines is None and criteria is None
    if nothing:
        raise RuleBroken(_("Nothing is changed. For a later deadline alone ask for a later deadline."))
    material = wanted.bids_go_back or lines is not None or criteria is not None or bool(set(facts) & MATERIAL_FACTS)
    _check_deadline(tender, closes_at, material=material)
    amendment = Amendment(
        tender=tender,
        version=tender.notice_version + 1,
        reason=reason,
        changes={},
        content={},
        material=material,
        closed_at_before=tender.deadline,
        closes_at=closes_at,
        asked_by=by,
    )
    added = [_stored(each, by=by) for each in wanted.documents]
    amendment.content = {
        "facts": {name: as_text(value) for name, value in facts.items()},
        "lines": None if lines is None else [line_content(line) for line in lines],
        "criteria": None if criteria is None else criteria_told(criteria),
        "documents": added,
        "withdrawn": [document.pk for document in wanted.withdrawn],
        "invited": [company.pk for company in invited],
    }
    amendment.changes = {
        "facts": {name: [as_text(getattr(tender, name)), as_text(value)] for name, value in facts.items()},
        "lines": None if lines is None else [lines_of(tender), lines_told(lines)],
        "criteria": None if criteria is None else [criteria_of(tender), criteria_told(criteria)],
        "added": [each["title_ko"] for each in added],
        "withdrawn": [document.title_ko for document in wanted.withdrawn],
        "invited": len(invited),
    }
    check_content(tender, facts=facts, lines=lines, criteria=criteria, closes_at=closes_at)
    check_lots(tender, closes_at=closes_at)
    if invited:
        _check_lots_wait_for_nothing(tender)
    checked(amendment)
    amendment.save()
    record(tender, "amendment_requested", by=by, reason=reason, payload={"version": amendment.version})
    announce("bidding.amendment_requested", tender=tender.pk, amendment=amendment.pk)
    return amendment


@transaction.atomic
def approve_amendment(amendment: Amendment, *, by: User) -> Tender:
    """The second person: from now on the notice stands in its new version, and everybody it concerns is told."""
    require(policies.may_decide_amendment(by, amendment))
    tender = locked(amendment.tender)
    check_running(tender)
    if amendment.version != tender.notice_version + 1:
        raise WrongState(_("The notice was amended meanwhile: ask for this amendment again."))
    closes_at = max(amendment.closes_at, tender.deadline)
    _check_deadline(tender, closes_at, material=amendment.material)
    _check_still(tender, amendment.content, closes_at)
    _decide(amendment, approved=True, by=by, reason="")
    _apply(amendment, tender, closes_at=closes_at, by=by)
    if amendment.material:
        void_bids(tender, cause="amended", by=by)
    payload = {"version": amendment.version, "material": amendment.material, "closes_at": closes_at}
    record(tender, "amended", by=by, reason=amendment.reason, payload=payload)
    announce("bidding.tender_amended", tender=tender.pk, amendment=amendment.pk, material=int(amendment.material))
    _invite_to_lots(tender, amendment, by=by)
    move_lots_along(tender, reason=amendment.reason, asked_by=amendment.asked_by, by=by)
    return tender


@transaction.atomic
def decline_amendment(amendment: Amendment, *, reason: str, by: User) -> Amendment:
    """The notice stays as it is."""
    require(policies.may_decide_amendment(by, amendment))
    if not reason.strip():
        raise RuleBroken(_("Say why the notice stays as it is."), field="reason")
    _decide(amendment, approved=False, by=by, reason=reason)
    record(amendment.tender, "amendment_declined", by=by, reason=reason, payload={"version": amendment.version})
    announce("bidding.amendment_declined", tender=amendment.tender_id, amendment=amendment.pk)
    return amendment


def check_running(tender: Tender) -> None:
    """Published, and before its deadline."""
    if tender.state != TenderState.PUBLISHED or db_now() >= tender.deadline:
        raise WrongState(_("The deadline has passed: the notice can no longer be amended."))


def least_deadline(tender: Tender) -> datetime:
    """The earliest deadline that a material amendment may set now."""
    if tender.published_at is None:
        raise AssertionError(f"{tender.number} is not published")
    deadlines = [
        *tender.extensions.filter(approved=True).values_list("closed_at_before", flat=True),
        *tender.amendments.filter(approved=True).values_list("closed_at_before", flat=True),
    ]
    first = min(deadlines, default=tender.deadline)
    return least_new_deadline(began_at=tender.published_at, first_closes_at=first, closes_at=tender.deadline)


def _check_deadline(tender: Tender, closes_at: datetime, *, material: bool) -> None:
    if closes_at < tender.deadline:
        raise RuleBroken(_("A deadline only moves later."), field="closes_at")
    if material and closes_at < (least := least_deadline(tender)):
        raise RuleBroken(
            _("This changes what is bid for: bids go back, and the deadline moves to %(least)s at the earliest.")
            % {"least": day_text(least)},
            field="closes_at",
        )


def _check_still(tender: Tender, content: Mapping[str, Any], closes_at: datetime) -> None:
    """What was asked for may have waited while the deadline moved or a cost model went out of use."""
    lines, criteria = content["lines"], content["criteria"]
    check_content(
        tender,
        facts=facts_in(content["facts"]),
        lines=None if lines is None else [line_in(row) for row in lines],
        criteria=None if criteria is None else [criterion_in(row) for row in criteria],
        closes_at=closes_at,
    )


def _decide(amendment: Amendment, *, approved: bool, by: User, reason: str) -> None:
    decision = {"approved": approved, "decided_by": by, "decided_at": db_now(), "decision_reason": reason}
    if not Amendment.objects.filter(pk=amendment.pk, decided_at=None).update(**decision):
        raise WrongState(_("Someone else has already decided on this amendment."))
    for name, value in decision.items():
        setattr(amendment, name, value)


def _apply(amendment: Amendment, tender: Tender, *, closes_at: datetime, by: User) -> None:
    """Parts first, then the tender with its new version: the database lets both pass only in this order."""
    content = amendment.content
    if content["lines"] is not None:
        write_lines(tender, [line_in(row) for row in content["lines"]])
        pin_lines(tender, db_now().astimezone(SEOUL).date())
    if content["criteria"] is not None:
        write_criteria(tender, [criterion_in(row) for row in content["criteria"]])
    _apply_documents(amendment, tender, by=by)
    for company in _invited_by(amendment):
        Invitation.objects.create(tender=tender, company=company, invited_by=amendment.asked_by)
    for name, value in facts_in(content["facts"]).items():
        setattr(tender, name, value)
    tender.notice_version = amendment.version
    tender.closes_at = closes_at
    if amendment.material:
        tender.bids_since_version = amendment.version
    if set(content["facts"]) & MATERIAL_FACTS:
        terms = in_force(BiddingTerms, date.fromisoformat(tender.params["terms"]))  # those it was published under
        tender.params = queries.params_for(tender, terms)
    price = BasePrice.objects.filter(tender=tender).first()
    if price is not None and (price.lines_sha256 != lines_fingerprint(tender) or parts_are_missing(tender, price)):
        tender.base_price_due = True
    tender.save()
    if tender.base_price_due:
        announce("bidding.base_price_due", tender=tender.pk)


def _invited_by(amendment: Amendment) -> QuerySet[Company]:
    return Company.objects.filter(pk__in=amendment.content["invited"]).order_by("pk")


def _check_lots_wait_for_nothing(tender: Tender) -> None:
    """Each lot has one next version: what waits for its approver would be overtaken by the invitation."""
    for lot in queries.sibling_lots(tender).filter(state=TenderState.PUBLISHED):
        if queries.open_amendment(lot) is not None:
            raise RuleBroken(
                _("An amendment of lot %(no)s is waiting: all lots invite together, so let it be decided on first.")
                % {"no": lot.lot_no},
                field="invited",
            )


def _invite_to_lots(tender: Tender, amendment: Amendment, *, by: User) -> None:
    """Who may bid is the notice's: the other lots invite them too, each in a version of its own; bids stay in."""
    if not amendment.content["invited"]:
        return
    _check_lots_wait_for_nothing(tender)
    on = db_now().astimezone(SEOUL).date()
    for lot in queries.sibling_lots(tender).select_for_update(of=("self",)).filter(state=TenderState.PUBLISHED):
        companies = [
            company
            for company in _invited_by(amendment)
            if not queries.is_invited(company, lot) and policies.may_be_invited(company, lot, on)
        ]
        if companies:
            _invite_along(lot, tender, companies, amendment, by=by)


def _invite_along(lot: Tender, tender: Tender, companies: list[Company], amendment: Amendment, *, by: User) -> None:
    nothing: dict[str, Any] = {"facts": {}, "lines": None, "criteria": None, "withdrawn": []}
    along = Amendment.objects.create(
        tender=lot,
        version=lot.notice_version + 1,
        reason=with_lot(tender, amendment.reason),
        changes=nothing | {"added": [], "invited": len(companies)},
        content=nothing | {"documents": [], "invited": [company.pk for company in companies]},
        closed_at_before=lot.deadline,
        closes_at=lot.deadline,
        asked_by=amendment.asked_by,
        decided_by=by,
        decided_at=db_now(),
        approved=True,
    )
    _apply(along, lot, closes_at=lot.deadline, by=by)
    payload = {"version": along.version, "material": False, "closes_at": lot.deadline, "with": tender.number}
    record(lot, "amended", by=by, reason=along.reason, payload=payload)
    announce("bidding.tender_amended", tender=lot.pk, amendment=along.pk, material=0)


def _apply_documents(amendment: Amendment, tender: Tender, *, by: User) -> None:
    gone = tender.documents.filter(pk__in=amendment.content["withdrawn"], until_version=None)
    gone.update(until_version=amendment.version - 1)
    for each in amendment.content["documents"]:
        file = File.objects.get(pk=each["file"])
        TenderDocument.objects.create(
            tender=tender,
            no=next_document_no(tender),
            kind=each["kind"],
            title_ko=each["title_ko"],
            title_en=each["title_en"],
            file=file,
            since_version=amendment.version,
            added_by=amendment.asked_by,
        )
        if tender.reach == Reach.OPEN:
            publish_file(file, by=by)


def _stored(document: DocumentIn, *, by: User) -> dict[str, Any]:
    file = store_upload(document.upload, company=by.company, by=by)
    title_ko = document.title_ko or file.name
    return {"file": file.pk, "kind": document.kind, "title_ko": title_ko, "title_en": document.title_en}

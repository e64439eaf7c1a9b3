"""DO: read what opened bids declare, and judge it: verified, corrected (arithmetic alone), or rejected."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import Ruling, TcoInput, Tender
from purchasing.bidding.rules import tco_notice as notice
from purchasing.bidding.rules.tco import Flow, Line
from purchasing.bidding.rules.tco_checks import ValueFault, value_fault
from purchasing.bidding.services.checks import locked
from purchasing.bidding.states import Envelope, RulingState, TcoInputState, TenderState

LONGEST_DECLARED = 60


def tco_value_words(fault: str) -> str:
    """What is wrong with a declared value, and how to mend it."""
    return {
        ValueFault.MISSING: _("This value is needed: without it the bid is not responsive (rule TCO-06)."),
        ValueFault.NOT_A_NUMBER: _("Give a number, without its unit."),
        ValueFault.NEGATIVE: _("A cost is not negative: give 0 or more."),
        ValueFault.TOO_LARGE: _("This number is too large: look at its unit."),
        ValueFault.WRONG_UNIT: _("The notice asks for another unit: convert the value."),
        ValueFault.YEARS_MISSING: _("Say in which years this cost comes, for example 5, 10."),
        ValueFault.YEARS_OUTSIDE: _("Give whole years that lie inside the service life, before its last year."),
        ValueFault.ABOVE_PRICE: _("What is left at the end is at most the price."),
    }[ValueFault(fault)]


def tco_fault(
    tender: Tender, inputs: Mapping[str, Mapping[str, Any]], *, price_won: Decimal | None = None
) -> list[tuple[str, str]]:
    """What a bid's values lack, before it is sealed: (code, sentence). Stores nothing."""
    document = queries.tco_document(tender)
    if document is None:
        return []
    life = notice.number(inputs.get(notice.LIFE, {}).get("value"))
    years = int(life) if life is not None and life >= 1 else None
    found = []
    for shown in queries.tco_lines(tender):
        told = inputs.get(shown.code, {})
        fault = _fault(document, shown.code, told, years=years, price_won=price_won)
        if fault:
            found.append((shown.code, str(tco_value_words(fault))))
    known = {shown.code for shown in queries.tco_lines(tender)}
    found += [
        (code, str(_("The notice knows no line %(code)s.") % {"code": code})) for code in inputs if code not in known
    ]
    return found


def _fault(
    document: Mapping[str, Any], code: str, told: Mapping[str, Any], *, years: int | None, price_won: Decimal | None
) -> str:
    given = str(told.get("value") or "").strip()
    line = _line(document, code)
    if not given:
        return ValueFault.MISSING if line.required else ""
    amount = notice.number(given)
    if amount is None:
        return ValueFault.NOT_A_NUMBER
    at = notice.years_in(told.get("at"))
    unit = str(told.get("unit") or "").strip()
    if unit and unit.lower() not in _units(document, code):
        return ValueFault.WRONG_UNIT
    if at is None:
        return ValueFault.YEARS_OUTSIDE
    if code == notice.LIFE:
        return ValueFault.NOT_A_NUMBER if amount != amount.to_integral_value() or amount < 1 else ""
    if code == notice.OUTPUT and amount <= 0:
        return ValueFault.MISSING
    limit = min(years, document["most_years"]) if years else document["most_years"]
    return value_fault(amount, line, at=at, years=limit, price_won=price_won)


def _line(document: Mapping[str, Any], code: str) -> Line:
    if code in (notice.LIFE, notice.OUTPUT):
        return Line(code, Flow.UPFRONT, required=code == notice.OUTPUT)
    return notice.line_from(next(line for line in document["lines"] if line["code"] == code))


def _units(document: Mapping[str, Any], code: str) -> set[str]:
    """How the unit may be written; a life in years, an amount in won, in either language."""
    if code == notice.LIFE:
        return {"years", "year", "년", "y"}
    if code == notice.OUTPUT:
        return {document["output_unit"].lower()}
    line = next(line for line in document["lines"] if line["code"] == code)
    return {line["unit"].lower()} if line["source"] == "quantity" else {"won", "원", "krw"}


@transaction.atomic
def read_tco_inputs(tender: Tender) -> int:
    """Enter what the opened bids declare; safe to repeat. Returns how many values are new."""
    document = queries.tco_document(tender)
    if document is None or tender.opened_at is None:
        return 0
    known = {shown.code for shown in queries.tco_lines(tender)}
    there = set(TcoInput.objects.filter(tender=tender).values_list("bid_id", "code"))
    rows = []
    for ruling in tender.rulings.filter(price_won__isnull=False).select_related("bid").order_by("pk"):
        told = _told(ruling)
        life = notice.number(told.get(notice.LIFE, {}).get("value"))
        years = int(life) if life is not None and life >= 1 else None
        for code, value in told.items():
            given = str(value.get("value") or "").strip()
            if code not in known or not given or (ruling.pk, code) in there:
                continue
            fault = _fault(document, code, value, years=years, price_won=ruling.opened_price_won)
            amount = notice.number(given)
            rows.append(
                TcoInput(
                    tender=tender,
                    bid=ruling.bid,
                    code=code,
                    declared=given[:LONGEST_DECLARED],
                    amount=amount if amount is not None and abs(amount) < Decimal(10) ** 14 else None,
                    unit=str(value.get("unit") or "")[:20],
                    at=notice.years_in(value.get("at")) or [],
                    evidence=str(value.get("evidence") or "")[:1000],
                    fault=str(fault),
                )
            )
    TcoInput.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _told(ruling: Ruling) -> Mapping[str, Mapping[str, Any]]:
    document = ruling.document.get(Envelope.PRICE.value, {})
    return {code: value for code, value in (document.get("tco") or {}).items() if isinstance(value, Mapping)}


def _judged(told: TcoInput, by: User) -> TcoInput:
    require(policies.may_judge_tco_input(by, told.tender))
    tender = locked(told.tender)
    if tender.state != TenderState.OPENED:
        raise WrongState(_("Declared values are judged after the opening and before the evaluation."))
    return TcoInput.objects.select_for_update(of=("self",)).select_related("tender", "bid").get(pk=told.pk)


@transaction.atomic
def verify_tco_input(told: TcoInput, *, remark: str = "", by: User) -> TcoInput:
    """The evidence carries the value; a service life counts beyond the default only when it is verified (TCO-04)."""
    told = _judged(told, by)
    if told.fault:
        raise RuleBroken(str(tco_value_words(told.fault)))
    move(told, "verify", by=by, reason=remark, remark=remark, decided_by=by, decided_at=db_now())
    return told


@transaction.atomic
def propose_tco_correction(told: TcoInput, *, corrected: Decimal, remark: str, by: User) -> TcoInput:
    """An arithmetical slip and its correction beside the declared value; it counts when a second person confirms it."""
    told = _judged(told, by)
    if not remark.strip():
        raise RuleBroken(_("Say which slip is corrected: the bidder reads it."), field="remark")
    if not corrected.is_finite() or corrected < 0 or corrected >= Decimal(10) ** 14:
        raise RuleBroken(_("Give the corrected value as a number, 0 or more."), field="corrected")
    if told.fault in (ValueFault.YEARS_MISSING, ValueFault.YEARS_OUTSIDE):
        raise RuleBroken(_("The years are no slip of arithmetic: reject the value instead."), field="corrected")
    if fault := _corrected_fault(told, corrected):
        raise RuleBroken(str(tco_value_words(fault)), field="corrected")
    move(
        told,
        "propose",
        by=by,
        reason=remark,
        payload={"declared": told.declared, "corrected": f"{corrected:f}"},
        corrected=corrected,
        remark=remark,
        proposed_by=by,
        proposed_at=db_now(),
    )
    announce("bidding.tco_correction_proposed", input=told.pk)
    return told


def _proposed(told: TcoInput, by: User) -> TcoInput:
    require(policies.may_decide_tco_correction(by, told))
    tender = locked(told.tender)
    if tender.state != TenderState.OPENED:
        raise WrongState(_("Declared values are judged after the opening and before the evaluation."))
    found = TcoInput.objects.select_for_update(of=("self",)).select_related("tender", "bid", "proposed_by")
    told = found.get(pk=told.pk)
    require(policies.may_decide_tco_correction(by, told))  # as it stands now: somebody may have proposed it anew
    return told


@transaction.atomic
def confirm_tco_correction(told: TcoInput, *, by: User) -> TcoInput:
    """The second person finds the slip too: the corrected value counts, and the bidder is told (domain 3.5)."""
    told = _proposed(told, by)
    payload = {"declared": told.declared, "corrected": f"{told.corrected or 0:f}", "proposed_by": told.proposed_by_id}
    move(told, "correct", by=by, reason=told.remark, payload=payload, decided_by=by, decided_at=db_now())
    announce("bidding.tco_input_corrected", input=told.pk)
    return told


@transaction.atomic
def decline_tco_correction(told: TcoInput, *, reason: str, by: User) -> TcoInput:
    """The second person does not: the value is judged anew as it was declared."""
    told = _proposed(told, by)
    if not reason.strip():
        raise RuleBroken(_("Say why the correction does not hold."), field="reason")
    payload = {"corrected": f"{told.corrected or 0:f}", "proposed_by": told.proposed_by_id}
    anew = {"corrected": None, "remark": "", "proposed_by": None, "proposed_at": None}
    move(told, "decline", by=by, reason=reason, payload=payload, **anew)
    return told


def _corrected_fault(told: TcoInput, corrected: Decimal) -> str:
    """What would be refused of a bidder is refused of a correction: no output of nothing, no rest above the price."""
    document = queries.tco_document(told.tender)
    if document is None:
        raise AssertionError(f"{told.tender_id} declares values without a model")
    ruling = Ruling.objects.get(bid=told.bid_id)
    said = {"value": f"{corrected:f}", "at": told.at}
    return _fault(document, told.code, said, years=None, price_won=ruling.opened_price_won)


@transaction.atomic
def reject_tco_input(told: TcoInput, *, remark: str, by: User) -> TcoInput:
    """The value does not count: a bid without a required one is not responsive, others become the worst known."""
    told = _judged(told, by)
    if not remark.strip():
        raise RuleBroken(_("Say why the value does not count: the bidder reads it."), field="remark")
    move(told, "reject", by=by, reason=remark, remark=remark, decided_by=by, decided_at=db_now())
    announce("bidding.tco_input_rejected", input=told.pk)
    return told


def rule_out_tco_faults(tender: Tender) -> None:
    """Bids that leave out a required value are not responsive. Part of the evaluation. Source: domain TCO-06."""
    faults = queries.tco_faults(tender)
    if not faults:
        return
    document = queries.tco_document(tender)
    assert document is not None  # noqa: S101 (there are no faults without a model)
    lines = {line["code"]: line for line in document["lines"]}
    for ruling in tender.rulings.filter(pk__in=faults, state=RulingState.OPENED):
        line = lines.get(faults[ruling.pk], {"name_ko": "연간 생산량", "name_en": "Output of a year"})
        figures = {"line": line["name_ko"], "line_en": line["name_en"] or line["name_ko"]}
        move(ruling, "rule_out", by=None, reason="tco_missing", cause="tco_missing", figures=figures)


def waiting_corrections(tender: Tender) -> int:
    """How many corrections wait for a second person: before that nothing is calculated."""
    return TcoInput.objects.filter(tender=tender, state=TcoInputState.PROPOSED).count()


def undecided(tender: Tender) -> int:
    """How many declared values nobody has looked at."""
    return TcoInput.objects.filter(tender=tender, state=TcoInputState.ENTERED).count()

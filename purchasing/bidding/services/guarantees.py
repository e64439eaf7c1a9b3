"""DO: what a winner promised is measured after the delivery; a shortfall is owed. Source: domain TCO-07, 3.5."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.models import File
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import Guarantee, TcoResult, Tender
from purchasing.bidding.rules.tco import Flow, Line
from purchasing.bidding.rules.tco_checks import Damages, extra_of, guarantee_damages
from purchasing.bidding.states import GuaranteeState


@transaction.atomic
def open_guarantees(tender: Tender) -> list[Guarantee]:
    """After the award: each guaranteed line of the winner becomes a guarantee; safe to repeat."""
    document = queries.tco_document(tender)
    if document is None or tender.winner_id is None:
        return []
    result = TcoResult.objects.select_related("bid__ruling").get(bid=tender.winner_id, version=tender.evaluation_no)
    made = []
    for line in document["lines"]:
        value = result.inputs.get(line["code"])
        if not line["guaranteed"] or value is None:
            continue
        guarantee, is_new = Guarantee.objects.get_or_create(
            bid=result.bid,
            code=line["code"],
            defaults={
                "tender": tender,
                "name_ko": line["name_ko"],
                "name_en": line["name_en"],
                "unit": line["unit"] if line["source"] == "quantity" else "KRW",
                "declared": Decimal(value["value"]),
                "tolerance": Decimal(document["tolerance"]),
                "damages_cap": Decimal(document["damages_cap"]),
                "price_won": result.bid.ruling.opened_price_won,
                "years": result.years,
                "terms": {
                    "flow": line["kind"],
                    "unit_price_won": line["unit_price_won"] or "1",
                    "factor": line["factor"],
                    "escalation": line["escalation"],
                    "rate": document["rate"],
                    "at": value["at"],
                    "life_years": result.life_years,
                },
            },
        )
        if is_new:
            record(guarantee, "opened", by=None, payload={"declared": value["value"]})
            made.append(guarantee)
    if made:
        announce("bidding.guarantees_opened", tender=tender.pk)
    return made


def damages_of(guarantee: Guarantee, measured: Decimal) -> Damages:
    """What the measured value would cost, by the terms of the notice."""
    terms = guarantee.terms
    return guarantee_damages(
        _line(guarantee),
        declared=guarantee.declared,
        measured=measured,
        price_won=guarantee.price_won,
        years=guarantee.years,
        rate=Decimal(terms["rate"]),
        at=terms.get("at", ()),  # guarantees of before keep neither the years nor the life
        life_years=terms.get("life_years"),
        tolerance=guarantee.tolerance,
        cap=guarantee.damages_cap,
    )


def years_counted(guarantee: Guarantee) -> list[int]:
    """The years in which a value that is worse than declared costs more; 0 is the purchase."""
    terms = guarantee.terms
    extra = extra_of(
        _line(guarantee),
        Decimal(1),
        at=terms.get("at", ()),
        years=guarantee.years,
        life_years=terms.get("life_years"),
    )
    return [year for year, _won in extra]


def _line(guarantee: Guarantee) -> Line:
    terms = guarantee.terms
    return Line(
        guarantee.code,
        Flow(terms["flow"]),
        unit_price_won=Decimal(terms["unit_price_won"]),
        escalation=Decimal(terms["escalation"]),
        factor=Decimal(terms["factor"]),
    )


def _locked(guarantee: Guarantee) -> Guarantee:
    found = Guarantee.objects.select_for_update(of=("self",)).select_related("tender", "bid__company")
    return found.get(pk=guarantee.pk)


@transaction.atomic
def plan_test(guarantee: Guarantee, *, test_by: date, by: User) -> Guarantee:
    """Say until when the acceptance test is made; the supplier hears of it. May be moved until the test is in."""
    require(policies.may_measure_guarantee(by, guarantee))
    guarantee = _locked(guarantee)
    if guarantee.state != GuaranteeState.OPEN:
        raise WrongState(_("The measurement is in already: there is no test left to plan."))
    if test_by < today():
        raise RuleBroken(_("Plan the test for today or later."), field="test_by")
    if guarantee.test_by == test_by:  # pressed twice: nobody is told twice
        return guarantee
    guarantee.test_by = test_by
    guarantee.save(update_fields=["test_by"])
    record(guarantee, "planned", by=by, payload={"test_by": str(test_by)})
    announce("bidding.guarantee_planned", guarantee=guarantee.pk)
    return guarantee


@transaction.atomic
def measure_guarantee(
    guarantee: Guarantee, *, measured: Decimal, tested_on: date, note: str, by: User, protocol: File | None = None
) -> Guarantee:
    """Enter what the acceptance test measured; a second person decides what follows."""
    require(policies.may_measure_guarantee(by, guarantee))
    if not measured.is_finite() or measured < 0 or measured >= Decimal(10) ** 14:
        raise RuleBroken(_("Give the measured value as a number, 0 or more."), field="measured")
    if tested_on > today():
        raise RuleBroken(_("A test lies in the past: look at the date."), field="tested_on")
    if not note.strip():
        raise RuleBroken(_("Say how it was measured: instruments, duration, load."), field="note")
    guarantee = _locked(guarantee)
    move(
        guarantee,
        "test",
        by=by,
        payload={"measured": f"{measured:f}"},
        measured=measured,
        tested_on=tested_on,
        test_note=note,
        tested_by=by,
        protocol=protocol,
    )
    announce("bidding.guarantee_measured", guarantee=guarantee.pk)
    return guarantee


@transaction.atomic
def refuse_measurement(guarantee: Guarantee, *, reason: str, by: User) -> Guarantee:
    """The second person does not accept the measurement: it is repeated."""
    require(policies.may_decide_guarantee(by, guarantee))
    if not reason.strip():
        raise RuleBroken(_("Say why the test is repeated."), field="reason")
    guarantee = _locked(guarantee)
    move(
        guarantee,
        "test_again",
        by=by,
        reason=reason,
        payload={"measured": f"{guarantee.measured:f}"},
        measured=None,
        tested_on=None,
        test_note="",
        tested_by=None,
        protocol=None,
    )
    announce("bidding.guarantee_test_refused", guarantee=guarantee.pk)
    return guarantee


@transaction.atomic
def decide_guarantee(guarantee: Guarantee, *, by: User) -> Guarantee:
    """Met, or damages by the announced rule; nobody sets the amount."""
    require(policies.may_decide_guarantee(by, guarantee))
    guarantee = _locked(guarantee)
    require(policies.may_decide_guarantee(by, guarantee))  # who measured is known for sure now
    if guarantee.measured is None:
        raise RuleBroken(_("Nothing has been measured yet."))
    owed = damages_of(guarantee, guarantee.measured)
    move(
        guarantee,
        "meet" if owed.within_tolerance else "owe",
        by=by,
        payload={"full_won": f"{owed.full_won:.0f}", "owed_won": f"{owed.owed_won:.0f}"},
        full_won=owed.full_won,
        owed_won=owed.owed_won,
        decided_by=by,
        decided_at=db_now(),
    )
    announce("bidding.guarantee_decided", guarantee=guarantee.pk)
    return guarantee


@transaction.atomic
def close_guarantee(guarantee: Guarantee, *, note: str, by: User) -> Guarantee:
    """Nothing more follows: met, or the damages are paid."""
    require(policies.may_decide_guarantee(by, guarantee))
    guarantee = _locked(guarantee)
    if not note.strip():
        raise RuleBroken(_("Say how it was closed: met, or how the damages were paid."), field="note")
    move(guarantee, "close", by=by, reason=note, closing_note=note)
    return guarantee

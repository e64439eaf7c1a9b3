"""DO: write a cost model, have it approved by the using department and by finance, put it in use, choose it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState, broken_constraint
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import TcoLine, TcoModel, Tender, TenderTco
from purchasing.bidding.rules.tco_checks import ModelFault, model_fault
from purchasing.bidding.rules.tco_notice import model_from
from purchasing.bidding.services.checks import checked, locked, once_at_a_time
from purchasing.bidding.states import EDITABLE, TcoModelState


class ModelFacts(TypedDict, total=False):
    """What an author writes into a model; its code only when it is begun."""

    code: str
    name_ko: str
    name_en: str
    scope: str
    rate: Decimal
    basis: str
    base_date: date
    comparison: str
    horizon: str
    horizon_years: int | None
    default_years: int
    most_years: int
    output_unit: str
    tolerance: Decimal
    damages_cap: Decimal
    change_note: str


@dataclass(frozen=True, slots=True)
class TcoLineIn:
    """One line of a model as it is written."""

    code: str
    name_ko: str
    kind: str
    source: str
    name_en: str = ""
    unit: str = ""
    unit_price_won: Decimal | None = None
    price_source: str = ""
    factor: Decimal = Decimal(1)
    of_code: str = ""
    buyer_amount: Decimal | None = None
    escalation: Decimal = Decimal(0)
    escalation_basis: str = "nominal"
    required: bool = True
    guaranteed: bool = False
    is_energy: bool = False
    is_carbon: bool = False
    evidence: str = ""
    verification: str = ""


@transaction.atomic
def draft_tco_model(*, by: User, lines: Sequence[TcoLineIn] = (), **facts: Unpack[ModelFacts]) -> TcoModel:
    """Begin a model; a code that is already there begins its next version."""
    require(policies.may_write_tco_model(by))
    code = facts.get("code", "")
    once_at_a_time(f"tco-model:{code}")
    last = TcoModel.objects.filter(code=code).order_by("-version").first()
    if last is not None and last.state not in (TcoModelState.ACTIVE, TcoModelState.RETIRED):
        raise RuleBroken(_("Version %(n)s of this model is not finished yet.") % {"n": last.version}, field="code")
    model = TcoModel(author=by, version=last.version + 1 if last else 1, supersedes=last)
    _write(model, lines=lines, facts=facts)
    record(model, "drafted", by=by)
    return model


@transaction.atomic
def next_tco_version(model: TcoModel, *, by: User) -> TcoModel:
    """A draft that begins as a copy of a model: what is in use never changes."""
    require(policies.may_write_tco_model(by))
    names = [name for name in ModelFacts.__annotations__ if name != "change_note"]
    lines = [
        TcoLineIn(**{name: getattr(line, name) for name in TcoLineIn.__dataclass_fields__})
        for line in model.lines.order_by("no")
    ]
    return draft_tco_model(by=by, lines=lines, **{name: getattr(model, name) for name in names})


@transaction.atomic
def edit_tco_model(model: TcoModel, *, by: User, lines: Sequence[TcoLineIn], **facts: Unpack[ModelFacts]) -> TcoModel:
    """Change a draft."""
    require(policies.may_edit_tco_model(by, model))
    model = _locked(model)
    if model.state != TcoModelState.DRAFT:
        raise WrongState(_("This model is no longer a draft: take it back, or begin its next version."))
    if facts.get("code", model.code) != model.code:
        raise RuleBroken(_("The code of a model stays: begin another model instead."), field="code")
    _write(model, lines=lines, facts=facts)
    record(model, "edited", by=by, payload={"fields": sorted(facts), "lines": len(lines)})
    return model


def _write(model: TcoModel, *, lines: Sequence[TcoLineIn], facts: ModelFacts) -> None:
    for name, value in facts.items():
        if name not in ModelFacts.__annotations__:
            raise TypeError(f"a cost model has no {name!r} that its author writes")
        setattr(model, name, value)
    checked(model)
    model.save()
    model.lines.all().delete()
    codes = [line.code for line in lines]
    for no, line in enumerate(lines, start=1):
        if line.code in codes[: no - 1]:
            raise RuleBroken(_("Each line has its own code."), field=f"lines.{no - 1}.code")
        row = TcoLine(model=model, no=no, **asdict(_tidy(line)))
        checked(row, prefix=f"lines.{no - 1}.")
        row.save()


def _tidy(line: TcoLineIn) -> TcoLineIn:
    """What does not belong to the line's source is left out, so that switching it leaves nothing behind."""
    if line.source == "amount":
        return replace(line, unit_price_won=None, of_code="", buyer_amount=None, factor=Decimal(1), unit="")
    if line.source == "buyer":
        return replace(line, unit_price_won=None, of_code="", factor=Decimal(1), required=True)
    if line.source == "quantity":
        return replace(line, of_code="", buyer_amount=None)
    return replace(line, buyer_amount=None)


def _locked(model: TcoModel) -> TcoModel:
    return TcoModel.objects.select_for_update(of=("self",)).get(pk=model.pk)


@transaction.atomic
def approve_tco_tech(model: TcoModel, *, by: User) -> TcoModel:
    """The using department: the right costs are in it, and bidders can know the values."""
    require(policies.may_approve_tco_tech(by, model))
    model = _locked(model)
    _check_model(model)
    move(model, "approve_tech", by=by, payload=queries.tco_model_document(model), tech_by=by)
    announce("bidding.tco_model_approved_tech", model=model.pk)
    return model


@transaction.atomic
def approve_tco_fin(model: TcoModel, *, by: User) -> TcoModel:
    """Finance: rate, horizon, our prices and their sources."""
    require(policies.may_approve_tco_fin(by, model))
    model = _locked(model)
    require(policies.may_approve_tco_fin(by, model))  # who approved technically is known for sure now
    move(model, "approve_fin", by=by, fin_by=by)
    announce("bidding.tco_model_approved_fin", model=model.pk)
    return model


@transaction.atomic
def activate_tco_model(model: TcoModel, *, by: User) -> TcoModel:
    """Put it in use; the version before it retires in the same act."""
    require(policies.may_activate_tco_model(by, model))
    model = _locked(model)
    if model.state != TcoModelState.FIN_APPROVED:
        raise WrongState(_("A model is put in use after both approvals."))
    now = db_now()
    former = TcoModel.objects.select_for_update(of=("self",)).filter(code=model.code, state=TcoModelState.ACTIVE)
    for each in former:
        move(each, "retire", by=by, reason=str(model), retired_at=now)
    move(model, "activate", by=by, activated_by=by, active_from=now)
    announce("bidding.tco_model_activated", model=model.pk)
    return model


@transaction.atomic
def return_tco_model(model: TcoModel, *, reason: str, by: User) -> TcoModel:
    """Back to the draft, with what has to change."""
    require(policies.may_return_tco_model(by, model))
    if not reason.strip():
        raise RuleBroken(_("Say what has to change."), field="reason")
    model = _locked(model)
    move(model, "return", by=by, reason=reason, tech_by=None, fin_by=None)
    announce("bidding.tco_model_returned", model=model.pk)
    return model


@transaction.atomic
def retire_tco_model(model: TcoModel, *, reason: str, by: User) -> TcoModel:
    """No further tender uses it; those that are published keep their copy."""
    require(policies.may_retire_tco_model(by, model))
    if not reason.strip():
        raise RuleBroken(_("Say why it is retired."), field="reason")
    model = _locked(model)
    require(policies.may_retire_tco_model(by, model))
    move(model, "retire", by=by, reason=reason, retired_at=db_now())
    announce("bidding.tco_model_retired", model=model.pk)
    return model


def _check_model(model: TcoModel) -> None:
    document = queries.tco_model_document(model)
    bases = list(model.lines.values_list("escalation_basis", flat=True))
    fault = model_fault(model_from(document), basis=model.basis, bases=bases)
    if fault:
        raise RuleBroken(str(tco_fault_words(fault)))


def tco_fault_words(fault: str) -> str:
    """What is wrong with a model, as a sentence."""
    return {
        ModelFault.NO_LINES: _("The model has no lines yet: add what is counted besides the price."),
        ModelFault.PRICE_IS_NO_LINE: _("The price is always counted: take the line PRICE out."),
        ModelFault.MIXED_BASIS: _(
            "Rate and yearly rises are either all nominal or all real (rule TCO-02): change the lines of the other "
            "basis."
        ),
        ModelFault.UNKNOWN_LINE: _("A line takes its quantity from a line that is not in the model."),
        ModelFault.CHAIN: _("A line takes its quantity from a line that takes it from another: name the first one."),
        ModelFault.NPV_NEEDS_ONE_HORIZON: _(
            "Present values are only compared over the same years for all (rule TCO-03): choose the fixed horizon, or "
            "compare the cost of one year."
        ),
        ModelFault.HORIZON_WITHOUT_RESIDUAL: _(
            "Over the same years for all, what is left at the end counts (rule TCO-03): add a line of residual value."
        ),
    }[ModelFault(fault)]


@transaction.atomic
def choose_tco_model(tender: Tender, *, model: TcoModel, by: User) -> TenderTco:
    """The officer chooses the model of a draft; only one that is in use, for another round that of the round before."""
    require(policies.may_choose_tco_model(by, tender))
    tender = locked(tender)
    if tender.state not in EDITABLE:
        raise WrongState(_("This tender is no longer a draft: take it back from approval first."))
    if tender.method != "TCO":
        raise RuleBroken(_("This tender does not compare total cost: change its award rule first."), field="model")
    if not queries.tco_models_for(tender).filter(pk=model.pk).exists():
        if tender.round_of_id is not None:
            raise RuleBroken(_("Another round compares by the cost model of the round before."), field="model")
        raise RuleBroken(_("Only a model in use can be chosen."), field="model")
    try:
        chosen, _made = TenderTco.objects.update_or_create(tender=tender, defaults={"model": model, "chosen_by": by})
    except IntegrityError as refusal:
        if broken_constraint(refusal) == "tender_keeps_its_notice":
            raise WrongState(_("This tender is no longer a draft.")) from refusal
        raise
    record(tender, "tco_model_chosen", by=by, payload={"model": str(model)})
    return chosen


def tco_check_ready(tender: Tender) -> None:
    """What a notice that compares total cost needs: a model, and one that is still in use.

    Another round compares as it was announced, by a model that has gone out of use meanwhile too.
    """
    if tender.method != "TCO":
        return
    model = queries.tco_model_chosen(tender)
    if model is None:
        raise RuleBroken(_("Choose the cost model by which the bids are compared."), field="method")
    if model.state != TcoModelState.ACTIVE and tender.round_of_id is None:
        raise RuleBroken(_("The chosen cost model is no longer in use: choose its new version."), field="method")


def usual_tco_lines(house: str = "") -> list[TcoLineIn]:
    """The lines with which a new model begins; ``house`` is where its own prices come from. Source: domain 3.2, 3.4.

    Without it whoever writes the model looks at them and says so: no price goes out without its source.
    """
    return [
        TcoLineIn("INSTALL", "설치", "upfront", "amount", "Installation"),
        TcoLineIn("FREIGHT", "운송", "upfront", "amount", "Freight"),
        TcoLineIn(
            "ENERGY", "전력", "annual", "quantity", "Electricity", unit="kWh", unit_price_won=Decimal(160),
            price_source=house, escalation=Decimal("0.03"), guaranteed=True, is_energy=True,
            evidence="효율 시험 성적서", verification="인수 시험에서 전력량 측정",
        ),
        TcoLineIn(
            "CONSUMABLES", "소모품", "annual", "amount", "Consumables", escalation=Decimal("0.02"), required=False
        ),
        TcoLineIn("MAINT", "정비", "annual", "amount", "Maintenance", escalation=Decimal("0.02")),
        TcoLineIn("OVERHAUL", "대수리", "at_years", "amount", "Overhaul", required=False),
        TcoLineIn(
            "DOWNTIME", "정지 손실", "annual", "quantity", "Downtime", unit="h", unit_price_won=Decimal(1_500_000),
            price_source=house, evidence="가동 실적",
        ),
        TcoLineIn("QUALITY", "품질 비용", "annual", "amount", "Quality cost", required=False),
        TcoLineIn(
            "CARBON", "탄소", "annual", "derived", "Carbon", unit="t", unit_price_won=Decimal(50_000),
            factor=Decimal("0.0004173"), of_code="ENERGY", escalation=Decimal("0.05"), is_carbon=True,
            price_source="전력 배출계수 2023년 0.4173 tCO2eq/MWh",
        ),
        TcoLineIn("TRAINING", "교육", "upfront", "amount", "Training", required=False),
        TcoLineIn("DISPOSAL", "폐기", "end", "amount", "Disposal"),
        TcoLineIn(
            "RESIDUAL", "잔존 가치", "residual", "amount", "Residual value", required=False,
            evidence="은행 보증 환매 약정",
        ),
    ]  # fmt: skip

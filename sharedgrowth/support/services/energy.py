"""DO: energy audits: baseline, measures in sequence, the report, the company's decisions, the saving measured."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.money import won
from portal.outbox.services import announce
from portal.people.models import User
from portal.periods import months_after
from portal.policy import require
from sharedgrowth.support.models import EnergyAudit, EnergyMeasure, EnergyUse, Project
from sharedgrowth.support.policies import energy as policies
from sharedgrowth.support.queries import energy as queries
from sharedgrowth.support.rules import energy as rules
from sharedgrowth.support.services.rows import locked, running
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.states.energy import AuditState, Carrier, MeasureState

BASE_MONTHS, LEAST_MONTHS, MOST_MEASURES = 12, 3, 30
BEFORE_THE_PROOF = (ProjectState.DIAGNOSIS, ProjectState.IN_PROGRESS, ProjectState.ON_HOLD, ProjectState.COMPLETED)
Uses = Mapping[str, tuple[Decimal, Decimal]]  # carrier -> used in the baseline, price of a unit


def _locked(audit: EnergyAudit, *states: AuditState) -> EnergyAudit:
    """The audit under its lock, at one of ``states``."""
    found = EnergyAudit.objects.select_for_update(of=("self",)).select_related("project__company").get(pk=audit.pk)
    if states and found.state not in states:
        raise WrongState(_("The audit is not at this step: %(state)s.") % {"state": found.get_state_display()})
    return found


def _check_baseline(base_from: date, base_to: date, base_output: Decimal, uses: Uses) -> None:
    if base_output <= 0:
        raise RuleBroken(_("Without output there is no baseline: savings are counted against it."), field="base_output")
    if base_to > today():
        raise RuleBroken(_("This day has not come yet."), field="base_to")
    if base_to < months_after(base_from, BASE_MONTHS) - timedelta(days=1):
        raise RuleBroken(_("A baseline covers at least twelve months."), field="base_to")
    if not uses:
        raise RuleBroken(_("Enter at least one energy carrier with its use and its price."))
    for carrier, (before, tariff) in uses.items():
        if before <= 0:
            raise RuleBroken(_("A use of zero is no baseline."), field=f"{carrier}_before")
        if tariff <= 0:
            raise RuleBroken(_("The price is above zero."), field=f"{carrier}_tariff")


@transaction.atomic
def start_audit(
    project: Project,
    *,
    base_from: date,
    base_to: date,
    base_output: Decimal,
    output_unit: str,
    uses: Uses,
    allocation_year: int | None = None,
    meters: str = "",
    findings: str = "",
    by: User,
) -> EnergyAudit:
    """The baseline of a project's audit."""
    require(policies.may_audit(by, project))
    project = locked(project)
    running(project, *BEFORE_THE_PROOF)
    if EnergyAudit.objects.filter(project=project).exists():
        raise WrongState(_("This project already has its audit."))
    _check_baseline(base_from, base_to, base_output, uses)
    audit = EnergyAudit(
        project=project,
        base_from=base_from,
        base_to=base_to,
        base_output=base_output,
        output_unit=output_unit.strip(),
        allocation_year=allocation_year,
        meters=meters.strip(),
        findings=findings.strip(),
        started_by=by,
    )
    checked(audit)
    audit.save()
    _keep_uses(audit, uses)
    record(audit, "started", by=by, payload={"project": project.number, "output": base_output})
    announce("support.energy_audit_started", audit=audit.pk)
    return audit


def _keep_uses(audit: EnergyAudit, uses: Uses) -> None:
    audit.uses.exclude(carrier__in=uses).delete()
    for carrier, (before, tariff) in uses.items():
        use = audit.uses.filter(carrier=carrier).first() or EnergyUse(audit=audit, carrier=carrier)
        use.before, use.tariff_won = before, tariff
        checked(use)
        use.save()


@transaction.atomic
def change_baseline(
    audit: EnergyAudit,
    *,
    base_from: date,
    base_to: date,
    base_output: Decimal,
    output_unit: str,
    uses: Uses,
    allocation_year: int | None = None,
    meters: str = "",
    findings: str = "",
    by: User,
) -> EnergyAudit:
    """Another baseline, until the report is handed over; carriers with measures stay."""
    require(policies.may_audit(by, audit.project))
    audit = _locked(audit, AuditState.DRAFT)
    _check_baseline(base_from, base_to, base_output, uses)
    for carrier in audit.measures.order_by().values_list("carrier", flat=True).distinct():
        if carrier not in uses:
            raise RuleBroken(_("A measure saves this carrier: its use stays."), field=f"{carrier}_before")
    before = {"output": audit.base_output, "from": audit.base_from, "to": audit.base_to}
    audit.base_from, audit.base_to, audit.base_output = base_from, base_to, base_output
    audit.output_unit, audit.allocation_year = output_unit.strip(), allocation_year
    audit.meters, audit.findings = meters.strip(), findings.strip()
    checked(audit)
    audit.save()
    _keep_uses(audit, uses)
    record(audit, "baseline_changed", by=by, payload={"before": before, "output": base_output})
    return audit


@transaction.atomic
def add_measure(audit: EnergyAudit, *, by: User, **given) -> EnergyMeasure:
    """A measure at the end of the sequence."""
    require(policies.may_audit(by, audit.project))
    audit = _locked(audit, AuditState.DRAFT)
    count = audit.measures.count()
    if count >= MOST_MEASURES:
        raise RuleBroken(_("An audit has at most %(most)s measures.") % {"most": MOST_MEASURES})
    measure = EnergyMeasure(audit=audit, no=count + 1, **given)
    _save_measure(audit, measure)
    record(audit, "measure_added", by=by, payload={"measure": measure.title})
    return measure


@transaction.atomic
def change_measure(measure: EnergyMeasure, *, by: User, **given) -> EnergyMeasure:
    """Another text, saving or cost, until the report is handed over."""
    require(policies.may_audit(by, measure.audit.project))
    audit = _locked(measure.audit, AuditState.DRAFT)
    measure = EnergyMeasure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    for name, value in given.items():
        setattr(measure, name, value)
    _save_measure(audit, measure)
    record(audit, "measure_changed", by=by, payload={"measure": measure.title})
    return measure


def _save_measure(audit: EnergyAudit, measure: EnergyMeasure) -> None:
    if not audit.uses.filter(carrier=measure.carrier).exists():
        raise RuleBroken(_("The baseline has no use of this carrier."), field="carrier")
    if (measure.rate is None) == (measure.quantity is None):
        raise RuleBroken(_("A measure saves a share of what is left, or a quantity: one of both."), field="quantity")
    checked(measure)
    measure.save()
    uses, measures = queries.uses_of(audit), queries.measures_of(audit)
    if fault := queries.plan_of(audit, uses, measures).fault:
        raise RuleBroken(
            _("“%(measure)s” would save more than is left of this carrier after the measures before it.")
            % {"measure": fault.title},
            field="quantity",
        )


@transaction.atomic
def move_measure(measure: EnergyMeasure, *, up: bool, by: User) -> None:
    """One place earlier or later in the sequence."""
    require(policies.may_audit(by, measure.audit.project))
    audit = _locked(measure.audit, AuditState.DRAFT)
    measure = EnergyMeasure.objects.get(pk=measure.pk)
    other = audit.measures.filter(no=measure.no + (-1 if up else 1)).first()
    if other is None:
        return
    measure.no, other.no = other.no, measure.no
    EnergyMeasure.objects.bulk_update([measure, other], ["no"])
    record(audit, "measure_moved", by=by, payload={"measure": measure.title, "to": measure.no})


@transaction.atomic
def remove_measure(measure: EnergyMeasure, *, by: User) -> None:
    """Out of the sequence, until the report is handed over; the others close up."""
    require(policies.may_audit(by, measure.audit.project))
    audit = _locked(measure.audit, AuditState.DRAFT)
    measure = EnergyMeasure.objects.get(pk=measure.pk)
    record(audit, "measure_removed", by=by, payload={"measure": measure.title})
    measure.delete()
    left = list(audit.measures.order_by("no"))
    for place, each in enumerate(left, start=1):
        each.no = place
    EnergyMeasure.objects.bulk_update(left, ["no"])


@transaction.atomic
def report_audit(audit: EnergyAudit, *, by: User) -> EnergyAudit:
    """Hand the report over; what each measure saves and is worth is kept with the factor of its year (EN-01, EN-03)."""
    require(policies.may_audit(by, audit.project))
    audit = _locked(audit, AuditState.DRAFT)
    uses, measures = queries.uses_of(audit), queries.measures_of(audit)
    if not measures:
        raise RuleBroken(_("A report has at least one measure."))
    plan = queries.plan_of(audit, uses, measures)
    if plan.fault:
        raise RuleBroken(_("“%(measure)s” would save more than is left.") % {"measure": plan.fault.title})
    if plan.no_factor:
        names = ", ".join(str(Carrier(carrier).label) for carrier in sorted(plan.no_factor))
        raise RuleBroken(_("There is no energy factor for %(carriers)s in this year.") % {"carriers": names})
    for line in plan.lines:
        if line.interacts and not line.measure.interaction:
            raise RuleBroken(
                _("Say at “%(measure)s” how it acts on the measures before: alone it would save more.")
                % {"measure": line.measure.title}
            )
    rows = list(queries.factors_in_force())
    for line in plan.lines:
        measure = line.measure
        measure.saving, measure.toe, measure.tco2, measure.won = line.saving, line.toe, line.tco2, line.won
        measure.factor = queries.factor_row(rows, measure.carrier, audit.factor_year)
    EnergyMeasure.objects.bulk_update(measures, ["saving", "toe", "tco2", "won", "factor"])
    payload = {"toe": plan.total.toe, "tco2": plan.total.tco2, "won": plan.total.won, "measures": len(measures)}
    move(audit, "report", by=by, payload=payload, reported_by=by, reported_at=db_now())
    announce("support.energy_reported", audit=audit.pk)
    return audit


@transaction.atomic
def revise_audit(audit: EnergyAudit, *, by: User) -> EnergyAudit:
    """Take the report back, as long as the company has decided on nothing."""
    require(policies.may_audit(by, audit.project))
    audit = _locked(audit, AuditState.REPORTED)
    if audit.measures.exclude(state=MeasureState.PROPOSED).exists():
        raise WrongState(_("The company has already decided on measures."))
    move(audit, "revise", by=by, reported_by=None, reported_at=None)
    return audit


@transaction.atomic
def decide_measure(measure: EnergyMeasure, *, accept: bool, reason: str = "", by: User) -> EnergyMeasure:
    """The company carries a measure out, or does not and says why."""
    require(policies.may_decide_measures(by, measure.audit))
    _locked(measure.audit, AuditState.REPORTED)
    measure = EnergyMeasure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    if not accept and not reason.strip():
        raise RuleBroken(_("Say why it is not carried out."), field="reason")
    measure.reason = reason.strip()
    measure.save(update_fields=["reason"])
    move(measure, "accept" if accept else "decline", by=by, reason=measure.reason, decided_by=by)
    announce("support.energy_measure_decided", measure=measure.pk)
    return measure


@transaction.atomic
def carry_out(measure: EnergyMeasure, *, done_on: date, upload: Upload | None = None, by: User) -> EnergyMeasure:
    """The measure is in place, with a photo or an invoice."""
    require(policies.may_decide_measures(by, measure.audit))
    audit = _locked(measure.audit, AuditState.REPORTED)
    measure = EnergyMeasure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    if done_on > today():
        raise RuleBroken(_("This day has not come yet."), field="done_on")
    if done_on <= audit.base_to:
        raise RuleBroken(_("A measure is carried out after the baseline has ended."), field="done_on")
    file = store_upload(upload, company=audit.project.company, by=by) if upload else None
    move(measure, "carry_out", by=by, done_on=done_on, evidence=file)
    announce("support.energy_measure_done", measure=measure.pk)
    return measure


@transaction.atomic
def measure_saving(
    audit: EnergyAudit,
    *,
    after_from: date,
    after_to: date,
    after_output: Decimal,
    after: Mapping[str, Decimal],
    by: User,
) -> EnergyAudit:
    """What was used since, against the output of that time (EN-02); kept with the factor of its year."""
    require(policies.may_audit(by, audit.project))
    audit = _locked(audit, AuditState.REPORTED)
    if not audit.measures.filter(state=MeasureState.DONE).exists():
        raise WrongState(_("No measure is carried out yet."))
    if after_from <= audit.base_to:
        raise RuleBroken(_("What is measured begins after the baseline has ended."), field="after_from")
    if after_to > today():
        raise RuleBroken(_("This day has not come yet."), field="after_to")
    if after_to < months_after(after_from, LEAST_MONTHS) - timedelta(days=1):
        raise RuleBroken(_("At least three months are measured."), field="after_to")
    if after_output <= 0:
        raise RuleBroken(_("The output is above zero."), field="after_output")
    audit.after_from, audit.after_to, audit.after_output = after_from, after_to, after_output
    checked(audit)
    days = (after_to - after_from).days + 1
    rows = list(queries.factors_in_force())
    for use in queries.uses_of(audit):
        if use.carrier not in after:
            raise RuleBroken(_("Enter what was used of each carrier."), field=f"{use.carrier}_after")
        _count(audit, use, after[use.carrier], days, rows)
    audit.reason = ""
    audit.save()
    move(audit, "measure", by=by, measured_by=by, payload={"output": after_output, "days": days})
    announce("support.energy_measured", audit=audit.pk)
    return audit


def _count(audit: EnergyAudit, use: EnergyUse, after: Decimal, days: int, rows: list) -> None:
    row = queries.factor_row(rows, use.carrier, audit.measured_year)
    if row is None:
        raise RuleBroken(
            _("There is no energy factor for %(carriers)s in this year.") % {"carriers": use.get_carrier_display()}
        )
    saving = rules.normalised_saving(
        before=use.before,
        output_before=audit.base_output,
        after=after,
        output_after=audit.after_output or Decimal(0),
    )
    done = audit.measures.filter(carrier=use.carrier, state=MeasureState.DONE)
    yearly = sum((measure.base_charge_won for measure in done), Decimal(0))
    found = rules.worth(
        saving, queries.as_rule(row), tariff_won=use.tariff_won, base_charge_won=won(yearly * days / 365)
    )
    use.after, use.saving, use.toe, use.tco2, use.won = after, saving, found.toe, found.tco2, found.won
    use.factor = row
    checked(use)
    use.save()


@transaction.atomic
def verify_saving(audit: EnergyAudit, *, by: User) -> EnergyAudit:
    """Another person agrees with what was measured."""
    require(policies.may_verify_saving(by, audit))
    audit = _locked(audit, AuditState.MEASURED)
    require(policies.may_verify_saving(by, audit))
    move(audit, "verify", by=by, verified_by=by, verified_at=db_now())
    announce("support.energy_verified", audit=audit.pk)
    return audit


@transaction.atomic
def send_back(audit: EnergyAudit, *, reason: str, by: User) -> EnergyAudit:
    """It is measured again."""
    require(policies.may_verify_saving(by, audit))
    audit = _locked(audit, AuditState.MEASURED)
    if not reason.strip():
        raise RuleBroken(_("Say what is wrong."), field="reason")
    audit.reason = reason.strip()
    audit.save(update_fields=["reason"])
    move(audit, "send_back", by=by, reason=audit.reason)
    announce("support.energy_sent_back", audit=audit.pk)
    return audit

"""An energy audit that has come as far as a test needs."""

from datetime import date
from decimal import Decimal
from typing import Any

from sharedgrowth.support.models import EnergyAudit, EnergyMeasure, Project
from sharedgrowth.support.services import energy
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.states.energy import AuditState
from sharedgrowth.support.tests import factories

BASE: dict[str, Any] = {
    "base_from": date(2024, 1, 1),
    "base_to": date(2024, 12, 31),
    "base_output": Decimal(10_000),
    "output_unit": "t",
}
USES = {"electricity": (Decimal(1_500_000), Decimal(160)), "city_gas": (Decimal(200_000), Decimal(900))}
AFTER = {"electricity": Decimal(1_380_000), "city_gas": Decimal(195_000)}


def measure(audit: EnergyAudit, *, by, **given: Any) -> EnergyMeasure:
    """A measure that saves 120 MWh of electricity."""
    told = {"carrier": "electricity", "loss": "air", "title": "압축공기 누설 정비", "quantity": Decimal(120_000)}
    return energy.add_measure(audit, by=by, **(told | given))


def audit(state: AuditState = AuditState.DRAFT, *, of: Project | None = None, **given: Any) -> EnergyAudit:
    """With the two measures of the worked example: 120 MWh of electricity and 15,000 Nm³ of gas."""
    project = of or factories.project(state=ProjectState.IN_PROGRESS, programme="energy")
    officer, owner = factories.person(_buyer(), "SG"), factories.person(project.company, "SA")
    made = energy.start_audit(project, **(BASE | {"uses": USES} | given), by=officer)
    if given.get("uses") is None:
        measure(made, by=officer)
        measure(made, carrier="city_gas", loss="heat", title="보일러 단열", quantity=Decimal(15_000), by=officer)
    if state == AuditState.DRAFT:
        return made
    energy.report_audit(made, by=officer)
    made.refresh_from_db()
    if state == AuditState.REPORTED:
        return made
    for each in made.measures.all():
        energy.decide_measure(each, accept=True, by=owner)
        energy.carry_out(EnergyMeasure.objects.get(pk=each.pk), done_on=date(2025, 3, 3), by=owner)
    energy.measure_saving(
        made,
        after_from=date(2025, 4, 1),
        after_to=date(2026, 3, 31),
        after_output=Decimal(10_500),
        after=AFTER,
        by=officer,
    )
    made.refresh_from_db()
    if state == AuditState.MEASURED:
        return made
    return energy.verify_saving(made, by=factories.person(_buyer(), "FI"))


def _buyer():
    from portal.people.models import Company

    return Company.objects.filter(is_buyer=True).first() or factories.staff("SG").company

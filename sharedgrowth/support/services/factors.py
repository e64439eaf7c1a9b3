"""DO: energy factors: entered by one, approved by another. Source: domain 7.5 EN-01, CNV-09."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.support.models import EmissionFactor
from sharedgrowth.support.policies import energy as policies


@transaction.atomic
def enter_factor(
    *, carrier: str, year: int, toe: Decimal, tco2: Decimal, status: str, source: str, by: User
) -> EmissionFactor:
    """A factor from a year of consumption on; what was counted before keeps its own."""
    require(policies.may_enter_factor(by))
    factor = EmissionFactor(
        carrier=carrier, year=year, toe=toe, tco2=tco2, status=status, source=source.strip(), entered_by=by
    )
    checked(factor)
    factor.save()
    payload = {"carrier": carrier, "year": year, "toe": toe, "tco2": tco2, "source": factor.source}
    record(factor, "entered", by=by, payload=payload)
    announce("support.factor_entered", factor=factor.pk)
    return factor


@transaction.atomic
def decide_factor(factor: EmissionFactor, *, approve: bool, reason: str = "", by: User) -> EmissionFactor:
    """The second person."""
    require(policies.may_decide_factor(by, factor))
    factor = EmissionFactor.objects.select_for_update(of=("self",)).get(pk=factor.pk)
    if not factor.flow.allows("approve", factor.state):
        raise WrongState(_("This factor is already decided."))
    if not approve and not reason.strip():
        raise RuleBroken(_("Say what is wrong."), field="reason")
    factor.reason = reason.strip()
    factor.save(update_fields=["reason"])
    move(factor, "approve" if approve else "refuse", by=by, reason=factor.reason, approved_by=by)
    return factor

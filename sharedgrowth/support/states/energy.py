"""WHEN: energy audits, their measures, and the factors by which energy is counted. Source: domain 7.2, 7.5."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class Carrier(TextChoices):
    """What energy comes as. Everything is metered in thousandths of the unit of its factor: kWh, Nm³, litres, kg."""

    ELECTRICITY = "electricity", pgettext_lazy("energy carrier", "Electricity")
    CITY_GAS = "city_gas", pgettext_lazy("energy carrier", "City gas (LNG)")
    LNG = "lng", pgettext_lazy("energy carrier", "LNG")
    DIESEL = "diesel", pgettext_lazy("energy carrier", "Diesel")
    BC_OIL = "bc_oil", pgettext_lazy("energy carrier", "B-C oil")
    PROPANE = "propane", pgettext_lazy("energy carrier", "Propane (LPG)")


METERED = {  # the unit on the meter, and the unit of the factor: a thousand of it
    Carrier.ELECTRICITY: ("kWh", "MWh"),
    Carrier.CITY_GAS: ("Nm³", "1,000 Nm³"),
    Carrier.LNG: ("kg", "t"),
    Carrier.DIESEL: ("L", "kL"),
    Carrier.BC_OIL: ("L", "kL"),
    Carrier.PROPANE: ("kg", "t"),
}


class FactorStatus(TextChoices):
    """How sure a factor is."""

    OFFICIAL = "official", pgettext_lazy("emission factor", "Official notice")
    GUIDELINE = "guideline", pgettext_lazy("emission factor", "Guideline")
    ESTIMATE = "estimate", pgettext_lazy("emission factor", "Without a published source, to be confirmed")


class FactorState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("emission factor", "Waiting for a second person")
    APPROVED = "approved", pgettext_lazy("emission factor", "In force")
    REFUSED = "refused", pgettext_lazy("emission factor", "Refused")


FACTOR_FLOW = Flow(
    {
        "approve": ([FactorState.PROPOSED], FactorState.APPROVED),
        "refuse": ([FactorState.PROPOSED], FactorState.REFUSED),
    }
)


class AuditState(TextChoices):
    DRAFT = "draft", pgettext_lazy("energy audit", "Being drawn up")
    REPORTED = "reported", pgettext_lazy("energy audit", "Report handed over")
    MEASURED = "measured", pgettext_lazy("energy audit", "Saving measured, to be verified")
    VERIFIED = "verified", pgettext_lazy("energy audit", "Saving verified")


AUDIT_FLOW = Flow(
    {
        "report": ([AuditState.DRAFT], AuditState.REPORTED),
        "revise": ([AuditState.REPORTED], AuditState.DRAFT),  # while the company has decided on nothing
        "measure": ([AuditState.REPORTED], AuditState.MEASURED),
        "send_back": ([AuditState.MEASURED], AuditState.REPORTED),
        "verify": ([AuditState.MEASURED], AuditState.VERIFIED),
    }
)


class MeasureState(TextChoices):
    PROPOSED = "proposed", pgettext_lazy("energy measure", "Proposed")
    ACCEPTED = "accepted", pgettext_lazy("energy measure", "Accepted")
    DECLINED = "declined", pgettext_lazy("energy measure", "Declined")
    DONE = "done", pgettext_lazy("energy measure", "Carried out")


MEASURE_FLOW = Flow(
    {
        "accept": ([MeasureState.PROPOSED, MeasureState.DECLINED], MeasureState.ACCEPTED),
        "decline": ([MeasureState.PROPOSED, MeasureState.ACCEPTED], MeasureState.DECLINED),
        "carry_out": ([MeasureState.ACCEPTED], MeasureState.DONE),
    }
)


class Loss(TextChoices):
    """Where the energy was lost."""

    LIGHT = "light", pgettext_lazy("energy loss", "Lighting")
    AIR = "air", pgettext_lazy("energy loss", "Compressed air")
    MOTOR = "motor", pgettext_lazy("energy loss", "Motors, pumps and fans")
    FURNACE = "furnace", pgettext_lazy("energy loss", "Furnaces and boilers")
    HEAT = "heat", pgettext_lazy("energy loss", "Waste heat and insulation")
    PEAK = "peak", pgettext_lazy("energy loss", "Peaks, power factor, contract")
    CONTROL = "control", pgettext_lazy("energy loss", "Controls and idle running")
    OTHER = "other", pgettext_lazy("energy loss", "Other")

"""WHEN: a booking of laboratory equipment, from the request to the report. Source: domain 8, LabBooking, SGS-06."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class LabField(TextChoices):
    """What a piece of equipment examines."""

    METAL = "metal", pgettext_lazy("laboratory", "Metal and microstructure")
    MECHANICAL = "mechanical", pgettext_lazy("laboratory", "Mechanical testing")
    CHEMICAL = "chemical", pgettext_lazy("laboratory", "Chemical analysis")
    SURFACE = "surface", pgettext_lazy("laboratory", "Surface and corrosion")
    THERMAL = "thermal", pgettext_lazy("laboratory", "Heat and high temperature")
    ENVIRONMENT = "environment", pgettext_lazy("laboratory", "Environment and emissions")


class BookingState(TextChoices):
    REQUESTED = "requested", pgettext_lazy("lab booking", "Waiting for the laboratory")
    CONFIRMED = "confirmed", pgettext_lazy("lab booking", "Confirmed")
    RECEIVED = "received", pgettext_lazy("lab booking", "Sample received")
    REPORTED = "reported", pgettext_lazy("lab booking", "Report released to the company")
    CLOSED = "closed", pgettext_lazy("lab booking", "Closed")
    MISSED = "missed", pgettext_lazy("lab booking", "Missed")
    REFUSED = "refused", pgettext_lazy("lab booking", "Refused")
    CANCELLED = "cancelled", pgettext_lazy("lab booking", "Cancelled")
    BLOCKED = "blocked", pgettext_lazy("lab booking", "Closed by the laboratory")


B = BookingState

BOOKING_FLOW = Flow(
    {
        "confirm": ([B.REQUESTED], B.CONFIRMED),
        "refuse": ([B.REQUESTED], B.REFUSED),
        "cancel": ([B.REQUESTED, B.CONFIRMED, B.BLOCKED], B.CANCELLED),  # blocked: the laboratory opens it again
        "receive": ([B.CONFIRMED], B.RECEIVED),
        "miss": ([B.CONFIRMED], B.MISSED),
        "report": ([B.RECEIVED], B.REPORTED),
        "close": ([B.REPORTED], B.CLOSED),
    }
)

BOOKING_HOLDS = frozenset(set(B) - {B.REFUSED, B.CANCELLED})  # states in which the time is taken
BOOKING_OPEN = frozenset({B.REQUESTED, B.CONFIRMED, B.RECEIVED, B.REPORTED})


class Hazard(TextChoices):
    """What a sample may do to people: the safety form of a booking (SGS-07)."""

    SHARP = "sharp", pgettext_lazy("hazard", "Sharp edges")
    HEAVY = "heavy", pgettext_lazy("hazard", "Heavier than 20 kg")
    DUST = "dust", pgettext_lazy("hazard", "Fine dust")
    FLAMMABLE = "flammable", pgettext_lazy("hazard", "Flammable")
    CORROSIVE = "corrosive", pgettext_lazy("hazard", "Corrosive")
    TOXIC = "toxic", pgettext_lazy("hazard", "Toxic")
    PRESSURE = "pressure", pgettext_lazy("hazard", "Under pressure")


class Confidentiality(TextChoices):
    """Who of the laboratory may know what the sample is."""

    NORMAL = "normal", pgettext_lazy("laboratory", "Laboratory staff")
    STRICT = "strict", pgettext_lazy("laboratory", "Only the person who tests it")


class ReportAccess(TextChoices):
    """What somebody did with a report."""

    OPENED = "opened", pgettext_lazy("lab report", "Opened")
    CONSENTED = "consented", pgettext_lazy("lab report", "Consent given to purchasing")
    WITHDRAWN = "withdrawn", pgettext_lazy("lab report", "Consent taken back")

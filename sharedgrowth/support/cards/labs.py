"""The laboratories on the dashboard, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.display import day_text
from portal.home.registry import Card, Row, cards
from portal.words import deeds
from sharedgrowth.support.queries import labs as queries
from sharedgrowth.support.states.labs import BookingState


def to_answer(request: HttpRequest) -> Iterable[Row]:
    """Bookings that wait for the laboratory."""
    if not request.user.is_internal:
        return
    for booking in queries.bookings_to_confirm(request.user).order_by("begins_at")[:6]:
        yield Row(
            title=_("Lab booking to answer: %(equipment)s") % {"equipment": booking.equipment.name},
            consequence=_("%(company)s, %(when)s")
            % {"company": booking.company.name, "when": day_text(booking.begins_at)},
            due=booking.begins_at,
            url=reverse("support:booking-detail", args=[booking.number]),
            verb=_("Answer"),
            kind="wait",
            icon="calendar",
        )


def reports_unread(request: HttpRequest) -> Iterable[Row]:
    """Reports that nobody of the company has opened."""
    user = request.user
    if not user.is_supplier:
        return
    found = queries.bookings_visible_to(user).filter(state=BookingState.REPORTED)
    for booking in found.exclude(accesses__company=user.company_id, accesses__what="opened").order_by("-pk")[:4]:
        yield Row(
            title=_("A lab report is here: %(equipment)s") % {"equipment": booking.equipment.name},
            consequence=_("Only your company can open it."),
            url=reverse("support:booking-detail", args=[booking.number]),
            verb=_("Read it"),
            kind="ok",
            icon="file-text",
        )


cards.add("support-lab-bookings", Card(rows=to_answer, roles=frozenset({"CN", "SG"}), order=46))
cards.add("support-lab-reports", Card(rows=reports_unread, roles=frozenset(queries.BOOKERS), order=46))

WORDS = {
    "labequipment.entered": gettext_lazy("Equipment entered"),
    "labequipment.changed": gettext_lazy("Equipment changed"),
    "labbooking.booked": pgettext_lazy("lab booking", "Booked"),
    "labbooking.blocked": gettext_lazy("Times closed"),
    "labbooking.confirm": pgettext_lazy("lab booking", "Confirmed"),
    "labbooking.refuse": pgettext_lazy("lab booking", "Refused"),
    "labbooking.cancel": pgettext_lazy("lab booking", "Cancelled"),
    "labbooking.receive": pgettext_lazy("lab booking", "Sample received"),
    "labbooking.miss": pgettext_lazy("lab booking", "Missed"),
    "labbooking.report": gettext_lazy("Report released to the company"),
    "labbooking.report_corrected": gettext_lazy("Corrected report released"),
    "labbooking.consented": gettext_lazy("Consent given to purchasing"),
    "labbooking.consent_withdrawn": gettext_lazy("Consent taken back"),
    "labbooking.close": pgettext_lazy("lab booking", "Closed"),
}
for _name, _words in WORDS.items():
    deeds.add(f"support.{_name}", _words)

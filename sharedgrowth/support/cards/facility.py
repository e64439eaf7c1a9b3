"""Facility solutions on the dashboard, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.clock import SEOUL
from portal.home.registry import Card, Row, cards
from portal.http import page_now
from portal.text import in_short
from portal.words import deeds
from sharedgrowth.support.queries import facility as queries
from sharedgrowth.support.states.facility import FaultSeverity, InspectionState


def to_mend(request: HttpRequest) -> Iterable[Row]:
    """What the company has to mend; what stops work first."""
    user = request.user
    if not user.is_supplier:
        return
    for fault in queries.faults_to_mend(user.company)[:5]:
        stop = fault.severity == FaultSeverity.STOP
        yield Row(
            title=(_("Stop work: %(text)s") if stop else _("Fault to mend: %(text)s"))
            % {"text": in_short(fault.text, 80)},
            consequence=in_short(fault.recommendation, 120),
            due=fault.due_on,
            url=reverse("support:inspection-detail", args=[fault.inspection.number]),
            verb=_("Open"),
            kind="bad" if stop else "warn",
            icon="ban" if stop else "",
            soon=7,
            at_once=stop,
        )


def to_inspect(request: HttpRequest) -> Iterable[Row]:
    """Visits of today and of the coming week, and what was mended."""
    user = request.user
    if not user.is_internal:
        return
    day = page_now(request).astimezone(SEOUL).date()
    visits = queries.inspections_visible_to(user).filter(
        inspector=user, state__in=[InspectionState.PLANNED, InspectionState.ON_SITE]
    )
    for visit in visits.order_by("planned_on", "pk")[:4]:
        yield Row(
            title=_("Inspection: %(company)s") % {"company": visit.company.name},
            consequence=visit.subject,
            due=visit.planned_on,
            url=reverse("support:inspection-detail", args=[visit.number]),
            verb=_("Begin") if visit.planned_on <= day else _("Open"),
            kind="info",
            icon="clipboard-check",
        )
    for fault in queries.faults_to_look_at(user)[:4]:
        yield Row(
            title=_("Mended, to be looked at: %(company)s") % {"company": fault.inspection.company.name},
            consequence=in_short(fault.text, 120),
            url=reverse("support:fault-judge", args=[fault.uid]),
            verb=pgettext("fault", "Look at it"),
            kind="wait",
            icon="eye",
        )


def stops(request: HttpRequest) -> Iterable[Row]:
    """Work that was stopped and that the company has not confirmed."""
    if not request.user.is_internal:
        return
    for fault in queries.stops_unseen()[:5]:
        yield Row(
            title=_("Stop of work not confirmed: %(company)s") % {"company": fault.inspection.company.name},
            consequence=in_short(fault.text, 120),
            url=reverse("support:inspection-detail", args=[fault.inspection.number]),
            verb=_("Call them"),
            kind="bad",
            icon="ban",
            at_once=True,
        )


cards.add("support-faults", Card(rows=to_mend, roles=frozenset(queries.OWN), order=18))
cards.add("support-inspections", Card(rows=to_inspect, roles=frozenset({"CN"}), order=44))
cards.add("support-stops", Card(rows=stops, roles=frozenset({"SG", "CP"}), order=12))

WORDS = {
    "checklist.written": gettext_lazy("Checklist written"),
    "checklist.propose": gettext_lazy("Handed to a second person"),
    "checklist.return": gettext_lazy("Back to the draft"),
    "checklist.publish": gettext_lazy("Put in force"),
    "checklist.supersede": gettext_lazy("Superseded"),
    "facilityinspection.planned": pgettext_lazy("inspection", "Planned"),
    "facilityinspection.begin": gettext_lazy("Safety form filled in, visit begun"),
    "facilityinspection.report": gettext_lazy("Report handed over"),
    "facilityinspection.close": gettext_lazy("All faults closed"),
    "facilityinspection.cancel": pgettext_lazy("inspection", "Cancelled"),
    "facilityfault.found": gettext_lazy("Fault found"),
    "facilityfault.work_stopped": gettext_lazy("Work stopped"),
    "facilityfault.stop_confirmed": gettext_lazy("Stop of work confirmed"),
    "facilityfault.fix": gettext_lazy("Said to be mended"),
    "facilityfault.send_back": gettext_lazy("Sent back"),
    "facilityfault.close": pgettext_lazy("fault", "Closed"),
}
for _name, _words in WORDS.items():
    deeds.add(f"support.{_name}", _words)

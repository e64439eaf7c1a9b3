"""Projects, visits, claims and experts on the dashboard, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.clock import today
from portal.display import day_text
from portal.home.registry import Card, Row, cards
from portal.text import in_short
from portal.words import deeds
from sharedgrowth.support.queries import claims as claim_queries
from sharedgrowth.support.queries import experts as expert_queries
from sharedgrowth.support.queries import projects as queries
from sharedgrowth.support.queries import visits as visit_queries
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.states.plans import ClaimState

MOST = 20  # rows of one kind; the list has the rest


def to_sign(request: HttpRequest) -> Iterable[Row]:
    """Agreements that wait for the own company; questions months later."""
    for project in queries.projects_waiting_for(request.user)[:MOST]:
        yield Row(
            title=_("Sign the agreement on %(title)s") % {"title": project.title},
            consequence=_("The work begins when both sides have signed."),
            url=reverse("support:agreement-detail", args=[project.number]),
            verb=_("Read and sign"),
            kind="wait",
            icon="pencil",
            primary=True,
        )
    for followup in queries.followups_of(request.user)[:MOST]:
        named = {"months": followup.months, "title": followup.project.title}
        yield Row(
            title=_("%(months)s months after %(title)s: is the effect still there?") % named,
            consequence=_("The answer changes nothing of what was paid."),
            due=followup.due_on,
            url=reverse("support:followup-answer", args=[followup.project.number, followup.months]),
            verb=_("Answer"),
            kind="wait",
            icon="message",
            soon=7,
        )


def own_claims(request: HttpRequest) -> Iterable[Row]:
    """Claims that were sent back; work that has to stop."""
    for visit in visit_queries.stops_waiting_for(request.user)[:MOST]:
        yield Row(
            title=_("Work has to stop: visit %(number)s") % {"number": visit.number},
            consequence=_("Until it is safe. Tell us what was done."),
            url=reverse("support:visit-detail", args=[visit.number]),
            verb=_("Answer"),
            kind="bad",
            icon="alert-triangle",
            primary=True,
            at_once=True,
        )
    for claim in claim_queries.claims_waiting_for(request.user)[:MOST]:
        yield Row(
            title=_("Complete claim %(number)s") % {"number": claim.number},
            consequence=in_short(claim.remark, 120),
            url=reverse("support:claim-detail", args=[claim.number]),
            verb=_("Complete it"),
            kind="warn",
            icon="coin",
        )


def to_run(request: HttpRequest) -> Iterable[Row]:
    """Projects to draw up or to measure, claims to look at: an officer's."""
    for project in queries.projects_waiting_for(request.user)[:MOST]:
        named = {"number": project.number, "name": project.company.name}
        drawing = project.state == ProjectState.AGREEMENT
        yield Row(
            title=(_("Agreement of %(number)s, %(name)s") if drawing else _("Measure %(number)s, %(name)s")) % named,
            consequence=_("The company waits to begin.") if drawing else _("Months after its completion."),
            url=reverse("support:project-detail", args=[project.number]),
            verb=_("Look"),
            kind="wait",
            icon="briefcase",
        )
    for claim in claim_queries.claims_waiting_for(request.user)[:MOST]:
        if claim.state == ClaimState.SUBMITTED:
            yield Row(
                title=_("Look at claim %(number)s of %(name)s")
                % {"number": claim.number, "name": claim.project.company.name},
                consequence=_("The company waits for its money."),
                url=reverse("support:claim-detail", args=[claim.number]),
                verb=_("Look"),
                kind="wait",
                icon="coin",
            )


def to_see(request: HttpRequest) -> Iterable[Row]:
    """Companies that are promised a day a week and had none in the last one."""
    for project in visit_queries.unvisited_projects(request.user, today())[:MOST]:
        named = {"number": project.number, "name": project.company.name}
        last = project.last_visit
        said = _("The last visit was on %(day)s.") % {"day": day_text(last, "day")} if last else _("No visit so far.")
        yield Row(
            title=_("No visit for a week: %(number)s, %(name)s") % named,
            consequence=f"{said} {_('One day a week is promised.')}",
            url=reverse("support:project-detail", args=[project.number]),
            verb=_("Look"),
            kind="warn",
            icon="map-pin",
        )


def to_verify(request: HttpRequest) -> Iterable[Row]:
    """Results that finance verifies."""
    for project in queries.projects_waiting_for(request.user)[:MOST]:
        yield Row(
            title=_("Verify the result of %(number)s, %(name)s")
            % {"number": project.number, "name": project.company.name},
            consequence=_("The last tranche waits for it."),
            url=reverse("support:project-detail", args=[project.number]),
            verb=_("Look"),
            kind="wait",
            icon="circle-check",
        )


def to_visit(request: HttpRequest) -> Iterable[Row]:
    """Visits that lack their form or their report; releases to decide on."""
    for visit in visit_queries.visits_waiting_for(request.user)[:MOST]:
        named = {"number": visit.number, "name": visit.project.company.name}
        safe = visit.state == "safe"
        yield Row(
            title=(_("Report visit %(number)s, %(name)s") if safe else _("Safety form: %(number)s, %(name)s")) % named,
            consequence=in_short(visit.purpose, 120),
            due=visit.planned_on,
            url=reverse("support:visit-detail", args=[visit.number]),
            verb=_("Open"),
            kind="wait",
            icon="map-pin",
            soon=2,
        )


def to_release(request: HttpRequest) -> Iterable[Row]:
    """People of the own unit who are asked for."""
    for each in expert_queries.releases_waiting_for(request.user)[:MOST]:
        named = {"expert": each.expert.user.name, "name": each.project.company.name}
        yield Row(
            title=_("Release %(expert)s for %(name)s?") % named,
            consequence=in_short(each.task, 120),
            url=reverse("support:release-list"),
            verb=_("Decide"),
            kind="wait",
            icon="user-check",
        )


BUYERS = frozenset({"RQ", "PO", "ER", "CN", "AP", "SG", "FM", "FI"})
cards.add("support-projects", Card(rows=to_sign, roles=frozenset({"SA"}), order=16))
cards.add("support-claims", Card(rows=own_claims, roles=frozenset({"SA", "SF"}), order=17))
cards.add("support-run", Card(rows=to_run, roles=frozenset({"SG"}), order=18))
cards.add("support-verify", Card(rows=to_verify, roles=frozenset({"FI"}), order=19))
cards.add("support-visits", Card(rows=to_visit, roles=frozenset({"CN"}), order=11))
cards.add("support-rhythm", Card(rows=to_see, roles=frozenset({"CN", "SG"}), order=12))
cards.add("support-releases", Card(rows=to_release, roles=BUYERS, order=20))

# Timeline ------------------------------------------------------------------------------------------------------------
WORDS = {
    "project.opened": gettext_lazy("Opened from the application"),
    "project.diagnose": gettext_lazy("Diagnosis begun"),
    "project.start": gettext_lazy("Work begun"),
    "project.hold": gettext_lazy("Put on hold"),
    "project.resume": gettext_lazy("Resumed"),
    "project.complete": gettext_lazy("Completed"),
    "project.measure": gettext_lazy("Result measured"),
    "project.send_back": gettext_lazy("Measurement sent back"),
    "project.verify": pgettext_lazy("project", "Verified"),
    "project.close": pgettext_lazy("project", "Closed"),
    "project.terminate": pgettext_lazy("project", "Terminated"),
    "project.phase_moved": gettext_lazy("Days of a phase changed"),
    "project.phase_done": gettext_lazy("Phase done"),
    "project.deliverable_added": gettext_lazy("Deliverable added"),
    "project.indicator_added": gettext_lazy("Indicator added"),
    "project.indicator_removed": gettext_lazy("Indicator removed"),
    "project.before_entered": gettext_lazy("Value before entered"),
    "project.followup_asked": gettext_lazy("Follow-up asked"),
    "project.rated": gettext_lazy("Satisfaction told"),
    "projectagreement.drawn_up": gettext_lazy("Agreement drawn up"),
    "projectagreement.signed": gettext_lazy("Agreement signed"),
    "deliverable.submit": pgettext_lazy("deliverable", "Handed in"),
    "deliverable.return": pgettext_lazy("deliverable", "Sent back"),
    "deliverable.accept": pgettext_lazy("deliverable", "Accepted"),
    "followup.answer": gettext_lazy("Follow-up answered"),
    "followup.lapse": gettext_lazy("Follow-up not answered"),
    "visit.planned": pgettext_lazy("visit", "Planned"),
    "visit.moved": pgettext_lazy("visit", "Moved to another day"),
    "visit.move_day": pgettext_lazy("visit", "Moved to another day"),
    "visit.clear": gettext_lazy("Safety form filled in"),
    "visit.report": pgettext_lazy("visit", "Reported"),
    "visit.cancel": pgettext_lazy("visit", "Cancelled"),
    "visit.confirmed": gettext_lazy("Read by the company"),
    "visit.stop_answered": gettext_lazy("Company answered to the danger"),
    "claim.started": pgettext_lazy("claim", "Started"),
    "claim.item_added": gettext_lazy("Invoice added"),
    "claim.item_removed": gettext_lazy("Invoice removed"),
    "claim.submit": pgettext_lazy("claim", "Submitted"),
    "claim.return": pgettext_lazy("claim", "Sent back"),
    "claim.accept": gettext_lazy("Accepted, the fund is asked"),
    "claim.pay": pgettext_lazy("claim", "Paid"),
    "claim.refuse": pgettext_lazy("claim", "Refused"),
    "claim.withdraw": pgettext_lazy("claim", "Withdrawn"),
    "expert.entered": gettext_lazy("Entered in the list"),
    "expert.edited": gettext_lazy("Profile changed"),
    "expert.capacity_set": gettext_lazy("Days of a month set"),
    "expert.absent": gettext_lazy("Absence entered"),
    "expert.days_booked": gettext_lazy("Days planned"),
    "expert.days_freed": gettext_lazy("Days freed"),
    "assignment.asked": gettext_lazy("Expert asked for"),
    "assignment.release": gettext_lazy("Expert released"),
    "assignment.refuse": gettext_lazy("Expert not released"),
    "assignment.end": gettext_lazy("Assignment ended"),
}
for _name, _words in WORDS.items():
    deeds.add(f"support.{_name}", _words)

"""Laboratories, technologies and systems in a company's data passport."""

from django.utils.translation import gettext_lazy as _

from portal.passport.registry import ASSERTED, RECORD, Gathering, Row, Section, Things, sections
from sharedgrowth.support.models import GroupRequest
from sharedgrowth.support.queries.labs import bookings_visible_to
from sharedgrowth.support.queries.levels import levels_visible_to, systems_visible_to
from sharedgrowth.support.queries.offers import licences_visible_to
from sharedgrowth.support.queries.waves import requests_visible_to
from sharedgrowth.support.states.waves import GroupState

sections.add(
    "support.lab_bookings",
    Section(
        label=_("Laboratory bookings"),
        said=_("What the company has had tested."),
        kind=RECORD,
        rows=Things(
            lambda gathering: bookings_visible_to(gathering.user).filter(company=gathering.company),
            "number",
            "state",
            "begins_at",
            "ends_at",
            "purpose",
            "sample",
            "samples",
            "asked_at",
            equipment="equipment.code",
        ),
        order=190,
    ),
)
sections.add(
    "support.licences",
    Section(
        label=_("Technology licences"),
        said=_("Technologies that the company has asked for or uses."),
        kind=RECORD,
        rows=Things(
            lambda gathering: licences_visible_to(gathering.user).filter(company=gathering.company),
            "number",
            "state",
            "use",
            "asked_at",
            "fee_won",
            "royalty_pct",
            "begins_on",
            "ends_on",
            "exclusive",
            "company_signed_at",
            "buyer_signed_at",
            "transferred_on",
            offer="offer.number",
        ),
        order=191,
    ),
)
sections.add(
    "support.smart_systems",
    Section(
        label=_("Smart factory systems"),
        said=_("Systems that the company has entered."),
        kind=RECORD,
        rows=Things(
            lambda gathering: systems_visible_to(gathering.user).filter(company=gathering.company),
            "uid",
            "kind",
            "name",
            "live_on",
            "retired_on",
            "retired_why",
        ),
        order=192,
    ),
)
sections.add(
    "support.smart_levels",
    Section(
        label=_("Smart-factory levels"),
        said=_("How far the company's factories were found to be on the five levels, with the evidence."),
        kind=ASSERTED,
        rows=Things(
            lambda gathering: levels_visible_to(gathering.user).filter(company=gathering.company),
            "uid",
            "level",
            "state",
            "assessed_on",
            "valid_to",
            "how",
            "reason",
            files="evidence",
            project="project.number",
        ),
        order=95,
    ),
)
HIDDEN = (GroupState.MOU_SIGNED, GroupState.DIAGNOSIS)  # the diagnosis is being written
TASK = ("number", "state", "direction", "title", "plan", "days", "cost_bearer", "cost_won", "expected_won", "soft",
        "due_on", "done_on", "measured_won", "measurement", "verified_won", "verified_on")  # fmt: skip
VISIT = ("visited_on", "hours", "note", "hazards", "measures", "stop_work")


def request_parts(gathering: Gathering, asked: GroupRequest) -> Row:
    """The diagnosis once its page shows it, the visits, the tasks that were agreed on."""
    seen = asked.state not in HIDDEN
    return {
        "findings": asked.findings if seen else "",
        "root_cause": asked.root_cause if seen else "",
        "visits": [{name: getattr(each, name) for name in VISIT} for each in asked.visits.all()],
        "tasks": [{name: getattr(each, name) for name in TASK} for each in asked.tasks.all()],
    }


sections.add(
    "support.group_requests",
    Section(
        label=_("Requests to the support group"),
        said=_("What the company has asked the support group for, what was found, and which tasks came of it."),
        kind=RECORD,
        rows=Things(
            lambda gathering: (
                requests_visible_to(gathering.user)
                .filter(company=gathering.company)
                .prefetch_related("visits", "tasks")
            ),
            "number",
            "state",
            "directions",
            "problem",
            "urgency",
            "data",
            "asked_at",
            "triage_note",
            "points",
            "company_signed_at",
            "buyer_signed_at",
            "agreed_at",
            "satisfaction",
            "reason",
            wave_year="wave.year",
            wave_half="wave.half",
            parts=request_parts,
        ),
        order=193,
    ),
)

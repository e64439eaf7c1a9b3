"""What of support a company may take out in bulk: its applications and projects."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.exchange.registry.exports import DAY, MOMENT, WON, Column, Dataset, datasets
from portal.people.models import User
from sharedgrowth.support.models import Application, Project
from sharedgrowth.support.queries.applications import COMPANY_READERS, own_applications
from sharedgrowth.support.queries.projects import OWN_READERS, projects_visible_to
from sharedgrowth.support.states import ApplicationState, ProjectState


def applications(user: User) -> QuerySet[Application]:
    """Of the own company."""
    return own_applications(user)


def projects(user: User) -> QuerySet[Project]:
    """Of the own company."""
    return projects_visible_to(user).filter(company_id=user.company_id)


datasets.add(
    "support.applications",
    Dataset(
        own=True,
        label=_("Applications for support"),
        said=_("What the company has applied for in the support programmes."),
        roles=frozenset(COMPANY_READERS),
        scope="support.read",
        supplier_only=True,
        rows=applications,
        period="started_at",
        states=ApplicationState.choices,
        order=60,
        columns=[
            Column("uid", _("Identifier")),
            Column("number", _("Number")),
            Column("state", _("State")),
            Column("call", _("Call"), of="call.number"),
            Column("title", _("Title")),
            Column("asked_won", _("Asked for (won)"), WON),
            Column("started_at", _("Started"), MOMENT),
            Column("submitted_at", _("Submitted"), MOMENT),
        ],
    ),
)
datasets.add(
    "support.projects",
    Dataset(
        own=True,
        label=_("Support projects"),
        said=_("The company's projects with their costs and shares."),
        roles=frozenset(OWN_READERS),
        scope="support.read",
        supplier_only=True,
        rows=projects,
        period="created_at",
        states=ProjectState.choices,
        order=61,
        columns=[
            Column("uid", _("Identifier")),
            Column("number", _("Number")),
            Column("state", _("State")),
            Column("programme", _("Programme")),
            Column("title", _("Title")),
            Column("total_won", _("Total cost (won)"), WON),
            Column("government_won", _("Share of the government (won)"), WON),
            Column("anchor_won", _("Share of the buyer (won)"), WON),
            Column("sme_won", _("Share of the company (won)"), WON),
            Column("begins_on", _("Begins on"), DAY),
            Column("ends_on", _("Ends on"), DAY),
            Column("completed_on", _("Completed on"), DAY),
        ],
    ),
)

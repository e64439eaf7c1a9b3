"""What the systems of suppliers are told of support programmes, projects and lab bookings (``portal.webhooks``)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.webhooks.registry import Subject
from sharedgrowth.support.models import Application, Call, Claim, LabBooking, Project, Visit
from sharedgrowth.support.queries.applications import applications_visible_to
from sharedgrowth.support.queries.calls import calls_visible_to
from sharedgrowth.support.queries.claims import claims_visible_to
from sharedgrowth.support.queries.labs import bookings_visible_to
from sharedgrowth.support.queries.projects import projects_visible_to
from sharedgrowth.support.queries.visits import visits_visible_to

Subject(
    group=pgettext_lazy("webhook", "Support"),
    scope="support.read",
    model=Call,
    payload="call",
    found=calls_visible_to,
    door="api-support-call-detail",
    tells=lambda call: {"programme": call.programme, "closes_at": call.closes_at},
    order=60,
).enter(
    "support.call_published",
    "support.call_published",
    _("Call published"),
    _("A programme takes applications."),
)

APPLICATIONS = Subject(
    group=pgettext_lazy("webhook", "Support"),
    scope="support.read",
    model=Application,
    payload="application",
    found=applications_visible_to,
    owners=("company",),
    door="api-support-application-detail",
    order=61,
)
for code, label, said in (
    ("application_asked", _("More asked of an application"), _("The officers ask for something that is missing.")),
    ("application_selected", pgettext_lazy("webhook", "Application selected"), _("An application was selected.")),
    ("application_rejected", pgettext_lazy("webhook", "Application rejected"), _("An application was not selected.")),
    ("application_waitlisted", _("Application on the waiting list"), _("An application is next when a place is free.")),
):
    APPLICATIONS.enter(f"support.{code}", f"support.{code}", label, said)

PROJECTS = Subject(
    group=pgettext_lazy("webhook", "Support"),
    scope="support.read",
    model=Project,
    payload="project",
    found=projects_visible_to,
    owners=("company",),
    door="api-support-project-detail",
    order=62,
)
for code, label, said in (
    ("project_started", _("Project started"), _("A project is under way.")),
    ("project_held", _("Project held"), _("A project rests for the present.")),
    ("project_completed", _("Project completed"), _("The work of a project is done.")),
    ("project_closed", pgettext_lazy("webhook", "Project closed"), _("A project is closed.")),
):
    PROJECTS.enter(f"support.{code}", f"support.{code}", label, said)

Subject(
    group=pgettext_lazy("webhook", "Support"),
    scope="support.read",
    model=Visit,
    payload="visit",
    found=visits_visible_to,
    owners=("project__company",),
    door="api-support-visit-detail",
    order=63,
).enter(
    "support.visit_planned",
    ("support.visit_planned", "support.visit_moved", "support.visit_cancelled"),
    _("Visit planned, moved or cancelled"),
    _("An expert comes, on another day, or not."),
)
CLAIMS = Subject(
    group=pgettext_lazy("webhook", "Support"),
    scope="support.read",
    model=Claim,
    payload="claim",
    found=claims_visible_to,
    owners=("project__company",),
    door="api-support-claim-detail",
    order=64,
)
CLAIMS.enter("support.claim_judged", "support.claim_judged", _("Claim judged"), _("Costs of a project were judged."))
CLAIMS.enter("support.claim_paid", "support.claim_paid", _("Claim paid"), _("Costs of a project were paid."))
LABS = Subject(
    group=pgettext_lazy("webhook", "Support"),
    scope="support.read",
    model=LabBooking,
    payload="booking",
    found=bookings_visible_to,
    owners=("company",),
    door="api-lab-booking-detail",
    order=65,
)
LABS.enter(
    "support.lab_answered",
    "support.lab_answered",
    _("Lab booking answered"),
    _("A booking of a laboratory was confirmed or refused."),
)
LABS.enter("support.lab_reported", "support.lab_reported", _("Test report ready"), _("The laboratory has reported."))

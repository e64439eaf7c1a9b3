"""What the systems of suppliers are told of INNOVILT (``portal.webhooks``)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.webhooks.registry import Subject
from sharedgrowth.innovilt.models import Certificate, InnoviltApplication, MarkUse
from sharedgrowth.innovilt.queries.applications import applications_visible_to
from sharedgrowth.innovilt.queries.marks import uses_visible_to

APPLICATIONS = Subject(
    group=_("INNOVILT"),
    scope="support.read",
    model=InnoviltApplication,
    payload="application",
    found=applications_visible_to,
    owners=("company",),
    door="api-innovilt-application-detail",
    order=80,
)
for code, label, said in (
    ("application_returned", _("INNOVILT application returned"), _("Something is missing in an application.")),
    ("application_eligible", _("INNOVILT application eligible"), _("An application goes on to the review.")),
    ("application_rejected", _("INNOVILT application rejected"), _("A product was not certified.")),
):
    APPLICATIONS.enter(f"innovilt.{code}", f"innovilt.{code}", label, said)

CERTIFICATES = Subject(
    group=_("INNOVILT"),
    scope="support.read",
    model=Certificate,
    payload="certificate",
    found=lambda user: Certificate.objects.filter(company=user.company_id),
    owners=("company",),
    door="api-innovilt-certificate-detail",
    door_by="number",
    tells=lambda certificate: {"valid_to": certificate.valid_to},
    order=81,
)
for code, label, said in (
    ("certified", _("Product certified"), _("An own product was certified as INNOVILT.")),
    ("renewal_due", _("Renewal of a certificate due"), _("A certificate ends soon; its renewal is open.")),
    ("expired", pgettext_lazy("webhook", "Certificate expired"), _("A certificate of INNOVILT has ended.")),
):
    CERTIFICATES.enter(f"innovilt.{code}", f"innovilt.{code}", label, said)

Subject(
    group=_("INNOVILT"),
    scope="support.read",
    model=MarkUse,
    payload="use",
    found=uses_visible_to,
    owners=("company",),
    door="api-innovilt-mark-use-detail",
    door_by="number",
    order=82,
).enter(
    "innovilt.mark_decided",
    "innovilt.mark_decided",
    _("Use of the mark decided"),
    _("A use of the mark was allowed or refused."),
)

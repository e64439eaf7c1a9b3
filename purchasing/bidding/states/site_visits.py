"""WHEN: the life of a visit to a certified company, and what was found there. Source: domain 5.3, abuse; CNV-09."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class VisitState(TextChoices):
    """Where a visit stands."""

    DUE = "due", pgettext_lazy("site visit", "To be visited")
    SEEN = "seen", pgettext_lazy("site visit", "Waiting for a second person")
    GENUINE = "genuine", pgettext_lazy("site visit", "Certificate holds")
    REVOKED = "revoked", pgettext_lazy("site visit", "Certificate revoked")


class SiteFinding(TextChoices):
    """What was found on the site."""

    GENUINE = "genuine", _("Genuine: the company is what its certificate says")
    NOMINAL = "nominal", _("Owner in name only: somebody else runs the company")
    SHELL = "shell", _("Shell: there is no business of its own")
    LOST = "lost", _("The ground of the certificate has gone, and was not told")


VISIT_FLOW = Flow(
    {
        "report": ([VisitState.DUE], VisitState.SEEN),
        "repeat": ([VisitState.SEEN], VisitState.DUE),
        "accept": ([VisitState.SEEN], VisitState.GENUINE),
        "reject": ([VisitState.SEEN], VisitState.REVOKED),
    }
)

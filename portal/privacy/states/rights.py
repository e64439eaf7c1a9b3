"""WHEN: what a person may ask about the own data, how it is answered; exports; incidents. Source: domain PII-08..10."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class RightKind(TextChoices):
    ACCESS = "access", _("See and copy")
    CORRECTION = "correction", pgettext_lazy("privacy", "Correct")
    ERASURE = "erasure", pgettext_lazy("privacy", "Erase")
    SUSPENSION = "suspension", _("Stop the use")
    EXPLANATION = "explanation", _("Explain a decision made by calculation")
    OBJECTION = "objection", _("Object to a decision made by calculation")


class RightState(TextChoices):
    RECEIVED = "received", pgettext_lazy("privacy", "Received")
    GRANTED = "granted", pgettext_lazy("privacy", "Granted")
    PARTLY = "partly", _("Granted in part")
    REFUSED = "refused", pgettext_lazy("privacy", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("privacy", "Withdrawn")


RIGHT_FLOW = Flow(
    {
        "grant": ([RightState.RECEIVED], RightState.GRANTED),
        "grant_partly": ([RightState.RECEIVED], RightState.PARTLY),
        "refuse": ([RightState.RECEIVED], RightState.REFUSED),
        "withdraw": ([RightState.RECEIVED], RightState.WITHDRAWN),
    }
)


class ExportState(TextChoices):
    ASKED = "asked", pgettext_lazy("export", "Waiting for approval")
    ALLOWED = "allowed", pgettext_lazy("export", "Approved")
    REFUSED = "refused", pgettext_lazy("export", "Refused")
    USED = "used", pgettext_lazy("export", "Taken out")
    LAPSED = "lapsed", pgettext_lazy("export", "Lapsed")


EXPORT_FLOW = Flow(
    {
        "allow": ([ExportState.ASKED], ExportState.ALLOWED),
        "refuse": ([ExportState.ASKED], ExportState.REFUSED),
        "use": ([ExportState.ALLOWED], ExportState.USED),
        "lapse": ([ExportState.ASKED, ExportState.ALLOWED], ExportState.LAPSED),
    }
)


class PolicyState(TextChoices):
    DRAFT = "draft", pgettext_lazy("privacy", "Draft")
    PUBLISHED = "published", pgettext_lazy("privacy", "Published")


POLICY_FLOW = Flow({"publish": ([PolicyState.DRAFT], PolicyState.PUBLISHED)})


class IncidentState(TextChoices):
    OPEN = "open", pgettext_lazy("privacy incident", "Open")
    CONTAINED = "contained", pgettext_lazy("privacy incident", "Contained")
    CLOSED = "closed", pgettext_lazy("privacy incident", "Closed")


INCIDENT_FLOW = Flow(
    {
        "contain": ([IncidentState.OPEN], IncidentState.CONTAINED),
        "close": ([IncidentState.CONTAINED], IncidentState.CLOSED),
    }
)

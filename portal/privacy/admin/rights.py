"""Windows on requests, exports, policy texts, processors and incidents."""

from django.contrib import admin

from portal.privacy.models import ExportGrant, Incident, IncidentPerson, PolicyText, Processor, RightsRequest
from portal.windows import Window


@admin.register(RightsRequest)
class RightsRequestWindow(Window):
    """What people ask about their data. Who asked is read on the privacy officer's board, not here."""

    list_display = ["number", "kind", "holding", "state", "received_at", "due_on", "decided_at"]
    list_filter = ["state", "kind"]
    search_fields = ["number"]
    exclude = ["person", "text"]


@admin.register(ExportGrant)
class ExportGrantWindow(Window):
    """Leave to take personal data out."""

    list_display = ["number", "title", "rows", "state", "asked_by", "decided_by", "asked_at", "used_at"]
    list_filter = ["state"]
    list_select_related = ["asked_by", "decided_by"]
    search_fields = ["number", "title"]


@admin.register(PolicyText)
class PolicyTextWindow(Window):
    """Versions of the privacy policy."""

    list_display = ["version", "valid_from", "state", "drafted_by", "published_by", "published_at"]
    list_select_related = ["drafted_by", "published_by"]


@admin.register(Processor)
class ProcessorWindow(Window):
    """Who processes personal data for us."""

    list_display = ["name", "task", "country", "contract_on", "until_on", "supervised_on", "ended_on"]
    list_filter = ["country"]
    search_fields = ["name"]


@admin.register(Incident)
class IncidentWindow(Window):
    """Incidents and their clock."""

    list_display = ["number", "title", "state", "persons", "known_at", "tell_by", "told_at", "reported_at"]
    list_filter = ["state"]
    search_fields = ["number", "title"]


@admin.register(IncidentPerson)
class IncidentPersonWindow(Window):
    """Who was told, by number alone."""

    list_display = ["incident", "told_at"]
    list_select_related = ["incident"]
    exclude = ["person"]

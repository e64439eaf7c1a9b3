"""WHAT: data exchange."""

from portal.exchange.models.calendars import CalendarFeed
from portal.exchange.models.exports import Export, ExportPart
from portal.exchange.models.feed import Change

__all__ = ["CalendarFeed", "Change", "Export", "ExportPart"]

"""Windows on baselines, measurements, verifications and years of sharing."""

from django.contrib import admin

from portal.windows import Window
from sharedgrowth.benefit.models import (
    Baseline,
    Measurement,
    NonCashShare,
    PriceCut,
    SharePart,
    ShareYear,
    Verification,
    Verifier,
)


@admin.register(Baseline)
class BaselineWindow(Window):
    """Baselines; a change is a new one, signed by both."""

    list_display = ["task", "version", "state", "driver", "driver_qty", "volume", "price_won"]
    list_filter = ["state"]
    list_select_related = ["task"]
    search_fields = ["task__number"]


@admin.register(Measurement)
class MeasurementWindow(Window):
    """What was measured."""

    list_display = ["task", "year", "state", "period_from", "period_to", "entered_by", "confirmed_by"]
    list_filter = ["state"]
    list_select_related = ["task", "year", "entered_by", "confirmed_by"]
    search_fields = ["task__number"]


@admin.register(Verification)
class VerificationWindow(Window):
    """What was verified."""

    list_display = ["measurement", "state", "counted_won", "adjustment_won", "net_won", "with_finance", "decided_on"]
    list_filter = ["state", "with_finance"]
    list_select_related = ["measurement"]
    search_fields = ["measurement__task__number"]


@admin.register(Verifier)
class VerifierWindow(Window):
    """Members of committees and their votes."""

    list_display = ["verification", "person", "role", "vote", "voted_at"]
    list_filter = ["vote"]
    list_select_related = ["verification", "person"]


@admin.register(ShareYear)
class ShareYearWindow(Window):
    """Years of sharing."""

    list_display = ["task", "no", "state", "first", "last", "net_won", "compensation_won", "due_on", "settled_on"]
    list_filter = ["state"]
    list_select_related = ["task"]
    search_fields = ["task__number"]


@admin.register(SharePart)
class SharePartWindow(Window):
    """Parts of suppliers."""

    list_display = ["year", "supplier", "share", "compensation_won", "cash_won", "paid_on"]
    list_select_related = ["year", "supplier__company"]


@admin.register(NonCashShare)
class NonCashShareWindow(Window):
    """What was given in other forms."""

    list_display = ["year", "supplier", "form", "value_won", "entered_by", "entered_at"]
    list_filter = ["form"]
    list_select_related = ["year", "supplier__company", "entered_by"]


@admin.register(PriceCut)
class PriceCutWindow(Window):
    """Contracts below an agreed price."""

    list_display = ["task", "company", "agreed_won", "found_won", "state", "found_on", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["task", "company", "decided_by"]
    search_fields = ["task__number"]

"""Windows on keys and openings. Parts, files and receipts of bids have none: they would tell who has bid."""

from django.contrib import admin

from portal.windows import Window
from purchasing.bidding.models import (
    Contribution,
    EnvelopeOpening,
    KeyBox,
    KeyDrill,
    OfficerKey,
    Outage,
    OutageExtension,
    OutageNote,
    SealedList,
    TenderKey,
)


@admin.register(OfficerKey)
class OfficerKeyWindow(Window):
    """Keys of opening-committee members: the locked key itself is not shown."""

    list_display = ["user", "fingerprint", "made_at", "retired_at", "retire_reason"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]
    fields = ["user", "fingerprint", "made_at", "retired_at", "retire_reason"]


@admin.register(KeyDrill)
class KeyDrillWindow(Window):
    """Drills: when a key last proved itself."""

    list_display = ["officer_key", "asked_at", "passed_at"]
    list_select_related = ["officer_key__user"]
    search_fields = ["officer_key__user__name"]
    fields = ["officer_key", "asked_at", "passed_at"]


@admin.register(TenderKey)
class TenderKeyWindow(Window):
    """Keys of tenders: public key, how many of how many open, whether the portal's part was used."""

    list_display = ["tender", "envelope", "epoch", "needed", "people", "made_at", "pad_used_at"]
    list_select_related = ["tender"]
    list_filter = ["envelope"]
    search_fields = ["tender__number"]
    fields = ["tender", "envelope", "epoch", "needed", "people", "made_at", "pad_used_at"]


@admin.register(KeyBox)
class KeyBoxWindow(Window):
    """Which officer holds a share in which group; the share itself is not shown."""

    list_display = ["tender_key", "group", "seat", "officer_key", "share_sha256"]
    list_select_related = ["tender_key", "officer_key__user"]
    search_fields = ["tender_key__tender__number"]
    fields = ["tender_key", "group", "seat", "officer_key", "share_sha256"]


@admin.register(Contribution)
class ContributionWindow(Window):
    """Contributions to openings."""

    list_display = ["tender_key", "by", "at", "on_own_machine"]
    list_select_related = ["tender_key", "by"]
    search_fields = ["tender_key__tender__number"]
    fields = ["tender_key", "by", "at", "on_own_machine"]


@admin.register(EnvelopeOpening)
class EnvelopeOpeningWindow(Window):
    """Openings of the envelopes before the price."""

    list_display = ["tender", "envelope", "first_by", "first_at", "second_by", "second_at", "minutes_sha256"]
    list_select_related = ["tender", "first_by", "second_by"]
    search_fields = ["tender__number"]
    fields = ["tender", "envelope", "first_by", "first_at", "second_by", "second_at", "minutes_sha256"]


@admin.register(SealedList)
class SealedListWindow(Window):
    """What lay in the box at each closing."""

    list_display = ["tender", "root", "entries", "at"]
    list_select_related = ["tender"]
    search_fields = ["tender__number"]


@admin.register(Outage)
class OutageWindow(Window):
    """Times in which the portal could not be reached."""

    list_display = ["began_at", "ended_at", "extra", "reason", "noted_by", "confirmed_by"]
    list_select_related = ["noted_by", "confirmed_by"]


@admin.register(OutageNote)
class OutageNoteWindow(Window):
    """Outages that one person noted, and what a second one decided."""

    list_display = ["began_at", "ended_at", "reason", "noted_by", "decided_by", "outage"]
    list_select_related = ["noted_by", "decided_by", "outage"]


@admin.register(OutageExtension)
class OutageExtensionWindow(Window):
    """What an outage gave to each tender."""

    list_display = ["outage", "tender", "closed_at_before", "closes_at"]
    list_select_related = ["outage", "tender"]
    search_fields = ["tender__number"]

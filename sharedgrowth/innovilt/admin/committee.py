"""Windows on the committee, certificates, the alliance, surveillances and terms."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.windows import Window, WindowInline, deed
from sharedgrowth.innovilt.models import (
    AgendaItem,
    AllianceBenefit,
    AllianceMember,
    BenefitUse,
    Certificate,
    CertifiedVersion,
    Finding,
    InnoviltTerms,
    Meeting,
    MeetingSeat,
    SalesContact,
    SampleHeat,
    Surveillance,
    VersionChange,
    Vote,
)
from sharedgrowth.innovilt.services import committee, surveillances, terms


class AgendaInline(WindowInline):
    """Products of a meeting."""

    model = AgendaItem


class SeatInline(WindowInline):
    """Who sits."""

    model = MeetingSeat
    show_change_link = False


@admin.register(Meeting)
class MeetingWindow(Window):
    """Meetings of the brand committee and their minutes."""

    list_display = ["number", "held_on", "chair", "state", "quorum", "sha256"]
    list_filter = ["state"]
    list_select_related = ["chair"]
    search_fields = ["number"]
    inlines = [AgendaInline, SeatInline]


@admin.register(AgendaItem)
class AgendaItemWindow(Window):
    """What was decided about which product."""

    list_display = ["meeting", "no", "application", "outcome"]
    list_filter = ["outcome"]
    list_select_related = ["meeting", "application"]
    search_fields = ["meeting__number", "application__number"]


@admin.register(MeetingSeat)
class MeetingSeatWindow(Window):
    """Seats in meetings."""

    list_display = ["meeting", "member", "present_at"]
    list_select_related = ["meeting", "member"]
    search_fields = ["meeting__number", "member__name"]


@admin.register(Vote)
class VoteWindow(Window):
    """Votes of closed meetings: while a committee votes nobody looks over its shoulder."""

    list_display = ["item", "member", "choice", "recused", "at"]
    list_filter = ["choice", "recused"]
    list_select_related = ["item__meeting", "member"]
    search_fields = ["item__meeting__number"]

    def get_queryset(self, request):
        """Of decided products."""
        return super().get_queryset(request).exclude(item__outcome="")


@admin.register(SalesContact)
class SalesContactWindow(Window):
    """Who sells to whom."""

    list_display = ["company", "person", "since", "until"]
    list_select_related = ["company", "person"]
    search_fields = ["company__legal_name_ko", "person__name"]
    actions = ["end"]

    @deed(_("End"))
    def end(self, request, contact):
        """No longer."""
        committee.end_contact(contact, by=request.user)


class VersionInline(WindowInline):
    """Versions that a certificate covers."""

    model = CertifiedVersion
    show_change_link = False


@admin.register(Certificate)
class CertificateWindow(Window):
    """Certificates."""

    list_display = ["number", "company", "product", "category", "state", "valid_from", "valid_to"]
    list_filter = ["state", "category"]
    list_select_related = ["company", "product__current__class_node"]
    search_fields = ["number", "company__legal_name_ko", "name_ko", "name_en"]
    date_hierarchy = "valid_to"
    inlines = [VersionInline]


@admin.register(CertifiedVersion)
class CertifiedVersionWindow(Window):
    """Which version is covered by which certificate."""

    list_display = ["certificate", "version", "reason", "by", "at"]
    list_select_related = ["certificate", "version__class_node", "by"]
    search_fields = ["certificate__number"]


@admin.register(VersionChange)
class VersionChangeWindow(Window):
    """Newer versions of certified products."""

    list_display = ["certificate", "version", "state", "steel_same", "design_same", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["certificate", "version__class_node", "decided_by"]
    search_fields = ["certificate__number"]


@admin.register(AllianceMember)
class AllianceMemberWindow(Window):
    """Members."""

    list_display = ["company", "state", "since", "grace_until", "signed_at", "insolvent_since"]
    list_filter = ["state"]
    list_select_related = ["company"]
    search_fields = ["company__legal_name_ko", "company__legal_name_en"]


@admin.register(AllianceBenefit)
class AllianceBenefitWindow(Window):
    """What members get."""

    list_display = ["title_ko", "title_en", "order", "offered"]
    list_filter = ["offered"]


@admin.register(BenefitUse)
class BenefitUseWindow(Window):
    """Benefits that were given."""

    list_display = ["member", "benefit", "on", "note", "by"]
    list_select_related = ["member", "benefit", "by"]
    date_hierarchy = "on"


class SampleInline(WindowInline):
    """Drawn heats."""

    model = SampleHeat
    show_change_link = False


class FindingInline(WindowInline):
    """Findings."""

    model = Finding


@admin.register(Surveillance)
class SurveillanceWindow(Window):
    """Surveillances."""

    list_display = ["certificate", "trigger", "due_on", "held_on", "inspector", "state"]
    list_filter = ["state", "trigger"]
    list_select_related = ["certificate", "inspector"]
    search_fields = ["certificate__number"]
    inlines = [SampleInline, FindingInline]


@admin.register(SampleHeat)
class SampleHeatWindow(Window):
    """Drawn heats."""

    list_display = ["surveillance", "coil", "traced", "note"]
    list_filter = ["traced"]
    list_select_related = ["surveillance", "coil"]


@admin.register(Finding)
class FindingWindow(Window):
    """Findings and answers."""

    list_display = ["surveillance", "severity", "text", "due_on", "answered_at", "closed_at"]
    list_filter = ["severity"]
    list_select_related = ["surveillance"]
    actions = ["close"]

    @deed(pgettext_lazy("innovilt finding", "Close"))
    def close(self, request, finding):
        """The answer is enough."""
        surveillances.close_finding(finding, by=request.user)


@admin.register(InnoviltTerms)
class InnoviltTermsWindow(Window):
    """Terms by date."""

    list_display = ["valid_from", "pass_total", "part_least", "valid_months", "quorum", "entered_by", "approved_by"]
    list_select_related = ["entered_by", "approved_by"]
    actions = ["approve"]

    @deed(_("Approve"))
    def approve(self, request, row):
        """The second person."""
        terms.approve_terms(row, by=request.user)

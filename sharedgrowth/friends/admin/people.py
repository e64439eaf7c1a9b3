"""Windows on members, activities and places. Who took part is not read here: names stay with who leads an activity."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.windows import Window, deed
from sharedgrowth.friends.models import (
    Activity,
    Attendance,
    FriendsTerms,
    Guest,
    HoursCertificate,
    Impact,
    Member,
    Participation,
    Photo,
    Recipient,
    RiskForm,
    Theme,
)
from sharedgrowth.friends.services import activities as services


@admin.register(FriendsTerms)
class FriendsTermsWindow(Window):
    """Terms by date."""

    list_display = ["valid_from", "bonus_cap", "match_cap_won", "check_from_won", "voucher_months", "approved_by"]


@admin.register(Member)
class MemberWindow(Window):
    """Companies."""

    list_display = ["company", "state", "joined_on", "left_on", "takes_bonus", "listed"]
    list_filter = ["state", "takes_bonus"]
    list_select_related = ["company"]
    search_fields = ["company__legal_name_ko", "company__number"]


@admin.register(Theme)
class ThemeWindow(Window):
    """Themes of a year."""

    list_display = ["year", "name_ko", "name_en"]
    list_filter = ["year"]


@admin.register(Recipient)
class RecipientWindow(Window):
    """Organisations."""

    list_display = ["name_ko", "kind", "registration", "region", "active"]
    list_filter = ["kind", "active"]
    search_fields = ["name_ko", "name_en", "registration"]


@admin.register(Activity)
class ActivityWindow(Window):
    """Activities."""

    list_display = ["number", "title_ko", "type", "state", "begins_at", "capacity", "company"]
    list_filter = ["state", "type"]
    list_select_related = ["company"]
    search_fields = ["number", "title_ko", "title_en"]
    actions = ["approve", "verify"]

    @deed(_("Approve"))
    def approve(self, request, activity: Activity) -> None:
        """By a second person."""
        services.approve(activity, by=request.user)

    @deed(pgettext_lazy("friends", "Verify"))
    def verify(self, request, activity: Activity) -> None:
        """By another person than who led or reported it."""
        services.verify(activity, by=request.user)


@admin.register(RiskForm)
class RiskFormWindow(Window):
    """Risk forms."""

    list_display = ["activity", "insured", "at"]
    list_select_related = ["activity"]
    search_fields = ["activity__number"]


@admin.register(Impact)
class ImpactWindow(Window):
    """What came of activities."""

    list_display = ["activity", "metric", "value", "unit", "estimate"]
    list_filter = ["metric", "estimate"]
    list_select_related = ["activity"]


@admin.register(Participation)
class ParticipationWindow(Window):
    """Places, without who has them."""

    list_display = ["activity", "company", "state", "hours", "signed_up_at"]
    list_filter = ["state"]
    list_select_related = ["activity", "company"]
    search_fields = ["activity__number"]
    exclude = ["person", "guest", "role", "confirmed_by"]


@admin.register(Attendance)
class AttendanceWindow(Window):
    """Times of a day, without whose."""

    list_display = ["day", "check_in", "check_out", "hours", "late"]
    list_filter = ["late"]
    exclude = ["participation", "by"]


@admin.register(Guest)
class GuestWindow(Window):
    """Guests, without name and address."""

    list_display = ["uid", "invited_at", "erased_at"]
    exclude = ["name", "email", "host"]


@admin.register(Photo)
class PhotoWindow(Window):
    """Pictures, without who is seen."""

    list_display = ["activity", "state", "uploaded_at"]
    list_filter = ["state"]
    list_select_related = ["activity"]
    exclude = ["people", "uploaded_by"]


@admin.register(HoursCertificate)
class HoursCertificateWindow(Window):
    """Certificates, without whose."""

    list_display = ["number", "begins_on", "ends_on", "hours", "issued_at"]
    search_fields = ["number"]
    exclude = ["person", "lines"]

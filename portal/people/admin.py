"""Windows on people and companies: one looks, and acts by named deeds that call services."""

from importlib import import_module

from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.people import policies, services
from portal.people.entrance.shown import factors_of, is_held_up
from portal.people.models import (
    Certificate,
    CertificateKind,
    Company,
    CompanyAppeal,
    CompanyProposal,
    CompanySuccession,
    CompanyTerms,
    Invitation,
    JoinRequest,
    Membership,
    Role,
    Standing,
    User,
)
from portal.windows import Daily, OnlyOfferedFilters, Window, WindowInline, deed

# The admin has no door of its own: the portal's sign-in, with its second factor, leads there.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]


class MembershipInline(WindowInline):
    """Companies of a person, people of a company."""

    model = Membership
    fields = ["user", "company", "state", "held", "department", "since"]
    readonly_fields = fields

    def get_queryset(self, request):
        """With the roles of all of them."""
        return super().get_queryset(request).select_related("user", "company").prefetch_related("roles")

    @admin.display(description=_("roles"))
    def held(self, membership):
        """By name and code."""
        return ", ".join(f"{role} ({role.code})" for role in membership.roles.all())


@admin.register(User)
class UserWindow(Window):
    """People and partners' programs."""

    list_display = ["email", "name", "active_membership", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "is_service", "language"]
    list_select_related = ["active_membership__company", "active_membership__user"]
    search_fields = ["email", "name"]
    search_help_text = _("E-mail address or name")
    fields = [
        *["email", "name", "phone", "language", "active_membership", "signing_in", "second_factor", "last_login"],
        *["joined_at", "is_staff", "is_superuser", "is_service"],
    ]
    readonly_fields = ["signing_in", "second_factor", "joined_at"]
    daily = (Daily(_("People")), Daily(_("Disabled accounts"), "is_active__exact=0", {"is_active": False}))
    inlines = [MembershipInline]
    actions = ["disable", "enable", "end_sessions", "reset_second_factor"]

    def get_object(self, request, object_id, from_field=None):
        """Whether it is held up is known by the sign-in, which asks for the request."""
        user = super().get_object(request, object_id, from_field)
        if user is not None:
            user.held_up = is_held_up(user, request)
        return user

    @admin.display(description=_("signing in"))
    def signing_in(self, user):
        """Whether this account may come in."""
        if not user.is_active:
            return _("Disabled: nobody signs in with it")
        return _("Held up for some minutes: too many wrong passwords") if user.held_up else _("Possible")

    @admin.display(description=_("second factor"))
    def second_factor(self, user):
        """What proves that it is the person."""
        if held := factors_of(user):
            return " · ".join(held)
        return _("None yet: asked for at the next sign-in") if user.needs_second_factor else _("None")

    @deed(_("Disable the account and end its sessions"), ask=_("Why is the account disabled? Auditors read it."))
    def disable(self, request, user, reason):
        """Nobody signs in with it any more."""
        services.disable_user(user, reason=reason, by=request.user)

    @deed(_("Enable the account"), ask=_("Why is the account enabled again? Auditors read it."))
    def enable(self, request, user, reason):
        """It can be used again."""
        services.enable_user(user, reason=reason, by=request.user)

    @deed(_("End all sessions"))
    def end_sessions(self, request, user):
        """The person signs in again."""
        services.end_sessions_of(user, by=request.user)

    @deed(
        _("Remove the second factor (lost device, identity proved)"),
        ask=_("What happened to the device, and how was the person identified? Auditors read it."),
    )
    def reset_second_factor(self, request, user, reason):
        """The person sets up a new one."""
        services.reset_second_factor(user, reason=reason, by=request.user)


@admin.register(Company)
class CompanyWindow(Window):
    """Suppliers and the buying organisation."""

    list_display = ["number", "legal_name_ko", "legal_name_en", "state", "level", "tax_status", "country"]
    list_filter = ["state", "level", "is_buyer", "size_class", "tax_status"]
    search_fields = ["number", "legal_name_ko", "legal_name_en", "brn", "foreign_id"]
    inlines = [MembershipInline]
    actions = ["ask_tax_office"]

    @deed(_("Ask the tax office now"))
    def ask_tax_office(self, request, company):
        """Through the configured provider."""
        services.refresh_tax_status(company)


@admin.register(Membership)
class MembershipWindow(Window):
    """Who acts for which company."""

    list_display = ["user", "company", "state", "department", "since"]
    list_filter = ["state", "roles"]
    list_select_related = ["user", "company"]
    search_fields = ["user__email", "user__name", "company__legal_name_ko", "company__legal_name_en"]


@admin.register(Role)
class RoleWindow(Window):
    """The roles of the portal."""

    list_display = ["code", "name_ko", "name_en", "side", "mfa_required"]
    list_filter = ["side", "mfa_required"]


@admin.register(CertificateKind)
class CertificateKindAdmin(admin.ModelAdmin):
    """The table of certificates: names and usual validity may be edited (domain CAT-17)."""

    list_display = ["code", "name_ko", "name_en", "usual_years", "in_use", "order"]

    def has_delete_permission(self, request, obj=None):
        """A kind that is no longer wanted is taken out of use."""
        return False


@admin.register(Certificate)
class CertificateWindow(Window):
    """Certificates of all companies."""

    list_display = ["company", "kind", "number", "state", "valid_from", "valid_to", "verified_by"]
    list_filter = ["state", "kind"]
    list_select_related = ["company", "kind", "verified_by"]
    search_fields = ["number", "company__legal_name_ko", "company__legal_name_en"]


@admin.register(Standing)
class StandingWindow(Window):
    """Dated facts; written by services alone."""

    list_display = ["company", "fact", "value", "valid_from", "valid_to", "source", "recorded_by"]
    list_filter = ["fact"]
    list_select_related = ["company", "recorded_by"]
    search_fields = ["company__legal_name_ko", "company__legal_name_en", "fact"]


@admin.register(CompanyAppeal)
class CompanyAppealWindow(Window):
    """Appeals of rejected companies; they are decided on their page."""

    list_display = ["company", "state", "filed_at", "due_on", "against", "decided_by"]
    list_filter = ["state", ("due_on", admin.DateFieldListFilter)]
    list_select_related = ["company", "against", "decided_by"]
    search_fields = ["company__number", "company__legal_name_ko", "company__legal_name_en"]


class CompanyTermsForm(forms.ModelForm):
    """What the service would refuse is refused at its field."""

    def clean_valid_from(self):
        """A later day: what runs keeps its terms."""
        day = self.cleaned_data["valid_from"]
        if day <= today():
            raise forms.ValidationError(_("Terms begin on a later day: what runs today keeps its terms."))
        return day


@admin.register(CompanyTerms)
class CompanyTermsAdmin(OnlyOfferedFilters):
    """Terms that begin on a later day: entered here by one person, put in force by another (an action of the list)."""

    form = CompanyTermsForm
    list_display = ["valid_from", "certificate_months", "most_returns", "reapply_months", "appeal_days",
                    "dormant_months", "entered_by", "approved_by"]  # fmt: skip
    list_select_related = ["entered_by", "approved_by"]
    readonly_fields = ["entered_by", "approved_by", "entered_at"]
    actions = ["approve"]
    date_hierarchy = "valid_from"
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False

    def has_module_permission(self, request) -> bool:
        """Whoever may open the administration finds it there."""
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request, obj=None) -> bool:
        """Whoever may open the administration."""
        return request.user.is_active and request.user.is_staff

    def has_add_permission(self, request) -> bool:
        """The catalogue manager's."""
        return bool(policies.may_enter_company_terms(request.user))

    def has_change_permission(self, request, obj=None) -> bool:
        """What was entered stays; enter new ones."""
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        """Never."""
        return False

    def save_model(self, request, obj, form, change):
        """By its service."""
        services.enter_company_terms(obj, by=request.user)

    @deed(_("Put in force"))
    def approve(self, request, terms):
        """By a second person."""
        services.approve_company_terms(terms, by=request.user)


@admin.register(CompanyProposal)
class CompanyProposalWindow(Window):
    """Decisions by two people."""

    list_display = ["company", "kind", "state", "proposed_by", "proposed_at", "decided_by"]
    list_filter = ["kind", "state"]
    list_select_related = ["company", "proposed_by", "decided_by"]


@admin.register(CompanySuccession)
class CompanySuccessionWindow(Window):
    """Which company stands where another one stood."""

    list_display = ["former", "successor", "merged_on", "decided_at"]
    list_select_related = ["former", "successor"]
    search_fields = ["former__legal_name_ko", "former__legal_name_en", "successor__legal_name_ko"]


@admin.register(JoinRequest)
class JoinRequestWindow(Window):
    """Who asked to be let in."""

    list_display = ["user", "company", "state", "due_on", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["user", "company", "decided_by"]


@admin.register(Invitation)
class InvitationWindow(Window):
    """Who was invited; the secret of a link is nowhere in clear."""

    list_display = ["email", "company", "state", "invited_by", "expires_at"]
    list_filter = ["state"]
    list_select_related = ["company", "invited_by"]
    exclude = ["token_sha256"]


# Tables of the sign-in library: seeds, keys and sessions are nobody's reading. Its own registrations come first.
for module in ("allauth.account.admin", "allauth.mfa.admin", "allauth.usersessions.admin", "django.contrib.auth.admin"):
    import_module(module)
for model in (Authenticator, UserSession, EmailAddress, Group, Session):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(EmailAddress)
class EmailAddressWindow(Window):
    """Confirmed and unconfirmed addresses."""

    list_display = ["email", "user", "verified", "primary"]
    list_filter = ["verified"]
    list_select_related = ["user"]
    search_fields = ["email"]


@admin.register(UserSession)
class UserSessionWindow(Window):
    """Who is signed in where; the key of the session stays hidden."""

    list_display = ["user", "ip", "created_at", "last_seen_at"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    exclude = ["session_key", "data"]

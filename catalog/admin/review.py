"""Windows on review and registration; doors to ready-made reasons and to the terms."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from catalog import policies, services
from catalog.models import (
    ApplicationDocument,
    ApplicationRating,
    GroupApplication,
    GroupCall,
    GroupCriterion,
    GroupDocument,
    ProductAppeal,
    ProductBlock,
    ReadyReason,
    RegistrationAppeal,
    RegistrationTerms,
    ReviewTerms,
    SecondLook,
    SourcingGroup,
)
from portal.clock import today
from portal.forms import TextField
from portal.windows import OnlyOfferedFilters, Window, WindowInline, deed


class _Door(OnlyOfferedFilters):
    """Staff look; who may, writes through a service; nothing is deleted."""

    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False

    def has_module_permission(self, request) -> bool:
        """Whoever may open the administration finds it there."""
        return request.user.is_active and request.user.is_staff

    def has_view_permission(self, request, obj=None) -> bool:
        """Whoever may open the administration."""
        return request.user.is_active and request.user.is_staff

    def has_delete_permission(self, request, obj=None) -> bool:
        """Never."""
        return False


@admin.register(ReadyReason)
class ReadyReasonAdmin(_Door):
    """Reasons that reviewers choose from: the catalogue manager keeps them in both languages."""

    list_display = ["use", "rule", "text_ko", "text_en", "in_use", "order"]
    list_filter = ["use", "in_use"]
    search_fields = ["text_ko", "text_en", "rule"]

    def has_add_permission(self, request) -> bool:
        """The keeper's."""
        return bool(policies.may_keep_reasons(request.user))

    def has_change_permission(self, request, obj=None) -> bool:
        """The keeper's."""
        return bool(policies.may_keep_reasons(request.user))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Words that a person can see."""
        if db_field.name in ("text_ko", "text_en"):
            return TextField(label=db_field.verbose_name, max_length=300)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        """By its service."""
        services.keep_reason(obj, by=request.user, **{name: form.cleaned_data[name] for name in form.changed_data})


class TermsForm(forms.ModelForm):
    """What the service would refuse is refused at its field."""

    def clean_valid_from(self):
        """A later day: what runs keeps its terms."""
        day = self.cleaned_data["valid_from"]
        if day <= today():
            raise forms.ValidationError(_("Terms begin on a later day: what runs today keeps its terms."))
        return day


class _TermsAdmin(_Door):
    """Terms that begin on a later day: entered here by one person, put in force by another (an action of the list)."""

    form = TermsForm
    readonly_fields = ["entered_by", "approved_by", "entered_at"]
    actions = ["approve"]
    date_hierarchy = "valid_from"

    def has_add_permission(self, request) -> bool:
        """The catalogue manager's."""
        return bool(policies.may_enter_terms(request.user))

    def has_change_permission(self, request, obj=None) -> bool:
        """What was entered stays; enter new ones."""
        return False

    def save_model(self, request, obj, form, change):
        """By its service."""
        services.enter_terms(obj, by=request.user)

    @deed(_("Put in force"))
    def approve(self, request, terms):
        """By a second person."""
        services.approve_terms(terms, by=request.user)


@admin.register(ReviewTerms)
class ReviewTermsAdmin(_TermsAdmin):
    """How long a review may take, publication without an answer, the share of second looks."""

    list_display = ["valid_from", "answer_days", "autopublish", "look_pct", "look_new_pct", "entered_by", "approved_by"]
    list_filter = ["autopublish"]
    list_select_related = ["entered_by", "approved_by"]


@admin.register(RegistrationTerms)
class RegistrationTermsAdmin(_TermsAdmin):
    """Pass mark, notice, relief for socially friendly enterprises."""

    list_display = ["valid_from", "pass_mark", "notice_days", "relief_mode", "relief_points", "entered_by",
                    "approved_by"]  # fmt: skip
    list_filter = ["relief_mode"]
    list_select_related = ["entered_by", "approved_by"]


@admin.register(ProductBlock)
class ProductBlockWindow(Window):
    """When products were out of sight, and why."""

    list_display = ["product", "at", "until", "by", "lifted_at", "lifted_by"]
    list_filter = [("lifted_at", admin.EmptyFieldListFilter), ("until", admin.DateFieldListFilter)]
    list_select_related = ["product__current__class_node", "by", "lifted_by"]
    search_fields = ["product__number", "reason"]
    actions = ["lift"]

    @deed(_("Lift the block"))
    def lift(self, request, block):
        """Back to its supplier, who decides when it is shown."""
        services.unblock_product(block.product, by=request.user)


@admin.register(SecondLook)
class SecondLookWindow(Window):
    """What was drawn, and what the second officer found."""

    list_display = ["version", "state", "drawn_for", "share_pct", "first_by", "by", "due_on", "decided_at"]
    list_filter = ["state", "drawn_for", ("due_on", admin.DateFieldListFilter), "first_by"]
    list_select_related = ["version__class_node", "first_by", "by"]
    search_fields = ["version__product__number", "note"]
    actions = ["agree"]

    @deed(_("Agree with the review"))
    def agree(self, request, look):
        """By a second officer."""
        services.agree_with_review(look, by=request.user)


@admin.register(ProductAppeal)
class ProductAppealWindow(Window):
    """Appeals about products; they are decided on their page."""

    list_display = ["product", "state", "filed_by", "filed_at", "due_on", "against", "decided_by"]
    list_filter = ["state", ("due_on", admin.DateFieldListFilter)]
    list_select_related = ["product__current__class_node", "filed_by", "against", "decided_by"]
    search_fields = ["product__number", "text"]


class CriterionInline(WindowInline):
    """What is rated."""

    model = GroupCriterion
    fields = ["code", "name_ko", "name_en", "weight"]
    readonly_fields = fields


class DocumentInline(WindowInline):
    """What is to be handed in."""

    model = GroupDocument
    fields = ["code", "name_ko", "name_en", "required"]
    readonly_fields = fields


@admin.register(SourcingGroup)
class SourcingGroupWindow(Window):
    """Groups; officers write and announce them on their page."""

    list_display = ["code", "name_ko", "name_en", "pass_mark", "notice_days", "valid_years", "in_use"]
    list_filter = ["in_use"]
    search_fields = ["code", "name_ko", "name_en"]
    inlines = [CriterionInline, DocumentInline]
    actions = ["announce"]

    @deed(_("Open for applications (shortest time)"))
    def announce(self, request, group):
        """By a purchasing officer."""
        services.announce_group(group, by=request.user)


@admin.register(GroupCriterion)
class GroupCriterionWindow(Window):
    """Criteria of groups."""

    list_display = ["group", "code", "name_ko", "name_en", "weight"]
    list_select_related = ["group"]
    search_fields = ["group__code", "name_ko"]


@admin.register(GroupDocument)
class GroupDocumentWindow(Window):
    """Documents that groups need."""

    list_display = ["group", "code", "name_ko", "name_en", "required"]
    list_select_related = ["group"]
    search_fields = ["group__code", "name_ko"]


@admin.register(GroupCall)
class GroupCallWindow(Window):
    """Announcements with the terms they were made under."""

    list_display = ["group", "state", "announced_at", "closes_at", "answered_at", "announced_by"]
    list_filter = ["state", ("closes_at", admin.DateFieldListFilter), ("answered_at", admin.EmptyFieldListFilter)]
    list_select_related = ["group", "announced_by"]
    search_fields = ["group__code", "group__name_ko"]


@admin.register(GroupApplication)
class GroupApplicationWindow(Window):
    """Applications and where they stand."""

    list_display = ["number", "company", "call", "state", "outcome", "score", "decided_by", "valid_to", "recheck_on"]
    list_filter = ["state", "outcome", "call__group", ("recheck_on", admin.DateFieldListFilter)]
    list_select_related = ["company", "call__group", "decided_by"]
    search_fields = ["number", "company__legal_name_ko", "company__legal_name_en", "call__group__code"]
    exclude = ["answers", "references"]  # read on its page, by who may


@admin.register(ApplicationDocument)
class ApplicationDocumentWindow(Window):
    """Which files belong to which application."""

    list_display = ["application", "code", "file", "added_by", "added_at"]
    list_select_related = ["application__call__group", "file", "added_by"]
    search_fields = ["application__number", "file__name"]


@admin.register(ApplicationRating)
class ApplicationRatingWindow(Window):
    """Ratings as recorded."""

    list_display = ["application", "round", "criterion", "rating", "by", "at"]
    list_select_related = ["application__call__group", "by"]
    search_fields = ["application__number"]


@admin.register(RegistrationAppeal)
class RegistrationAppealWindow(Window):
    """Appeals about registrations; they are decided on their page."""

    list_display = ["application", "state", "round", "filed_by", "filed_at", "due_on", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["application__call__group", "filed_by", "decided_by"]
    search_fields = ["application__number", "text"]

"""Windows on calls, forms and terms."""

from django.contrib import admin

from portal.windows import Window
from sharedgrowth.support.models import Call, FormField, FormVersion, SupportTerms


@admin.register(SupportTerms)
class SupportTermsWindow(Window):
    """House terms by date."""

    list_display = ["valid_from", "nontrading_target", "again_months", "entered_by", "approved_by"]
    list_select_related = ["entered_by", "approved_by"]


@admin.register(FormVersion)
class FormVersionWindow(Window):
    """Application forms by version."""

    list_display = ["programme", "version", "state", "published_at"]
    list_filter = ["state", "programme"]


@admin.register(FormField)
class FormFieldWindow(Window):
    """Their fields."""

    list_display = ["form", "key", "kind", "label_ko", "required", "order"]
    list_filter = ["kind"]
    list_select_related = ["form"]


@admin.register(Call)
class CallWindow(Window):
    """Rounds of programmes."""

    list_display = ["number", "programme", "title_ko", "state", "opens_at", "closes_at", "places"]
    list_filter = ["state", "programme"]
    search_fields = ["number", "title_ko"]

"""Windows on the terms, the code of conduct, entries."""

from django.contrib import admin

from portal.windows import Window
from purchasing.esg.models import CodeConsent, CodeOfConduct, CodePart, Entry, EntryPoint, EsgTerms


@admin.register(EsgTerms)
class EsgTermsWindow(Window):
    """The dated numbers."""

    list_display = ["valid_from", "weight_e", "weight_s", "weight_g", "entered_by", "approved_by"]
    list_select_related = ["entered_by", "approved_by"]


@admin.register(CodeOfConduct)
class CodeOfConductWindow(Window):
    """Versions of the code."""

    list_display = ["version", "state", "effective_on", "is_material", "published_at"]
    list_filter = ["state"]


@admin.register(CodePart)
class CodePartWindow(Window):
    """Parts of the code."""

    list_display = ["code", "no", "title_ko"]
    list_select_related = ["code"]


@admin.register(CodeConsent)
class CodeConsentWindow(Window):
    """Who consented to what."""

    list_display = ["company", "code", "state", "signer", "signed_at"]
    list_filter = ["state"]
    list_select_related = ["company", "code", "signer"]
    search_fields = ["company__legal_name_ko"]
    date_hierarchy = "signed_at"


@admin.register(Entry)
class EntryWindow(Window):
    """Entry qualifications."""

    list_display = ["number", "company", "state", "submitted_at", "decide_by", "reviewer", "valid_to"]
    list_filter = ["state"]
    list_select_related = ["company", "reviewer"]
    search_fields = ["number", "company__legal_name_ko"]


@admin.register(EntryPoint)
class EntryPointWindow(Window):
    """The ten items."""

    list_display = ["entry", "item", "answer", "passed"]
    list_select_related = ["entry"]

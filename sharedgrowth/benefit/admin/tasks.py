"""Windows on tasks and terms."""

from django.contrib import admin

from portal.windows import Window
from sharedgrowth.benefit.models import BenefitTerms, Task, TaskSupplier


@admin.register(BenefitTerms)
class BenefitTermsWindow(Window):
    """House terms by date."""

    list_display = ["valid_from", "rate", "years", "finance_from_won", "entered_by", "approved_by"]
    list_select_related = ["entered_by", "approved_by"]


@admin.register(Task)
class TaskWindow(Window):
    """Tasks."""

    list_display = ["number", "title", "type", "state", "proposer", "proposed_at"]
    list_filter = ["state", "type"]
    search_fields = ["number", "title"]


@admin.register(TaskSupplier)
class TaskSupplierWindow(Window):
    """Suppliers in tasks."""

    list_display = ["task", "company", "tier", "share", "lead"]
    list_select_related = ["task", "company"]

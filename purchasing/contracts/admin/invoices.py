"""Windows on holds, credit notes, facts of suppliers."""

from django.contrib import admin

from portal.windows import Window
from purchasing.contracts.admin.contracts import OfTheBuyer
from purchasing.contracts.models import CreditNote, FactContest, Hold, SupplierFact


@admin.register(Hold)
class HoldWindow(Window):
    """What waits, and why."""

    list_display = ["invoice", "cause", "review_on", "placed_by", "placed_at", "lifted_by", "lifted_at"]
    list_filter = ["cause"]
    list_select_related = ["invoice", "placed_by", "lifted_by"]
    search_fields = ["invoice__number", "text"]


@admin.register(CreditNote)
class CreditNoteWindow(OfTheBuyer):
    """What was taken off invoices."""

    path = "invoice__contract"
    list_display = ["number", "invoice", "state", "issued_on", "net", "vat", "issued_by", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["invoice", "issued_by", "decided_by"]
    search_fields = ["number", "invoice__number", "etax_no"]
    date_hierarchy = "issued_on"


@admin.register(SupplierFact)
class SupplierFactWindow(Window):
    """What was measured."""

    list_display = ["company", "kind", "on", "value", "unit", "contract", "delivery"]
    list_filter = ["kind"]
    list_select_related = ["company", "contract", "delivery"]
    search_fields = ["company__legal_name_ko", "contract__number", "delivery__number"]
    date_hierarchy = "on"


@admin.register(FactContest)
class FactContestWindow(Window):
    """What suppliers contest, and the answers."""

    list_display = ["fact", "state", "lodged_by", "lodged_at", "answer_by", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["fact", "lodged_by", "decided_by"]

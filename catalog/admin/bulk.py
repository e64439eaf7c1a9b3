"""Windows on lists of products, their rows and their review; a list that hangs is taken up or cancelled here."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from catalog.models import BatchItem, BulkJob, BulkRow, ColumnMemory, ReviewBatch
from catalog.services import bulk_jobs
from portal.windows import Window, deed


@admin.register(BulkJob)
class BulkJobWindow(Window):
    """Lists, where they stand and how far."""

    list_display = ["number", "company", "name", "state", "total", "checked", "applied", "created_at", "touched_at"]
    list_filter = ["state", ("created_at", admin.DateFieldListFilter)]
    list_select_related = ["company"]
    search_fields = ["number", "name", "company__legal_name_ko", "company__legal_name_en"]
    actions = ["take_up"]

    @deed(_("Wake the worker for it"))
    def take_up(self, request, job) -> None:
        """For a list whose worker is gone and whose turn does not come."""
        bulk_jobs.wake_list(job)


@admin.register(BulkRow)
class BulkRowWindow(Window):
    """What became of each row; the cells themselves are the supplier's."""

    list_display = ["job", "line", "sku", "verdict", "product", "version", "applied"]
    list_filter = ["verdict", "applied"]
    list_select_related = ["job", "product", "version__class_node"]
    search_fields = ["sku", "job__number"]
    exclude = ["cells", "content"]


@admin.register(ColumnMemory)
class ColumnMemoryWindow(Window):
    """Headings that companies use."""

    list_display = ["company", "heading", "target"]
    list_select_related = ["company"]
    search_fields = ["heading", "company__legal_name_ko"]


@admin.register(ReviewBatch)
class ReviewBatchWindow(Window):
    """Lists in review: size, sample, seed, answer."""

    list_display = ["number", "job", "company", "state", "size", "left_out", "sample_size", "submitted_at", "reviewer"]
    list_filter = ["state", ("submitted_at", admin.DateFieldListFilter)]
    list_select_related = ["job", "company", "reviewer"]
    search_fields = ["number", "job__number", "company__legal_name_ko"]


@admin.register(BatchItem)
class BatchItemWindow(Window):
    """The products of a list in review."""

    list_display = ["batch", "line", "version", "sampled", "looked_at", "remark", "done"]
    list_filter = ["sampled", "looked_at", "done"]
    list_select_related = ["batch", "version__class_node"]
    search_fields = ["batch__number", "version__product__sku"]

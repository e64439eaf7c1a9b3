"""DOOR: a window on stored files; content is opened only through the portal's own view, by its readers."""

from django.contrib import admin

from portal.files.models import File
from portal.windows import Window


@admin.register(File)
class FileWindow(Window):
    """What lies where, of whom, and what the scan said; where the bytes lie is nobody's business."""

    list_display = ["name", "kind", "size", "company", "uploaded_by", "uploaded_at", "scan", "public"]
    list_filter = ["kind", "scan", "public", ("uploaded_at", admin.DateFieldListFilter)]
    list_select_related = ["company", "uploaded_by"]
    search_fields = ["name", "sha256", "company__legal_name_ko", "company__legal_name_en"]
    date_hierarchy = "uploaded_at"
    exclude = ["content", "thumbnail", "preview"]

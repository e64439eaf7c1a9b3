"""DOOR: a window on stored files; content is opened only through the portal's own view, by its readers."""

from django.contrib import admin

from portal.files.models import File


@admin.register(File)
class FileAdmin(admin.ModelAdmin):
    """A window, not a door: files are written by services alone."""

    list_display = ["name", "kind", "size", "company", "uploaded_by", "uploaded_at", "scan", "public"]
    list_filter = ["kind", "scan", "public", ("uploaded_at", admin.DateFieldListFilter)]
    list_select_related = ["company", "uploaded_by"]
    search_fields = ["name", "sha256", "company__legal_name_ko", "company__legal_name_en"]
    date_hierarchy = "uploaded_at"
    show_full_result_count = False
    exclude = ["content", "thumbnail", "preview"]

    def has_add_permission(self, request):
        """Files come through services."""
        return False

    def has_change_permission(self, request, obj=None):
        """Their bytes and facts never change."""
        return False

    has_delete_permission = has_change_permission

"""Windows on published files."""

from django.contrib import admin

from portal.developers.models import PublishedFile
from portal.windows import Window


@admin.register(PublishedFile)
class PublishedFileWindow(Window):
    """What was made from the API's description, and when."""

    list_display = ["name", "kind", "version", "size", "sha256", "made_at"]
    list_filter = ["kind"]
    search_fields = ["name", "sha256"]

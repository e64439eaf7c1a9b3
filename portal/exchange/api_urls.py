"""The API of data exchange."""

from django.urls import path

from portal.exchange.api.exports import DatasetView, ExportFileView, ExportViewSet
from portal.exchange.api.feed import Streams, changes_view
from portal.exchange.registry.feed import streams

urlpatterns = [
    path("export-datasets/", DatasetView.as_view(), name="api-export-datasets"),
    path("exports/", ExportViewSet.as_view({"get": "list", "post": "create"}), name="api-export-list"),
    path("exports/<uuid:uid>/", ExportViewSet.as_view({"get": "retrieve"}), name="api-export-detail"),
    path("exports/<uuid:uid>/cancel/", ExportViewSet.as_view({"post": "cancel"}), name="api-export-cancel"),
    path("exports/<uuid:uid>/resume/", ExportViewSet.as_view({"post": "resume"}), name="api-export-resume"),
    path("exports/<uuid:uid>/end/", ExportViewSet.as_view({"post": "end"}), name="api-export-end"),
    path("exports/<uuid:uid>/link/", ExportViewSet.as_view({"post": "link"}), name="api-export-link"),
    path("exports/<uuid:uid>/unlink/", ExportViewSet.as_view({"post": "unlink"}), name="api-export-unlink"),
    path("exports/<uuid:uid>/files/<int:number>/", ExportFileView.as_view(), name="api-export-file"),
    path("changes/", Streams.as_view(), name="api-changes"),
    *(path(f"changes/{key}/", changes_view(key, stream), name=f"api-changes-{key}") for key, stream in streams.items()),
]

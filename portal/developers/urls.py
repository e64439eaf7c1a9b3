"""Addresses of developer documentation, under ``/developers/``."""

from django.urls import path

from portal.developers.views import downloads, pages, reference

app_name = "developers"
urlpatterns = [
    path("", pages.start, name="start"),
    path("guides/", pages.guide_list, name="guide-list"),
    path("guides/<slug:name>/", pages.guide, name="guide"),
    path("reference/", reference.reference, name="reference"),
    path("reference/<slug:slug>/", reference.chapter, name="chapter"),
    path("problems/", reference.problem_list, name="problem-list"),
    path("problems/<slug:code>/", reference.problem, name="problem"),
    path("scopes/", reference.scopes, name="scopes"),
    path("limits/", reference.limits, name="limits"),
    path("versions/", reference.versions, name="versions"),
    path("downloads/", downloads.file_list, name="file-list"),
    path("files/<str:name>", downloads.file_show, name="file"),
    path("checkers/<str:name>", downloads.checker_file, name="checker-file"),
    path("examples/<str:name>", pages.example_file, name="example-file"),
]

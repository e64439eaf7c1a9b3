"""Addresses of files."""

from django.urls import path

from portal.files import views

app_name = "files"
urlpatterns = [
    path("<uuid:uid>/small/<str:size>.webp", views.file_thumbnail, name="file-thumbnail"),
    path("<uuid:uid>/<str:name>", views.file_download, name="file-download"),
]

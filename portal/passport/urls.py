"""Addresses of data passport, under ``/passport/``."""

from django.urls import path

from portal.passport.views import passports as views

app_name = "passport"
urlpatterns = [
    path("", views.passport_list, name="passport-list"),
    path("keys.json", views.keys, name="keys"),
    path("new/", views.passport_new, name="passport-new"),
    path("imports/new/", views.import_new, name="import-new"),
    path("imports/<uuid:uid>/", views.import_detail, name="import-detail"),
    path("imports/<uuid:uid>/take/", views.import_take, name="import-take"),
    path("imports/<uuid:uid>/resume/", views.import_resume, name="import-resume"),
    path("imports/<uuid:uid>/discard/", views.import_discard, name="import-discard"),
    path("issuers/", views.issuer_list, name="issuer-list"),
    path("issuers/<uuid:uid>/", views.issuer_change, name="issuer-change"),
    path("<uuid:uid>/", views.passport_detail, name="passport-detail"),
    path("<uuid:uid>/file/", views.passport_file, name="passport-file"),
    path("<uuid:uid>/end/", views.passport_end, name="passport-end"),
    path("<uuid:uid>/resume/", views.passport_resume, name="passport-resume"),
]

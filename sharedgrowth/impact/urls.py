"""Addresses of impact, under ``/impact/``."""

from django.urls import path

from sharedgrowth.impact.views import open_data, reports, results, writing

app_name = "impact"
urlpatterns = [
    path("", results.overview, name="overview"),
    path("results/<str:key>/", results.result_detail, name="result-detail"),
    path("results/<str:key>.csv", results.result_csv, name="result-csv"),
    path("published/", results.published_list, name="published-list"),
    path("published.csv", results.published_csv, name="published-csv"),
    path("data/", open_data.open_data, name="open-data"),
    path("data/results-<slug:year>.zip", open_data.open_data_zip, name="open-data-zip"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/feed.<slug:kind>", reports.report_feed, name="feed"),
    path("reports/new/", writing.report_start, name="report-start"),
    path("reports/<year:year>/", reports.report_newest, name="report-newest"),
    path("reports/<year:year>/v<int:version>/", reports.report_detail, name="report-detail"),
    path("reports/<year:year>/v<int:version>/report.pdf", reports.report_pdf, name="report-pdf"),
    path("reports/<year:year>/v<int:version>/foreword/", writing.report_words, name="report-words"),
    path("reports/<year:year>/v<int:version>/again/", writing.report_again, name="report-again"),
    path("reports/<year:year>/v<int:version>/do/<slug:act>/", writing.report_deed, name="report-deed"),
    path("reports/<year:year>/v<int:version>/numbers/<str:key>/", reports.number_detail, name="number-detail"),
    path("reports/<year:year>/v<int:version>/numbers/<str:key>.csv", reports.number_csv, name="number-csv"),
]

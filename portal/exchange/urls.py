"""Addresses of data exchange, under ``/exchange/``."""

from django.urls import path

from portal.exchange.views import calendars, exports, feed

app_name = "exchange"
urlpatterns = [
    path("changes/", feed.changes, name="changes"),
    path("calendars/", calendars.calendar_list, name="calendar-list"),
    path("calendars/<uuid:uid>/renew/", calendars.calendar_renew, name="calendar-renew"),
    path("calendars/<uuid:uid>/end/", calendars.calendar_end, name="calendar-end"),
    path("calendars/<str:token>.ics", calendars.calendar_feed, name="calendar-feed"),
    path("exports/", exports.export_list, name="export-list"),
    path("exports/new/<str:code>/", exports.export_new, name="export-new"),
    path("exports/<uuid:uid>/", exports.export_detail, name="export-detail"),
    path("exports/<uuid:uid>/cancel/", exports.export_cancel, name="export-cancel"),
    path("exports/<uuid:uid>/resume/", exports.export_resume, name="export-resume"),
    path("exports/<uuid:uid>/end/", exports.export_end, name="export-end"),
    path("exports/<uuid:uid>/link/", exports.export_link, name="export-link"),
    path("exports/<uuid:uid>/link/end/", exports.export_link_end, name="export-link-end"),
    path("exports/<uuid:uid>/files/<int:number>/", exports.export_file, name="export-file"),
    path("exports/shared/<uuid:uid>/<int:number>/<str:code>/<str:name>", exports.export_shared, name="export-shared"),
]

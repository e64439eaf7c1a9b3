"""Addresses of news and meetings, under ``/news/``."""

from django.urls import path

from portal.news.views import announcements, faq, meetings, organising, registrations, writing

app_name = "news"
urlpatterns = [
    path("", announcements.announcement_list, name="announcement-list"),
    path("feed.<slug:kind>", announcements.announcement_feed, name="feed"),
    path("new/", writing.announcement_write, name="announcement-write"),
    path("alerts/", announcements.alert_add, name="alert-add"),
    path("alerts/confirm/<str:token>/", announcements.alert_confirm, name="alert-confirm"),
    path("alerts/end/<str:token>/", announcements.alert_end, name="alert-end"),
    path("faq/", faq.faq_list, name="faq-list"),
    path("faq/all/", faq.faq_desk, name="faq-desk"),
    path("faq/new/", faq.faq_write, name="faq-write"),
    path("faq/<uuid:uid>/vote/", faq.faq_vote, name="faq-vote"),
    path("faq/<uuid:uid>/edit/", faq.faq_edit, name="faq-edit"),
    path("faq/<uuid:uid>/do/<slug:act>/", faq.faq_deed, name="faq-deed"),
    path("meetings/", meetings.meeting_list, name="meeting-list"),
    path("meetings/calendar.ics", meetings.meeting_calendar, name="meeting-calendar"),
    path("meetings/new/", organising.meeting_plan, name="meeting-plan"),
    path("meetings/mine/", registrations.registration_list, name="registration-list"),
    path("meetings/mine/<uuid:uid>/", registrations.registration_mine, name="registration-mine"),
    path("meetings/confirm/<str:token>/", registrations.registration_confirm, name="registration-confirm"),
    path("meetings/ticket/<str:token>/", registrations.registration_ticket, name="registration-ticket"),
    path("meetings/leave/<str:token>/", registrations.registration_leave, name="registration-leave"),
    path("meetings/survey/<str:token>/", registrations.registration_survey, name="registration-survey"),
    path("meetings/<str:number>.ics", meetings.meeting_ics, name="meeting-ics"),
    path("meetings/<str:number>/", meetings.meeting_detail, name="meeting-detail"),
    path("meetings/<str:number>/register/", meetings.registration_add, name="registration-add"),
    path("meetings/<str:number>/edit/", organising.meeting_edit, name="meeting-edit"),
    path("meetings/<str:number>/sessions/", organising.meeting_sessions, name="meeting-sessions"),
    path("meetings/<str:number>/move/", organising.meeting_move, name="meeting-move"),
    path("meetings/<str:number>/do/<slug:act>/", organising.meeting_deed, name="meeting-deed"),
    path("meetings/<str:number>/people/", organising.meeting_people, name="meeting-people"),
    path("meetings/<str:number>/check-in/", organising.check_in, name="check-in"),
    path("meetings/<str:number>/check-in/<str:code>/", organising.check_in_code, name="check-in-code"),
    path("meetings/<str:number>/materials/", organising.meeting_materials, name="meeting-materials"),
    path("<str:number>/", announcements.announcement_detail, name="announcement-detail"),
    path("<str:number>/edit/", writing.announcement_edit, name="announcement-edit"),
    path("<str:number>/do/<slug:act>/", writing.announcement_deed, name="announcement-deed"),
    path("<str:number>/files/<uuid:uid>/remove/", writing.attachment_remove, name="attachment-remove"),
]

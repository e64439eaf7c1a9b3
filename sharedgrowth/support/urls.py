"""Addresses of support programmes, under ``/programmes/``."""

from django.urls import path
from django.urls.resolvers import URLPattern

from sharedgrowth.support.views import bookings, labs

app_name = "support"
urlpatterns: list[URLPattern] = []

# Laboratories ---------------------------------------------------------------------------------------------------------
LAB, BOOKING = "labs/<slug:code>/", "labs/bookings/<str:number>/"
urlpatterns += [
    path("labs/", labs.lab_list, name="lab-list"),
    path("labs/new/", labs.lab_create, name="lab-create"),
    path("labs/bookings/", bookings.booking_list, name="booking-list"),
    path(BOOKING, bookings.booking_detail, name="booking-detail"),
    path(BOOKING + "confirm/", bookings.booking_confirm, name="booking-confirm"),
    path(BOOKING + "refuse/", bookings.booking_refuse, name="booking-refuse"),
    path(BOOKING + "cancel/", bookings.booking_cancel, name="booking-cancel"),
    path(BOOKING + "receive/", bookings.booking_receive, name="booking-receive"),
    path(BOOKING + "miss/", bookings.booking_miss, name="booking-miss"),
    path(BOOKING + "report/", bookings.booking_report, name="booking-report"),
    path(BOOKING + "reports/<int:version>/open/", bookings.booking_open, name="booking-open"),
    path(BOOKING + "consent/", bookings.booking_consent, name="booking-consent"),
    path(BOOKING + "consent/withdraw/", bookings.booking_consent_withdraw, name="booking-consent-withdraw"),
    path(BOOKING + "close/", bookings.booking_close, name="booking-close"),
    path(BOOKING + "booking.ics", bookings.booking_calendar, name="booking-calendar"),
    path(LAB, labs.lab_detail, name="lab-detail"),
    path(LAB + "calendar.ics", labs.lab_calendar, name="lab-calendar"),
    path(LAB + "edit/", labs.lab_edit, name="lab-edit"),
    path(LAB + "close/", labs.lab_close, name="lab-close"),
    path(LAB + "book/", labs.lab_book, name="lab-book"),
]

"""Addresses of payments, under ``/payments/``."""

from django.urls import path

from purchasing.payments.views import calendar, money, tracing, voice

app_name = "payments"
urlpatterns = [
    path("", money.money, name="money"),
    path("payments.xlsx", money.money_xlsx, name="money-xlsx"),
    path("tracing/", tracing.tracing, name="tracing"),
    path("tracing/tracing.xlsx", tracing.tracing_xlsx, name="tracing-xlsx"),
    path("tracing/<uuid:uid>/call/", tracing.call_note, name="call-note"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/payments.ics", calendar.calendar_file, name="calendar-file"),
    path("calendar/address/", calendar.calendar_link_make, name="calendar-link-make"),
    path("calendar/address/end/", calendar.calendar_link_end, name="calendar-link-end"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar-feed"),
    path("voice/", voice.voice_list, name="voice-list"),
    path("voice/new/", voice.voice_create, name="voice-create"),
    path("voice/<uuid:uid>/", voice.voice_detail, name="voice-detail"),
    path("voice/<uuid:uid>/word/", voice.voice_word, name="voice-word"),
    path("voice/<uuid:uid>/answer/", voice.voice_answer, name="voice-answer"),
    path("voice/<uuid:uid>/look/", voice.voice_look, name="voice-look"),
    path("voice/<uuid:uid>/take-up/", voice.voice_take_up, name="voice-take-up"),
    path("voice/<uuid:uid>/consent/", voice.voice_consent, name="voice-consent"),
    path("voice/<uuid:uid>/withdraw/", voice.voice_withdraw, name="voice-withdraw"),
]

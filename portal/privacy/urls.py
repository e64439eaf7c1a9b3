"""Addresses of personal data, under ``/privacy/``."""

from django.urls import path
from django.urls.resolvers import URLPattern

from portal.privacy.views import desk, duties, exports, own, policy

app_name = "privacy"
urlpatterns: list[URLPattern] = []

# The policy, for everybody -------------------------------------------------------------------------------------------
urlpatterns += [
    path("", policy.policy_detail, name="policy-detail"),
    path("versions/<int:version>/", policy.policy_version, name="policy-version"),
    path("versions/<int:version>/publish/", policy.policy_publish, name="policy-publish"),
    path("versions/next/", policy.policy_draft, name="policy-draft"),
]

# One's own data ------------------------------------------------------------------------------------------------------
urlpatterns += [
    path("mine/", own.own_detail, name="own-detail"),
    path("mine/copy/", own.own_copy, name="own-copy"),
    path("mine/looks/", own.own_looks, name="own-looks"),
    path("mine/consents/<uuid:uid>/withdraw/", own.consent_withdraw, name="consent-withdraw"),
    path("mine/ask/", own.own_ask, name="own-ask"),
    path("mine/requests/<str:number>/", own.own_request, name="own-request"),
    path("mine/requests/<str:number>/withdraw/", own.own_withdraw, name="own-withdraw"),
    path("mine/requests/<str:number>/lift/", own.own_lift, name="own-lift"),
    path("mine/erase/", own.own_erase, name="own-erase"),
    path("erased/", own.erased, name="erased"),
]

# The privacy officer's desk ------------------------------------------------------------------------------------------
urlpatterns += [
    path("requests/", desk.request_list, name="request-list"),
    path("requests/<str:number>/", desk.request_detail, name="request-detail"),
    path("requests/<str:number>/answer/", desk.request_answer, name="request-answer"),
    path("requests/<str:number>/extend/", desk.request_extend, name="request-extend"),
    path("requests/<str:number>/lift/", desk.request_lift, name="request-lift"),
    path("looks/", desk.look_report, name="look-report"),
    path("looks/month.csv", desk.look_csv, name="look-csv"),
    path("exports/", exports.export_list, name="export-list"),
    path("exports/<str:number>/allow/", exports.export_allow, name="export-allow"),
    path("exports/<str:number>/refuse/", exports.export_refuse, name="export-refuse"),
    path("destruction/", desk.destruction_list, name="destruction-list"),
    path("destruction/<uuid:uid>.pdf", desk.destruction_paper, name="destruction-paper"),
]

# Processors and incidents --------------------------------------------------------------------------------------------
INCIDENT = "incidents/<str:number>/"
urlpatterns += [
    path("processors/", duties.processor_list, name="processor-list"),
    path("processors/new/", duties.processor_new, name="processor-new"),
    path("processors/<int:pk>/edit/", duties.processor_edit, name="processor-edit"),
    path("processors/<int:pk>/end/", duties.processor_end, name="processor-end"),
    path("incidents/", duties.incident_list, name="incident-list"),
    path("incidents/new/", duties.incident_new, name="incident-new"),
    path(INCIDENT, duties.incident_detail, name="incident-detail"),
    path(INCIDENT + "edit/", duties.incident_edit, name="incident-edit"),
    path(INCIDENT + "persons/", duties.incident_persons, name="incident-persons"),
    path(INCIDENT + "tell/", duties.incident_tell, name="incident-tell"),
    path(INCIDENT + "report/", duties.incident_report, name="incident-report"),
    path(INCIDENT + "contain/", duties.incident_contain, name="incident-contain"),
    path(INCIDENT + "close/", duties.incident_close, name="incident-close"),
]

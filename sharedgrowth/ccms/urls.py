"""Addresses of CCMS, under ``/ccms/``. A module's address is its code and never changes: ``/ccms/B6/v2/``."""

from django.urls import path
from django.urls.resolvers import URLPattern

from sharedgrowth.ccms.views import actions, assessments, overviews, runs, sets, work

app_name = "ccms"
urlpatterns: list[URLPattern] = [
    path("", overviews.collection, name="collection"),
    path("collection-<str:lang>.pdf", overviews.collection_pdf, name="collection-pdf"),
]

# The work on overviews ------------------------------------------------------------------------------------------------
WORK = "overviews/<uuid:uid>/"
urlpatterns += [
    path("overviews/", work.board, name="board"),
    path(WORK, work.overview_work, name="overview-work"),
    path(WORK + "edit/", work.overview_edit, name="overview-edit"),
    path(WORK + "submit/", work.overview_submit, name="overview-submit"),
    path(WORK + "pass-on/", work.overview_pass_on, name="overview-pass-on"),
    path(WORK + "send-back/", work.overview_send_back, name="overview-send-back"),
    path(WORK + "approve/", work.overview_approve, name="overview-approve"),
    path(WORK + "publish/", work.overview_publish, name="overview-publish"),
    path(WORK + "withdraw/", work.overview_withdraw, name="overview-withdraw"),
    path("overviews/<str:code>/begin/", work.overview_begin, name="overview-begin"),
    path("overviews/<str:code>/owner/", work.module_owner, name="module-owner"),
]

# The open self-assessment, and what is published of the years --------------------------------------------------------
urlpatterns += [
    path("assess/", runs.run, name="run"),
    path("assess/report.pdf", runs.run_pdf, name="run-pdf"),
    path("assess/kept/<str:token>/", runs.run_kept, name="run-kept"),
    path("assess/kept/<str:token>/forget/", runs.run_forget, name="run-forget"),
    path("results/", runs.results, name="results"),
]

# Self-assessments of units and companies ------------------------------------------------------------------------------
OWN = "assessments/<str:number>/"
urlpatterns += [
    path("assessments/", assessments.assessment_list, name="assessment-list"),
    path("assessments/begin/", assessments.assessment_begin, name="assessment-begin"),
    path(OWN, assessments.assessment_detail, name="assessment-detail"),
    path(OWN + "submit/", assessments.assessment_submit, name="assessment-submit"),
    path(OWN + "check/", assessments.assessment_check, name="assessment-check"),
    path(OWN + "report.pdf", assessments.assessment_pdf, name="assessment-pdf"),
    path(OWN + "files/<uuid:uid>/remove/", assessments.answer_file_remove, name="answer-file-remove"),
    path(OWN + "actions/new/", actions.action_open, name="action-open"),
    path(OWN + "modules/<str:code>/", assessments.answer_module, name="answer-module"),
]
ACTION = "actions/<uuid:uid>/"
urlpatterns += [
    path("actions/", actions.action_list, name="action-list"),
    path(ACTION, actions.action_detail, name="action-detail"),
    path(ACTION + "plan/", actions.action_plan, name="action-plan"),
    path(ACTION + "finish/", actions.action_finish, name="action-finish"),
    path(ACTION + "close/", actions.action_close, name="action-close"),
    path(ACTION + "reopen/", actions.action_reopen, name="action-reopen"),
    path(ACTION + "drop/", actions.action_drop, name="action-drop"),
]

# Sets and units ------------------------------------------------------------------------------------------------------
SET = "sets/<str:name>/"
urlpatterns += [
    path("sets/", sets.set_list, name="set-list"),
    path(SET, sets.set_detail, name="set-detail"),
    path(SET + "copy/", sets.set_copy, name="set-copy"),
    path(SET + "edit/", sets.set_edit, name="set-edit"),
    path(SET + "levels/", sets.set_levels, name="set-levels"),
    path(SET + "submit/", sets.set_submit, name="set-submit"),
    path(SET + "publish/", sets.set_publish, name="set-publish"),
    path(SET + "send-back/", sets.set_send_back, name="set-send-back"),
    path(SET + "items/new/", sets.item_edit, name="item-create"),
    path(SET + "items/<str:code>/", sets.item_edit, name="item-edit"),
    path(SET + "items/<str:code>/remove/", sets.item_remove, name="item-remove"),
    path("units/", sets.unit_list, name="unit-list"),
    path("units/new/", sets.unit_edit, name="unit-create"),
    path("units/<int:pk>/", sets.unit_edit, name="unit-edit"),
]

# Everybody: last, because a code could be any word -------------------------------------------------------------------
VERSION = "<str:code>/v<int:version>/"
urlpatterns += [
    path("<str:code>/", overviews.module_detail, name="module-detail"),
    path(VERSION, overviews.overview_detail, name="overview-detail"),
    path(VERSION + "changes/", overviews.overview_changes, name="overview-changes"),
    path(VERSION + "overview.pdf", overviews.overview_pdf, name="overview-pdf"),
    path(VERSION + "overview.json", overviews.overview_json, name="overview-json"),
]

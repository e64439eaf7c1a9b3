"""Addresses of Youth Dream job matching, under ``/jobs/``."""

from django.urls import path
from django.urls.resolvers import URLPattern

from sharedgrowth.jobs.views import (
    allowances,
    application_edit,
    applications,
    cohorts,
    office,
    questions,
    review,
    terms,
    training,
)

app_name = "jobs"
urlpatterns: list[URLPattern] = []

# Cohorts: for everybody, and their stages for the office --------------------------------------------------------------
COHORT = "cohorts/<str:number>/"
urlpatterns += [
    path("", cohorts.front, name="front"),
    path("cohorts/", cohorts.cohort_list, name="cohort-list"),
    path("cohorts/new/", cohorts.cohort_create, name="cohort-create"),
    path(COHORT, cohorts.cohort_detail, name="cohort-detail"),
    path(COHORT + "edit/", cohorts.cohort_edit, name="cohort-edit"),
    path(COHORT + "publish/", cohorts.cohort_publish, name="cohort-publish"),
    path(COHORT + "extend/", cohorts.cohort_extend, name="cohort-extend"),
    path(COHORT + "cancel/", cohorts.cohort_cancel, name="cohort-cancel"),
    path(COHORT + "train/", cohorts.cohort_train, name="cohort-train"),
    path(COHORT + "match/", cohorts.cohort_match, name="cohort-match"),
    path(COHORT + "follow-up/", cohorts.cohort_follow_up, name="cohort-follow-up"),
    path(COHORT + "close/", cohorts.cohort_close, name="cohort-close"),
    path(COHORT + "form/", questions.cohort_form, name="cohort-form"),
    path(COHORT + "form/new/", questions.question_create, name="question-create"),
    path(COHORT + "form/<int:pk>/", questions.question_edit, name="question-edit"),
    path(COHORT + "form/<int:pk>/remove/", questions.question_remove, name="question-remove"),
    path(COHORT + "form/<int:pk>/<str:way>/", questions.question_move, name="question-move"),
    path(COHORT + "apply/", applications.application_start, name="application-start"),
    path("terms/", terms.terms_list, name="terms-list"),
    path("terms/new/", terms.terms_create, name="terms-create"),
    path("terms/<int:pk>/approve/", terms.terms_approve, name="terms-approve"),
]

# Applicants -----------------------------------------------------------------------------------------------------------
APPLICATION = "applications/<str:number>/"
urlpatterns += [
    path("mine/", applications.mine, name="mine"),
    path("applications/reviews/", review.review_list, name="review-list"),
    path("applications/reviews/<uuid:uid>/", review.review_detail, name="review-detail"),
    path("applications/reviews/<uuid:uid>/recuse/", review.review_recuse, name="review-recuse"),
    path(APPLICATION, applications.application_detail, name="application-detail"),
    path(APPLICATION + "edit/", application_edit.application_edit, name="application-edit"),
    path(APPLICATION + "submit/", applications.application_submit, name="application-submit"),
    path(APPLICATION + "consent/", applications.application_consent, name="application-consent"),
    path(APPLICATION + "reopen/", applications.application_reopen, name="application-reopen"),
    path(APPLICATION + "withdraw/", applications.application_withdraw, name="application-withdraw"),
    path(APPLICATION + "return/", applications.application_return, name="application-return"),
    path(APPLICATION + "place/", applications.place_take, name="place-take"),
    path(APPLICATION + "place/decline/", applications.place_decline, name="place-decline"),
    path(APPLICATION + "certificates/new/", applications.paper_add, name="paper-add"),
    path(APPLICATION + "certificates/<uuid:uid>/remove/", applications.paper_remove, name="paper-remove"),
    path(APPLICATION + "interview.ics", applications.talk_calendar, name="talk-ics"),
    path(APPLICATION + "office/", office.applicant_detail, name="applicant-detail"),
    path(APPLICATION + "office/look/", office.applicant_look, name="applicant-look"),
    path(APPLICATION + "office/returned/", office.applicant_returned, name="applicant-returned"),
    path(APPLICATION + "office/certificates/<uuid:uid>/copy/", office.paper_copy, name="paper-copy"),
    path(APPLICATION + "office/certificates/<uuid:uid>/<str:answer>/", office.paper_check, name="paper-check"),
    path(APPLICATION + "interview/", review.talk_plan, name="talk-plan"),
    path(APPLICATION + "interview/points/", review.talk_hold, name="talk-hold"),
    path(COHORT + "applicants/", office.applicant_list, name="applicant-list"),
    path(COHORT + "selection/", review.selection, name="selection"),
    path(COHORT + "selection/reviewers/", review.selection_assign, name="selection-assign"),
    path(COHORT + "selection/documents/", review.selection_documents, name="selection-documents"),
    path(COHORT + "selection/propose/", review.selection_propose, name="selection-propose"),
    path(COHORT + "selection/confirm/", review.selection_confirm, name="selection-confirm"),
    path(COHORT + "selection/return/", review.selection_return, name="selection-return"),
]

# Training -------------------------------------------------------------------------------------------------------------
urlpatterns += [
    path(COHORT + "training/", training.training, name="training"),
    path(COHORT + "training/insurance/", training.insurance_add, name="insurance-add"),
    path(COHORT + "training/days/", training.days_plan, name="days-plan"),
    path(COHORT + "training/exams/", training.exam_add, name="exam-add"),
    path(COHORT + "allowances/", allowances.allowances, name="allowances"),
    path(COHORT + "allowances/<str:month>/state/", allowances.allowance_state, name="allowance-state"),
    path(COHORT + "allowances/<str:month>/confirm/", allowances.allowance_confirm, name="allowance-confirm"),
    path(COHORT + "allowances/<str:month>/sheet/", allowances.allowance_sheet, name="allowance-sheet"),
    path("training/sessions/<uuid:uid>/", training.attendance, name="attendance"),
    path("training/sessions/<uuid:uid>/cancel/", training.session_cancel, name="session-cancel"),
    path("training/exams/<int:pk>/", training.marks, name="marks"),
    path("training/trainees/<uuid:uid>/drop/", training.trainee_drop, name="trainee-drop"),
    path("training/allowances/<uuid:uid>/statement.pdf", allowances.statement, name="statement"),
    path("training/<str:number>/", training.training_mine, name="training-mine"),
    path("training/<str:number>/days.ics", training.training_calendar, name="training-ics"),
    path("training/<str:number>/certificate.pdf", allowances.certificate, name="certificate"),
]

"""Addresses of support programmes, under ``/programmes/``."""

from django.urls import path, re_path
from django.urls.resolvers import URLPattern

from sharedgrowth.support.views import (
    agreements,
    alerts,
    application_edit,
    application_papers,
    application_people,
    applications,
    bookings,
    calculators,
    calls,
    checklists,
    claims,
    committee,
    energy,
    energy_measures,
    experts,
    facility,
    factors,
    figures,
    forms,
    group,
    group_tasks,
    labs,
    levels,
    offers,
    plans,
    project_deeds,
    projects,
    public,
    recommenders,
    review,
    review_deeds,
    selection,
    techno_papers,
    visits,
    waves,
)

app_name = "support"
urlpatterns: list[URLPattern] = []

# Programmes and calls for everybody -----------------------------------------------------------------------------------
CALL = "calls/<str:number>/"
urlpatterns += [
    path("", public.programme_list, name="programme-list"),
    path("productivity/", public.programme_productivity, name="productivity"),
    path("finder/", public.finder, name="finder"),
    path("calendar/", public.call_calendar, name="calendar"),
    path("calls/feed/<str:kind>/", public.call_feed, name="feed"),
    path("alerts/", alerts.alert_add, name="alert-add"),
    path("alerts/confirm/<str:token>/", alerts.alert_confirm, name="alert-confirm"),
    path("alerts/end/<str:token>/", alerts.alert_end, name="alert-end"),
    path("calls/", calls.call_list, name="call-list"),
    path("calls/new/", calls.call_create, name="call-create"),
    path(CALL, calls.call_detail, name="call-detail"),
    path(CALL + "call.ics", public.call_deadline, name="call-deadline"),
    path(CALL + "edit/", calls.call_edit, name="call-edit"),
    path(CALL + "propose/", calls.call_propose, name="call-propose"),
    path(CALL + "publish/", calls.call_publish, name="call-publish"),
    path(CALL + "return/", calls.call_return, name="call-return"),
    path(CALL + "extend/", calls.call_extend, name="call-extend"),
    path(CALL + "close/", calls.call_close, name="call-close"),
    path(CALL + "cancel/", calls.call_cancel, name="call-cancel"),
    path(CALL + "apply/", applications.application_start, name="application-start"),
    path(CALL + "recommend/", application_people.call_recommend, name="call-recommend"),
]

# Application forms ----------------------------------------------------------------------------------------------------
FORM = "forms/<uuid:uid>/"
urlpatterns += [
    path("forms/", forms.form_list, name="form-list"),
    path(FORM, forms.form_detail, name="form-detail"),
    path(FORM + "publish/", forms.form_publish, name="form-publish"),
    path(FORM + "discard/", forms.form_discard, name="form-discard"),
    path(FORM + "fields/new/", forms.field_create, name="field-create"),
    path(FORM + "fields/<slug:key>/", forms.field_edit, name="field-edit"),
    path(FORM + "fields/<slug:key>/remove/", forms.field_remove, name="field-remove"),
    path(FORM + "fields/<slug:key>/<str:way>/", forms.field_move, name="field-move"),
]

# Applications of companies --------------------------------------------------------------------------------------------
APPLICATION = "applications/<str:number>/"
urlpatterns += [
    path("applications/", applications.application_list, name="application-list"),
    path(APPLICATION, applications.application_detail, name="application-detail"),
    path(APPLICATION + "edit/", application_edit.application_edit, name="application-edit"),
    path(APPLICATION + "costs/<int:pk>/remove/", application_edit.cost_remove, name="cost-remove"),
    path(APPLICATION + "files/<uuid:uid>/remove/", application_edit.attachment_remove, name="attachment-remove"),
    path(APPLICATION + "people/", application_people.application_people, name="application-people"),
    path(APPLICATION + "people/<int:pk>/remove/", application_people.editor_remove, name="editor-remove"),
    path(APPLICATION + "partners/<uuid:uid>/remove/", application_people.partner_remove, name="partner-remove"),
    path(APPLICATION + "submit/", applications.application_submit, name="application-submit"),
    path(APPLICATION + "withdraw/", applications.application_withdraw, name="application-withdraw"),
    path(APPLICATION + "consent/", application_people.application_consent, name="application-consent"),
    path(APPLICATION + "application.pdf", application_papers.application_pdf, name="application-pdf"),
    path(APPLICATION + "receipts/<int:seq>/", applications.application_receipt, name="application-receipt"),
    path("partners/<uuid:uid>/", application_people.partner_sign, name="partner-sign"),
    path("partners/<uuid:uid>/decline/", application_people.partner_decline, name="partner-decline"),
]

# Review and selection ------------------------------------------------------------------------------------------------
REVIEW, REVIEW_CALL, SELECTION = "review/<str:number>/", "review/calls/<str:number>/", "selection/<str:number>/"
urlpatterns += [
    path("board/", review.board, name="board"),
    path("review/", review.review_list, name="review-list"),
    path(REVIEW_CALL, review.review_call, name="review-call"),
    path(REVIEW_CALL + "batch/", review.review_batch, name="review-batch"),
    path(REVIEW_CALL + "share/", review.review_share, name="review-share"),
    path(REVIEW_CALL + "review.xlsx", selection.review_xlsx, name="review-xlsx"),
    path(REVIEW_CALL + "review.csv", selection.review_csv, name="review-csv"),
    path(REVIEW_CALL + "committee/", committee.committee_seats, name="committee"),
    path(REVIEW_CALL + "committee/<int:pk>/remove/", committee.committee_unseat, name="committee-unseat"),
    path(REVIEW, review.review_detail, name="review-detail"),
    path(REVIEW + "take-up/", review_deeds.review_take_up, name="review-take-up"),
    path(REVIEW + "ask/", review_deeds.review_ask, name="review-ask"),
    path(REVIEW + "reject/", review_deeds.review_reject, name="review-reject"),
    path(REVIEW + "pass/", review_deeds.review_pass, name="review-pass"),
    path(REVIEW + "assign/", review_deeds.review_assign, name="review-assign"),
    path(REVIEW + "reviewers/<uuid:uid>/remove/", review_deeds.review_remove, name="review-remove"),
    path(REVIEW + "declare/", review_deeds.review_declare, name="review-declare"),
    path(REVIEW + "abstain/", review_deeds.review_abstain, name="review-abstain"),
    path(REVIEW + "score/", review.review_score, name="review-score"),
    path(REVIEW + "shortlist/", review_deeds.review_shortlist, name="review-shortlist"),
    path(REVIEW + "decline/", review_deeds.review_fall_short, name="review-fall-short"),
    path(REVIEW + "answer/", review_deeds.info_answer, name="info-answer"),
    path(REVIEW + "decision/", review_deeds.decision_seen, name="decision-seen"),
    path(REVIEW + "investigation/", committee.investigation_plan, name="investigation-plan"),
    path(REVIEW + "investigation/report/", committee.investigation_report, name="investigation-report"),
    path(REVIEW + "investigation/verdict/", committee.investigation_verdict, name="investigation-verdict"),
    path(REVIEW + "investigation/verdict/<int:pk>/", committee.investigation_enter, name="investigation-enter"),
    path(REVIEW + "investigation/cancel/", committee.investigation_cancel, name="investigation-cancel"),
    path(REVIEW + "committee/", committee.committee_convene, name="committee-convene"),
    path(REVIEW + "committee/vote/", committee.committee_vote, name="committee-vote"),
    path(REVIEW + "committee/conclude/", committee.committee_conclude, name="committee-conclude"),
    path(SELECTION, selection.selection, name="selection"),
    path(SELECTION + "close/", selection.selection_close, name="selection-close"),
    path(SELECTION + "waitlist/", selection.selection_waitlist, name="selection-waitlist"),
    path("fairness/", selection.fairness, name="fairness"),
    path("fairness/fairness.csv", selection.fairness_csv, name="fairness-csv"),
]

# Facility solutions ---------------------------------------------------------------------------------------------------
VISIT, CHECKLIST = "facility/inspections/<str:number>/", "facility/checklists/<slug:code>/<int:version>/"
urlpatterns += [
    path("facility/inspections/", facility.inspection_list, name="inspection-list"),
    path("facility/inspections/new/", facility.inspection_create, name="inspection-create"),
    path(VISIT, facility.inspection_detail, name="inspection-detail"),
    path(VISIT + "sheet.pdf", techno_papers.inspection_paper, name="inspection-paper"),
    path(VISIT + "begin/", facility.inspection_begin, name="inspection-begin"),
    path(VISIT + "answers/", facility.inspection_answers, name="inspection-answers"),
    path(VISIT + "fault/", facility.inspection_fault, name="inspection-fault"),
    path(VISIT + "report/", facility.inspection_report, name="inspection-report"),
    path(VISIT + "cancel/", facility.inspection_cancel, name="inspection-cancel"),
    path("facility/faults/<uuid:uid>/stop/", facility.fault_stop, name="fault-stop"),
    path("facility/faults/<uuid:uid>/fix/", facility.fault_fix, name="fault-fix"),
    path("facility/faults/<uuid:uid>/judge/", facility.fault_judge, name="fault-judge"),
    path("facility/checklists/", checklists.checklist_list, name="checklist-list"),
    path("facility/checklists/new/", checklists.checklist_create, name="checklist-create"),
    path(CHECKLIST, checklists.checklist_detail, name="checklist-detail"),
    path(CHECKLIST + "edit/", checklists.checklist_edit, name="checklist-edit"),
    re_path(
        r"^facility/checklists/(?P<code>[-\w]+)/(?P<version>\d+)/(?P<step>propose|return|publish)/$",
        checklists.checklist_step,
        name="checklist-step",
    ),
]

# The support group ----------------------------------------------------------------------------------------------------
GROUP, WAVE = "group/requests/<str:number>/", r"^group/waves/(?P<wave>\d{4}-H[12])/"
urlpatterns += [
    path("group/", group.group, name="group"),
    path("group/ask/", group.group_ask, name="group-ask"),
    path("group/requests/", group.group_list, name="group-list"),
    path("group/waves/new/", waves.wave_create, name="wave-create"),
    re_path(WAVE + "$", waves.wave_detail, name="wave-detail"),
    re_path(WAVE + "release/$", waves.wave_release, name="wave-release"),
    re_path(WAVE + "(?P<step>[a-z]+)/$", waves.wave_step, name="wave-step"),
    path("group/tasks/<uuid:uid>/", group_tasks.group_task, name="group-task"),
    path("group/tasks/<uuid:uid>/<slug:step>/", group_tasks.group_task_step, name="group-task-step"),
    path(GROUP, group.group_detail, name="group-detail"),
    path(GROUP + "paper.pdf", techno_papers.group_paper, name="group-paper"),
    path(GROUP + "sign/", group.group_sign, name="group-sign"),
    path(GROUP + "agree/", group.group_agree, name="group-agree"),
    path(GROUP + "tasks/new/", group_tasks.group_task_add, name="group-task-add"),
    path(GROUP + "<slug:step>/", group.group_step, name="group-step"),
]

# Technology offers ----------------------------------------------------------------------------------------------------
OFFER, LICENCE = "offers/<str:number>/", "offers/licences/<str:number>/"
urlpatterns += [
    path("offers/", offers.offer_list, name="offer-list"),
    path("offers/new/", offers.offer_create, name="offer-create"),
    path("offers/licences/", offers.licence_list, name="licence-list"),
    path(LICENCE, offers.licence_detail, name="licence-detail"),
    path(LICENCE + "licence.pdf", techno_papers.licence_paper, name="licence-paper"),
    path(LICENCE + "terms/", offers.licence_terms, name="licence-terms"),
    path(LICENCE + "sign/", offers.licence_sign, name="licence-sign"),
    path(LICENCE + "refuse/", offers.licence_refuse, name="licence-refuse"),
    path(LICENCE + "transfer/", offers.licence_transfer, name="licence-transfer"),
    path(LICENCE + "end/", offers.licence_end, name="licence-end"),
    path(LICENCE + "withdraw/", offers.licence_withdraw, name="licence-withdraw"),
    path(OFFER, offers.offer_detail, name="offer-detail"),
    path(OFFER + "edit/", offers.offer_edit, name="offer-edit"),
    path(OFFER + "close/", offers.offer_close, name="offer-close"),
    path(OFFER + "ask/", offers.licence_ask, name="licence-ask"),
    re_path(r"^offers/(?P<number>[-\w]+)/(?P<step>propose|return|publish)/$", offers.offer_step, name="offer-step"),
]

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

# Projects, visits, claims, experts ------------------------------------------------------------------------------------
PROJECT, CLAIM = "projects/<str:number>/", "projects/claims/<str:number>/"
VISIT, EXPERT, ASSIGNMENT = "visits/<str:number>/", "experts/<uuid:uid>/", "experts/assignments/<uuid:uid>/"
urlpatterns += [
    path("projects/", projects.project_list, name="project-list"),
    path(CLAIM, claims.claim_detail, name="claim-detail"),
    path(CLAIM + "invoices/new/", claims.claim_item_add, name="claim-item-add"),
    path(CLAIM + "invoices/<uuid:uid>/remove/", claims.claim_item_remove, name="claim-item-remove"),
    path(CLAIM + "submit/", claims.claim_submit, name="claim-submit"),
    path(CLAIM + "withdraw/", claims.claim_withdraw, name="claim-withdraw"),
    path(CLAIM + "accept/", claims.claim_accept, name="claim-accept"),
    path(CLAIM + "return/", claims.claim_return, name="claim-return"),
    path(CLAIM + "refuse/", claims.claim_refuse, name="claim-refuse"),
    path(PROJECT, projects.project_detail, name="project-detail"),
    path(PROJECT + "agreement/", agreements.agreement_detail, name="agreement-detail"),
    path(PROJECT + "agreement/draw-up/", agreements.agreement_draw_up, name="agreement-draw-up"),
    path(PROJECT + "agreement/sign/", agreements.agreement_sign, name="agreement-sign"),
    path(PROJECT + "agreement.pdf", agreements.agreement_paper, name="agreement-paper"),
    path(PROJECT + "start/", project_deeds.project_start, name="project-start"),
    path(PROJECT + "hold/", project_deeds.project_hold, name="project-hold"),
    path(PROJECT + "resume/", project_deeds.project_resume, name="project-resume"),
    path(PROJECT + "terminate/", project_deeds.project_terminate, name="project-terminate"),
    path(PROJECT + "complete/", project_deeds.project_complete, name="project-complete"),
    path(PROJECT + "measure/", project_deeds.project_measure, name="project-measure"),
    path(PROJECT + "verify/", project_deeds.project_verify, name="project-verify"),
    path(PROJECT + "send-back/", project_deeds.project_send_back, name="project-send-back"),
    path(PROJECT + "close/", project_deeds.project_close, name="project-close"),
    path(PROJECT + "rate/", project_deeds.project_rate, name="project-rate"),
    path(PROJECT + "followups/<int:months>/", project_deeds.followup_answer, name="followup-answer"),
    path(PROJECT + "phases/<slug:key>/days/", plans.phase_move, name="phase-move"),
    path(PROJECT + "phases/<slug:key>/done/", plans.phase_finish, name="phase-finish"),
    path(PROJECT + "deliverables/new/", plans.deliverable_add, name="deliverable-add"),
    path(PROJECT + "deliverables/<uuid:uid>/hand-in/", plans.deliverable_hand_in, name="deliverable-hand-in"),
    path(PROJECT + "deliverables/<uuid:uid>/accept/", plans.deliverable_accept, name="deliverable-accept"),
    path(PROJECT + "deliverables/<uuid:uid>/return/", plans.deliverable_return, name="deliverable-return"),
    path(PROJECT + "indicators/new/", plans.kpi_add, name="kpi-add"),
    path(PROJECT + "indicators/<uuid:uid>/before/", plans.kpi_before, name="kpi-before"),
    path(PROJECT + "indicators/<uuid:uid>/remove/", plans.kpi_remove, name="kpi-remove"),
    path(PROJECT + "claims/new/", claims.claim_start, name="claim-start"),
    path(PROJECT + "visits/new/", visits.visit_plan, name="visit-plan"),
    path(PROJECT + "experts/new/", experts.expert_ask, name="expert-ask"),
    path("visits/", visits.visit_list, name="visit-list"),
    path(VISIT, visits.visit_detail, name="visit-detail"),
    path(VISIT + "move/", visits.visit_move, name="visit-move"),
    path(VISIT + "cancel/", visits.visit_cancel, name="visit-cancel"),
    path(VISIT + "safety/", visits.visit_safety, name="visit-safety"),
    path(VISIT + "report/", visits.visit_report, name="visit-report"),
    path(VISIT + "read/", visits.visit_confirm, name="visit-confirm"),
    path(VISIT + "stop/", visits.visit_stop, name="visit-stop"),
    path("experts/", experts.expert_list, name="expert-list"),
    path("experts/new/", experts.expert_add, name="expert-add"),
    path("experts/releases/", experts.release_list, name="release-list"),
    path(ASSIGNMENT + "release/", experts.assignment_release, name="assignment-release"),
    path(ASSIGNMENT + "refuse/", experts.assignment_refuse, name="assignment-refuse"),
    path(ASSIGNMENT + "end/", experts.assignment_end, name="assignment-end"),
    path(EXPERT, experts.expert_detail, name="expert-detail"),
    path(EXPERT + "edit/", experts.expert_edit, name="expert-edit"),
    path(EXPERT + "month/", experts.expert_month, name="expert-month"),
    path(EXPERT + "absence/", experts.expert_absence, name="expert-absence"),
    path(EXPERT + "calendar.ics", experts.expert_calendar, name="expert-calendar"),
]

# Energy: audits inside projects, factors; calculators for everybody ---------------------------------------------------
AUDIT, MEASURE = "energy/<str:number>/", "energy/<str:number>/measures/<uuid:uid>/"
urlpatterns += [
    path("figures/", figures.figures_page, name="figures"),
    path("figures/<slug:key>.csv", figures.figures_csv, name="figures-csv"),
    path("calculator/", calculators.calculator_funding, name="calculator"),
    path("calculator/energy/", calculators.calculator_energy, name="calculator-energy"),
    path("energy/audits/", energy.audit_list, name="audit-list"),
    path("energy/factors/", factors.factor_list, name="factor-list"),
    path("energy/factors/new/", factors.factor_enter, name="factor-enter"),
    path("energy/factors/<uuid:uid>/decide/", factors.factor_decide, name="factor-decide"),
    path(AUDIT, energy.audit_detail, name="audit-detail"),
    path(AUDIT + "start/", energy.audit_start, name="audit-start"),
    path(AUDIT + "baseline/", energy.audit_baseline, name="audit-baseline"),
    path(AUDIT + "report/", energy.audit_report, name="audit-report"),
    path(AUDIT + "revise/", energy.audit_revise, name="audit-revise"),
    path(AUDIT + "measure/", energy.audit_measure, name="audit-measure"),
    path(AUDIT + "verify/", energy.audit_verify, name="audit-verify"),
    path(AUDIT + "send-back/", energy.audit_send_back, name="audit-send-back"),
    path(AUDIT + "measures/new/", energy_measures.measure_add, name="measure-add"),
    path(MEASURE + "edit/", energy_measures.measure_edit, name="measure-edit"),
    path(MEASURE + "remove/", energy_measures.measure_remove, name="measure-remove"),
    path(MEASURE + "accept/", energy_measures.measure_accept, name="measure-accept"),
    path(MEASURE + "decline/", energy_measures.measure_decline, name="measure-decline"),
    path(MEASURE + "done/", energy_measures.measure_done, name="measure-done"),
    path(MEASURE + "<str:way>/", energy_measures.measure_move, name="measure-move"),
]

# Smart-factory levels, systems; organisations that recommend ----------------------------------------------------------
LEVEL, SYSTEM, RECOMMENDER = "levels/<uuid:uid>/", "levels/systems/<uuid:uid>/", "recommenders/<uuid:uid>/"
urlpatterns += [
    path("levels/", levels.level_list, name="level-list"),
    path("levels/new/", levels.level_assess, name="level-assess"),
    path("levels/project/<str:number>/", levels.project_levels, name="project-levels"),
    path("levels/systems/", levels.system_list, name="system-list"),
    path("levels/systems/new/", levels.system_enter, name="system-enter"),
    path(SYSTEM, levels.system_detail, name="system-detail"),
    path(SYSTEM + "use/", levels.system_use, name="system-use"),
    path(SYSTEM + "retire/", levels.system_retire, name="system-retire"),
    path(LEVEL, levels.level_detail, name="level-detail"),
    path(LEVEL + "decide/", levels.level_decide, name="level-decide"),
    path("recommenders/", recommenders.recommender_list, name="recommender-list"),
    path("recommenders/new/", recommenders.recommender_enter, name="recommender-enter"),
    path("recommenders/door/<str:key>/", recommenders.recommender_door, name="recommender-door"),
    path(RECOMMENDER + "edit/", recommenders.recommender_edit, name="recommender-edit"),
    path(RECOMMENDER + "key/", recommenders.recommender_key, name="recommender-key"),
    path(RECOMMENDER + "close/", recommenders.recommender_close, name="recommender-close"),
    path(RECOMMENDER + "recommend/", recommenders.recommender_recommend, name="recommender-recommend"),
]

# Keep this last: every single word that is no address above is the name of a programme --------------------------------
urlpatterns += [path("<slug:slug>/", public.programme_detail, name="programme-detail")]

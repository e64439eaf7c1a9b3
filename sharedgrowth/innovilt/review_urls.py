"""Addresses of applications, reviews, committee, alliance and surveillance."""

from django.urls import path

from sharedgrowth.innovilt.views import (
    alliance,
    applications,
    committee,
    drafting,
    judging,
    record_papers,
    reviews,
    surveillance,
    terms,
)

# Applications --------------------------------------------------------------------------------------------------------
ONE = "applications/<str:number>/"
urlpatterns = [
    path("applications/", applications.application_list, name="application-list"),
    path("applications/new/", applications.application_new, name="application-new"),
    path(ONE, applications.application_detail, name="application-detail"),
    path(ONE + "edit/", applications.application_edit, name="application-edit"),
    path(ONE + "submit/", applications.application_submit, name="application-submit"),
    path(ONE + "discard/", applications.application_discard, name="application-discard"),
    path(ONE + "withdraw/", applications.application_withdraw, name="application-withdraw"),
    path(ONE + "receipt.json", applications.application_receipt, name="application-receipt"),
    path(ONE + "application.json", applications.application_text, name="application-text"),
    path(ONE + "application.pdf", record_papers.application_paper, name="application-paper"),
    path(ONE + "sold/", drafting.application_sold, name="application-sold"),
    path(ONE + "items/new/", drafting.item_new, name="item-new"),
    path(ONE + "items/<int:no>/", drafting.item_edit, name="item-edit"),
    path(ONE + "items/<int:no>/drop/", drafting.item_drop, name="item-drop"),
    path(ONE + "proofs/new/", drafting.proof_new, name="proof-new"),
    path(ONE + "proofs/<uuid:uid>/", drafting.proof_weigh, name="proof-weigh"),
    path(ONE + "proofs/<uuid:uid>/drop/", drafting.proof_drop, name="proof-drop"),
    path(ONE + "papers/new/", drafting.paper_new, name="paper-new"),
    path(ONE + "papers/<uuid:uid>/drop/", drafting.paper_drop, name="paper-drop"),
    path(ONE + "take-up/", judging.application_take_up, name="application-take-up"),
    path(ONE + "ask-mill/", judging.application_ask_mill, name="application-ask-mill"),
    path(ONE + "examine/", judging.application_examine, name="application-examine"),
    path(ONE + "pass/", judging.application_pass, name="application-pass"),
    path(ONE + "return/", judging.application_return, name="application-return"),
    path(ONE + "reject/", judging.application_reject, name="application-reject"),
    path(ONE + "sheets/<uuid:uid>/", judging.sheet_judge, name="sheet-judge"),
    path(ONE + "reviewers/new/", judging.reviewer_new, name="reviewer-new"),
    path(ONE + "site-check/", judging.check_plan, name="check-plan"),
    path("records/free/", judging.number_free, name="number-free"),
    path("records/", judging.records_import, name="records-import"),
]

# Reviews and site checks ---------------------------------------------------------------------------------------------
urlpatterns += [
    path("reviews/", reviews.review_list, name="review-list"),
    path("reviews/<uuid:uid>/", reviews.review_detail, name="review-detail"),
    path("reviews/<uuid:uid>/stand-back/", reviews.review_recuse, name="review-recuse"),
    path("reviews/<uuid:uid>/sheet.pdf", record_papers.review_paper, name="review-paper"),
    path("reviews/site/<uuid:uid>/", reviews.check_detail, name="check-detail"),
    path("reviews/site/<uuid:uid>/cancel/", reviews.check_cancel, name="check-cancel"),
]

# Brand committee -----------------------------------------------------------------------------------------------------
MEETING = "committee/<str:number>/"
urlpatterns += [
    path("committee/", committee.meeting_list, name="meeting-list"),
    path("committee/new/", committee.meeting_new, name="meeting-new"),
    path("committee/contacts/new/", committee.contact_new, name="contact-new"),
    path("committee/contacts/<uuid:uid>/end/", committee.contact_end, name="contact-end"),
    path(MEETING, committee.meeting_detail, name="meeting-detail"),
    path(MEETING + "agenda/", committee.agenda_add, name="agenda-add"),
    path(MEETING + "agenda/<uuid:uid>/drop/", committee.agenda_drop, name="agenda-drop"),
    path(MEETING + "open/", committee.meeting_open, name="meeting-open"),
    path(MEETING + "attend/", committee.meeting_attend, name="meeting-attend"),
    path(MEETING + "vote/<uuid:uid>/", committee.vote_cast, name="vote-cast"),
    path(MEETING + "stand-back/<uuid:uid>/", committee.vote_back, name="vote-back"),
    path(MEETING + "close/", committee.meeting_close, name="meeting-close"),
    path(MEETING + "cancel/", committee.meeting_cancel, name="meeting-cancel"),
    path(MEETING + "minutes.pdf", committee.meeting_minutes, name="meeting-minutes"),
]

# Alliance, surveillance, newer versions, terms -----------------------------------------------------------------------
MEMBER = "alliance/<uuid:uid>/"
urlpatterns += [
    path("alliance/", alliance.member_list, name="member-list"),
    path("alliance/benefits/new/", alliance.benefit_edit, name="benefit-new"),
    path("alliance/benefits/<int:pk>/", alliance.benefit_edit, name="benefit-edit"),
    path(MEMBER, alliance.member_detail, name="member-detail"),
    path(MEMBER + "sign/", alliance.agreement_sign, name="agreement-sign"),
    path(MEMBER + "agreement-<str:language>.pdf", alliance.agreement_pdf, name="agreement-pdf"),
    path(MEMBER + "insolvency/", alliance.insolvency_note, name="insolvency-note"),
    path(MEMBER + "insolvency/lift/", alliance.insolvency_lift, name="insolvency-lift"),
    path(MEMBER + "benefit/", alliance.benefit_give, name="benefit-give"),
    path("surveillance/", surveillance.surveillance_list, name="surveillance-list"),
    path("surveillance/<uuid:uid>/", surveillance.surveillance_detail, name="surveillance-detail"),
    path("surveillance/<uuid:uid>/keep/", surveillance.surveillance_hold, name="surveillance-hold"),
    path("surveillance/<uuid:uid>/report.pdf", record_papers.surveillance_paper, name="surveillance-paper"),
    path("surveillance/<uuid:uid>/fail/", surveillance.surveillance_fail, name="surveillance-fail"),
    path("surveillance/findings/<uuid:uid>/answer/", surveillance.finding_answer, name="finding-answer"),
    path("surveillance/findings/<uuid:uid>/close/", surveillance.finding_close, name="finding-close"),
    path("surveillance/versions/<uuid:uid>/", surveillance.change_detail, name="change-detail"),
    path("surveillance/versions/<uuid:uid>/state/", surveillance.change_state, name="change-state"),
    path("surveillance/versions/<uuid:uid>/decide/", surveillance.change_decide, name="change-decide"),
    path("terms/", terms.terms_list, name="terms-list"),
    path("terms/new/", terms.terms_create, name="terms-create"),
    path("terms/<int:pk>/approve/", terms.terms_approve, name="terms-approve"),
]

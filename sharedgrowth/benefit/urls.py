"""Addresses of Benefit Sharing, under ``/benefit/``."""

from django.urls import path
from django.urls.resolvers import URLPattern

from sharedgrowth.benefit.views import (
    calculator,
    exports,
    figures,
    judging,
    measuring,
    packs,
    papers,
    rights,
    settlements,
    tasks,
    terms,
    verifying,
    work,
)

app_name = "benefit"
urlpatterns: list[URLPattern] = []

# Tasks: the board, the draft, the proposal, its judgement -----------------------------------------------------------
TASK = "tasks/<str:number>/"
urlpatterns += [
    path("", tasks.task_list, name="task-list"),
    path("tasks.xlsx", exports.task_export, name="task-export"),
    path("new/", tasks.idea_new, name="idea-new"),
    path(TASK, tasks.task_detail, name="task-detail"),
    path(TASK + "edit/", tasks.idea_edit, name="idea-edit"),
    path(TASK + "discard/", tasks.idea_discard, name="idea-discard"),
    path(TASK + "propose/", tasks.task_propose, name="task-propose"),
    path(TASK + "receipt.json", tasks.task_receipt, name="task-receipt"),
    path(TASK + "proposal.pdf", tasks.task_paper, name="task-paper"),
    path(TASK + "plan.pdf", packs.task_plan, name="task-plan"),
    path(TASK + "registration.zip", packs.registration_pack, name="registration-pack"),
    path(TASK + "proposal.json", tasks.task_text, name="task-text"),
    path(TASK + "screen/", judging.task_screen, name="task-screen"),
    path(TASK + "reject/", judging.task_reject, name="task-reject"),
    path(TASK + "officer/", judging.task_officer, name="task-officer"),
    path(TASK + "opinion/", judging.task_opinion, name="task-opinion"),
    path(TASK + "seat/", judging.task_seat, name="task-seat"),
    path(TASK + "vote/", judging.task_vote, name="task-vote"),
    path(TASK + "recuse/", judging.task_recuse, name="task-recuse"),
    path(TASK + "suppliers/", judging.task_suppliers, name="task-suppliers"),
    path(TASK + "withdraw/", judging.task_withdraw, name="task-withdraw"),
    path(TASK + "fail/", judging.task_fail, name="task-fail"),
]

# Agreements: confidentiality, agreement, work, technical data, disputes, tenders, costs ------------------------------
urlpatterns += [
    path(TASK + "nda/offer/", papers.nda_offer, name="nda-offer"),
    path(TASK + "nda/", papers.nda_detail, name="nda-detail"),
    path(TASK + "nda/sign/", papers.nda_sign, name="nda-sign"),
    path(TASK + "nda-<str:language>.pdf", papers.nda_pdf, name="nda-pdf"),
    path(TASK + "agreement/", papers.agreement_detail, name="agreement-detail"),
    path(TASK + "agreement/draw/", papers.agreement_draw, name="agreement-draw"),
    path(TASK + "agreement/send/", papers.agreement_send, name="agreement-send"),
    path(TASK + "agreement/sign/", papers.agreement_sign, name="agreement-sign"),
    path(TASK + "agreement/return/", papers.agreement_return, name="agreement-return"),
    path(TASK + "agreement-<str:language>.pdf", papers.agreement_pdf, name="agreement-pdf"),
    path(TASK + "register/", work.task_register, name="task-register"),
    path(TASK + "certify/", work.task_certify, name="task-certify"),
    path(TASK + "milestones/new/", work.milestone_add, name="milestone-add"),
    path(TASK + "milestones/<int:no>/drop/", work.milestone_drop, name="milestone-drop"),
    path(TASK + "milestones/<int:no>/report/", work.milestone_report, name="milestone-report"),
    path(TASK + "start/", work.task_start, name="task-start"),
    path(TASK + "complete/", work.task_complete, name="task-complete"),
    path(TASK + "resume/", work.task_resume, name="task-resume"),
    path(TASK + "data/new/", work.item_give, name="item-give"),
    path(TASK + "data/<uuid:uid>/open/", work.item_open, name="item-open"),
    path(TASK + "data/<uuid:uid>/return/", work.item_return, name="item-return"),
    path(TASK + "dispute/", rights.dispute_open, name="dispute-open"),
    path(TASK + "dispute/answer/", rights.dispute_answer, name="dispute-answer"),
    path(TASK + "dispute/decide/", rights.dispute_decide, name="dispute-decide"),
    path(TASK + "tender/consent/", rights.tender_consent, name="tender-consent"),
    path(TASK + "tender/override/", rights.tender_override, name="tender-override"),
    path(TASK + "cost/", rights.cost_claim, name="cost-claim"),
    path(TASK + "cost/grant/", rights.cost_grant, name="cost-grant"),
]

# Money: the calculator, baselines, measurements, verification, sharing, figures ---------------------------------------
urlpatterns += [
    path("calculator/", calculator.calculator, name="calculator"),
    path("figures/", figures.figures_page, name="figures"),
    path("figures/all.xlsx", figures.figures_xlsx, name="figures-xlsx"),
    path("figures/<slug:key>.csv", figures.figures_csv, name="figures-csv"),
    path("terms/", terms.terms_list, name="terms-list"),
    path("terms/new/", terms.terms_create, name="terms-create"),
    path("terms/<int:pk>/approve/", terms.terms_approve, name="terms-approve"),
    path("cuts/", verifying.cut_list, name="cut-list"),
    path("cuts/<uuid:uid>/decide/", verifying.cut_decide, name="cut-decide"),
    path("settlements/", settlements.settlement_list, name="settlement-list"),
    path("settlements/export.xlsx", settlements.settlement_export, name="settlement-export"),
    path("settlements/<uuid:uid>/", settlements.settlement_detail, name="settlement-detail"),
    path("settlements/<uuid:uid>/note.pdf", settlements.settlement_note, name="settlement-note"),
    path("settlements/<uuid:uid>/measure/", measuring.measurement_enter, name="measurement-enter"),
    path("settlements/<uuid:uid>/value/", verifying.other_form_value, name="other-form-value"),
    path("measurements/<uuid:uid>/confirm/", measuring.measurement_confirm, name="measurement-confirm"),
    path("measurements/<uuid:uid>/send-back/", measuring.measurement_send_back, name="measurement-send-back"),
    path("measurements/<uuid:uid>/take-back/", measuring.measurement_take_back, name="measurement-take-back"),
    path("measurements/<uuid:uid>/convene/", verifying.verification_convene, name="verification-convene"),
    path("verifications/<uuid:uid>/minutes.pdf", settlements.verification_minutes, name="verification-minutes"),
    path("verifications/<uuid:uid>/vote/", verifying.verification_vote, name="verification-vote"),
    path("verifications/<uuid:uid>/finance/", verifying.verification_finance, name="verification-finance"),
    path("baselines/<uuid:uid>/sign/", measuring.baseline_sign, name="baseline-sign"),
    path("baselines/<uuid:uid>/drop/", measuring.baseline_drop, name="baseline-drop"),
    path("tasks/<str:number>/baseline/", measuring.task_baseline, name="task-baseline"),
    path("tasks/<str:number>/baseline/new/", measuring.baseline_draw, name="baseline-draw"),
    path("tasks/<str:number>/measuring/", measuring.measuring_begin, name="measuring-begin"),
]

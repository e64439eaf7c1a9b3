"""Addresses of Benefit Sharing, under ``/benefit/``."""

from django.urls import path
from django.urls.resolvers import URLPattern

from sharedgrowth.benefit.views import calculator, figures, measuring, settlements, verifying

app_name = "benefit"
urlpatterns: list[URLPattern] = []

# Money: the calculator, baselines, measurements, verification, sharing, figures ---------------------------------------
urlpatterns += [
    path("calculator/", calculator.calculator, name="calculator"),
    path("figures/", figures.figures_page, name="figures"),
    path("figures/all.xlsx", figures.figures_xlsx, name="figures-xlsx"),
    path("figures/<slug:key>.csv", figures.figures_csv, name="figures-csv"),
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
    path("verifications/<uuid:uid>/vote/", verifying.verification_vote, name="verification-vote"),
    path("verifications/<uuid:uid>/finance/", verifying.verification_finance, name="verification-finance"),
    path("baselines/<uuid:uid>/sign/", measuring.baseline_sign, name="baseline-sign"),
    path("baselines/<uuid:uid>/drop/", measuring.baseline_drop, name="baseline-drop"),
    path("tasks/<str:number>/baseline/", measuring.task_baseline, name="task-baseline"),
    path("tasks/<str:number>/baseline/new/", measuring.baseline_draw, name="baseline-draw"),
    path("tasks/<str:number>/measuring/", measuring.measuring_begin, name="measuring-begin"),
]

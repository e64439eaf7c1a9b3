"""Addresses of bidding, under ``/tenders/``. ``key`` is a tender's number or its uid."""

from django.urls import path

from purchasing.bidding import views

app_name = "bidding"
urlpatterns = [
    path("", views.tender_list, name="tender-list"),
    path("new/", views.tender_create, name="tender-create"),
    path("from-quotes/<uuid:uid>/", views.tender_from_quotes, name="tender-from-quotes"),
    path("own-bids/", views.bid_list, name="bid-list"),
    path("<str:key>/", views.tender_detail, name="tender-detail"),
    path("<str:key>/edit/", views.tender_edit, name="tender-edit"),
    path("<str:key>/request/", views.tender_request, name="tender-request"),
    path("<str:key>/return/", views.tender_return, name="tender-return"),
    path("<str:key>/publish/", views.tender_publish, name="tender-publish"),
    path("<str:key>/cancel/", views.tender_cancel, name="tender-cancel"),
    path("<str:key>/fail/", views.tender_fail, name="tender-fail"),
    path("<str:key>/base-price/", views.base_price_seal, name="base-price-seal"),
    path("<str:key>/deadline/", views.deadline_extend, name="deadline-extend"),
    path("<str:key>/deadline/<uuid:uid>/approve/", views.extension_approve, name="extension-approve"),
    path("<str:key>/deadline/<uuid:uid>/decline/", views.extension_decline, name="extension-decline"),
    path("<str:key>/bid/", views.bid_submit, name="bid-submit"),
    path("<str:key>/bid/withdraw/", views.bid_withdraw, name="bid-withdraw"),
    path("<str:key>/bid/<uuid:uid>/", views.bid_receipt, name="bid-receipt"),
    path("<str:key>/opening/", views.opening_detail, name="opening-detail"),
    path("<str:key>/opening/declare/", views.opening_declare, name="opening-declare"),
    path("<str:key>/opening/confirm/", views.opening_confirm, name="opening-confirm"),
    path("<str:key>/evaluation/", views.evaluation_detail, name="evaluation-detail"),
    path("<str:key>/evaluation/run/", views.evaluation_run, name="evaluation-run"),
    path("<str:key>/evaluation/few-bids/", views.few_bids_confirm, name="few-bids-confirm"),
    path("<str:key>/evaluation/<uuid:uid>/rule-out/", views.bid_rule_out, name="bid-rule-out"),
    path("<str:key>/award/", views.award_propose, name="award-propose"),
    path("<str:key>/award/<uuid:uid>/approve/", views.award_approve, name="award-approve"),
    path("<str:key>/award/<uuid:uid>/return/", views.award_return, name="award-return"),
    path("<str:key>/result/", views.result_detail, name="result-detail"),
]

"""Addresses of ESG purchasing, under ``/esg/``."""

from django.urls import path
from django.urls.resolvers import URLPattern

from purchasing.esg.views import (
    actions,
    code,
    flags,
    gate,
    limitation_deeds,
    limitations,
    mineral_cases,
    mineral_lists,
    minerals,
    terms,
)

app_name = "esg"
urlpatterns: list[URLPattern] = []

# The code of conduct, entry qualifications, terms ---------------------------------------------------------------------
ENTRY = "entries/<str:number>/"
urlpatterns += [
    path("code/", code.code_detail, name="code-detail"),
    path("code/consent/", code.code_consent, name="code-consent"),
    path("code/consents/", code.code_consents, name="code-consents"),
    path("code/consents/<uuid:uid>/decide/", code.consent_decide, name="consent-decide"),
    path("code/consents/<uuid:uid>/certificate.pdf", code.consent_certificate, name="consent-certificate"),
    path("code/new/", code.code_create, name="code-create"),
    path("code/version/<str:version>/", code.code_detail, name="code-version"),
    path("code/version/<str:version>/edit/", code.code_edit, name="code-edit"),
    path("code/version/<str:version>/publish/", code.code_publish, name="code-publish"),
    path("entries/", gate.entry_list, name="entry-list"),
    path("entries/new/", gate.entry_create, name="entry-create"),
    path(ENTRY, gate.entry_detail, name="entry-detail"),
    path(ENTRY + "save/", gate.entry_save, name="entry-save"),
    path(ENTRY + "withdraw/", gate.entry_withdraw, name="entry-withdraw"),
    path(ENTRY + "take/", gate.entry_take, name="entry-take"),
    path(ENTRY + "judge/", gate.entry_judge, name="entry-judge"),
    path(ENTRY + "ask/", gate.entry_ask, name="entry-ask"),
    path(ENTRY + "reply/", gate.entry_reply, name="entry-reply"),
    path(ENTRY + "decide/", gate.entry_decide, name="entry-decide"),
    path(ENTRY + "fulfil/", gate.entry_fulfil, name="entry-fulfil"),
    path(ENTRY + "letter.pdf", gate.entry_letter, name="entry-letter"),
    path("terms/", terms.terms_list, name="terms-list"),
    path("terms/new/", terms.terms_create, name="terms-create"),
    path("terms/<int:pk>/approve/", terms.terms_approve, name="terms-approve"),
]

# Red flags, corrective actions, supply limitations --------------------------------------------------------------------
FLAG, ACTION, LIMITATION = "flags/<uuid:uid>/", "actions/<str:number>/", "limitations/<str:number>/"
urlpatterns += [
    path("flags/", flags.flag_list, name="flag-list"),
    path("flags/new/", flags.flag_raise, name="flag-raise"),
    path(FLAG, flags.flag_detail, name="flag-detail"),
    path(FLAG + "comment/", flags.flag_comment, name="flag-comment"),
    path(FLAG + "confirm/", flags.flag_confirm, name="flag-confirm"),
    path(FLAG + "reject/", flags.flag_reject, name="flag-reject"),
    path("actions/", actions.action_list, name="action-list"),
    path("actions/new/", actions.action_open, name="action-open"),
    path(ACTION, actions.action_detail, name="action-detail"),
    path(ACTION + "plan/", actions.action_plan, name="action-plan"),
    path(ACTION + "contain/", actions.action_contain, name="action-contain"),
    path(ACTION + "extend/", actions.action_extend, name="action-extend"),
    path(ACTION + "extension/", actions.action_extension, name="action-extension"),
    path(ACTION + "accept/", actions.action_accept, name="action-accept"),
    path(ACTION + "send-back/", actions.action_send_back, name="action-send-back"),
    path(ACTION + "implement/", actions.action_implement, name="action-implement"),
    path(ACTION + "verify/", actions.action_verify, name="action-verify"),
    path(ACTION + "refuse/", actions.action_refuse, name="action-refuse"),
    path("limitations/", limitations.limitation_list, name="limitation-list"),
    path("limitations/new/", limitation_deeds.limitation_propose, name="limitation-propose"),
    path("limitations/carried/<uuid:uid>/end/", limitation_deeds.carried_end, name="carried-end"),
    path(LIMITATION, limitations.limitation_detail, name="limitation-detail"),
    path(LIMITATION + "letters/<slug:kind>/", limitations.limitation_letter, name="limitation-letter"),
    path(LIMITATION + "notify/", limitation_deeds.limitation_notify, name="limitation-notify"),
    path(LIMITATION + "drop/", limitation_deeds.limitation_drop, name="limitation-drop"),
    path(LIMITATION + "answer/", limitation_deeds.limitation_answer, name="limitation-answer"),
    path(LIMITATION + "hearing/", limitation_deeds.limitation_hearing, name="limitation-hearing"),
    path(LIMITATION + "convene/", limitation_deeds.limitation_convene, name="limitation-convene"),
    path(LIMITATION + "interim/", limitation_deeds.limitation_interim, name="limitation-interim"),
    path(LIMITATION + "vote/", limitation_deeds.limitation_vote, name="limitation-vote"),
    path(LIMITATION + "decide/", limitation_deeds.limitation_decide, name="limitation-decide"),
    path(LIMITATION + "appeal/", limitation_deeds.limitation_appeal, name="limitation-appeal"),
    path(LIMITATION + "appeal/decide/", limitation_deeds.limitation_decide_appeal, name="limitation-decide-appeal"),
    path(LIMITATION + "lifting/", limitation_deeds.limitation_ask_lifting, name="limitation-ask-lifting"),
    path(LIMITATION + "lift/", limitation_deeds.limitation_lift, name="limitation-lift"),
    path(LIMITATION + "lifting/refuse/", limitation_deeds.limitation_refuse_lifting, name="limitation-refuse-lifting"),
]

# Responsible minerals -------------------------------------------------------------------------------------------------
MINERAL = "minerals/<str:number>/"
urlpatterns += [
    path("minerals/", minerals.mineral_list, name="mineral-list"),
    path("minerals/begin/", minerals.mineral_begin, name="mineral-begin"),
    path("minerals/request/", minerals.mineral_request, name="mineral-request"),
    path("minerals/lists/", mineral_lists.list_list, name="mineral-lists"),
    path("minerals/lists/<uuid:uid>/", mineral_lists.list_detail, name="mineral-list-detail"),
    path("minerals/classes/", mineral_lists.class_list, name="mineral-classes"),
    path("minerals/classes/<int:pk>/drop/", mineral_lists.class_drop, name="mineral-class-drop"),
    path("minerals/policy/", mineral_lists.policy_detail, name="mineral-policy"),
    path("minerals/policy/new/", mineral_lists.policy_create, name="mineral-policy-create"),
    path("minerals/policy/<uuid:uid>/consent/", mineral_lists.policy_consent, name="mineral-policy-consent"),
    path("minerals/policy/<uuid:uid>/approve/", mineral_lists.policy_approve, name="mineral-policy-approve"),
    path("minerals/findings/", mineral_cases.finding_list, name="mineral-findings"),
    path("minerals/figures/", mineral_cases.mineral_figures, name="mineral-figures"),
    path("minerals/report/<int:year>/", mineral_cases.mineral_report, name="mineral-report"),
    path("minerals/cases/", mineral_cases.case_list, name="mineral-cases"),
    path("minerals/cases/<uuid:uid>/", mineral_cases.case_detail, name="mineral-case"),
    path("minerals/cases/<uuid:uid>/steps/<str:step>/", mineral_cases.case_step, name="mineral-case-step"),
    path("minerals/cases/<uuid:uid>/strategy/", mineral_cases.case_strategy, name="mineral-case-strategy"),
    path(MINERAL, minerals.mineral_detail, name="mineral-detail"),
    path(MINERAL + "edit/", minerals.mineral_edit, name="mineral-edit"),
    path(MINERAL + "import/", minerals.mineral_import, name="mineral-import"),
    path(MINERAL + "smelters/add/", minerals.smelter_add, name="mineral-smelter-add"),
    path(MINERAL + "smelters/<int:row>/", minerals.smelter_edit, name="mineral-smelter-edit"),
    path(MINERAL + "smelters/<int:row>/remove/", minerals.smelter_remove, name="mineral-smelter-remove"),
    path(MINERAL + "submit/", minerals.mineral_submit, name="mineral-submit"),
    path(MINERAL + "ask/", minerals.mineral_ask, name="mineral-ask"),
    path(MINERAL + "accept/", minerals.mineral_accept, name="mineral-accept"),
    path(MINERAL + "withdraw/", minerals.mineral_withdraw, name="mineral-withdraw"),
]

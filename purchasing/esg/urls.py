"""Addresses of ESG purchasing, under ``/esg/``."""

from django.urls import path, re_path
from django.urls.resolvers import URLPattern

from purchasing.esg.views import (
    actions,
    answers,
    code,
    consulting,
    council,
    course_papers,
    courses,
    eco,
    evidence,
    figures,
    flags,
    gate,
    handing_in,
    limitation_deeds,
    limitations,
    mineral_cases,
    mineral_lists,
    minerals,
    questions,
    ratings,
    review,
    sampling,
    scorecard,
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
    path(ACTION + "paper.pdf", actions.action_paper, name="action-paper"),
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
    path("minerals/report/<year:year>/", mineral_cases.mineral_report, name="mineral-report"),
    path("minerals/report/<year:year>/make/", mineral_cases.mineral_report_make, name="mineral-report-make"),
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

# Question sets, answers, the library of documents ---------------------------------------------------------------------
SET = "sets/<str:name>/"
ANSWERS = "assessments/<str:number>/answer/"
urlpatterns += [
    path("sets/", questions.set_list, name="set-list"),
    path("sets/new/", questions.set_create, name="set-create"),
    path(SET, questions.set_detail, name="set-detail"),
    path(SET + "edit/", questions.set_edit, name="set-edit"),
    path(SET + "copy/", questions.set_copy, name="set-copy"),
    path(SET + "submit/", questions.set_submit, name="set-submit"),
    path(SET + "send-back/", questions.set_send_back, name="set-send-back"),
    path(SET + "publish/", questions.set_publish, name="set-publish"),
    path(SET + "import/", questions.set_import, name="set-import"),
    re_path(r"^sets/(?P<name>[^/]+)/export\.(?P<form>xlsx|csv)$", questions.set_export, name="set-export"),
    path(SET + "questions/new/", questions.question_edit, name="question-create"),
    path(SET + "questions/<str:code>/", questions.question_edit, name="question-edit"),
    path(SET + "questions/<str:code>/remove/", questions.question_remove, name="question-remove"),
    path("evidence/", evidence.evidence_list, name="evidence-list"),
    path("evidence/new/", evidence.evidence_create, name="evidence-create"),
    path("evidence/<uuid:uid>/", evidence.evidence_detail, name="evidence-detail"),
    path("evidence/<uuid:uid>/remove/", evidence.evidence_remove, name="evidence-remove"),
    path(ANSWERS, answers.answer_edit, name="answer-edit"),
    path(ANSWERS + "check/", handing_in.answer_check, name="answer-check"),
    path(ANSWERS + "submit/", handing_in.answer_submit, name="answer-submit"),
    path(ANSWERS + "query/", handing_in.answer_query, name="answer-query"),
    path(ANSWERS + "known/<str:code>/", answers.answer_known, name="answer-known"),
    path(ANSWERS + "sheets/<int:seq>/receipt.pdf", handing_in.answer_receipt, name="answer-receipt"),
    path(ANSWERS + "sheets/<int:seq>/answers.json", handing_in.answer_sheet, name="answer-sheet"),
    path(ANSWERS + "<str:pillar>/", answers.answer_pillar, name="answer-pillar"),
]

# Assessments: the board, the review, the result, ratings by others ---------------------------------------------------
ASSESSMENT = "assessments/<str:number>/"
urlpatterns += [
    path("", review.home, name="home"),
    path("bands/", sampling.band_list, name="band-list"),
    path("sample/", sampling.sample_list, name="sample-list"),
    path("sample/draw/", sampling.sample_draw, name="sample-draw"),
    path("ties/", sampling.tie_list, name="tie-list"),
    path("ties/new/", sampling.tie_create, name="tie-create"),
    path("ratings/", ratings.rating_list, name="rating-list"),
    path("ratings/new/", ratings.rating_create, name="rating-create"),
    path("ratings/<uuid:uid>/decide/", ratings.rating_decide, name="rating-decide"),
    path("ratings/<uuid:uid>/withdraw/", ratings.rating_withdraw, name="rating-withdraw"),
    path("contests/<uuid:uid>/decide/", scorecard.item_contest_decide, name="item-contest-decide"),
    path("contests/<uuid:uid>/withdraw/", scorecard.item_contest_withdraw, name="item-contest-withdraw"),
    path("assessments/call/", sampling.assessment_call, name="assessment-call"),
    path(ASSESSMENT, scorecard.assessment_detail, name="assessment-detail"),
    path(ASSESSMENT + "assign/", review.review_assign, name="review-assign"),
    path(ASSESSMENT + "take/", review.review_take, name="review-take"),
    path(ASSESSMENT + "review/", review.review_items, name="review-items"),
    path(ASSESSMENT + "review/close/", review.review_close, name="review-close"),
    path(ASSESSMENT + "review/ask/", review.review_ask, name="review-ask"),
    path(ASSESSMENT + "blind/", review.review_blind, name="review-blind"),
    path(ASSESSMENT + "blind/take/", review.blind_take, name="blind-take"),
    path(ASSESSMENT + "blind/close/", review.blind_close, name="blind-close"),
    path(ASSESSMENT + "agree/", review.review_agree, name="review-agree"),
    path(ASSESSMENT + "agree/<str:code>/", review.agree_propose, name="agree-propose"),
    path(ASSESSMENT + "agree/<str:code>/confirm/", review.agree_confirm, name="agree-confirm"),
    path(ASSESSMENT + "audit/", review.audit_record, name="audit-record"),
    path(ASSESSMENT + "score/", review.review_score, name="review-score"),
    path(ASSESSMENT + "send/", review.result_send, name="result-send"),
    path(ASSESSMENT + "object/", scorecard.result_object, name="result-object"),
    path(ASSESSMENT + "objection/", scorecard.objection_decide, name="objection-decide"),
    path(ASSESSMENT + "items/<str:code>/contest/", scorecard.item_contest, name="item-contest"),
    path(ASSESSMENT + "scorecard.pdf", scorecard.scorecard_pdf, name="scorecard-pdf"),
    path(ASSESSMENT + "scorecard.xlsx", scorecard.scorecard_xlsx, name="scorecard-xlsx"),
    path(ASSESSMENT + "scores/<int:seq>.json", scorecard.score_snapshot, name="score-snapshot"),
]

# Eco-friendly purchases -----------------------------------------------------------------------------------------------
urlpatterns += [
    path("eco/", eco.eco_overview, name="eco-overview"),
    path("eco/ledger/", eco.eco_ledger, name="eco-ledger"),
    path("eco/ledger/<uuid:uid>/reverse/", eco.eco_reverse, name="eco-reverse"),
    path("eco/report.xlsx", eco.eco_report, name="eco-report"),
    path("eco/rates/", eco.eco_rates, name="eco-rates"),
    path("eco/rates/<uuid:uid>/decide/", eco.eco_rate_decide, name="eco-rate-decide"),
    path("eco/declarations/", eco.eco_declarations, name="eco-declarations"),
    path("eco/declarations/new/", eco.eco_declare, name="eco-declare"),
    path("eco/declarations/<uuid:uid>/confirm/", eco.eco_declaration_confirm, name="eco-declaration-confirm"),
    path("eco/declarations/<uuid:uid>/reject/", eco.eco_declaration_reject, name="eco-declaration-reject"),
    path("eco/targets/", eco.eco_targets, name="eco-targets"),
    path("eco/targets/<year:year>/approve/", eco.eco_target_approve, name="eco-target-approve"),
    path("eco/premium/", eco.eco_premium, name="eco-premium"),
]

# The council, consulting ----------------------------------------------------------------------------------------------
MEETING = "council/<uuid:uid>/"
urlpatterns += [
    path("council/", council.council_list, name="council-list"),
    path("council/new/", council.council_create, name="council-create"),
    path("council/members/new/", council.council_member, name="council-member"),
    path("council/results/", council.council_results, name="council-results"),
    path("council/sharing/", council.council_sharing, name="council-sharing"),
    path(MEETING, council.council_detail, name="council-detail"),
    path(MEETING + "invite/", council.council_invite, name="council-invite"),
    path(MEETING + "cancel/", council.council_cancel, name="council-cancel"),
    path(MEETING + "hold/", council.council_hold, name="council-hold"),
    path(MEETING + "decide/", council.council_decide, name="council-decide"),
    path(MEETING + "minutes/", council.council_minutes, name="council-minutes"),
    path(MEETING + "close/", council.council_close, name="council-close"),
    path(MEETING + "minutes.pdf", council.council_paper, name="council-paper"),
    path(MEETING + "decisions/<int:no>/<uuid:member>/", council.council_progress, name="council-progress"),
    path("consulting/", consulting.consulting_list, name="consulting-list"),
    path("consulting/new/", consulting.consulting_create, name="consulting-create"),
    path("consulting/<uuid:uid>/decide/", consulting.consulting_decide, name="consulting-decide"),
    path("consulting/<uuid:uid>/finish/", consulting.consulting_finish, name="consulting-finish"),
    path("consulting/<uuid:uid>/withdraw/", consulting.consulting_withdraw, name="consulting-withdraw"),
]

# Courses --------------------------------------------------------------------------------------------------------------
COURSE = "courses/<slug:code>/"
SECTION = COURSE + "sections/<int:no>/"
urlpatterns += [
    path("courses/", courses.course_list, name="course-list"),
    path("courses/learners/", courses.course_learners, name="course-learners"),
    path("courses/ask/", courses.course_ask, name="course-ask"),
    path("courses/certificates/<str:token>/", course_papers.course_certificate, name="course-certificate"),
    path("courses/certificates/<str:token>/certificate.pdf", course_papers.course_paper, name="course-paper"),
    path(COURSE, courses.course_detail, name="course-detail"),
    path(COURSE + "enrol/", courses.course_enrol, name="course-enrol"),
    path(SECTION, courses.course_section, name="course-section"),
    path(SECTION + "open/", courses.section_open, name="section-open"),
    path(SECTION + "beat/", courses.section_beat, name="section-beat"),
    path(SECTION + "read/", courses.section_read, name="section-read"),
    path(COURSE + "quiz/", courses.course_quiz, name="course-quiz"),
    path(COURSE + "tries/<uuid:uid>/<int:no>/", courses.course_result, name="course-result"),
]

# Figures --------------------------------------------------------------------------------------------------------------
urlpatterns += [
    path("figures/", figures.figures_page, name="figures"),
    path("figures/<slug:key>.csv", figures.figures_csv, name="figures-csv"),
]

"""Doors of bidding: thin; each asks the queries what may be seen and the services to do it."""

from purchasing.bidding.views.after import (
    award_lapse,
    award_take_back,
    contract_record,
    debrief,
    objection_decide,
    objection_detail,
    objection_lodge,
    objection_withdraw,
)
from purchasing.bidding.views.amending import amendment_approve, amendment_decline, tender_amend
from purchasing.bidding.views.base_price import base_price_seal
from purchasing.bidding.views.bid_receipts import bid_copy, bid_receipt, bid_receipt_json, bid_receipt_pdf
from purchasing.bidding.views.bid_sheets import bid_sheet
from purchasing.bidding.views.bids import bid_list, bid_submit, bid_withdraw
from purchasing.bidding.views.board import board_declare, board_detail, board_name
from purchasing.bidding.views.decisions import (
    award_return,
    bid_rule_out,
    deadline_extend,
    extension_approve,
    extension_decline,
    tender_cancel,
    tender_fail,
    tender_return,
)
from purchasing.bidding.views.drafting import tender_create, tender_edit, tender_publish, tender_request
from purchasing.bidding.views.evaluation import (
    award_approve,
    award_propose,
    evaluation_detail,
    evaluation_run,
    few_bids_confirm,
    result_detail,
)
from purchasing.bidding.views.explanations import (
    explanation_answer,
    explanation_ask,
    explanation_clarify,
    explanation_decide,
    explanation_detail,
    explanation_doubt,
    explanation_list,
    explanation_vote,
)
from purchasing.bidding.views.feeds import (
    tender_calendar,
    tender_deadline,
    tender_feed,
)
from purchasing.bidding.views.figures import figures_csv, figures_page
from purchasing.bidding.views.from_quotes import tender_from_quotes
from purchasing.bidding.views.keys import key_detail, key_drill, key_enrol, key_recover, key_relock, key_retire
from purchasing.bidding.views.lots import lot_add, lot_remove, notice_detail, notice_edit, tender_make_lots
from purchasing.bidding.views.mending import mend_answer, mend_ask, mend_judge
from purchasing.bidding.views.notice import (
    split_answer,
    tender_copy,
    tender_document_remove,
    tender_documents,
    tender_invitations,
    tender_next_round,
)
from purchasing.bidding.views.open_data import open_data, open_data_records, open_data_releases
from purchasing.bidding.views.opening import opening_confirm, opening_declare, opening_detail, opening_package
from purchasing.bidding.views.papers import (
    award_letter,
    decision_record,
    evaluation_document,
    evaluation_minutes,
)
from purchasing.bidding.views.planning import plan_change, plan_create, plan_list, tender_begin
from purchasing.bidding.views.questions import (
    question_answer,
    question_ask,
    question_list,
    question_set_aside,
)
from purchasing.bidding.views.scoring import board_agree, board_answer, board_propose, board_scores
from purchasing.bidding.views.screens import case_reopen, case_settle, case_take_up, screen_detail, screen_list
from purchasing.bidding.views.seal import bid_file, outages, tender_rekey
from purchasing.bidding.views.simulator import simulator
from purchasing.bidding.views.solicitations import (
    solicitation_assess,
    solicitation_create,
    solicitation_detail,
    solicitation_list,
)
from purchasing.bidding.views.tenders import tender_detail, tender_list
from purchasing.bidding.views.terms import (
    terms_approve,
    terms_decline,
    terms_detail,
    terms_list,
    terms_propose,
    terms_withdraw,
)
from purchasing.bidding.views.what_if import what_if_detail, what_if_rule, what_if_split

__all__ = [
    "bid_file",
    "key_detail",
    "key_drill",
    "key_enrol",
    "key_recover",
    "key_relock",
    "key_retire",
    "opening_package",
    "outages",
    "tender_rekey",
    "explanation_answer",
    "explanation_ask",
    "explanation_clarify",
    "explanation_decide",
    "explanation_detail",
    "explanation_doubt",
    "explanation_list",
    "explanation_vote",
    "terms_approve",
    "terms_decline",
    "terms_detail",
    "terms_list",
    "terms_propose",
    "terms_withdraw",
    "amendment_approve",
    "amendment_decline",
    "tender_amend",
    "lot_add",
    "lot_remove",
    "notice_detail",
    "notice_edit",
    "tender_make_lots",
    "split_answer",
    "tender_copy",
    "tender_document_remove",
    "tender_documents",
    "tender_invitations",
    "tender_next_round",
    "plan_change",
    "plan_create",
    "plan_list",
    "tender_begin",
    "what_if_detail",
    "what_if_rule",
    "what_if_split",
    "simulator",
    "case_reopen",
    "case_settle",
    "case_take_up",
    "screen_detail",
    "screen_list",
    "board_agree",
    "board_answer",
    "board_declare",
    "board_detail",
    "board_name",
    "board_propose",
    "board_scores",
    "mend_answer",
    "mend_ask",
    "mend_judge",
    "award_letter",
    "decision_record",
    "evaluation_document",
    "evaluation_minutes",
    "figures_csv",
    "figures_page",
    "open_data",
    "open_data_records",
    "open_data_releases",
    "award_lapse",
    "award_take_back",
    "contract_record",
    "debrief",
    "objection_decide",
    "objection_detail",
    "objection_lodge",
    "objection_withdraw",
    "award_approve",
    "award_propose",
    "award_return",
    "base_price_seal",
    "bid_list",
    "bid_copy",
    "bid_receipt",
    "bid_receipt_json",
    "bid_receipt_pdf",
    "bid_sheet",
    "bid_rule_out",
    "bid_submit",
    "bid_withdraw",
    "deadline_extend",
    "evaluation_detail",
    "evaluation_run",
    "extension_approve",
    "extension_decline",
    "few_bids_confirm",
    "opening_confirm",
    "opening_declare",
    "opening_detail",
    "result_detail",
    "tender_cancel",
    "tender_create",
    "tender_detail",
    "tender_edit",
    "tender_fail",
    "tender_from_quotes",
    "tender_list",
    "tender_publish",
    "tender_request",
    "tender_return",
    "question_answer",
    "question_ask",
    "question_list",
    "question_set_aside",
    "solicitation_assess",
    "solicitation_create",
    "solicitation_detail",
    "solicitation_list",
    "tender_calendar",
    "tender_deadline",
    "tender_feed",
]

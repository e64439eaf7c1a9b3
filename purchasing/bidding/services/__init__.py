"""DO: draft, publish, bid, close, open, evaluate, award; each step one transaction with its audit entry and news."""

from purchasing.bidding.services.amending import (
    AmendmentIn,
    DocumentIn,
    approve_amendment,
    decline_amendment,
    least_deadline,
    request_amendment,
)
from purchasing.bidding.services.award import (
    approve_award,
    cancel_tender,
    fail_tender,
    propose_award,
    return_award,
)
from purchasing.bidding.services.base_prices import (
    base_price_fault,
    budget_fault,
    is_stale,
    review_base_price,
    seal_base_price,
    to_seal_again,
)
from purchasing.bidding.services.bids import Price, price_of, submit_bid, withdraw_bid
from purchasing.bidding.services.board import (
    NAMED_IN,
    Declared,
    Said,
    check_sheet,
    declare_interests,
    lock_sheet,
    name_board,
    save_scores,
)
from purchasing.bidding.services.ceremony import OwnWork, device_mark, live_contributions, on_same_device, package_for
from purchasing.bidding.services.checks import SealedMeanwhile
from purchasing.bidding.services.closed_bidders import flag_closed_bidders
from purchasing.bidding.services.closing import (
    approve_extension,
    close_at_the_deadline,
    close_due_tenders,
    close_if_due,
    close_tender,
    decline_extension,
    request_extension,
)
from purchasing.bidding.services.committee import replace_opener
from purchasing.bidding.services.consortia import (
    agree_partnership,
    ask_partner,
    consortium_statement,
    end_partnership,
)
from purchasing.bidding.services.contents import BidContent, FileRef
from purchasing.bidding.services.contracting import contract_faults, record_contract
from purchasing.bidding.services.copying import begin_round, copy_tender
from purchasing.bidding.services.drafting import CriterionIn, LineIn, draft_tender, edit_tender
from purchasing.bidding.services.eco import check_eco_offers, eco_check_ready, eco_statement, recheck_eco_offer
from purchasing.bidding.services.evaluation import calc_document, confirm_few_bids, evaluate_tender, judge
from purchasing.bidding.services.evaluation_document import store_document
from purchasing.bidding.services.explanations import (
    CostIn,
    answer_explanation,
    ask_explanation,
    ask_once_more,
    decide_explanation,
    doubt_bid,
    reject_silent_explanations,
    vote_on_explanation,
)
from purchasing.bidding.services.from_quotes import draft_from_quotes
from purchasing.bidding.services.guarantees import (
    close_guarantee,
    damages_of,
    decide_guarantee,
    measure_guarantee,
    open_guarantees,
    plan_test,
    refuse_measurement,
    years_counted,
)
from purchasing.bidding.services.key_watch import watch_keys
from purchasing.bidding.services.lots import add_lot, edit_notice, make_lots, remove_lot
from purchasing.bidding.services.manifest_error import withdraw_for_error
from purchasing.bidding.services.mending import answer_mend, ask_mend, judge_mend, lapse_unmended
from purchasing.bidding.services.methods import check_method, method_faults
from purchasing.bidding.services.notice_documents import add_document, remove_document
from purchasing.bidding.services.objections import (
    decide_objection,
    lodge_objection,
    remind_of_objections,
    withdraw_objection,
)
from purchasing.bidding.services.officer_keys import (
    answer_challenge,
    ask_challenge,
    change_passphrase,
    drill_file,
    drill_key,
    enrol_key,
    recover_key,
    retire_key,
)
from purchasing.bidding.services.open_data import release, release_all
from purchasing.bidding.services.opening import confirm_opening, declare_no_conflict, rule_out_bid
from purchasing.bidding.services.outages import beat, confirm_outage, decline_outage, note_outage, web_serves
from purchasing.bidding.services.planning import PlanIn, begin_tender, change_plan, plan_tender, withdraw_plan
from purchasing.bidding.services.preference import (
    approve_preference_terms,
    check_preferences,
    decide_own_work,
    enter_own_work,
    preference_check_ready,
    propose_preference_terms,
    recheck_preference,
    refuse_preference_terms,
    set_preference_target,
)
from purchasing.bidding.services.publishing import (
    Missing,
    approve_publication,
    missing_for_publication,
    publish_due_tenders,
    request_publication,
    return_publication,
)
from purchasing.bidding.services.questions import (
    answer_question,
    ask_question,
    correct_answer,
    remind_of_questions,
    set_question_aside,
)
from purchasing.bidding.services.receiving import SealedEnvelope, take_sealed_bid
from purchasing.bidding.services.reevaluation import judge_tco_input_again
from purchasing.bidding.services.screens import reopen_case, screen_tender, settle_case, take_up_case
from purchasing.bidding.services.sealed_files import read_file, seal_file
from purchasing.bidding.services.seals import base_price_document, bid_document, bid_fingerprint
from purchasing.bidding.services.site_visits import decide_visit, draw_site_sample, repeat_visit, report_visit
from purchasing.bidding.services.sittings import agree_scores, answer_result, propose_result
from purchasing.bidding.services.solicitations import (
    assess_solicitation,
    record_solicitation,
)
from purchasing.bidding.services.splitting import answer_split_flag
from purchasing.bidding.services.standstill import (
    end_due_standstills,
    end_standstill,
    lapse_award,
    remind_of_contracts,
    take_back_award,
)
from purchasing.bidding.services.tco_inputs import (
    confirm_tco_correction,
    decline_tco_correction,
    propose_tco_correction,
    read_tco_inputs,
    reject_tco_input,
    rule_out_tco_faults,
    tco_fault,
    tco_value_words,
    undecided,
    verify_tco_input,
)
from purchasing.bidding.services.tco_models import (
    TcoLineIn,
    activate_tco_model,
    approve_tco_fin,
    approve_tco_tech,
    choose_tco_model,
    draft_tco_model,
    edit_tco_model,
    next_tco_version,
    retire_tco_model,
    return_tco_model,
    tco_check_ready,
    tco_fault_words,
    usual_tco_lines,
)
from purchasing.bidding.services.tco_results import (
    justify_tco,
    prepare_ranking,
    store_tco,
    tco_blocks_award,
)
from purchasing.bidding.services.tender_keys import make_keys, rekey_tender, seals_ready
from purchasing.bidding.services.terms import approve_terms, decline_terms, propose_terms, withdraw_terms
from purchasing.bidding.services.voiding import void_bids
from purchasing.bidding.services.what_if import run_split, run_what_if, trial_of

__all__ = [
    "live_contributions", "beat", "agree_partnership", "ask_partner", "consortium_statement",
    "end_partnership", "confirm_outage", "decline_outage", "note_outage", "watch_keys", "usual_tco_lines",
    "read_file", "seal_file", "run_split", "run_what_if", "trial_of", "reopen_case", "screen_tender", "settle_case",
    "take_up_case", "NAMED_IN", "OwnWork", "SealedEnvelope", "SealedMeanwhile", "answer_challenge", "ask_challenge",
    "change_passphrase", "drill_file", "drill_key", "enrol_key", "make_keys", "package_for", "recover_key",
    "rekey_tender", "decide_visit", "draw_site_sample", "repeat_visit", "report_visit", "replace_opener",
    "retire_key", "seals_ready", "take_sealed_bid", "void_bids", "store_document", "close_guarantee", "damages_of",
    "decide_guarantee", "measure_guarantee", "plan_test", "open_guarantees", "refuse_measurement",
    "approve_preference_terms", "check_sheet", "check_eco_offers", "eco_check_ready", "eco_statement",
    "recheck_eco_offer", "check_preferences", "decide_own_work", "enter_own_work", "preference_check_ready",
    "propose_preference_terms", "recheck_preference", "refuse_preference_terms", "set_preference_target",
    "confirm_tco_correction", "decline_tco_correction", "propose_tco_correction", "read_tco_inputs",
    "reject_tco_input", "rule_out_tco_faults", "tco_fault", "tco_value_words", "judge_tco_input_again", "undecided",
    "verify_tco_input", "TcoLineIn", "activate_tco_model", "approve_tco_fin", "approve_tco_tech", "choose_tco_model",
    "draft_tco_model", "edit_tco_model", "next_tco_version", "retire_tco_model", "return_tco_model",
    "tco_check_ready", "tco_fault_words", "justify_tco", "prepare_ranking", "store_tco", "tco_blocks_award", "CostIn",
    "answer_explanation", "approve_terms", "ask_explanation", "ask_once_more", "check_method", "decide_explanation",
    "decline_terms", "doubt_bid", "judge", "method_faults", "propose_terms", "reject_silent_explanations",
    "vote_on_explanation", "withdraw_terms", "AmendmentIn", "DocumentIn", "PlanIn", "add_document", "add_lot",
    "answer_split_flag", "approve_amendment", "begin_round", "begin_tender", "change_plan", "copy_tender",
    "decline_amendment", "edit_notice", "least_deadline", "make_lots", "plan_tender", "publish_due_tenders",
    "remove_document", "remove_lot", "request_amendment", "void_bids", "withdraw_plan", "Declared", "Said",
    "agree_scores", "answer_mend", "answer_result", "ask_mend", "declare_interests", "judge_mend", "lapse_unmended",
    "lock_sheet", "name_board", "propose_result", "save_scores", "release", "release_all", "decide_objection",
    "end_due_standstills", "end_standstill", "lapse_award", "lodge_objection", "contract_faults", "record_contract",
    "remind_of_contracts", "remind_of_objections", "take_back_award", "withdraw_objection", "BidContent", "FileRef",
    "CriterionIn", "LineIn", "Price", "approve_award", "approve_extension", "approve_publication",
    "base_price_document", "base_price_fault", "budget_fault", "bid_document", "bid_fingerprint", "calc_document",
    "cancel_tender", "close_at_the_deadline", "close_due_tenders", "close_if_due", "close_tender", "confirm_few_bids",
    "confirm_opening", "declare_no_conflict", "decline_extension", "draft_from_quotes", "draft_tender", "edit_tender",
    "evaluate_tender", "fail_tender", "is_stale", "price_of", "propose_award", "request_extension", "Missing",
    "missing_for_publication", "request_publication", "return_award", "return_publication", "rule_out_bid",
    "seal_base_price", "submit_bid", "to_seal_again", "withdraw_bid", "answer_question", "ask_question",
    "correct_answer", "remind_of_questions", "set_question_aside", "assess_solicitation", "record_solicitation",
    "withdraw_for_error", "years_counted", "device_mark", "on_same_device", "flag_closed_bidders", "review_base_price",
    "web_serves",
]  # fmt: skip

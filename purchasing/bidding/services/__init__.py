"""DO: draft, publish, bid, close, open, evaluate, award; each step one transaction with its audit entry and news."""

from purchasing.bidding.services.award import (
    approve_award,
    cancel_tender,
    fail_tender,
    propose_award,
    return_award,
)
from purchasing.bidding.services.base_prices import seal_base_price
from purchasing.bidding.services.bids import Price, price_of, submit_bid, withdraw_bid
from purchasing.bidding.services.board import Declared, Said, declare_interests, lock_sheet, name_board, save_scores
from purchasing.bidding.services.closing import (
    approve_extension,
    close_due_tenders,
    close_tender,
    decline_extension,
    request_extension,
)
from purchasing.bidding.services.contents import BidContent, FileRef
from purchasing.bidding.services.contracting import record_contract
from purchasing.bidding.services.drafting import CriterionIn, LineIn, draft_tender, edit_tender
from purchasing.bidding.services.evaluation import calc_document, confirm_few_bids, evaluate_tender
from purchasing.bidding.services.from_quotes import draft_from_quotes
from purchasing.bidding.services.mending import answer_mend, ask_mend, judge_mend, lapse_unmended
from purchasing.bidding.services.objections import decide_objection, lodge_objection, withdraw_objection
from purchasing.bidding.services.open_data import release, release_all
from purchasing.bidding.services.opening import confirm_opening, declare_no_conflict, rule_out_bid
from purchasing.bidding.services.publishing import approve_publication, request_publication, return_publication
from purchasing.bidding.services.questions import (
    answer_question,
    ask_question,
    correct_answer,
    remind_of_questions,
    set_question_aside,
)
from purchasing.bidding.services.seals import base_price_document, bid_document, bid_fingerprint
from purchasing.bidding.services.sittings import agree_scores, answer_result, propose_result
from purchasing.bidding.services.solicitations import (
    assess_solicitation,
    record_solicitation,
)
from purchasing.bidding.services.standstill import (
    end_due_standstills,
    end_standstill,
    lapse_award,
    remind_of_contracts,
    take_back_award,
)

__all__ = [
    "Declared",
    "Said",
    "agree_scores",
    "answer_mend",
    "answer_result",
    "ask_mend",
    "declare_interests",
    "judge_mend",
    "lapse_unmended",
    "lock_sheet",
    "name_board",
    "propose_result",
    "save_scores",
    "release",
    "release_all",
    "decide_objection",
    "end_due_standstills",
    "end_standstill",
    "lapse_award",
    "lodge_objection",
    "record_contract",
    "remind_of_contracts",
    "take_back_award",
    "withdraw_objection",
    "BidContent",
    "FileRef",
    "CriterionIn",
    "LineIn",
    "Price",
    "approve_award",
    "approve_extension",
    "approve_publication",
    "base_price_document",
    "bid_document",
    "bid_fingerprint",
    "calc_document",
    "cancel_tender",
    "close_due_tenders",
    "close_tender",
    "confirm_few_bids",
    "confirm_opening",
    "declare_no_conflict",
    "decline_extension",
    "draft_from_quotes",
    "draft_tender",
    "edit_tender",
    "evaluate_tender",
    "fail_tender",
    "price_of",
    "propose_award",
    "request_extension",
    "request_publication",
    "return_award",
    "return_publication",
    "rule_out_bid",
    "seal_base_price",
    "submit_bid",
    "withdraw_bid",
    "answer_question",
    "ask_question",
    "correct_answer",
    "remind_of_questions",
    "set_question_aside",
    "assess_solicitation",
    "record_solicitation",
]

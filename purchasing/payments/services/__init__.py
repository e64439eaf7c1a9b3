"""DO: each step of payments, one transaction each, with its audit entry, its postings and its news."""

from purchasing.payments.services.claims import (
    LineIn,
    answer_change,
    answer_line,
    cancel_claim,
    certify_claim,
    change_line,
    draft_claim,
    send_claim,
    set_lines,
)
from purchasing.payments.services.claims_followed import follow_claims, remind_silent_lines
from purchasing.payments.services.defaults import bank_lacks, clear_defaults_of
from purchasing.payments.services.draws import draw, quote_draw
from purchasing.payments.services.escrow_interest import confirm_interest
from purchasing.payments.services.obligations import (
    check_credit,
    credit_obligations,
    hold_obligations,
    raise_obligations,
    release_obligations,
)
from purchasing.payments.services.passing import pass_on
from purchasing.payments.services.rates import decide_rate, propose_rate
from purchasing.payments.services.receivables import (
    accept_receivable,
    accept_silent_receivables,
    close_refused_receivables,
    draft_receivable,
    issue_receivable,
    refuse_receivable,
)
from purchasing.payments.services.requests import (
    ask_cancel,
    ask_default,
    ask_repaid,
    confirm_fee,
    credit_receivables,
    decide_request,
    withdraw_request,
)
from purchasing.payments.services.settling import fund_receivables, mature_due, pay_out

__all__ = [
    "raise_obligations",
    "hold_obligations",
    "release_obligations",
    "check_credit",
    "credit_obligations",
    "LineIn",
    "draft_claim",
    "set_lines",
    "send_claim",
    "answer_line",
    "change_line",
    "answer_change",
    "certify_claim",
    "cancel_claim",
    "remind_silent_lines",
    "follow_claims",
    "ask_cancel",
    "ask_default",
    "ask_repaid",
    "bank_lacks",
    "clear_defaults_of",
    "decide_request",
    "withdraw_request",
    "credit_receivables",
    "confirm_fee",
    "confirm_interest",
    "mature_due",
    "fund_receivables",
    "pay_out",
    "propose_rate",
    "decide_rate",
    "quote_draw",
    "draw",
    "pass_on",
    "draft_receivable",
    "issue_receivable",
    "accept_receivable",
    "refuse_receivable",
    "accept_silent_receivables",
    "close_refused_receivables",
]

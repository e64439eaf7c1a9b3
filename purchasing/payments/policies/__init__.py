"""WHO: each step of payments; one file per area. Source: domain 16."""

from purchasing.payments.policies.claims import may_answer_line, may_certify_claim, may_make_claim
from purchasing.payments.policies.receivables import (
    OWN_MONEY,
    may_answer,
    may_ask_cancel,
    may_confirm_fee,
    may_confirm_interest,
    may_decide_rate,
    may_decide_request,
    may_draw,
    may_enter_rate,
    may_issue,
    may_pass_on,
    may_record_default,
    may_see_rates,
    may_take_certificate,
    may_withdraw_request,
)

__all__ = [
    "may_make_claim",
    "may_answer_line",
    "may_certify_claim",
    "OWN_MONEY",
    "may_issue",
    "may_answer",
    "may_pass_on",
    "may_draw",
    "may_ask_cancel",
    "may_record_default",
    "may_decide_request",
    "may_withdraw_request",
    "may_confirm_fee",
    "may_take_certificate",
    "may_confirm_interest",
    "may_enter_rate",
    "may_decide_rate",
    "may_see_rates",
]

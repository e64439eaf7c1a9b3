"""DO: ESG purchasing, one file per area."""

from purchasing.esg.services.ratings import (
    add_rating,
    decide_rating,
    withdraw_rating,
)
from purchasing.esg.services.review import (
    Given,
    ask_supplier,
    assign_reviewer,
    blind_gap,
    close_blind,
    close_first,
    close_unanswered,
    confirm_agreed,
    locked,
    propose_agreed,
    record_audit,
    save_reviews,
    score_assessment,
    send_result,
    take_assessment,
    take_blind_review,
)
from purchasing.esg.services.sampling import (
    draw_sample,
    enter_tie,
    note_help,
)
from purchasing.esg.services.scorecard import (
    close_result,
    contest_item,
    decide_item_contest,
    decide_objection,
    object_to_result,
    withdraw_item_contest,
)

__all__ = [
    "Given",
    "add_rating",
    "ask_supplier",
    "assign_reviewer",
    "blind_gap",
    "close_blind",
    "close_first",
    "close_result",
    "close_unanswered",
    "confirm_agreed",
    "contest_item",
    "decide_item_contest",
    "decide_objection",
    "decide_rating",
    "draw_sample",
    "enter_tie",
    "locked",
    "note_help",
    "object_to_result",
    "propose_agreed",
    "record_audit",
    "save_reviews",
    "score_assessment",
    "send_result",
    "take_assessment",
    "take_blind_review",
    "withdraw_item_contest",
    "withdraw_rating",
]

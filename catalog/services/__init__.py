"""DO: load classes; write, submit, review, publish, hide products; keep the search table true."""

from catalog.services.alerts import (
    ask_alert,
    confirm_alert,
    end_alert,
    forget_unconfirmed,
    mail_confirmation,
    tell_alert,
)
from catalog.services.appeals import appeal_product, appealable, decline_appeal, uphold_appeal
from catalog.services.classification import ClassRow, load_classes
from catalog.services.conflict import ChangedMeanwhile
from catalog.services.copying import copy_product
from catalog.services.drafts import attach_file, detach_file, discard_draft, register_product, save_draft
from catalog.services.eco import add_claim, follow_claims, remind_of_claims, remove_claim
from catalog.services.hints import listing_hints, value_hints
from catalog.services.keeping import add_attribute, add_choice, edit_attribute, edit_choice, edit_class
from catalog.services.life import confirm_product, confirm_products, expire_products, warn_of_expiry
from catalog.services.listing import block_product, hide_product, show_product, start_revision, unblock_product
from catalog.services.recent import forget_seen, note_seen
from catalog.services.review import (
    check_listing,
    publish_unreviewed,
    publish_version,
    put_back_review,
    reject_version,
    return_version,
    submit_version,
    take_up_review,
    withdraw_submission,
)
from catalog.services.review_clock import lift_ended_blocks, publish_unanswered, remind_reviewers
from catalog.services.sampling import draw_second_looks
from catalog.services.search import index_products, reindex_all, reindex_class, reindex_company
from catalog.services.searches import (
    announce_daily,
    announce_new_products,
    delete_search,
    edit_search,
    save_search,
    tell_search,
)
from catalog.services.second_look import agree_with_review, correct_review
from catalog.services.supply import set_supply
from catalog.services.terms import approve_terms, enter_terms, keep_reason

__all__ = [
    "ChangedMeanwhile",
    "ClassRow",
    "add_attribute",
    "add_choice",
    "add_claim",
    "agree_with_review",
    "announce_daily",
    "announce_new_products",
    "appeal_product",
    "appealable",
    "approve_terms",
    "ask_alert",
    "attach_file",
    "block_product",
    "check_listing",
    "confirm_alert",
    "confirm_product",
    "confirm_products",
    "copy_product",
    "correct_review",
    "decline_appeal",
    "delete_search",
    "detach_file",
    "discard_draft",
    "draw_second_looks",
    "edit_attribute",
    "edit_choice",
    "edit_class",
    "edit_search",
    "end_alert",
    "enter_terms",
    "expire_products",
    "follow_claims",
    "forget_seen",
    "forget_unconfirmed",
    "hide_product",
    "index_products",
    "keep_reason",
    "lift_ended_blocks",
    "listing_hints",
    "load_classes",
    "mail_confirmation",
    "note_seen",
    "publish_unanswered",
    "publish_unreviewed",
    "publish_version",
    "put_back_review",
    "register_product",
    "reindex_all",
    "reindex_class",
    "reindex_company",
    "reject_version",
    "remind_of_claims",
    "remind_reviewers",
    "remove_claim",
    "return_version",
    "save_draft",
    "save_search",
    "set_supply",
    "show_product",
    "start_revision",
    "submit_version",
    "take_up_review",
    "tell_alert",
    "tell_search",
    "unblock_product",
    "uphold_appeal",
    "value_hints",
    "warn_of_expiry",
    "withdraw_submission",
]

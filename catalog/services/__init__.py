"""DO: load classes; write, submit, review, publish, hide products; keep the search table true."""

from catalog.services.alerts import (
    ask_alert,
    confirm_alert,
    end_alert,
    forget_unconfirmed,
    mail_confirmation,
    tell_alert,
)
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
    publish_version,
    put_back_review,
    reject_version,
    return_version,
    submit_version,
    take_up_review,
    withdraw_submission,
)
from catalog.services.search import index_products, reindex_all, reindex_class, reindex_company
from catalog.services.searches import (
    announce_daily,
    announce_new_products,
    delete_search,
    edit_search,
    save_search,
    tell_search,
)
from catalog.services.supply import set_supply

__all__ = [
    "ChangedMeanwhile",
    "copy_product",
    "add_claim",
    "follow_claims",
    "remind_of_claims",
    "remove_claim",
    "listing_hints",
    "value_hints",
    "confirm_product",
    "confirm_products",
    "expire_products",
    "warn_of_expiry",
    "add_attribute",
    "add_choice",
    "announce_daily",
    "announce_new_products",
    "ask_alert",
    "attach_file",
    "block_product",
    "check_listing",
    "confirm_alert",
    "delete_search",
    "detach_file",
    "discard_draft",
    "edit_attribute",
    "edit_choice",
    "edit_class",
    "edit_search",
    "end_alert",
    "forget_seen",
    "forget_unconfirmed",
    "hide_product",
    "index_products",
    "load_classes",
    "mail_confirmation",
    "note_seen",
    "publish_version",
    "put_back_review",
    "register_product",
    "reindex_all",
    "reindex_class",
    "reindex_company",
    "reject_version",
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
    "withdraw_submission",
    "ClassRow",
]

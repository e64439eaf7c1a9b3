"""DO: load classes; write, submit, review, publish, hide products; keep the search table true."""

from catalog.services.classification import ClassRow, load_classes
from catalog.services.drafts import attach_file, detach_file, discard_draft, register_product, save_draft
from catalog.services.keeping import add_attribute, add_choice, edit_attribute, edit_choice, edit_class
from catalog.services.listing import block_product, hide_product, show_product, start_revision, unblock_product
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
from catalog.services.supply import set_supply

__all__ = [
    "ClassRow",
    "add_attribute",
    "add_choice",
    "attach_file",
    "block_product",
    "check_listing",
    "detach_file",
    "discard_draft",
    "edit_attribute",
    "edit_choice",
    "edit_class",
    "hide_product",
    "index_products",
    "load_classes",
    "publish_version",
    "put_back_review",
    "register_product",
    "reindex_all",
    "reindex_class",
    "reindex_company",
    "reject_version",
    "return_version",
    "save_draft",
    "set_supply",
    "show_product",
    "start_revision",
    "submit_version",
    "take_up_review",
    "unblock_product",
    "withdraw_submission",
]

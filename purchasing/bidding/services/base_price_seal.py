"""DO: keep the base price where nobody reads it: under the portal's key in a draft, under the tender's afterwards.

Source: security 5.9 (S7): neither leaks from the database nor moves after the bids are known.
"""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.errors import RuleBroken
from portal.sealing import boxes, portal_keys
from portal.sealing.documents import canonical, context, parse
from purchasing.bidding.models import BasePrice, TenderKey

DRAFT = "base prices of drafts"


def _draft_context(price: BasePrice) -> bytes:
    return context("twp-base-draft-v1", str(price.tender.uid))


def base_context(key: TenderKey) -> bytes:
    """What a sealed base price is bound to."""
    return context("twp-base-v1", str(key.tender.uid), str(key.envelope), key.epoch, bytes(key.public_key).hex())


@sensitive_variables()
def hide_amount(price: BasePrice) -> None:
    """In a draft that will be sealed to keys: out of the columns, under the portal's own key."""
    price.sealed_payload = portal_keys.lock(DRAFT, _content(price), _draft_context(price))
    price.amount_won, price.nonce, price.parts = None, "", {}


@sensitive_variables()
def seal_amount(price: BasePrice, key: TenderKey) -> None:
    """From now on only the opening committee reads it."""
    try:
        content = _content(price) if price.amount_won is not None else _hidden(price)
    except portal_keys.Locked as fault:
        raise RuleBroken(
            _("The base price was sealed under a key that the portal no longer has: the estimator seals it again.")
        ) from fault
    padded = boxes.pad(content)
    price.sealed_payload = boxes.seal(bytes(key.public_key), padded, base_context(key))
    price.amount_won, price.nonce, price.parts = None, "", {}


@sensitive_variables()
def open_amount(price: BasePrice, key: TenderKey, secret: bytes) -> None:
    """What was sealed, into the row; the caller checks its fingerprint."""
    try:
        padded = boxes.open_box(secret, bytes(price.sealed_payload or b""), base_context(key))
    except boxes.DoesNotOpen as fault:
        raise RuleBroken(
            _("The base price does not open with the key of this tender: nothing was opened. Call the auditor.")
        ) from fault
    _read(price, boxes.unpad(padded))


@sensitive_variables()
def draft_amount(price: BasePrice) -> Decimal | None:
    """What the estimator sealed in a draft, for the estimator alone; None once it is under the tender's keys."""
    if price.amount_won is not None:
        return price.amount_won
    try:
        return Decimal(parse(_hidden(price))["amount_won"])
    except portal_keys.Locked:
        return None


def relock_draft(price: BasePrice) -> int:
    """Under the portal's key now in use; 1 if it was not."""
    if portal_keys.is_current(DRAFT, bytes(price.sealed_payload or b"")):
        return 0
    price.sealed_payload = portal_keys.lock(DRAFT, _hidden(price), _draft_context(price))
    price.save(update_fields=["sealed_payload"])
    return 1


def _hidden(price: BasePrice) -> bytes:
    return portal_keys.unlock(DRAFT, bytes(price.sealed_payload or b""), _draft_context(price))


def _content(price: BasePrice) -> bytes:
    document: dict[str, Any] = {"amount_won": f"{price.amount_won:.0f}", "nonce": price.nonce}
    return canonical(document | {"parts": price.parts} if price.parts else document)


@sensitive_variables()
def _read(price: BasePrice, content: bytes) -> None:
    document = parse(content)
    price.amount_won, price.nonce = Decimal(document["amount_won"]), document["nonce"]
    price.parts = document.get("parts", {})

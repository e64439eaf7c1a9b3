"""DO: keep from where a bid was sent, as fingerprints that only the screens compare, after the opening.

Under a key of the portal's and of one tender: nobody reads an address from it, and none is followed from one tender to
the next. Source: domain 2.11 (identical metadata).
"""

import hmac
from hashlib import sha256

from portal.origins import Origin
from portal.sealing import portal_keys
from portal.sealing.documents import canonical
from purchasing.bidding.models import Bid, BidOrigin

ORIGINS = "origins of bids"


def keep_origin(bid: Bid, origin: Origin | None) -> None:
    """Once for each version; sent twice, the first one stands. Part of the transaction that takes the bid."""
    if origin is None or not origin.address or BidOrigin.objects.filter(bid=bid).exists():
        return
    BidOrigin.objects.create(
        bid=bid,
        network=_fingerprint(bid, "network", origin.address),
        # a browser's name alone is shared by thousands: together with the address it is one device, or one like it
        device=_fingerprint(bid, "device", origin.address, origin.agent) if origin.agent else "",
    )


def _fingerprint(bid: Bid, *parts: str) -> str:
    secret = portal_keys.derived(portal_keys.roots()[0], ORIGINS)
    return hmac.new(secret, canonical([str(bid.tender.uid), *parts]), sha256).hexdigest()

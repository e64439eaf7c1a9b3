"""The receipt of a bid: page, PDF and signed document; the bidder's own copy, handed out once. No amount in any."""

import json
from datetime import UTC

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from portal.clock import SEOUL
from portal.display import day_text
from portal.http import page, page_now, reads, writes
from portal.pdf import pdf_response, typeset
from portal.sealing.documents import canonical
from purchasing.bidding import queries
from purchasing.bidding.models import Bid, Tender
from purchasing.bidding.states import BidKind, Envelope
from purchasing.bidding.views.finding import tender_or_404, trail
from purchasing.bidding.views.shown import shown, standing

LARGEST_COPY = 4_000_000


def _own(request: HttpRequest, key: str, uid) -> tuple[Tender, Bid]:
    tender = tender_or_404(request, key)
    bid = queries.bids_visible_to(request.user, tender).filter(uid=uid).first()
    if bid is None or bid.company_id != request.user.company_id:
        raise Http404
    return tender, bid


@never_cache
@reads
def bid_receipt(request: HttpRequest, key: str, uid) -> HttpResponse:
    """The receipt of one version of the own bid: number, moment, fingerprint; no amount."""
    tender, bid = _own(request, key, uid)
    return receipt_page(request, tender, bid, fresh=False)


@sensitive_variables()
def receipt_page(request: HttpRequest, tender: Tender, bid: Bid, *, fresh: bool, status: int = 200) -> HttpResponse:
    """The page; a fresh one holds the bidder's own copy with its nonces, which stand in this one answer and nowhere."""
    newest = not tender.bids.filter(company=bid.company_id, seq__gt=bid.seq).exists()
    copy = getattr(bid, "copy", None) if fresh and bid.kind == BidKind.BID else None
    context = {
        "tender": tender,
        "head": shown(tender, page_now(request)),
        "trail": trail(tender, _("Receipt")),
        "bid": bid,
        "newest": newest,
        "signed": getattr(bid, "signed_receipt", None),
        "fresh": fresh,
        "copy": canonical(copy).decode() if copy else "",
        "copy_name": copy_name(tender, bid),
        "standing": standing(bid) if newest else ("mute", _("Replaced or withdrawn")),
        "opened_words": day_text(tender.opened_at) if tender.opened_at else "",
        "received_kst": f"{bid.received_at.astimezone(SEOUL):%Y-%m-%d %H:%M:%S.%f} KST",
        "received_utc": f"{bid.received_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
    }
    return page(request, "bidding/bid_receipt.html", context, status=status)


def copy_name(tender: Tender, bid: Bid) -> str:
    """How the file of the own copy is called: ``bid-TND-2026-000012-2.json``."""
    return f"bid-{tender.number}-{bid.seq}.json"


@never_cache
@sensitive_post_parameters()
@writes(secret_form=True)
@sensitive_variables()
def bid_copy(request: HttpRequest, key: str, uid) -> HttpResponse:
    """The own copy as a file: the browser sends back what the receipt's page holds, the portal keeps nothing of it."""
    tender, bid = _own(request, key, uid)
    text = request.POST.get("copy", "")
    try:
        told = json.loads(text) if len(text) <= LARGEST_COPY else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or not told or not set(told) <= set(Envelope.values):
        raise Http404
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{copy_name(tender, bid)}"'
    response["Cache-Control"] = "private, no-store"
    return response


@never_cache
@reads
def bid_receipt_json(request: HttpRequest, key: str, uid) -> HttpResponse:
    """The signed receipt: anybody checks it with the portal's public keys, without asking the portal."""
    tender, bid = _own(request, key, uid)
    signed = getattr(bid, "signed_receipt", None)
    if signed is None:
        raise Http404
    told: dict[str, object] = {"document": signed.document, "signature": signed.signature, "key_id": signed.key_id}
    if (listed := queries.inclusion_of(bid)) is not None:
        told["list"] = listed  # after the closing: the proof that it lay in the box
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="receipt-{bid.receipt}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@never_cache
@reads
def bid_receipt_pdf(request: HttpRequest, key: str, uid) -> HttpResponse:
    """The receipt on paper."""
    tender, bid = _own(request, key, uid)
    signed = getattr(bid, "signed_receipt", None)
    told = json.loads(signed.document) if signed is not None else {"envelopes": {}}
    received = f"{bid.received_at.astimezone(SEOUL):%Y-%m-%d %H:%M:%S.%f} KST"
    withdrawn = bid.kind == BidKind.WITHDRAWAL
    data = {
        "title": _("Receipt of a withdrawal") if withdrawn else _("Receipt of a sealed bid"),
        "number": bid.receipt,
        "brand": str(settings.PORTAL_NAME),
        "footer": _("This receipt names no amount. It is signed by the portal and checked without it."),
        "facts": [
            {"label": _("Tender"), "value": tender.number},
            {"label": _("Company"), "value": bid.company.name},
            {"label": _("Version"), "value": str(bid.seq)},
            {"label": _("Received"), "value": received},
            {"label": _("Submitted by"), "value": str(bid.submitted_by)},
            {"label": _("Version of the notice"), "value": str(bid.notice_version)},
        ],
        "tender": tender.title,
        "tender_label": _("Title"),
        "print_label": _("Fingerprint"),
        "commitment": bid.commitment,
        "head": [_("Envelope"), _("Fingerprint")],
        "envelopes": [
            [str(Envelope(name).label), each["commitment"]] for name, each in told.get("envelopes", {}).items()
        ],
        "signature_label": _("Signature"),
        "signature": signed.signature if signed is not None else "",
        "key_label": _("Key"),
        "key_id": signed.key_id if signed is not None else "",
        "how": _(
            "To check: verify_receipt.py from %(address)s with the receipt as JSON, or any program that knows Ed25519."
        )
        % {"address": request.build_absolute_uri(reverse("developers:file-list"))},
    }
    return pdf_response(typeset("bidding/receipt.typ", data), f"receipt-{bid.receipt}.pdf")

"""The guides, in the order in which a program grows."""

from django.utils.translation import gettext_lazy as _

from portal.developers.registry import Guide, guides

guides.add(
    "robust",
    Guide(
        title=_("A client that survives"),
        said=_("It repeats safely, reads pages, saves requests and keeps within the limits."),
        template="developers/guides/robust.html",
        icon="shield-check",
        scopes=("catalog.write",),
        example="robust",
        order=5,
    ),
)
guides.add(
    "products",
    Guide(
        title=_("List products in bulk"),
        said=_("Your whole catalogue stands here under your own part numbers and follows your ERP from then on."),
        template="developers/guides/products.html",
        icon="packages",
        scopes=("catalog.write",),
        example="products",
        order=10,
    ),
)
guides.add(
    "bids",
    Guide(
        title=_("Bid on a tender"),
        said=_("Your program finds open tenders, seals a bid, keeps the receipt and, if it must, withdraws."),
        template="developers/guides/bids.html",
        icon="gavel",
        scopes=("tender.read", "bid.write"),
        example="bids",
        files=("sealed_bid.py",),
        order=20,
    ),
)
guides.add(
    "results",
    Guide(
        title=_("Read results and debriefs"),
        said=_("You know every award with its numbers, and of your own bids why they won or lost."),
        template="developers/guides/results.html",
        icon="award",
        scopes=("tender.read", "bid.read"),
        example="results",
        order=30,
    ),
)
guides.add(
    "receivables",
    Guide(
        title=_("Draw a receivable early, pass a part on"),
        said=_("Cash comes before its day, or an own supplier is paid with the buyer's promise."),
        template="developers/guides/receivables.html",
        icon="coin",
        scopes=("receivable.write",),
        example="receivables",
        order=40,
    ),
)
guides.add(
    "webhooks",
    Guide(
        title=_("Receive webhooks"),
        said=_("The portal calls your system within seconds; you verify the signature and miss nothing."),
        template="developers/guides/webhooks.html",
        icon="webhook",
        scopes=("webhook.write", "tender.read"),
        example="webhooks",
        files=("receive_webhook.py",),
        order=50,
    ),
)
guides.add(
    "changes",
    Guide(
        title=_("Follow the change feed"),
        said=_("A copy of tenders, products or receivables in your system stays true without asking for everything."),
        template="developers/guides/changes.html",
        icon="refresh",
        scopes=("tender.read",),
        example="changes",
        order=60,
    ),
)
guides.add(
    "exports",
    Guide(
        title=_("Export in bulk"),
        said=_("Many rows come as files: CSV, XLSX, JSON Lines or Parquet."),
        template="developers/guides/exports.html",
        icon="download",
        scopes=("export.write", "catalog.read"),
        example="exports",
        order=70,
    ),
)
guides.add(
    "sandbox",
    Guide(
        title=_("Try it out in the sandbox"),
        said=_(
            "A company with data, a clock that you move on, counterparts that answer: from bid to payout in a minute."
        ),
        template="developers/guides/sandbox.html",
        icon="clock",
        example="",
        files=("sandbox.py",),
        order=80,
    ),
)

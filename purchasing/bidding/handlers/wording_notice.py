"""The words of the notices about plans, amendments, invitations and rounds."""

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds

KINDS = [
    Kind(
        key="bidding.tender_approved",
        title=_("Tender %(number)s is approved and published on %(publish_at)s"),
        text=_("%(title)s. Until then you can take it back."),
    ),
    Kind(
        key="bidding.invited",
        title=_("Your company is invited to bid in tender %(number)s"),
        text=_("%(title)s. Bids are taken until %(closes_at)s; only invited suppliers see this tender."),
        essential=True,
    ),
    Kind(
        key="bidding.round_published",
        title=_("Tender %(before)s has another round: %(number)s"),
        text=_("%(title)s. You bid in the round before; a new bid is needed."),
        essential=True,
    ),
    Kind(
        key="bidding.amendment_requested",
        title=_("An amendment of tender %(number)s waits for your approval"),
        text=_("%(title)s. It can be approved until bids close at %(closes_at)s."),
    ),
    Kind(
        key="bidding.amendment_declined",
        title=_("The amendment of tender %(number)s was declined"),
        text=_("%(title)s. The notice stays as it is; its history says why."),
    ),
    Kind(
        key="bidding.tender_amended",
        title=_("The notice of tender %(number)s was amended: version %(version)s"),
        text=_("%(title)s. Bids that are in stay in; read what changed. Bids close at %(closes_at)s."),
        essential=True,
    ),
    Kind(
        key="bidding.tender_amended_materially",
        title=_("The notice of tender %(number)s was amended: bid again on version %(version)s"),
        text=_("%(title)s. What is bid for changed, so earlier bids no longer count. Bids close at %(closes_at)s."),
        essential=True,
    ),
    Kind(
        key="bidding.split_flagged",
        title=_("Tender %(number)s looks like part of a split purchase"),
        text=_("%(title)s. An approver answers why it is a need of its own before it is published."),
    ),
]

for kind in KINDS:
    kinds.register(kind)

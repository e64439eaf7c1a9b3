"""What tenders enter on the alerts page of the catalogue, and in its daily e-mail."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from catalog.registry import AlertSource, alert_sources
from catalog.states import AlertTopic
from portal.clock import db_now
from portal.display import day_text
from purchasing.bidding.queries.feeds import open_tenders_among
from purchasing.bidding.views.feeds import feed_addresses
from purchasing.bidding.views.shown import address


def items(keys: Sequence[int]) -> list[tuple[int, dict[str, str]]]:
    """Tenders that still take bids, with their deadlines."""
    found = []
    for tender in open_tenders_among(keys, db_now()):
        until = day_text(tender.closes_at) if tender.closes_at else "—"
        text = _("%(kind)s, bids until %(until)s") % {"kind": tender.get_kind_display(), "until": until}
        item = {"title": f"{tender.number} {tender.title}", "text": text, "path": address(tender)}
        found.append((tender.pk, item))
    return found


alert_sources.add("tenders", AlertSource(topic=AlertTopic.TENDER, items=items, feeds=feed_addresses))

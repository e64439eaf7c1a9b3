"""What waits for a supplier's administrator: a company that asks to bid together."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.home.registry import Card, Row, cards
from portal.words import deeds
from purchasing.bidding import queries


def asked(request: HttpRequest) -> Iterable[Row]:
    """Companies that ask the own one."""
    for each in queries.partnerships_waiting_for(request.user):
        yield Row(
            title=_("%(name)s asks your company to bid together") % {"name": each.lead.name},
            consequence=_("%(number)s: without your agreement before the deadline your company takes no part.")
            % {"number": each.tender.number},
            url=reverse("bidding:consortium", args=[each.tender.number]),
            verb=_("Look"),
            kind="wait",
            icon="users",
        )


cards.add("bidding-consortia", Card(rows=asked, roles=frozenset({"SA"}), order=24))
for _name, _words in {
    "asked": gettext_lazy("Partner asked"),
    "agreed": gettext_lazy("Partner agreed"),
    "ended": gettext_lazy("Consortium ended"),
}.items():
    deeds.add(f"bidding.partnership.{_name}", _words)

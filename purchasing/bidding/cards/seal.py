"""What waits for a member of an opening committee: the own key."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.home.registry import Action, Card, Row, actions, cards
from portal.http import page_now
from portal.words import deeds
from purchasing.bidding import policies, queries

OFFICERS = frozenset({"OC"})

actions.add(
    "officer-key",
    Action(label=gettext_lazy("My officer key"), url_name="bidding:key-detail", icon="key", roles=OFFICERS, order=70),
)


def own_key(request: HttpRequest) -> Iterable[Row]:
    """No key yet, or one that has not proved itself lately."""
    key = queries.key_of(request.user)
    drilled_at = queries.last_drill(key)
    if drilled_at is not None and page_now(request) - drilled_at <= queries.FRESH:
        return
    yield Row(
        title=_("Drill your officer key") if key else _("Make your officer key"),
        consequence=_("No tender is published whose bids you could not open."),
        url=reverse("bidding:key-detail"),
        verb=_("Drill") if key else _("Make the key"),
        kind="warn",
        icon="key",
    )


cards.add("bidding-keys", Card(rows=own_key, roles=OFFICERS, order=21))


def outages_waiting(request: HttpRequest) -> Iterable[Row]:
    """Outages that this person may confirm."""
    for note in queries.outages_undecided():
        if policies.may_decide_outage(request.user, note):
            yield Row(
                title=_("An outage waits for a second person"),
                consequence=_("Deadlines move when it is confirmed; tenders that close before that stay closed."),
                url=reverse("bidding:outages"),
                verb=_("Look"),
                kind="bad",
                icon="clock",
            )


cards.add("bidding-outages", Card(rows=outages_waiting, roles=frozenset({"AD", "PO", "AP"}), order=5))

WORDS = {
    "outagenote.noted": gettext_lazy("Outage noted"),
    "outagenote.confirmed": gettext_lazy("Outage confirmed"),
    "outagenote.declined": gettext_lazy("Outage declined"),
    "tender.keys_made": gettext_lazy("Keys made, one for each envelope"),
    "tender.rekeyed": gettext_lazy("New keys made, all bids void"),
    "tender.opener_replaced": gettext_lazy("Member of the opening committee replaced"),
    "tender.keys_at_risk": gettext_lazy("Too few officers have drilled"),
    "tender.contribution_lapsed": gettext_lazy("A contribution lapsed"),
    "tender.open_first": gettext_lazy("First envelope opened"),
    "tender.envelope_opened": gettext_lazy("Next envelope opened"),
}
for _name, _words in WORDS.items():
    deeds.add(f"bidding.{_name}", _words)

"""Door: the change feed as its company's administrator looks at it: which streams there are, and what was told last."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.exchange.policies import feed as policies
from portal.exchange.queries.feed import latest_for
from portal.exchange.registry.feed import streams
from portal.exchange.rules.feed import KEPT_DAYS
from portal.exchange.services.feed import settle_changes
from portal.feeds import absolute
from portal.http import page, reads
from portal.policy import require


@reads
def changes(request: HttpRequest) -> HttpResponse:
    """The last lines of each stream, as the company's programs are told them."""
    require(policies.may_see_changes(request.user))
    settle_changes()
    shown = [
        {
            "key": key,
            "stream": stream,
            "address": absolute(reverse(f"api-changes-{key}")),
            "lines": latest_for(request.user.company_id, stream=key),
        }
        for key, stream in streams.items()
    ]
    return page(request, "exchange/changes.html", {"streams": shown, "kept_days": KEPT_DAYS})

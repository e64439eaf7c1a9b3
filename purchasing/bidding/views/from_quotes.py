"""Door from a request for quotes to the draft of a tender."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from catalog.queries.quotes import quote_requests_visible_to
from portal.http import see, writes
from portal.policy import require
from purchasing.bidding import policies
from purchasing.bidding.services import draft_from_quotes
from purchasing.bidding.views.shown import address


@writes
def tender_from_quotes(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Make the draft, or open the one that was made."""
    asked = get_object_or_404(quote_requests_visible_to(request.user), uid=uid)
    require(policies.may_draft_tender(request.user))
    tender = draft_from_quotes(asked, by=request.user)
    messages.success(request, _("Draft %(number)s holds what the quotes were asked for.") % {"number": tender.number})
    return see(request, address(tender))

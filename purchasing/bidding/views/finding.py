"""What every door does first: find the tender that this person may see; and put a refusal beside its field."""

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.errors import Refused, RulesBroken
from portal.http import named_or_404, page_now
from purchasing.bidding import queries, services
from purchasing.bidding.models import Tender
from purchasing.bidding.states import TenderState
from purchasing.bidding.views.shown import address


def tender_or_404(request: HttpRequest, key: str) -> Tender:
    """The tender with this number or uid, if the person may see it; what may not be seen is not there.

    One whose deadline has passed is closed before anybody reads a page of it: no page tells of bids still taken.
    """
    found = named_or_404(queries.tenders_visible_to(request.user), key)
    return services.close_if_due(found, page_now(request)) if found.state == TenderState.PUBLISHED else found


def trail(tender: Tender | None = None, words: object = "") -> list[tuple[object, str]]:
    """Where the page stands: all tenders, this tender, and the page itself."""
    steps: list[tuple[object, str]] = [(_("Tenders"), reverse("bidding:tender-list"))]
    if tender is not None and words:
        steps += [(tender.number, address(tender)), (words, "")]
    elif tender is not None:
        steps.append((tender.number, ""))
    elif words:
        steps.append((words, ""))
    return steps


def beside(form: forms.Form, refusal: Refused, **renamed: str) -> None:
    """Put a service's no beside the field that caused it; ``renamed`` gives the form's names for the service's."""
    for each in refusal.each if isinstance(refusal, RulesBroken) else (refusal,):
        field = renamed.get(each.field or "", each.field)
        form.add_error(field if field in form.fields else None, str(each))

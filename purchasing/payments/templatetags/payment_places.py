"""The places of payments: the row of links under the head of each list, by what the person may read."""

from dataclasses import dataclass

from django import template
from django.utils.translation import gettext_lazy as _

from portal.home.queries import for_user, url_of
from portal.home.registry import EVERYBODY

register = template.Library()
SUPPLIER = frozenset({"SA", "SF", "SU"})
LOOKS = frozenset({"FI", "AU", "CP"})
STAFF = LOOKS | {"PO"}


@dataclass(frozen=True)
class Place:
    """One page; shown only if it exists and the person's role may read it."""

    url_name: str
    label: object
    roles: frozenset[str] | None = EVERYBODY


PLACES = (
    Place("payments:money", _("Money"), SUPPLIER),
    Place("payments:tracing", _("Tracing"), SUPPLIER | STAFF),
    Place("payments:obligation-list", _("Obligations"), SUPPLIER | STAFF),
    Place("payments:receivable-list", _("Receivables"), SUPPLIER | STAFF | {"AP"}),
    Place("payments:claim-list", _("Progress claims"), SUPPLIER | STAFF | {"AP"}),
    Place("payments:refund-list", _("Advances back"), SUPPLIER | STAFF | {"AP"}),
    Place("payments:payable-list", _("Without invoice"), frozenset({"SA", "SF"}) | LOOKS),
    Place("payments:calendar", _("Calendar"), SUPPLIER | STAFF),
    Place("payments:run-list", _("Payment runs"), LOOKS | {"AP"}),
    Place("payments:bank-inbox", _("Messages of the bank"), LOOKS | {"AP"}),
    Place("payments:account-list", _("Bank accounts"), frozenset({"SA", "SF"}) | LOOKS | {"AP"}),
    Place("payments:ledger", _("Books"), frozenset({"SA", "SF"}) | LOOKS),
    Place("payments:figures", _("Figures"), STAFF | {"SG"}),
    Place("payments:voice-list", _("Confidential voice"), SUPPLIER | STAFF | {"SG"}),
)


@register.inclusion_tag("payments/_places.html", takes_context=True)
def payment_places(context) -> dict:
    """The longest address that begins the path is the present one."""
    request = context["request"]
    found = [(place, url_of(place.url_name)) for place in for_user(PLACES, request.user)]
    places = [(place.label, url) for place, url in found if url]
    here = max((url for _label, url in places if request.path.startswith(url)), key=len, default="")
    return {"places": [(label, url, url == here) for label, url in places]}

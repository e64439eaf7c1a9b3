"""Door: the own published products as a document that other systems read."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from catalog.queries.ubl import catalogue_of, has_catalogue
from catalog.views.mine import own_company
from portal.api.documents import xml_response
from portal.clock import SEOUL
from portal.errors import WrongState
from portal.http import page_now, reads


@reads
def catalogue_ubl(request: HttpRequest) -> HttpResponseBase:
    """UBL 2.1 Catalogue."""
    company = own_company(request)
    if not has_catalogue(company):
        raise WrongState(_("Your company has no published product yet: there is nothing to write into a catalogue."))
    day = page_now(request).astimezone(SEOUL).date()
    return xml_response(catalogue_of(company, day), f"{company.number}-catalogue.xml")

"""An invoice of the company as a UBL Invoice."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from portal.api.documents import NOTHING_TO_WRITE, XML, OneFormat, xml_response
from portal.api.doors import ApiView
from portal.api.problems import CONTENT_TYPE
from portal.errors import WrongState
from purchasing.contracts import queries
from purchasing.contracts.queries.deliveries import DEAD
from purchasing.contracts.queries.ubl import ubl_invoice_of


class InvoiceUbl(ApiView):
    """For both sides of its contract."""

    scopes = {"read": "invoice.read"}
    content_negotiation_class = OneFormat
    tagged = False

    @extend_schema(
        operation_id="invoices_ubl",
        summary="An invoice as UBL 2.1",
        description=(
            "An XML document that is valid by the schema UBL-Invoice-2.1: parties, accepted deliveries line by line, "
            "VAT and what is payable. 409 when the invoice was refused or cancelled."
        ),
        tags=["contracts"],
        responses={
            (200, XML): OpenApiResponse(OpenApiTypes.BINARY, description="A UBL Invoice."),
            (409, CONTENT_TYPE): NOTHING_TO_WRITE,
        },
    )
    def get(self, request: Request, uid: str) -> HttpResponseBase:
        """In the language of the call."""
        invoice = get_object_or_404(queries.invoices_listed_for(request.user), uid=uid)
        if not queries.shows_prices(request.user, invoice.contract):
            raise Http404
        if invoice.state in DEAD:
            raise WrongState(_("This invoice was refused or cancelled: nothing is asked for by it."))
        return xml_response(ubl_invoice_of(invoice), f"{invoice.number}.xml")

"""The company's own published products as a UBL Catalogue."""

from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request

from catalog.queries.ubl import catalogue_of, has_catalogue
from portal.api.documents import NOTHING_TO_WRITE, XML, OneFormat, xml_response
from portal.api.doors import ApiView
from portal.api.problems import CONTENT_TYPE
from portal.clock import today
from portal.errors import WrongState


class CatalogueUbl(ApiView):
    """For the client's company."""

    scopes = {"read": "catalog.write"}  # a supplier's own
    content_negotiation_class = OneFormat
    tagged = False

    @extend_schema(
        operation_id="ubl_catalogue",
        summary="The own catalogue as UBL 2.1",
        description=(
            "All published products of the client's company as an XML document that is valid by the schema "
            "UBL-Catalogue-2.1. It holds the prices that registered buyers may read. 409 when no product is published."
        ),
        tags=["products"],
        responses={
            (200, XML): OpenApiResponse(OpenApiTypes.BINARY, description="A UBL Catalogue."),
            (409, CONTENT_TYPE): NOTHING_TO_WRITE,
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """In the language of the call."""
        company = request.user.company
        if not has_catalogue(company):
            raise WrongState(_("No product of the company is published."))
        return xml_response(catalogue_of(company, today()), f"{company.number}-catalogue.xml")

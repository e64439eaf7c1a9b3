"""Make a company in the sandbox."""

from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.doors import ApiView
from portal.api.fields import StrictSerializer
from portal.api.idempotency import HEADER, REPLAY, repeatable
from portal.sandbox import services
from portal.sandbox.api.doors import InSandbox
from portal.sandbox.models import SandboxCompany
from portal.text import refuse_invisible
from portal.throttles import client_ip, knock


class CompanyIn(StrictSerializer):
    """Its name, if one is wanted."""

    name = serializers.CharField(
        max_length=80, required=False, default="", allow_blank=True, help_text="Else one is invented."
    )

    class Meta:
        ref_name = "SandboxCompanyWish"

    def validate_name(self, name: str) -> str:
        """Readable."""
        refuse_invisible(name)
        return name


class ThingOut(serializers.Serializer):
    """Something laid out for the company."""

    label = serializers.CharField(help_text="In the language of the call.")
    number = serializers.CharField()
    url = serializers.URLField(help_text="Its page.")
    api_url = serializers.URLField(help_text="Its place in the API.")

    class Meta:
        ref_name = "SandboxThing"


class CompanyOut(serializers.Serializer):
    """The company and its credentials. They are told once."""

    number = serializers.CharField()
    name = serializers.CharField()
    business_number = serializers.CharField()
    client_id = serializers.CharField()
    client_secret = serializers.CharField(allow_null=True, help_text="Told once; null when the call is repeated.")
    scopes = serializers.ListField(child=serializers.CharField())
    admin_email = serializers.CharField(help_text="Signs in to the pages with the password. No mail goes there.")
    finance_email = serializers.CharField()
    password = serializers.CharField(allow_null=True, help_text="Of both people; told once.")
    things = ThingOut(many=True)

    class Meta:
        ref_name = "SandboxCompany"


def things_of(made: SandboxCompany) -> list[dict[str, str]]:
    """In the reader's language."""
    label = "label_ko" if get_language() == "ko" else "label_en"
    kept = ("number", "url", "api_url")
    return [{"label": thing[label]} | {name: thing[name] for name in kept} for thing in made.things]


class CompanyView(InSandbox, ApiView):
    """Open to everybody; as often as the limit allows."""

    action = "create"
    action_scopes = {"create": ""}  # no token: a stranger begins here

    @extend_schema(
        operation_id="sandbox_companies_create",
        summary="Make a company in the sandbox",
        request=CompanyIn,
        responses={201: CompanyOut},
        tags=["sandbox"],
        auth=[],
        examples=[OpenApiExample("With a name", {"name": "Haneul Precision"}, request_only=True)],
    )
    @repeatable
    def post(self, request: Request) -> Response:
        """In good standing, with people, a client with every scope, a tender, a contract, an invoice and a product."""
        address = client_ip(request._request)
        if wait := knock("sandbox-company", f"ip {address}"):
            raise Throttled(wait=wait)
        body = CompanyIn(data=request.data)
        body.is_valid(raise_exception=True)
        made = services.make_company(name=body.validated_data["name"], key=request.headers[HEADER], address=address)
        company = made.sandbox_company.company
        answer = {
            "number": company.number,
            "name": str(company),
            "business_number": company.brn,
            "client_id": made.client.client_id,
            "client_secret": made.secret or None,
            "scopes": made.client.scopes,
            "admin_email": made.people["admin"],
            "finance_email": made.people["finance"],
            "password": made.password or None,
            "things": things_of(made.sandbox_company),
        }
        repeated = {} if made.secret else {REPLAY: "true"}
        return Response(answer, status=201, headers={"Cache-Control": "no-store"} | repeated)

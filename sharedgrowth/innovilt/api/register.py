"""The public register for programs: certificates and what holds of them today. And a member's uses of the mark."""

import json

from django.db.models import Q
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiTypes, extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.companies import company
from portal.api.doors import ApiViewSet
from portal.api.expand import Expansion, Thing, neighbour
from portal.api.filters import (
    ApiFilterSet,
    ChoicesFilter,
    CodesFilter,
    SearchFilter,
    days,
)
from portal.clock import today
from sharedgrowth.innovilt.models import Certificate, MarkUse
from sharedgrowth.innovilt.queries import register
from sharedgrowth.innovilt.queries.credentials import public_certificates
from sharedgrowth.innovilt.queries.marks import uses_visible_to
from sharedgrowth.innovilt.rules.credentials import public_state
from sharedgrowth.innovilt.states import Category, MarkUseState, Medium

NUMBER = "[A-Z]+-[0-9]{4}-[0-9]+"
STATES = [(name, name) for name in register.BADGES]


def registered(_user):
    """The register: the same for everybody."""
    return public_certificates().select_related("renews").prefetch_related("versions__version").order_by()


class InnoviltCertificateOut(Thing, serializers.ModelSerializer):
    """A certificate as everybody may read it. ``state`` is what holds today."""

    page, page_by = "innovilt:certificate-detail", "number"
    door, door_by = "api-innovilt-certificate-detail", "number"
    expansions = {"product": neighbour("product", by="product_id"), "company": company("company_id")}

    state = serializers.SerializerMethodField()
    category = serializers.ChoiceField(choices=Category.choices)
    company = serializers.CharField(source="company.number")
    company_name_ko = serializers.CharField(source="company.legal_name_ko")
    company_name_en = serializers.CharField(source="company.legal_name_en", allow_blank=True)
    product = serializers.UUIDField(source="product.uid")
    product_number = serializers.CharField(source="product.number")
    versions = serializers.SerializerMethodField(help_text="Numbers of the product versions that it covers.")
    renews = serializers.CharField(source="renews.number", allow_null=True, default=None)
    valid_until = serializers.DateField(source="valid_to")

    class Meta:
        model = Certificate
        fields = (
            "number", "state", "category", "company", "company_name_ko", "company_name_en", "product",
            "product_number", "name_ko", "name_en", "versions", "plant_region", "valid_from", "valid_until", "renews",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(serializers.ChoiceField(choices=STATES))
    def get_state(self, certificate: Certificate) -> str:
        """By its days, also before the nightly job has been there."""
        return public_state(certificate.state, certificate.valid_from, certificate.valid_to, today())

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
    def get_versions(self, certificate: Certificate) -> list[int]:
        """The smallest first."""
        return sorted(each.version.no for each in certificate.versions.all())


class CertificateFilter(ApiFilterSet):
    """What to ask the register for; without ``state`` it gives all."""

    q = SearchFilter(method="find", label="Words of the product or member, or the number.")
    number = CodesFilter()
    category = ChoicesFilter(Category)
    plant_region = CodesFilter(label="Regions of the plant (ISO 3166-2).")
    company = CodesFilter("company__number", label="Numbers of companies.")
    product = CodesFilter("product__number", label="Numbers of products.")
    state = ChoicesFilter(
        ("valid", "upcoming", "suspended", "ended"),
        method="in_state",
        label="What holds today; `ended` is expired or withdrawn.",
    )
    valid_from, valid_before = days("valid_to", label="The last day of validity.")

    class Meta:
        model = Certificate
        fields: list[str] = []

    def find(self, certificates, _name, value):
        """As the page finds them."""
        return certificates.filter(pk__in=register.registered(today(), words=value, state="all").values("pk"))

    def in_state(self, certificates, _name, value):
        """By the day."""
        found = Q()
        for state in value:
            held = register.registered(today(), state="" if state == "valid" else state)
            found |= Q(pk__in=held.values("pk"))
        return certificates.filter(found)


@extend_schema_view(
    list=extend_schema(
        operation_id="innovilt_certificates_list",
        summary="INNOVILT certificates",
        description="The public register, with what holds of each today. No token needed.",
        tags=["innovilt"],
    ),
    retrieve=extend_schema(
        operation_id="innovilt_certificates_show",
        summary="One INNOVILT certificate",
        description="Also of a certificate that was suspended, withdrawn or has ended. No token needed.",
        tags=["innovilt"],
    ),
)
class InnoviltCertificateViewSet(ApiViewSet):
    """The register, for everybody."""

    public_reads = True
    scopes = {"read": "catalog.read"}
    serializer_class = InnoviltCertificateOut
    filterset_class = CertificateFilter
    queryset = Certificate.objects.none()
    lookup_field = "number"
    lookup_value_regex = NUMBER
    ordering = ("-valid_from", "-pk")
    ordering_fields = {"number": "number", "valid_from": "valid_from", "valid_until": "valid_to"}

    def get_queryset(self):
        """All of them."""
        return registered(self.request.user)

    @extend_schema(
        operation_id="innovilt_certificates_credential",
        summary="The certificate as a verifiable credential",
        description=(
            "W3C Verifiable Credentials 2.0 with a Data Integrity proof (`eddsa-rdfc-2022`), as it was signed. Its "
            "status lists tell a suspension and a withdrawal; the keys are in `/.well-known/did.json`. No token needed."
        ),
        tags=["innovilt"],
        responses=OpenApiTypes.OBJECT,
        filters=False,
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def credential(self, request: Request, number: str) -> Response:
        """The latest issue."""
        signed = self.get_object().credentials.order_by("-no").first()
        if signed is None:
            raise NotFound(_("This certificate has not been signed."))
        return Response(json.loads(signed.text))

    @extend_schema(
        operation_id="innovilt_certificates_badge",
        summary="The certificate as an Open Badge",
        description=(
            "Open Badges 3.0 with a Data Integrity proof (`eddsa-rdfc-2022`), as it was signed beside the latest "
            "credential that has one, and with the same status lists. No token needed."
        ),
        tags=["innovilt"],
        responses=OpenApiTypes.OBJECT,
        filters=False,
    )
    @action(detail=True, pagination_class=None, filter_backends=[])
    def badge(self, request: Request, number: str) -> Response:
        """The latest that was signed."""
        signed = self.get_object().credentials.exclude(badge=None).select_related("badge").order_by("-no").first()
        if signed is None:
            raise NotFound(_("This certificate has no Open Badge."))
        return Response(json.loads(signed.badge.text))


class MarkUseOut(Thing, serializers.ModelSerializer):
    """A use of the mark that the company asked for."""

    page, page_by = "innovilt:mark-detail", "number"
    door, door_by = "api-innovilt-mark-use-detail", "number"
    expansions = {"certificate": Expansion(InnoviltCertificateOut, registered, by="certificate_id")}

    state = serializers.ChoiceField(choices=MarkUseState.choices)
    medium = serializers.ChoiceField(choices=Medium.choices)
    certificate = serializers.CharField(source="certificate.number")

    class Meta:
        model = MarkUse
        fields = (
            "number", "state", "certificate", "medium", "purpose", "place", "begins_on", "ends_on", "requested_at",
            "decided_at", "reason", "conditions",
        )  # fmt: skip
        read_only_fields = fields


class MarkUseFilter(ApiFilterSet):
    """What to ask the list for."""

    number = CodesFilter()
    state = ChoicesFilter(MarkUseState)
    medium = ChoicesFilter(Medium)
    certificate = CodesFilter("certificate__number", label="Numbers of certificates.")
    begins_from, begins_before = days("begins_on")

    class Meta:
        model = MarkUse
        fields: list[str] = []


@extend_schema_view(
    list=extend_schema(operation_id="mark_uses_list", summary="Uses of the INNOVILT mark", tags=["innovilt"]),
    retrieve=extend_schema(operation_id="mark_uses_show", summary="One use of the INNOVILT mark", tags=["innovilt"]),
)
class MarkUseViewSet(ApiViewSet):
    """Of the client's company."""

    scopes = {"read": "support.read"}
    serializer_class = MarkUseOut
    queryset = MarkUse.objects.none()
    lookup_field = "number"
    lookup_value_regex = NUMBER
    ordering = ("-pk",)
    ordering_fields = ("number", "requested_at", "begins_on")
    filterset_class = MarkUseFilter

    def get_queryset(self):
        """What it asked for."""
        return uses_visible_to(self.request.user).order_by()
